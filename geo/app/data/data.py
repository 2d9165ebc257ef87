"""Data 数据: what became of every file and row, and what is to be repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.population.model import Population
from geo.app import own_city
from geo.app.data.account import show_account, show_closing, show_counts
from geo.app.data.basemap import show_basemap
from geo.app.data.issues import show_issues, show_validation
from geo.app.data.norms import show_norms
from geo.app.data.rejects_map import draw_places
from geo.app.data.upload import show_upload
from geo.core.i18n import say
from geo.core.issues import YipanError
from geo.publish.csv import csv_bytes
from geo.ui import components as parts
from geo.ui.screen import LANGUAGE, open_page, write_title

if TYPE_CHECKING:
    from geo.ui.screen import Screen

SHOWN_OF_HASH = 12


def draw() -> None:
    """Draw the page, top to bottom; if the city cannot be run, all that is to be repaired."""
    language: str = st.session_state[LANGUAGE]
    if own_city.is_being_made():  # the issues of another city are none of its
        write_title(say("page.data", language))
        show_upload(language)
        return
    try:
        screen = open_page("page.data")
    except YipanError:
        try:
            show_validation()
        finally:
            show_upload(language)
        return
    show_upload(language)
    show_closing(screen)
    show_issues(screen)

    parts.section(screen.say("data.record_account"))
    show_account(screen)

    parts.section(screen.say("data.rejected_records"))
    draw_rejected_records(screen)

    parts.section(screen.say("data.notes"))
    show_counts(screen, screen.results[Population].notes, "note", "data.note")

    beside_columns, beside_inputs = st.columns(2, gap="medium")
    with beside_columns:
        parts.section(screen.say("data.columns"))
        show_columns(screen)
    with beside_inputs:
        parts.section(screen.say("data.inputs"))
        show_inputs(screen)
    show_basemap(screen)
    show_norms(screen)


def draw_rejected_records(screen: Screen) -> None:
    """Show why rows were rejected and where, and offer the list of them."""
    results = screen.results
    if results[Population].rejected_records.empty:
        parts.caption(screen.say("data.none_rejected"))
        return
    reasons = set(results[Population].rejected_records["reason"])
    lost = results[Population].record_account[
        results[Population].record_account["outcome"].isin(reasons)
    ]
    show_counts(screen, lost, "outcome", "data.reason")
    st.download_button(
        screen.say("download.rejected_records"),
        lambda: csv_bytes(results[Population].rejected_records),
        file_name="rejected_records.csv",
        mime="text/csv",
        icon=":material/rule:",
        on_click="ignore",
    )
    draw_places(screen)


def show_columns(screen: Screen) -> None:
    """Show the columns that were not read, the personal ones first."""
    dropped = screen.results[Population].dropped.sort_values(
        ["personal", "file", "column"], ascending=[False, True, True]
    )
    if dropped.empty:
        parts.caption(screen.say("data.no_columns"))
        return
    parts.caption(screen.say("data.columns_told"))
    why = {True: "book.dropped.personal", False: "book.dropped.unused"}
    parts.table(
        [screen.say(label_key) for label_key in ("data.file", "data.column", "data.why")],
        [
            (str(line.file), str(line.column), screen.say(why[bool(line.personal)]))
            for line in dropped.itertuples()
        ],
    )


def show_inputs(screen: Screen) -> None:
    """Show every input by the content it had."""
    parts.caption(screen.say("data.inputs_told"))
    parts.table(
        [screen.say(label_key) for label_key in ("data.file", "data.hash")],
        [(name, digest[:SHOWN_OF_HASH]) for name, digest in screen.results.input_digests.items()],
    )


draw()
