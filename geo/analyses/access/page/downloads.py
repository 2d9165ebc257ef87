"""Reach and the directory of sites to take away; each file is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geo.analyses.access.directory.listing import directory_csv
from geo.analyses.access.directory.printable import directory_page
from geo.analyses.access.directory.workbook import directory_workbook
from geo.analyses.access.isochrone_files import isochrones_of
from geo.analyses.access.layers import access_layer
from geo.analyses.access.modes import said_mode
from geo.analyses.access.page.figures import capacity_told
from geo.analyses.access.page.notes import demand_notes, range_notes
from geo.analyses.access.page.table import access_rows, area_notes
from geo.analyses.access.products import Access
from geo.analyses.access.services import ANY
from geo.analyses.access.tables import access_table
from geo.analyses.access.workbook import access_workbook
from geo.formats.filenames import safe_name
from geo.publish.csv import csv_bytes
from geo.publish.labels import labelled
from geo.publish.spreadsheet_safety import one_line
from geo.publish.titles import file_name
from geo.ui.downloads import XLSX, exported

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.analyses.access.model import AccessModel
    from geo.analyses.access.page.controls import Question
    from geo.core.results import Results
    from geo.ui.screen import Screen


def offer_access(
    screen: Screen, access: AccessModel, communities: pd.DataFrame, question: Question
) -> None:
    """Offer the table shown as workbook, CSV and layer, and all services and modes as CSV."""
    mode, language = said_mode(question.mode, screen.language), screen.language
    results = _of_shown(screen, communities)
    suffix = f"{mode}_{screen.say('access.minutes', minutes=question.minutes)}"
    with st.container(horizontal=True):
        _offer(
            screen.say("access.download.workbook"),
            lambda: _workbook(screen, results, access, communities, question),
            (_named(results, suffix, language, ".xlsx"), XLSX, ":material/table_view:"),
        )
        _offer(
            screen.say("access.download.table"),
            lambda: csv_bytes(access_rows(screen, communities)),
            (_named(results, suffix, language, ".csv"), "text/csv", ":material/filter_alt:"),
        )
        _offer(
            screen.say("access.download.all"),
            lambda: csv_bytes(labelled(access_table(screen.results), language)),
            (
                file_name(screen.results, "table.accessibility", ".csv", language),
                "text/csv",
                ":material/list:",
            ),
        )
        _offer(
            screen.say("access.download.layer"),
            lambda: access_layer(screen.results, communities),
            (
                _named(results, suffix, language, ".gpkg"),
                "application/geopackage+sqlite3",
                ":material/map:",
            ),
        )


def _of_shown(screen: Screen, communities: pd.DataFrame) -> Results:
    """Return the results of the district that all communities shown are of, else of the city."""
    results, districts = screen.results, communities["district_code"].dropna().unique()
    alone = len(districts) == 1 < len(results.units.districts)
    return results.of_district(districts[0]) if alone else results


def _named(
    results: Results, about: str, language: str, suffix: str, table: str = "accessibility"
) -> str:
    """Return the name of a file of what is asked."""
    stem = file_name(results, f"table.{table}", "", language)
    return safe_name(f"{stem}_{about}{suffix}")


def offer_travel_times(
    screen: Screen, access: AccessModel, question: Question, number: int | None
) -> None:
    """Offer isochrones, of the site that is open or of all, and minutes from all communities."""
    service, mode, language = question.service, question.mode, screen.language
    told, results = said_mode(mode, language), screen.results
    isochrones, od = (
        _named(results, told, language, suffix, table)
        for table, suffix in (("isochrones", ".gpkg"), ("od", ".parquet"))
    )
    sites = [number] if number is not None else np.flatnonzero(access.offers(service)).tolist()
    with st.container(horizontal=True):
        if access.source.draws_areas and sites:
            every = screen.say("access.download.isochrones_all")
            _offer(
                every if number is None else screen.say("access.download.isochrones_one"),
                lambda: isochrones_of(access, screen.results, sites, (service, mode)),
                (isochrones, "application/geopackage+sqlite3", ":material/layers:"),
            )
        _offer(
            screen.say("access.download.od"),
            lambda: exported(screen, "od", service=service, mode=mode),
            (od, "application/vnd.apache.parquet", ":material/grid_on:"),
        )


def _workbook(
    screen: Screen,
    results: Results,
    access: AccessModel,
    communities: pd.DataFrame,
    question: Question,
) -> bytes:
    service = screen.say("access.any") if question.service == ANY else question.service
    asked = screen.say(
        "access.book.asked",
        service=one_line(service, 60),
        minutes=question.minutes,
        mode=said_mode(question.mode, screen.language),
    )
    areas = screen.results[Access].communities["underserved_area"]
    rows = communities.assign(underserved_area=areas.reindex(communities.index))
    notes = [
        *range_notes(screen, access, question),
        *area_notes(screen),
        *demand_notes(screen, access, question),
        capacity_told(screen, access, question),
    ]
    return access_workbook(rows, results, (asked, screen.say("book.unit")), notes, screen.language)


def offer_directory(screen: Screen, listed: pd.DataFrame) -> None:
    """Offer the public directory of all sites as workbook, page and CSV."""
    results, language = screen.results, screen.language
    csv_name, xlsx_name, html_name = (
        file_name(results, "directory.sheet", suffix, language)
        for suffix in (".csv", ".xlsx", ".html")
    )
    with st.container(horizontal=True):
        _offer(
            screen.say("directory.workbook"),
            lambda: directory_workbook(listed, results, language),
            (xlsx_name, XLSX, ":material/table_view:"),
        )
        _offer(
            screen.say("directory.page"),
            lambda: directory_page(listed, results, language),
            (html_name, "text/html", ":material/print:"),
        )
        _offer(
            screen.say("directory.csv"),
            lambda: directory_csv(listed, language),
            (csv_name, "text/csv", ":material/list:"),
        )


def _offer(label: str, make: Callable[[], bytes], form: tuple[str, str, str]) -> None:
    """Offer one file: ``form`` is its name, its kind, the icon of the button."""
    name, mime, icon = form
    st.download_button(label, make, file_name=name, mime=mime, icon=icon, on_click="ignore")
