"""Corridors to take away; each file is made when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.corridors.agreement_drafts import drafts_table
from geo.analyses.corridors.flow_files import (
    flow_counts,
    flow_lines,
    located_flows,
    locations,
    plain_csv,
)
from geo.analyses.corridors.page.table import corridor_rows
from geo.analyses.corridors.tables import corridor_table, write_corridor_geopackage
from geo.analyses.corridors.workbook import corridor_workbook_bytes
from geo.core import temporary
from geo.publish.csv import csv_bytes
from geo.publish.layers import write_geojson
from geo.publish.titles import file_name
from geo.ui.downloads import XLSX

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.analyses.corridors.agreement_drafts import Drafts
    from geo.analyses.corridors.model import Corridors
    from geo.core.standards import Standards
    from geo.ui.screen import Screen


File = tuple[str, "Callable[[], bytes]", str, str, str]
"""The message on the button, what makes the file, its name, its kind and the icon."""


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
            file_name(results, "corridor_sheet.drafts", ".csv", screen.language),
            "text/csv",
            ":material/contract:",
        ),
        (
            "corridors.download.workbook",
            lambda: corridor_workbook_bytes(results, screen.language),
            file_name(results, "corridor_sheet.corridors", ".xlsx", screen.language),
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
    _offer(screen, (*files, *_for_other_tools(screen, corridors)))


def _for_other_tools(screen: Screen, corridors: Corridors) -> tuple[File, ...]:
    """List the flows as FlowmapBlue and kepler.gl read them, and as lines."""
    results, units = screen.results, f"{corridors.partner}_{corridors.local}"
    return (
        (
            "corridors.download.locations",
            lambda: plain_csv(locations(results, corridors)),
            f"flowmapblue_locations_{units}.csv",
            "text/csv",
            ":material/location_on:",
        ),
        (
            "corridors.download.flows",
            lambda: plain_csv(flow_counts(corridors)),
            f"flowmapblue_flows_{units}.csv",
            "text/csv",
            ":material/conversion_path:",
        ),
        (
            "corridors.download.kepler",
            lambda: plain_csv(located_flows(results, corridors)),
            f"kepler_flows_{units}.csv",
            "text/csv",
            ":material/conversion_path:",
        ),
        (
            "corridors.download.flow_lines",
            lambda: flow_lines_layer(screen, corridors),
            f"flow_lines_{units}.geojson",
            "application/geo+json",
            ":material/map:",
        ),
    )


def _offer(screen: Screen, files: tuple[File, ...]) -> None:
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


def flow_lines_layer(screen: Screen, corridors: Corridors) -> bytes:
    """Return the flows of corridors as lines in GeoJSON."""
    with temporary.folder() as folder:
        path = folder / "flow_lines.geojson"
        write_geojson(flow_lines(screen.results, corridors), path)
        return path.read_bytes()
