"""A period beside another one: the change of figures, tables with both, a map of the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.core.number_format import NOTHING, number, signed
from geo.core.periods import period_name
from geo.publish.csv import csv_bytes
from geo.publish.maps.choropleth import by_change, legend_html
from geo.publish.titles import file_name
from geo.ui import components as parts
from geo.ui.widgets import choose_row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from geo.publish.maps.choropleth import Choropleth
    from geo.ui.screen import Screen

CHANGE: Final = "change"
"""What a map shows when it shows the change."""


def changes(
    screen: Screen,
    now: Mapping[str, Any],
    before: Mapping[str, Any],
    shares: Collection[str] = (),
) -> dict[str, str]:
    """Return in words what changed from the period compared, by the label of a figure.

    Parameters
    ----------
    now, before
        Figures by the message of their label.
    shares
        Which of them are shares from 0 to 1.
    """
    return {
        screen.say(label): change_told(screen, value, before[label], of_shares=label in shares)
        for label, value in now.items()
    }


def change_told(screen: Screen, now: Any, before: Any, *, of_shares: bool = False) -> str:
    """Return in words what changed from the period compared, in figures or in shares of 1."""
    if screen.compared is None:
        return ""
    period = period_name(screen.compared.period, screen.language)
    change = _points(screen, now, before) if of_shares else _amount(screen, now, before)
    return screen.say("compare.change", before=period, change=change)


def side_by_side(now: pd.DataFrame, before: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return figures of two periods beside each other, with the change.

    Parameters
    ----------
    now, before
        ``columns``, by the same kind of key, each key once. A key of ``before`` alone comes last.
    columns
        Numbers.

    Returns
    -------
    DataFrame
        By key, for each column: itself, ``…_before``, ``…_change`` and ``…_share`` (Float64), the
        change as a share of before, missing where that was nothing.

    Examples
    --------
    >>> now = pd.DataFrame({"people": [120, 7]}, index=["a", "b"])
    >>> before = pd.DataFrame({"people": [100, 3]}, index=["a", "c"])
    >>> side_by_side(now, before, ["people"]).astype("object").where(lambda all: all.notna(), None)
      people people_before people_change people_share
    a  120.0         100.0          20.0          0.2
    b    7.0          None          None         None
    c   None           3.0          None         None
    """
    keys = now.index.append(before.index.difference(now.index, sort=False))
    beside: dict[str, pd.Series[float]] = {}
    for name in columns:
        here, there = (frame[name].astype("Float64").reindex(keys) for frame in (now, before))
        change = here - there
        beside |= {
            name: here,
            f"{name}_before": there,
            f"{name}_change": change,
            f"{name}_share": change / there.where(there != 0),
        }
    return pd.DataFrame(beside, index=keys)


def show_change(
    screen: Screen,
    drawn: pd.DataFrame,
    column: str,
    former: pd.DataFrame,
    label: str,
) -> Choropleth:
    """Draw the legend of a map of the change from the period compared, and return its classes.

    Parameters
    ----------
    drawn
        ``community_code`` and ``column``: the communities to paint.
    column
        Numbers.
    former
        The same columns, of the period compared.
    label
        The message of what the numbers are.
    """
    now, before = (frame.set_index("community_code") for frame in (drawn, former))
    rows = side_by_side(now, before, [column]).reindex(drawn["community_code"])
    classes = by_change(drawn, rows[f"{column}_change"], screen.say("map.change.none"))
    title = screen.say("compare.header.change", header=screen.say(label))
    if screen.compared is not None:
        period = period_name(screen.compared.period, screen.language)
        title = f"{title} · {screen.say('compare.title', before=period)}"
    parts.show(legend_html(classes.classes, title))
    return classes


def show_comparison(
    screen: Screen,
    rows: pd.DataFrame,
    names: Mapping[str, pd.Series[str]],
    labels: Mapping[str, str],
    table: str,
    on_choose: Callable[[str], None],
) -> None:
    """Show a table with the figures of both periods, and offer it; a row opens what it is of.

    Parameters
    ----------
    rows
        Of :func:`side_by_side`.
    names
        By header, what stands before the figures, by the key of ``rows``.
    labels
        Column of figures -> message of its label.
    table
        Message of what the table is called, for the name of its file.
    on_choose
        Called with the key of the row that was chosen.
    """
    if screen.compared is None:
        return
    before = period_name(screen.compared.period, screen.language)
    parts.section(screen.say("compare.title", before=before))
    parts.caption(screen.say("compare.told"))
    shown = comparison_table(screen, rows, names, labels)
    percent = st.column_config.NumberColumn(format="percent")
    plain = st.column_config.NumberColumn(format="localized")
    shares = {screen.say("compare.header.share", header=screen.say(at)) for at in labels.values()}
    columns = {
        header: percent if header in shares else plain
        for header in shown.columns.astype(str)
        if header not in names
    }
    choose_row(shown, rows.index.tolist(), "compared", None, on_choose, columns)
    st.download_button(
        screen.say("compare.table"),
        lambda: csv_bytes(shown),
        file_name=file_name(
            screen.results, table, f"_{screen.compared.period}.csv", screen.language
        ),
        mime="text/csv",
        icon=":material/compare_arrows:",
        on_click="ignore",
    )


def comparison_table(
    screen: Screen,
    rows: pd.DataFrame,
    names: Mapping[str, pd.Series[str]],
    labels: Mapping[str, str],
) -> pd.DataFrame:
    """Return figures of both periods under the headers of the screen; see show_comparison."""
    periods = [
        period_name(results.period, screen.language)
        for results in (screen.results, screen.compared)
        if results is not None
    ]
    columns = {header: told.reindex(rows.index) for header, told in names.items()}
    for name, label in labels.items():
        header = screen.say(label)
        columns |= {
            f"{header} {periods[0]}": rows[name],
            f"{header} {periods[-1]}": rows[f"{name}_before"],
            screen.say("compare.header.change", header=header): rows[f"{name}_change"],
            screen.say("compare.header.share", header=header): rows[f"{name}_share"].round(4),
        }
    return pd.DataFrame(columns).reset_index(drop=True)


def _amount(screen: Screen, now: Any, before: Any) -> str:
    if pd.isna(now) or pd.isna(before):
        return NOTHING
    if now == before:
        return screen.say("compare.same")
    change = signed(number(now - before))
    if not before:
        return change
    share = signed(f"{100 * (now - before) / before:.1f}%")
    return screen.say("compare.of", change=change, share=share)


def _points(screen: Screen, now: Any, before: Any) -> str:
    if pd.isna(now) or pd.isna(before):
        return NOTHING
    return screen.say("compare.points", points=signed(f"{100 * (now - before):.1f}"))
