"""Figures before and after: the city as it is, the scenario, and up to two others beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.app.scenarios.draft import opened_file, results_of_scenario
from geo.app.scenarios.shelf import saved
from geo.core.i18n import exists
from geo.core.issues import YipanError
from geo.publish.csv import csv_bytes
from geo.scenarios.comparison import CITY, COMMUNITY, city_figures, compared
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.widgets import open_by_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.city.scenarios.changes import Scenario
    from geo.core.results import Results
    from geo.ui.screen import Screen

MOST_OTHERS: Final = 2
FIRST: Final = (
    "population_compliant",
    "staff_shortfall",
    "population_within",
    "population_underserved",
)
"""The figures that stand first, large."""
_MOST_ROWS: Final = 2000
_STATES: Final = {"status": "status", "underserved": "underserved"}


def show_comparison(screen: Screen, scenario: Scenario, results: Results) -> None:
    """Show the figures that a scenario changes, and what becomes of communities and corridors."""
    before, after = city_figures(screen.results), city_figures(results)
    parts.figures(_first(screen, before, after))
    parts.section(screen.say("scenario.side_by_side"))
    others = _ask_others(screen)
    columns = [(screen.say("scenario.present"), before), (scenario.name, after)]
    for name, other in others.items():
        try:
            figures = city_figures(results_of_scenario(screen, other))
            columns.append((f"{other.name} ({name})", figures))
        except YipanError as error:
            lines = error.tell(screen.language).splitlines()
            parts.sentences(screen.say("scenario.not_run"), lines)
    _show_figures(screen, columns)
    comparison = compared(screen.results, results)
    _show_places(screen, comparison[comparison["level"] != CITY])
    st.download_button(
        screen.say("scenario.download_comparison"),
        lambda: csv_bytes(comparison),
        file_name="comparison.csv",
        mime="text/csv",
        icon=":material/table_view:",
        on_click="ignore",
        key="scenario_comparison",
    )


def _first(
    screen: Screen, before: dict[str, Any], after: dict[str, Any]
) -> list[tuple[str, str, str]]:
    """Return the figures that stand first: label, figure, and what it was."""
    return [
        (
            screen.say(f"scenario.figure.{name}"),
            parts.number(after[name]),
            _from(screen, before, after, name),
        )
        for name in FIRST
        if name in after
    ]


def _from(screen: Screen, before: dict[str, Any], after: dict[str, Any], name: str) -> str:
    """Return what a figure was, and by how much it differs."""
    was, now = before.get(name), after[name]
    if was is None or now is None:
        return ""
    return screen.say("scenario.from", before=parts.number(was), change=signed(now - was))


def signed(change: float) -> str:
    """Write a difference with its sign.

    Examples
    --------
    >>> signed(12), signed(-3.5), signed(0)
    ('+12', '−3.5', '±0')
    """
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{parts.number(abs(change))}"


def _ask_others(screen: Screen) -> dict[str, Scenario]:
    """Ask which other scenarios are to stand beside the one that is open."""
    readable = {name: of for name, of in saved(screen).items() if name != opened_file()}
    if not readable:
        return {}
    chosen = st.multiselect(
        screen.say("scenario.beside"),
        list(readable),
        max_selections=MOST_OTHERS,
        placeholder=screen.say("upload.select"),
        key="scenario_beside",
    )
    names = incoming.some_of(chosen, list(readable))[:MOST_OTHERS]
    return {name: readable[name] for name in names}


def _show_figures(screen: Screen, columns: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Show the figures of the city and of scenarios in columns, with the differences.

    Scenarios may be called alike, or like the present: a column is known by its place.
    """
    (_, present), *others = columns
    headers = [screen.say("scenario.header.figure"), *(header for header, _ in columns)]
    rows = []
    for name, was in present.items():
        cells = [screen.say(f"scenario.figure.{name}"), _written(name, was)]
        for _, other in others:
            now = other.get(name)
            differs = was is not None and now is not None and now != was
            more = f" ({signed_of(name, now - was)})" if differs else ""
            cells.append(_written(name, now) + more)
        rows.append(cells)
    parts.table(headers, rows, numbers=range(1, len(headers)))


def signed_of(name: str, change: float) -> str:
    """Write the difference of a figure; of a share in percentage points."""
    return signed(round(100 * change, 1)) if name.startswith("share_") else signed(change)


def _written(name: str, value: Any) -> str:
    if value is None:
        return parts.NOTHING
    return parts.percent(value) if name.startswith("share_") else parts.number(value)


def _show_places(screen: Screen, differing: pd.DataFrame) -> None:
    """Show the communities and corridors that differ."""
    codes = differing.loc[differing["level"] == COMMUNITY, "code"].nunique()
    parts.section(screen.say("scenario.places", communities=codes))
    if differing.empty:
        parts.caption(screen.say("scenario.no_places"))
        return
    rows = differing.head(_MOST_ROWS)
    states = rows["figure"].map(_STATES)
    table: dict[str, Any] = {
        screen.say("scenario.header.name"): rows["name"],
        screen.say("scenario.header.figure"): rows["figure"].map(
            lambda name: screen.say(f"scenario.figure.{name}")
        ),
    }
    for time in ("before", "after"):
        pairs = zip(states, rows["figure"], rows[time], strict=True)
        table[screen.say(f"scenario.time.{time}")] = [_cell(screen, *pair) for pair in pairs]
    units = list(zip(rows["level"], rows["code"], strict=True))
    open_by_row(pd.DataFrame(table), units, "scenario_places", "scenarios")
    if len(differing) > _MOST_ROWS:
        parts.caption(screen.say("scenario.more_rows", rows=len(differing) - _MOST_ROWS))


def _cell(screen: Screen, state: Any, name: str, value: Any) -> str:
    if isinstance(state, str) and isinstance(value, str) and exists(f"{state}.{value}"):
        return screen.say(f"{state}.{value}")
    return _written(name, value)
