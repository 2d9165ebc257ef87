"""Corridors over time on the page: the period of the map, and what changed from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import streamlit as st

from geo.analyses.corridors.methods.period_changes import totals_by_period
from geo.analyses.corridors.periods import corridor_periods
from geo.core.periods import period_name
from geo.ui import address, incoming
from geo.ui import components as parts
from geo.ui.widgets import choose_row

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.analyses.corridors.model import Corridors
    from geo.core.results import Results
    from geo.ui.screen import Screen

PERIOD: Final = "corridor_period"  # the period that the slider of the map is at
MOST_ROWS: Final = 200
TOTALS: Final = (
    *("inflow", "change", "arrivals_min", "departures_min"),
    *("emerging", "vanishing"),
)
CHANGED: Final = (
    *("partner_name", "local_name", "trend", "inflow", "previous_inflow", "change", "growth"),
)

_CHANGES: WeakKeyDictionary[Corridors, pd.DataFrame] = WeakKeyDictionary()


def changes_of(results: Results, corridors: Corridors) -> pd.DataFrame:
    """Follow corridors from period to period; what is once found is kept with them."""
    if corridors not in _CHANGES:
        _CHANGES[corridors] = corridor_periods(results, corridors)
    return _CHANGES[corridors]


def shown_period(screen: Screen, changes: pd.DataFrame) -> str:
    """Return the period that is shown: that of the slider, else the one reported, else the last."""
    periods = changes["period"].drop_duplicates().tolist()
    chosen = incoming.one_of(st.session_state.get(PERIOD), periods)
    last: str = periods[-1]
    return chosen or incoming.one_of(screen.results.period, periods) or last


def ask_period(screen: Screen, changes: pd.DataFrame) -> str:
    """Ask for the period of the map; the one reported where there are not several."""
    if changes.empty:
        return screen.results.period
    usual = shown_period(screen, changes)
    periods = changes["period"].drop_duplicates().tolist()
    address.take("month", PERIOD, periods)
    moved = st.select_slider(
        screen.say("corridors.periods.ask"),
        periods,
        value=usual,
        format_func=lambda period: period_name(period, screen.language),
        key=PERIOD,
        persist_state="session",
    )
    shown = moved if isinstance(moved, str) else usual
    if shown != screen.results.period:
        address.write("month", shown)
    return shown


def draw_periods(screen: Screen, changes: pd.DataFrame, on_choose: Callable[[str], None]) -> None:
    """Draw the totals of all periods, and the largest changes of the one shown.

    Parameters
    ----------
    on_choose
        Called with the corridor of the row that was chosen.
    """
    say, number = screen.say, parts.number
    parts.section(say("corridors.periods.title"))
    totals = totals_by_period(changes)
    rows = [
        [period_name(row["period"], screen.language), *(number(row[name], 0) for name in TOTALS)]
        for row in totals.to_dict("records")
    ]
    headers = [
        say("corridors.periods.period"),
        *(say(f"corridors.periods.{name}") for name in TOTALS),
    ]
    parts.table(headers, rows, numbers=range(1, len(headers)))
    parts.caption(say("corridors.periods.told", least=screen.results.standards.corridor_min_flow))
    period = shown_period(screen, changes)
    changed = largest_changes(changes, period)
    if changed.empty:
        parts.caption(say("corridors.periods.first", period=period_name(period, screen.language)))
        return
    parts.caption(say("corridors.periods.largest", period=period_name(period, screen.language)))
    formats = dict.fromkeys(("inflow", "previous_inflow", "change"), "localized")
    columns = {
        say(f"corridors.periods.{name}"): st.column_config.NumberColumn(format=form)
        for name, form in (formats | {"growth": "percent"}).items()
    }
    corridors = changed["corridor"].tolist()
    choose_row(_worded(screen, changed), corridors, "corridor_changes", None, on_choose, columns)


def largest_changes(changes: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the corridors of most change into a period, the largest first."""
    rows = changes[(changes["period"] == period) & changes["change"].notna()]
    rows = rows[rows["change"] != 0]
    order = rows["change"].abs().astype("float64").sort_values(ascending=False, kind="stable")
    return rows.loc[order.index].head(MOST_ROWS)


def _worded(screen: Screen, changed: pd.DataFrame) -> pd.DataFrame:
    """Return corridors under the headers of the screen, trends in words."""
    rows = changed[list(CHANGED)].reset_index(drop=True)
    rows["trend"] = rows["trend"].map(lambda trend: screen.say(f"trend.{trend}"))
    named = {name: screen.say(f"corridors.periods.{name}") for name in CHANGED[2:]}
    named |= {name: screen.say(f"corridor_header.{name}") for name in CHANGED[:2]}
    return rows.rename(columns=named)
