"""Planning 规划: where the next posts and sites do most good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.access.products import Sites
from geo.analyses.planning.layers import step_layer
from geo.analyses.planning.page.as_scenario import offer_scenario
from geo.analyses.planning.page.asking import answer, ask
from geo.analyses.planning.page.map import draw_plan_map
from geo.analyses.planning.page.rounds import draw_rounds
from geo.analyses.planning.plan import ROUNDS
from geo.analyses.planning.sentences import empty_reasons, key_figures, plan_sentences
from geo.analyses.planning.workbook import plan_workbook, shown_steps
from geo.core import temporary
from geo.publish.csv import csv_bytes
from geo.publish.layers import write_geojson
from geo.ui import components as parts
from geo.ui import print_view
from geo.ui.downloads import XLSX
from geo.ui.screen import open_page

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.planning.page.asking import Asked
    from geo.analyses.planning.plan import Plan
    from geo.ui.screen import Screen

TEXT_COLUMNS = ("name", "subdistrict_name", "district_name", "from_name", "code")


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.planning")
    asked = ask(screen)
    if asked.question == ROUNDS:
        draw_rounds(screen, asked)
        return
    plan = answer(screen, asked)
    if plan.figures:
        parts.figures(key_figures(plan, screen.language))
        parts.listed(plan_sentences(plan, asked.mode, screen.language))
    if reasons := empty_reasons(plan, screen.language):
        parts.listed(reasons)
    if not len(plan.steps):
        return
    beside_map, beside_table = st.columns([1, 1], gap="medium")
    with beside_map:
        draw_plan_map(screen, asked, plan)
    with beside_table:
        parts.section(screen.say("planning.table"))
        show_steps(screen, plan)
    offer_scenario(screen, plan)
    offer_downloads(screen, asked, plan)


def step_rows(screen: Screen, plan: Plan) -> pd.DataFrame:
    """Return the steps of a plan under the headers of the screen."""
    steps = shown_steps(plan)
    return steps.rename(columns={name: screen.say(f"planning_header.{name}") for name in steps})


def show_steps(screen: Screen, plan: Plan) -> None:
    """Show the steps of a plan in a table."""
    rows = step_rows(screen, plan)
    print_view.note_table(rows)
    st.dataframe(
        rows,
        hide_index=True,
        height=440,
        placeholder=parts.NOTHING,
        column_config={
            screen.say(f"planning_header.{name}"): st.column_config.NumberColumn(format="localized")
            for name in shown_steps(plan)
            if name not in TEXT_COLUMNS
        },
    )


def offer_downloads(screen: Screen, asked: Asked, plan: Plan) -> None:
    """Offer the plan as workbook, CSV and layer; each is made when it is asked for."""
    files = (
        (
            "planning.download.workbook",
            lambda: plan_workbook(screen.results, plan, asked.mode, screen.language),
            f"plan_{plan.question}.xlsx",
            XLSX,
            ":material/table_view:",
        ),
        (
            "planning.download.table",
            lambda: csv_bytes(step_rows(screen, plan)),
            f"plan_{plan.question}.csv",
            "text/csv",
            ":material/filter_alt:",
        ),
        (
            "planning.download.layer",
            lambda: layer_bytes(screen, plan),
            f"plan_{plan.question}.geojson",
            "application/geo+json",
            ":material/map:",
        ),
    )
    with st.container(horizontal=True):
        for key, make, name, kind, icon in files:
            st.download_button(
                screen.say(key),
                make,
                file_name=name,
                mime=kind,
                icon=icon,
                key=f"planning_download_{key.rpartition('.')[2]}",
                on_click="ignore",
            )


def layer_bytes(screen: Screen, plan: Plan) -> bytes:
    """Return the steps of a plan as points in GeoJSON."""
    with temporary.folder() as folder:
        path = folder / "plan.geojson"
        write_geojson(step_layer(screen.results, plan, screen.results[Sites].frame), path)
        return path.read_bytes()


draw()
