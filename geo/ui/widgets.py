"""What lets a visitor choose: a switch between a few, and a table of which a row is chosen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st

from geo.core.i18n import say
from geo.ui import address, incoming, opening, print_view
from geo.ui import components as parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

NameT = TypeVar("NameT", int, str)
HEIGHT: Final = 420
FEW: Final = 10  # rows that a table shows whole


def switch(
    label: str, options: Sequence[str], key: str, name_of: Callable[[str], str], name: str = ""
) -> str:
    """Show a switch, and return what is chosen; the first of them at first.

    Parameters
    ----------
    label
        What is chosen, for those who listen to the page: it is not seen.
    key
        Under which the choice is kept, across pages too.
    name_of
        What each is called.
    name
        Of :data:`geo.ui.address.NAMES`, where the choice stands in the address.
    """
    if name:
        address.take(name, key, options)
    chosen = st.segmented_control(
        label,
        options,
        format_func=name_of,
        default=None if key in st.session_state else options[0],
        required=True,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    taken = incoming.one_of(chosen, options) or options[0]
    if name and taken != options[0]:
        address.write(name, taken)
    return taken


def choose_row(
    rows: Any,
    names: Sequence[NameT],
    key: str,
    selected: NameT | None,
    on_choose: Callable[[NameT], None],
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Show a table, one row of which can be chosen.

    Parameters
    ----------
    rows
        The table, under the headers of the screen.
    names
        What each row is called, in its order.
    selected
        The name of the row that is marked.
    on_choose
        Called with the name of the row that was chosen, before the page is drawn again.
    columns
        How columns are shown, by header.
    """
    marked = [names.index(selected)] if selected in names else []
    st.session_state[key] = {"selection": {"rows": marked, "columns": [], "cells": []}}

    def hear() -> None:
        row = incoming.chosen_row(st.session_state.get(key), len(names))
        if row is not None:  # nothing chosen is also what a browser tells of rows that have changed
            st.session_state[f"{key}_chosen"] = names[row]
            on_choose(names[row])

    print_view.note_table(rows, columns)
    st.dataframe(
        rows,
        key=key,
        on_select=hear,
        selection_mode="single-row",
        hide_index=True,
        height=HEIGHT if len(names) > FEW else "auto",
        placeholder=parts.NOTHING,
        column_config=dict(columns or {}),
    )


def open_first(rows: pd.DataFrame, names: Sequence[NameT], key: str, selected: object) -> Any:
    """Put the row that is open first, if it was opened elsewhere than in its table.

    A row that was chosen stays where it is: were it to move, the browser would mark the row that
    stands there then.

    Parameters
    ----------
    names
        What each row is called, in its order.
    key
        Of the table, as :func:`choose_row` takes it.
    selected
        The name of what is open; None if nothing is.
    """
    first = f"{key}_first"
    if selected is None or selected != st.session_state.get(f"{key}_chosen"):
        st.session_state[first] = selected
    pinned = st.session_state.get(first)
    return rows.iloc[sorted(range(len(names)), key=lambda row: names[row] != pinned)]


def open_by_row(
    rows: Any,
    units: Sequence[tuple[str, Any]],
    key: str,
    page: str,
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Show a table of units: a row that is chosen opens its unit.

    Parameters
    ----------
    units
        Level and code of each row, in its order.
    page
        The page that is shown.
    """

    def unit_of(row: int) -> None:
        opening.open_unit(*units[row], page)

    choose_row(rows, range(len(units)), key, None, unit_of, columns)


def link_by_row(
    rows: Any, links: Callable[[int], Sequence[parts.Html]], key: str, language: str, **looks: Any
) -> int | None:
    """Show a table of pairs; below it the names of the row that is chosen, each a link.

    Parameters
    ----------
    links
        The names of a row, by its position.
    looks
        As ``st.dataframe`` takes them.

    Returns
    -------
    int
        The position of the row that is chosen; None if none is.
    """
    print_view.note_table(rows)
    selection = st.dataframe(
        rows,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        placeholder=parts.NOTHING,
        **looks,
    )
    row = incoming.chosen_row(selection, len(rows))
    if row is not None:
        names = " · ".join(links(row))
        st.html(f'<p class="yipan-caption">{escape(say("page.open", language))} {names}</p>')
    return row
