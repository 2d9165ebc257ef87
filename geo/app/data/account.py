"""The account of the records: sums that close, every file item by item."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.analyses.population.methods.account import close_account
from geo.analyses.population.model import Population
from geo.core.periods import period_name
from geo.ui import components as parts
from geo.ui import print_view

if TYPE_CHECKING:
    from geo.ui.screen import Screen


def show_closing(screen: Screen) -> None:
    """State in two lines that nothing is lost: read = counted + rejected."""
    closed = close_account(
        screen.results[Population].record_account, screen.results[Population].rejected_records
    )
    if closed.empty:
        parts.show(f'<p class="yipan-closing">{escape(screen.say("data.no_records"))}</p>')
        return
    rows = _equation(screen, "data.closes", closed, "rows")
    persons = _equation(screen, "data.closes_persons", closed, "persons")
    parts.show(f'<p class="yipan-closing">{escape(rows)}<span>{escape(persons)}</span></p>')
    record_account = screen.results[Population].record_account
    bad = int(record_account.loc[record_account["outcome"] == "bad_count", "rows"].sum())
    if bad:
        parts.caption(screen.say("data.bad_counts", rows=parts.number(bad)))


def show_account(screen: Screen) -> None:
    """Show the sums of every file, then every stage and outcome."""
    closed = close_account(
        screen.results[Population].record_account, screen.results[Population].rejected_records
    )
    say, number = screen.say, parts.number
    kinds = ("", "counted_", "rejected_")
    columns = [f"{kind}{amount}" for amount in ("rows", "persons") for kind in kinds]
    headers = [
        f"{say(kind)} · {say(amount)}"
        for amount in ("data.rows", "data.floating_population")
        for kind in ("data.sum.read", "data.sum.counted", "data.sum.rejected")
    ]
    answer = {True: f"✓ {say('data.closed')}", False: f"✗ {say('data.not_closed')}"}
    rows = [
        (line["file"], *(number(line[column]) for column in columns), answer[bool(line["closes"])])
        for _, line in closed.iterrows()
    ]
    sums = (number(closed[column].sum()) for column in columns)
    rows.append((say("data.total"), *sums, answer[bool(closed["closes"].all())]))
    parts.table(
        [say("data.file"), *headers, say("data.check")],
        rows,
        numbers=range(1, len(columns) + 2),
        strong=(len(rows) - 1,),
    )
    parts.caption(say("data.account_told"))
    _show_items(screen)


def show_counts(screen: Screen, counts: pd.DataFrame, by: str, label_key: str) -> None:
    """Show rows and persons by outcome or note, and rows of each file beside.

    Parameters
    ----------
    counts
        ``file``, ``rows``, ``persons`` and the column ``by``.
    by
        ``"outcome"`` or ``"note"``: a section of the words.
    label_key
        Key of the first column's header.
    """
    if counts.empty:
        parts.caption(screen.say("book.record_account.none"))
        return
    files = counts.pivot_table(index=by, columns="file", values="rows", aggfunc="sum", fill_value=0)
    sums = counts.groupby(by)[["rows", "persons"]].sum()
    table = pd.concat([sums, files], axis=1).sort_values("rows", ascending=False, kind="stable")
    table.insert(0, screen.say(label_key), [screen.say(f"{by}.{name}") for name in table.index])
    names = {"rows": screen.say("data.rows"), "persons": screen.say("data.floating_population")}
    _show(table.rename(columns=names))


def _show_items(screen: Screen) -> None:
    record_account = screen.results[Population].record_account.sort_values(
        "stage", ascending=False, kind="stable"
    )
    record_account = record_account.sort_values("file", kind="stable")
    columns = {
        "data.file": record_account["file"],
        "book.header.stage": record_account["stage"].map(
            lambda stage: screen.say(f"account.{stage}")
        ),
        "book.header.period": record_account["period"].map(
            lambda period: period_name(period, screen.language)
        ),
        "data.outcome": record_account["outcome"].map(lambda name: screen.say(f"outcome.{name}")),
        "data.rows": record_account["rows"],
        "data.floating_population": record_account["persons"],
    }
    _show(pd.DataFrame({screen.say(label_key): column for label_key, column in columns.items()}))


def _show(table: pd.DataFrame) -> None:
    numbers: dict[str, Any] = {
        str(column): st.column_config.NumberColumn(format="localized")
        for column in table.columns
        if pd.api.types.is_numeric_dtype(table[column])
    }
    print_view.note_table(table, numbers)
    st.dataframe(table, hide_index=True, placeholder=parts.NOTHING, column_config=numbers)


def _equation(screen: Screen, key: str, closed: pd.DataFrame, amount: str) -> str:
    read, counted, rejected = (
        parts.number(closed[f"{kind}{amount}"].sum()) for kind in ("", "counted_", "rejected_")
    )
    return screen.say(key, read=read, counted=counted, aside=rejected)
