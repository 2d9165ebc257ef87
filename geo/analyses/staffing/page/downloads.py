"""The staff shortfalls to download; each file is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.staffing.page.table import table
from geo.core.analysis import LABELS
from geo.publish.csv import csv_bytes
from geo.publish.titles import file_name
from geo.ui.downloads import exported, offer_workbook

if TYPE_CHECKING:
    import pandas as pd

    from geo.ui.screen import Screen


def offer_downloads(screen: Screen, communities: pd.DataFrame) -> None:
    """Offer the workbook, the chosen communities as CSV, the map as a page, and the GeoPackage.

    Where all communities shown are of one district of several, its own workbook too.
    """
    results, language = screen.results, screen.language
    districts = communities["district_code"].dropna().unique()
    with st.container(horizontal=True):
        if len(districts) == 1 and len(results.units.districts) > 1:
            offer_workbook(screen, districts[0])
        offer_workbook(screen)
        st.download_button(
            screen.say("download.table"),
            lambda: csv_bytes(table(screen, communities)),
            file_name=file_name(results, "table.communities", ".csv", language),
            mime="text/csv",
            help=screen.say("download.csv_told"),
            icon=":material/filter_alt:",
            on_click="ignore",
        )
        st.download_button(
            screen.say("download.web_map"),
            lambda: exported(screen, "html"),
            file_name=file_name(results, "staffing.web_map.file", ".html", language),
            mime="text/html",
            icon=":material/public:",
            on_click="ignore",
        )
        st.download_button(
            screen.say("download.layer"),
            lambda: exported(screen, "gpkg", headers=LABELS),
            file_name=file_name(results, "table.staff_shortfall", ".gpkg", language),
            mime="application/geopackage+sqlite3",
            icon=":material/map:",
            on_click="ignore",
        )
