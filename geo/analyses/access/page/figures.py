"""Who reaches a service in time: the figures of the city, and the curve over the minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import capacity_of
from geo.analyses.access.methods.coverage import PLACED
from geo.analyses.access.model import AccessModel
from geo.analyses.access.page.notes import demand_notes, range_notes
from geo.ui import components as parts
from geo.ui import print_view
from geo.ui.charts import Curve, step_chart
from geo.ui.comparison import changes

if TYPE_CHECKING:
    from geo.analyses.access.page.controls import Question
    from geo.ui.screen import Screen

CITY, ONE = "#2f78b0", "#d9730d"  # seen on light and on dark grounds
TICKS: Final = (0, 10, 20, 30, 40, 50, 60)  # minutes
PRINTED_STEP: Final = 5  # minutes from row to row of the curve on paper


def show_access_figures(screen: Screen, access: AccessModel, question: Question) -> list[str]:
    """Show who is within the limit, of how many; return what is to be said of these figures."""
    say, number = screen.say, parts.number
    city = access.coverage("city", *question.keys).iloc[0]
    located = sum(
        int(city[f"population_{state}"])
        for state in PLACED
        if pd.notna(city["floating_population"])
    )
    away = int(city["population_unreachable"]) + int(city["population_unsnapped"]) if located else 0
    within = parts.share(int(city["population_within"]), located) if located else parts.NOTHING
    entries = [
        (
            say("access.population_within"),
            within,
            say(
                "access.of_population",
                within=number(city["population_within"]),
                known=number(located),
            ),
        ),
        _beyond(screen, int(city["population_within"]), located),
        (
            say("access.communities_covered"),
            number(city["communities_within"]),
            say("access.of_communities", communities=number(city["communities"])),
        ),
        (
            say("access.median"),
            _minutes(screen, city["median_minutes"]),
            _most_minutes(screen, city["p90_minutes"]),
        ),
        (say("access.backup"), parts.percent(city["share_backup"]), say("access.backup_told")),
        (say("access.unreachable"), number(away), say("access.unreachable_told")),
        _within_capacity(screen, access, question),
    ]
    meanings = {
        "access.population_within": "share_within",
        "access.population_beyond": "population_beyond",
        "access.median": "accessibility",
    }
    parts.figures(
        entries,
        alarm=[say("access.population_beyond")] if located else [],
        meanings=parts.meanings(screen.language, meanings),
        changes=_changes(screen, city, question),
    )
    percent = screen.results.standards.covered_percent
    notes = [say("access.covered_rule", percent=percent, minutes=question.minutes)]
    notes += range_notes(screen, access, question)
    source = access.of_mode(question.mode).source
    if source.name == "matrix" and source.of_points:
        notes.append(say("access.travel_times_of_origins"))
    else:
        notes.append(say(f"access.travel_time_source.{source.name}"))
    if city["population_not_timed"] > 0:
        notes.append(say("access.not_timed", people=number(city["population_not_timed"])))
    notes += demand_notes(screen, access, question)
    return [*notes, capacity_told(screen, access, question)]


def _changes(screen: Screen, city: pd.Series[Any], question: Question) -> dict[str, str]:
    """Return in words what changed from the period compared, by label."""
    access = screen.compared.get(AccessModel) if screen.compared else None
    if access is None:
        return {}
    former = access.coverage("city", *question.keys).iloc[0]
    now, before = (_amounts(row) for row in (city, former))
    return changes(screen, now, before, shares={"access.population_within", "access.backup"})


def _amounts(city: pd.Series[Any]) -> dict[str, Any]:
    """Return the figures of a city by the message of their label."""
    located = city[[f"population_{state}" for state in PLACED]].sum()
    within = city["population_within"]
    return {
        "access.population_within": within / located if located else pd.NA,
        "access.population_beyond": located - within if located else pd.NA,
        "access.communities_covered": city["communities_within"],
        "access.median": city["median_minutes"],
        "access.backup": city["share_backup"],
    }


def _beyond(screen: Screen, within: int, located: int) -> tuple[str, str, str]:
    """Return the figure of who does not reach a site in time, whatever keeps them."""
    if not located:
        return screen.say("access.population_beyond"), parts.NOTHING, ""
    share = screen.say("access.beyond_share", share=parts.share(located - within, located))
    return screen.say("access.population_beyond"), parts.number(located - within), share


def _within_capacity(
    screen: Screen, access: AccessModel, question: Question
) -> tuple[str, str, str]:
    """Return the figure of who is served when no site takes more than it has capacity for."""
    served = access.capacity_coverage("city", *question.keys).iloc[0]
    within, over = served["population_within_capacity"], served["population_over_capacity"]
    note = "" if pd.isna(over) else screen.say("access.over_capacity", people=parts.number(over))
    return screen.say("access.within_capacity"), parts.number(within), note


def capacity_told(screen: Screen, access: AccessModel, question: Question) -> str:
    """Say what a site is taken to have capacity for, and of how many sites that is known."""
    norms = screen.results.standards
    offered = access.sites[access.offers(question.service)]
    with_capacity = int((~np.isnan(capacity_of(offered, norms))).sum())
    return screen.say(
        f"access.capacity.{norms.supply}",
        norm=parts.number(norms.max_population_per_staff),
        known=parts.number(with_capacity),
        sites=parts.number(len(offered)),
    )


def show_curve(screen: Screen, access: AccessModel, question: Question, code: str | None) -> None:
    """Draw how many people are within each number of minutes, of the city and of one community."""
    curves = [_curve(access, question, screen.results.city.name)]
    if code is not None:
        names = screen.results.units.communities.set_index("community_code")["community_name"]
        curves.append(_curve(access, question, parts.text(names[code]), code))
    drawn = pd.concat(curves, ignore_index=True).dropna()
    if drawn.empty:
        parts.caption(screen.say("access.nobody_placed"))
        return
    minutes, share = screen.say("access.axis.minutes"), screen.say("access.axis.share")
    shown = [
        Curve(str(whose), colour, list(zip(steps["minutes"], steps["share"], strict=True)))
        for (whose, steps), colour in zip(
            drawn[drawn["minutes"] <= TICKS[-1]].groupby("whose", sort=False),
            (CITY, ONE),
            strict=False,
        )
    ]
    parts.show(step_chart(shown, question.minutes, TICKS, (minutes, share)))
    print_view.note_table(_at_steps(drawn, minutes))


def _at_steps(drawn: pd.DataFrame, minutes: str) -> pd.DataFrame:
    """Return curves as a table for paper: every few minutes, a column a curve.

    Examples
    --------
    >>> drawn = pd.DataFrame({"minutes": [4, 5, 10], "share": [0.1, 0.25, 1.0], "whose": "A"})
    >>> _at_steps(drawn, "Minutes").to_dict("list")
    {'Minutes': ['5', '10'], 'A': ['25.0%', '100.0%']}
    """
    steps = drawn[drawn["minutes"] % PRINTED_STEP == 0]
    wide = steps.pivot_table("share", "minutes", "whose", sort=False)
    return (
        wide.map(parts.percent)
        .rename_axis(index=minutes, columns=None)
        .rename(index="{:g}".format)
        .reset_index()
    )


def _curve(
    access: AccessModel, question: Question, name: str, code: str | None = None
) -> pd.DataFrame:
    level = "city" if code is None else "community"
    curve = access.curve(question.service, question.mode, level, code)
    return curve.assign(whose=name, share=curve["share"].astype("float64"))


def _most_minutes(screen: Screen, minutes: float) -> str:
    """Say within how many minutes nine in ten are; nothing where that is not known."""
    return "" if pd.isna(minutes) else screen.say("access.p90", minutes=_minutes(screen, minutes))


def _minutes(screen: Screen, minutes: float) -> str:
    text = parts.number(minutes)
    return text if text == parts.NOTHING else screen.say("access.minutes", minutes=text)
