"""The command ``yipan scenario``: list, show and compare the scenarios of a city."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.commands import common, help_of, on_city
from geo.cli.terminal import aligned, as_json
from geo.core.i18n import NOTHING, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.city.folder import City
    from geo.city.scenarios.changes import Scenario
    from geo.core.progress import Progress


def scenario_of(city: City, name: str) -> Scenario:
    """Read a scenario by its name in the city folder, or by the path of its file.

    Raises
    ------
    ScenarioError
        If there is none, or with all that is wrong in it.
    """
    from geo.city.scenarios.files import read_scenario, read_scenario_file  # noqa: PLC0415

    path = Path(name)
    is_path = path.suffix == ".toml" or len(path.parts) > 1
    return read_scenario_file(path) if is_path else read_scenario(city.folder, name)


def listed(city: City, language: str) -> dict[str, Any]:
    """List the scenarios of a city, with the note of each."""
    from geo.city.scenarios.files import read_scenario, scenario_names  # noqa: PLC0415

    scenarios = {name: read_scenario(city.folder, name) for name in scenario_names(city.folder)}
    lines = [
        say(
            "cli.scenario_line",
            language,
            file=name,
            name=scenario.name,
            changes=len(scenario.changes),
            note=" ".join(filter(None, [scenario.date, scenario.author, scenario.note])),
        ).rstrip()
        for name, scenario in scenarios.items()
    ]
    rows = [
        {"file": name, "name": of.name, "date": of.date, "author": of.author, "note": of.note}
        for name, of in scenarios.items()
    ]
    return {"lines": lines or [say("cli.scenario_none", language)], "json": rows}


def shown(city: City, names: Sequence[str]) -> dict[str, Any]:
    """Show scenarios as their files have them, and their changes."""
    from geo.city.scenarios.files import scenario_text  # noqa: PLC0415
    from geo.scenarios.comparison import changes_table  # noqa: PLC0415

    scenarios = [scenario_of(city, name) for name in names]
    return {
        "lines": [line for of in scenarios for line in scenario_text(of).splitlines()],
        "json": [{"name": of.name, "changes": as_json(changes_table(of))} for of in scenarios],
    }


def compared(city: City, names: Sequence[str], language: str, progress: Progress) -> dict[str, Any]:
    """Put the figures of a city as it is, and as scenarios have it, side by side."""
    from geo.kept_results import results_of  # noqa: PLC0415
    from geo.scenarios.comparison import city_figures  # noqa: PLC0415
    from geo.scenarios.what_if import what_if  # noqa: PLC0415

    scenarios = [scenario_of(city, name) for name in names]
    base = results_of(city, progress)
    columns = {say("scenario.present", language): city_figures(base)}
    for scenario in scenarios:
        columns[scenario.name] = city_figures(what_if(city, base, scenario, progress))
    return {"lines": _table(columns, language), "json": columns}


def _table(columns: dict[str, dict[str, Any]], language: str) -> list[str]:
    """Write figures in aligned columns: headers first."""
    figures = dict.fromkeys(name for of in columns.values() for name in of)
    rows = [["", *columns]]
    for name in figures:
        written = [_written(of.get(name)) for of in columns.values()]
        rows.append([say(f"scenario.figure.{name}", language), *written])
    return aligned(rows)


def _written(value: float | None) -> str:
    if value is None:
        return NOTHING
    whole = isinstance(value, int) or value.is_integer()
    return f"{value:,.0f}" if whole else f"{value:,.4f}".rstrip("0")


@click.group(help=help_of("cli.scenario"))
def scenario() -> None:
    """Hold the commands on the scenarios of a city."""


@scenario.command("list", help=help_of("cli.scenario_list"))
@common
@on_city
def list_scenarios(
    city: City,
    language: str,
    progress: Progress,  # noqa: ARG001  (all commands take it)
) -> dict[str, Any]:
    """List the scenarios of a city."""
    return listed(city, language)


@scenario.command("show", help=help_of("cli.scenario_show"))
@common
@on_city
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def show_scenario(
    city: City,
    names: tuple[str, ...],
    language: str,  # noqa: ARG001  (all commands take it)
    progress: Progress,  # noqa: ARG001
) -> dict[str, Any]:
    """Show scenarios as their files have them."""
    return shown(city, names)


@scenario.command("compare", help=help_of("cli.scenario_compare"))
@common
@on_city
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def compare_scenarios(
    city: City, names: tuple[str, ...], language: str, progress: Progress
) -> dict[str, Any]:
    """Put a city as it is, and as scenarios have it, side by side."""
    return compared(city, names, language, progress)
