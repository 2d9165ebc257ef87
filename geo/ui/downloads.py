"""Results to take away; each file is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.staffing.page.table import table
from geo.core import temporary
from geo.export import export
from geo.publish.csv import csv_bytes

if TYPE_CHECKING:
    import pandas as pd

    from geo.app.shell import Screen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
            file_name="staffing_gap.gpkg",
            mime="application/geopackage+sqlite3",
            icon=":material/map:",
            on_click="ignore",
        )


def offer_workbook(screen: Screen) -> None:
    """Offer the staffing-gap workbook of the whole city."""
    st.download_button(
        screen.say("download.workbook"),
        lambda: exported(screen, "xlsx"),
        file_name="staffing_gap.xlsx",
        mime=XLSX,
        icon=":material/table_view:",
        on_click="ignore",
    )


def exported(screen: Screen, form: str) -> bytes:
    """Return the one file that an export in a form makes."""
    with temporary.folder() as folder:
        (made,) = export(screen.plan, folder, [form], screen.language)
        return made.read_bytes()
