"""The staff shortfalls to download; each file is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.staffing.page.table import table
from geo.publish.csv import csv_bytes
from geo.ui.downloads import exported, offer_workbook

if TYPE_CHECKING:
    import pandas as pd

    from geo.ui.screen import Screen


def offer_downloads(screen: Screen, communities: pd.DataFrame) -> None:
    """Offer the workbook, the chosen communities as CSV, and the GeoPackage."""
    with st.container(horizontal=True):
        offer_workbook(screen)
        st.download_button(
            screen.say("download.table"),
            lambda: csv_bytes(table(screen, communities)),
            file_name="communities.csv",
            mime="text/csv",
            icon=":material/filter_alt:",
            on_click="ignore",
        )
        st.download_button(
            screen.say("download.layer"),
            lambda: exported(screen, "gpkg"),
            file_name="staff_shortfall.gpkg",
            mime="application/geopackage+sqlite3",
            icon=":material/map:",
            on_click="ignore",
        )
