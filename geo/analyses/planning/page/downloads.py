"""A plan to take away: workbook, table, and layers; each is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.access.products import Sites
from geo.analyses.planning.layers import plan_layers, step_layer
from geo.analyses.planning.page.steps_table import step_rows
from geo.analyses.planning.workbook import plan_workbook
from geo.core import temporary
from geo.core.periods import first_day
from geo.publish.csv import csv_bytes
from geo.publish.layers import write_geojson, write_layers
from geo.ui.downloads import XLSX

if TYPE_CHECKING:
    from geo.analyses.planning.page.staff_question import StaffQuestion
    from geo.analyses.planning.plan import Plan
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.ui.screen import Screen


def offer_downloads(screen: Screen, asked: StaffQuestion | SiteQuestion, plan: Plan) -> None:
    """Offer the plan as workbook, CSV and layers."""
    files = (
        (
            "planning.download.workbook",
            lambda: plan_workbook(screen.results, plan, asked.mode, screen.language),
            ("xlsx", XLSX, ":material/table_view:"),
        ),
        (
            "planning.download.table",
            lambda: csv_bytes(step_rows(screen, plan)),
            ("csv", "text/csv", ":material/filter_alt:"),
        ),
        (
            "planning.download.layer",
            lambda: geojson_bytes(screen, plan),
            ("geojson", "application/geo+json", ":material/map:"),
        ),
        (
            "planning.download.geopackage",
            lambda: geopackage_bytes(screen, plan),
            ("gpkg", "application/geopackage+sqlite3", ":material/layers:"),
        ),
    )
    with st.container(horizontal=True):
        for key, make, (suffix, kind, icon) in files:
            st.download_button(
                screen.say(key),
                make,
                file_name=f"plan_{plan.question}.{suffix}",
                mime=kind,
                icon=icon,
                key=f"planning_download_{key.rpartition('.')[2]}",
                on_click="ignore",
            )


def geojson_bytes(screen: Screen, plan: Plan) -> bytes:
    """Return the steps of a plan as points in GeoJSON."""
    with temporary.folder() as folder:
        path = folder / "plan.geojson"
        write_geojson(step_layer(screen.results, plan, screen.results[Sites].frame), path)
        return path.read_bytes()


def geopackage_bytes(screen: Screen, plan: Plan) -> bytes:
    """Return the steps of a plan, and of sites the communities before and after, as GeoPackage."""
    layers = plan_layers(screen.results, plan, screen.results[Sites].frame)
    with temporary.folder() as folder:
        path = folder / "plan.gpkg"
        write_layers(layers, path, first_day(screen.results.period), {"steps": "Point"})
        return path.read_bytes()
