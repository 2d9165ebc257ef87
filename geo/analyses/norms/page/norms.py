"""Norms 配备标准: all norms of staff side by side, one on the map, the workload beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.norms.methods.norm_checks import NOT_CHECKABLE
from geo.analyses.norms.page.map import draw_norm_map
from geo.analyses.norms.page.wisn import draw_wisn
from geo.analyses.norms.tables import norm_units_table
from geo.analyses.norms.words import ratio_words, state_words, worded_norms
from geo.analyses.norms.workbook import norms_workbook, units_short
from geo.core.admin_units import unit_names
from geo.core.i18n import NOTHING
from geo.publish.csv import csv_bytes
from geo.publish.labels import label, labelled
from geo.publish.titles import file_name
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.downloads import XLSX
from geo.ui.screen import open_page
from geo.ui.widgets import open_by_row

if TYPE_CHECKING:
    from geo.core.results import Results
    from geo.ui.screen import Screen

CHOSEN: Final = "norms_norm"
WHOLE_CITY: Final = ""
SHORT: Final = (
    *("name", "staff_shortfall", "required_staff", "staff", "people"),
    *("status", "subdistrict_name", "district_name"),
)


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.norms")
    norms = [
        {str(name): value for name, value in line.items()}
        for line in worded_norms(screen.results, screen.language).to_dict("records")
    ]
    show_norms(screen, norms)
    checked = [norm for norm in norms if norm["state"] != NOT_CHECKABLE]
    if checked:
        norm = choose(screen, checked)
        show_figures(screen, norm)
        beside_map, beside_table = st.columns([1, 1], gap="medium")
        with beside_map:
            draw_norm_map(screen, norm)
        with beside_table:
            show_short(screen, norm)
    draw_wisn(screen)
    offer_downloads(screen)


def show_norms(screen: Screen, norms: list[dict[str, Any]]) -> None:
    """Show every norm in a row: what it asks, where it is from, what it comes to."""
    language = screen.language
    names = ("norm", "counts", "ratio", "level", "state", "share_people_compliant")
    headers = [screen.say(f"norms.header.{name}") for name in (*names, "short", "source")]
    rows = []
    for norm in norms:
        dated = [norm[name] for name in ("document", "in_force_from")]
        source = " · ".join(str(part) for part in dated if not pd.isna(part))
        judged = norm["state"] != NOT_CHECKABLE
        rows.append(
            [
                parts.text(norm["title"]),
                screen.say(f"norm_counts.{norm['counts']}"),
                ratio_words(norm, language),
                screen.say(f"unit_level.{norm['level']}"),
                state_words(norm, language),
                parts.percent(norm["share_people_compliant"]),
                parts.number(norm["staff_shortfall"]) if judged else NOTHING,
                parts.text(source),
            ]
        )
    parts.table(headers, rows, numbers=(5, 6))
    own = any(not norm["policy"] for norm in norms)
    parts.caption(screen.say("norms.own" if own else "norms.policy"))


def choose(screen: Screen, norms: list[dict[str, Any]]) -> dict[str, Any]:
    """Let the user choose a norm that can be checked; the first of them at first."""
    by_name = {str(norm["norm"]): norm for norm in norms}
    chosen = st.selectbox(
        screen.say("norms.choose"),
        list(by_name),
        format_func=lambda name: str(by_name[name]["title"]),
        key=CHOSEN,
        persist_state="session",
    )
    return by_name[incoming.one_of(chosen, list(by_name)) or next(iter(by_name))]


def show_figures(screen: Screen, norm: dict[str, Any]) -> None:
    """Show what a norm comes to."""
    say, number = screen.say, parts.number
    short = norm["understaffed"] + norm["unstaffed"]
    entries = (
        (say("norms.figure.required"), number(norm["required_staff"]), ""),
        (say("norms.figure.staff"), number(norm["staff"]), ""),
        (say("norms.figure.shortfall"), number(norm["staff_shortfall"]), ""),
        (say("norms.figure.short"), number(short), say("norms.figure.of", units=norm["units"])),
        (
            say("norms.figure.people"),
            parts.percent(norm["share_people_compliant"]),
            number(norm["people_compliant"]),
        ),
    )
    parts.figures(entries, alarm=[say("norms.figure.shortfall")] if short else ())


def show_short(screen: Screen, norm: dict[str, Any]) -> None:
    """Show the units that miss a norm, those missing most posts first."""
    parts.section(screen.say("norms.sheet.short"))
    short = units_short(screen.results, screen.language, str(norm["norm"]))
    shown = short[list(SHORT)].dropna(axis=1, how="all")
    headers = [label(name, screen.language) for name in SHORT[1:5]]
    columns = {header: st.column_config.NumberColumn(format="localized") for header in headers}
    units = list(zip(short["level"], short["code"], strict=True))
    open_by_row(labelled(shown, screen.language), units, "norms_short", "norms", columns)


def _of_district(screen: Screen) -> Results:
    """Ask whether the files are to be of one district; return its results, else all."""
    names = unit_names(screen.results, "district")
    options = [WHOLE_CITY, *names.index]
    chosen = st.selectbox(
        screen.say("norms.download.of"),
        options,
        format_func=lambda code: names.get(code, screen.say("norms.download.city")),
        key="norms_district",
        width=240,
    )
    code = incoming.one_of(chosen, options)
    return screen.results.of_district(code) if code else screen.results


def offer_downloads(screen: Screen) -> None:
    """Offer the workbook of all norms, and their units as CSV; each is made when asked for."""
    language = screen.language
    with st.container(horizontal=True, vertical_alignment="bottom"):
        results = _of_district(screen)
        st.download_button(
            screen.say("norms.download.workbook"),
            lambda: norms_workbook(results, language),
            file_name=file_name(results, "analysis.norms", ".xlsx", language),
            mime=XLSX,
            icon=":material/table_view:",
            key="norms_download_workbook",
            on_click="ignore",
        )
        st.download_button(
            screen.say("norms.download.units"),
            lambda: csv_bytes(labelled(norm_units_table(results), language)),
            file_name=file_name(results, "table.norm_units", ".csv", language),
            mime="text/csv",
            icon=":material/filter_alt:",
            key="norms_download_units",
            on_click="ignore",
        )


draw()
