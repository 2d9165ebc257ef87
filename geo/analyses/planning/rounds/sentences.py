"""Rounds in sentences and figures: who is left without a site, who is served, who is still left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.access.modes import said_mode
from geo.analyses.planning.methods.vehicle_routes import REASONS
from geo.analyses.planning.rounds.plan import NO_STOP, SERVED
from geo.core.i18n import say
from geo.core.number_format import number, share

if TYPE_CHECKING:
    from geo.analyses.planning.rounds.plan import Rounds

STATES: Final = (SERVED, *REASONS)
"""What becomes of a stop."""
LEFT: Final = (NO_STOP, *REASONS)
"""Why people are left without a visit."""
KEY_FIGURES: Final = ("beyond", "served", "kilometres", "hours", "left")


def rounds_sentences(rounds: Rounds, language: str) -> list[str]:
    """Return a paragraph for leaders: who is beyond, who is served, at what cost, who is left."""
    figures, asked = rounds.figures, rounds.asked
    mode, minutes = rounds.limit
    values = {name: number(value) for name, value in figures.items()}
    values |= {
        "mode": said_mode(mode, language),
        "minutes": str(minutes),
        "walk": str(asked.walk_minutes),
        "often": say(f"rounds.often.{asked.visits}", language),
        "vehicles": number(asked.vehicles),
        "stops": number(int(rounds.stops["state"].eq(SERVED).sum())),
        "served": number(figures.get(SERVED, 0.0)),
        "share": share(figures.get(SERVED, 0.0), figures["beyond"]),
        "left": number(people_left(rounds)),
    }
    sentences = [say("rounds.told.served", language, **values)]
    why = [
        say(f"rounds.told.{reason}", language, people=number(figures[reason]), walk=values["walk"])
        for reason in LEFT
        if figures.get(reason)
    ]
    if why:
        reasons = say("rounds.told.separator", language).join(why)
        sentences.append(say("rounds.told.left", language, left=values["left"], reasons=reasons))
    if len(rounds.people_by_vehicles) > 1:
        people = " → ".join(map(number, rounds.people_by_vehicles))
        sentences.append(say("rounds.told.by_vehicles", language, people=people))
    sentences.append(say("rounds.told.bound", language, bound=values["bound"]))
    sentences.append(say(f"rounds.told.{_ways(rounds)}", language))
    return [*sentences, *(note.sentence(language) for note in rounds.notes)]


def rounds_figures(rounds: Rounds, language: str) -> list[tuple[str, str, str]]:
    """Return key figures: label, figure, and a line below it."""
    figures = rounds.figures
    served = figures.get(SERVED, 0.0)
    values = {
        "beyond": number(figures["beyond"]),
        "served": number(served),
        "kilometres": number(figures["kilometres"], 0),
        "hours": number(figures["hours"]),
        "left": number(people_left(rounds)),
    }
    below = {"served": share(served, figures["beyond"])}
    return [
        (say(f"rounds.figure.{name}", language), values[name], below.get(name, ""))
        for name in KEY_FIGURES
    ]


def people_left(rounds: Rounds) -> float:
    """Return how many people beyond the limit are not served."""
    return rounds.figures["beyond"] - rounds.figures.get(SERVED, 0.0)


def day_name(week: int, weekday: int, weeks: int, language: str) -> str:
    """Return the name of a day; with its week where a timetable has two.

    Examples
    --------
    >>> day_name(1, 3, 1, "en"), day_name(2, 3, 2, "zh")
    ('Wednesday', '第2周周三')
    """
    day = say(f"weekday.{weekday}", language)
    return say("rounds.day_of_week", language, week=week, day=day) if weeks > 1 else day


def _ways(rounds: Rounds) -> str:
    return "over_streets" if rounds.over_streets else "straight"
