"""A plan to take away: workbook, table, and layers; each is made when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.planning.plan_files import GEOJSON, GEOPACKAGE, TABLE, WORKBOOK, plan_file
from geo.ui.downloads import XLSX

if TYPE_CHECKING:
    from geo.analyses.planning.answers import StaffQuestion
    from geo.analyses.planning.plan import Plan
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.ui.screen import Screen

FILES: Final = {
    WORKBOOK: ("workbook", XLSX, ":material/table_view:"),
    TABLE: ("table", "text/csv", ":material/filter_alt:"),
    GEOJSON: ("layer", "application/geo+json", ":material/map:"),
    GEOPACKAGE: ("geopackage", "application/geopackage+sqlite3", ":material/layers:"),
}
"""Of each format: the ending of its message, its kind, and its icon."""


def offer_downloads(screen: Screen, asked: StaffQuestion | SiteQuestion, plan: Plan) -> None:
    """Offer the plan as workbook, CSV and layers."""
    with st.container(horizontal=True):
        for suffix, (name, kind, icon) in FILES.items():
            st.download_button(
                screen.say(f"planning.download.{name}"),
                partial(plan_file, screen.results, plan, asked.mode, screen.language, suffix),
                file_name=f"plan_{plan.question}.{suffix}",
                mime=kind,
                icon=icon,
                key=f"planning_download_{name}",
                on_click="ignore",
            )
