"""``yipan plan --question rounds``: mobile rounds, planned and written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from geo.cli.commands import ISSUE, help_of
from geo.core.i18n import say
from geo.core.temporary import replacing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.city.folder import City
    from geo.city.rounds_settings import RoundsSettings
    from geo.core.results import Results

ROUNDS = "rounds"
NUMBERS = {
    "vehicles": (1, 20),
    "hours": (1, 14),
    "days": (1, 7),
    "walk_minutes": (1, 60),
    "visitors_percent": (1, 100),
    "seats": (0, 1000),
}
"""The least and the most of each; written out so that ``yipan --help`` loads nothing heavy."""
CHOICES = {
    "visits": ("weekly", "twice_a_week", "fortnightly"),
    "stop_places": ("communities", "crossings"),
}
_NAMES = {"walk_minutes": "--walk", "visitors_percent": "--visitors"}


def rounds_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add to a command what may be said of rounds; what is not said is as the settings have it."""
    kinds: dict[str, Any] = {
        **{name: click.IntRange(*range_) for name, range_ in NUMBERS.items()},
        **{name: click.Choice(choices) for name, choices in CHOICES.items()},
        "depot": click.STRING,
    }
    for name, kind in reversed(kinds.items()):
        option = _NAMES.get(name, f"--{name.replace('_', '-')}")
        asked = help_of(f"rounds.ask.{name}")
        text = help_of("cli.plan_rounds", asked=asked)
        command = click.option(option, name, type=kind, help=text)(command)
    return command


def plan_of_rounds(
    city: City, results: Results, out: Path, language: str, limits: dict[str, Any]
) -> dict[str, Any]:
    """Plan rounds within a limit, write them, and return the report of the command."""
    from geo.analyses.access.model import AccessModel  # noqa: PLC0415
    from geo.analyses.planning.answers import missing_for  # noqa: PLC0415
    from geo.analyses.planning.rounds.files import FILES, rounds_file  # noqa: PLC0415
    from geo.analyses.planning.rounds.plan import plan_rounds  # noqa: PLC0415
    from geo.analyses.planning.rounds.sentences import rounds_sentences  # noqa: PLC0415

    access, mode = results.get(AccessModel), limits["mode"]
    missing = missing_for(results, ROUNDS, mode)
    if missing is not None or access is None:
        lines = [say(missing or "planning_note.no_access", language)]
        nothing = {"question": ROUNDS, "figures": {}, "sentences": lines, "files": []}
        return {"lines": lines, "json": nothing, "exit": ISSUE}
    asked = rounds_asked(city.settings.rounds, limits)
    rounds = plan_rounds(results, access, asked, (mode, limits["minutes"]))
    lines, files = rounds_sentences(rounds, language), list[str]()
    out.mkdir(parents=True, exist_ok=True)
    for kind, name in FILES.items():
        content = rounds_file(results, rounds, language, kind)
        if content:
            with replacing(out / name) as written:
                written.write_bytes(content)
            files.append(str(out / name))
    report = {
        "question": ROUNDS,
        "figures": dict(rounds.figures),
        "people_by_vehicles": [*rounds.people_by_vehicles],
        "sentences": lines,
        "files": files,
    }
    return {"lines": [*lines, *files], "json": report}


def rounds_asked(usual: RoundsSettings, limits: dict[str, Any]) -> RoundsSettings:
    """Return the settings of a city with what is said beside them, as the page would ask."""
    from geo.city.rounds_settings import TWICE_A_WEEK, USUAL_VEHICLES  # noqa: PLC0415

    usual = usual if usual.vehicles else replace(usual, vehicles=USUAL_VEHICLES)
    named = {name: limits[name] for name in (*NUMBERS, *CHOICES, "depot")}
    asked = replace(usual, **{name: of for name, of in named.items() if of is not None})
    least = 2 if asked.visits == TWICE_A_WEEK else 1
    return replace(asked, days=max(asked.days, least))
