"""Corridors to take away; each file is made when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.corridors.agreement_drafts import drafts_table
from geo.analyses.corridors.page.table import corridor_rows
from geo.analyses.corridors.tables import corridor_table, write_corridor_geopackage
from geo.analyses.corridors.workbook import corridor_workbook_bytes
from geo.core import temporary
from geo.publish.csv import csv_bytes
from geo.ui.downloads import XLSX

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.corridors.agreement_drafts import Drafts
    from geo.analyses.corridors.model import Corridors
    from geo.core.standards import Standards
    from geo.ui.screen import Screen


def offer_corridors(
    screen: Screen, corridors: Corridors, shown: pd.DataFrame, due: Drafts, standards: Standards
) -> None:
    """Offer the agreements to sign, the workbook, the table shown, all corridors, and lines."""
    results = replace(screen.results.having(corridors), standards=standards)
    units = f"{corridors.partner}_{corridors.local}"
    files = (
        (
            "corridors.download.drafts",
            lambda: csv_bytes(drafts_table(due, screen.language)),
            f"agreements_to_sign_{units}.csv",
            "text/csv",
            ":material/contract:",
        ),
        (
            "corridors.download.workbook",
            lambda: corridor_workbook_bytes(results, screen.language),
            f"corridors_{units}.xlsx",
            XLSX,
            ":material/table_view:",
        ),
        (
            "corridors.download.shown",
            lambda: csv_bytes(corridor_rows(screen, shown)),
            f"corridors_{units}_shown.csv",
            "text/csv",
            ":material/filter_alt:",
        ),
        (
            "corridors.download.all",
            lambda: csv_bytes(corridor_table(corridors)),
            f"corridors_{units}.csv",
            "text/csv",
            ":material/list:",
        ),
        (
            "corridors.download.layer",
            lambda: corridor_layer(screen, corridors),
            f"corridors_{units}.gpkg",
            "application/geopackage+sqlite3",
            ":material/map:",
        ),
    )
    with st.container(horizontal=True):
        for key, make, name, mime, icon in files:
            st.download_button(
                screen.say(key),
                make,
                file_name=name,
                mime=mime,
                icon=icon,
                key=f"corridor_download_{key.rpartition('.')[2]}",
                on_click="ignore",
            )


def corridor_layer(screen: Screen, corridors: Corridors) -> bytes:
    """Return the lines of corridors, and of what neighbours could share, as a GeoPackage."""
    results = screen.results.having(corridors)
    with temporary.folder() as folder:
        path = folder / "corridors.gpkg"
        write_corridor_geopackage(results, path)
        return path.read_bytes()
