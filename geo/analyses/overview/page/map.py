"""The heatmap of the Overview: where people are, where posts are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.core.periods import period_name
from geo.publish.maps.choropleth import heat_legend_html
from geo.publish.maps.city_map import Painting, heat_cells
from geo.spatial.grid_cells import inhabited_cells, spread_gap
from geo.ui import components as parts
from geo.ui.map_component import community_tooltips, show_map
from geo.ui.widgets import switch

if TYPE_CHECKING:
    import pandas as pd

    from geo.ui.screen import Screen

SHOWN: Final = ("people", "gap")
CHOSEN: Final = "overview_community"  # the one just clicked, until the other page opens


def draw_overview_map(screen: Screen) -> None:
    """Draw the switch, the legend, the map, and what it cannot show."""
    shown = choose_shown(screen)
    title = screen.say(f"overview.heat.{shown}")
    st.html(heat_legend_html(title, screen.say("overview.low"), screen.say("overview.high")))
    living = inhabited_cells(screen.plan.cells, screen.plan.period)
    draw = _people if shown == "people" else _gap
    heat, told = draw(screen, living)
    drawn = screen.plan.communities[screen.plan.communities.geometry.notna()]
    painting = Painting(
        tooltips=community_tooltips(drawn, screen.language, screen.plan.standards.min_cell),
        heat=heat,
        fit_title=screen.say("map.fit"),
    )
    show_map(screen, painting, "overview_map", on_click=_choose, height=520)
    parts.caption(*told, screen.say("overview.click"))
    if CHOSEN in st.session_state:
        st.session_state["open_community"] = st.session_state.pop(CHOSEN)
        st.switch_page("geo/analyses/staffing/page/staffing.py")


def choose_shown(screen: Screen) -> str:
    """Let the user choose between people and gap."""
    return switch(
        screen.say("overview.map"),
        SHOWN,
        "overview_shown",
        lambda name: screen.say(f"overview.show.{name}"),
    )


def _people(screen: Screen, living: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the heat of people, and the people it leaves out in words."""
    plan, say, number = screen.plan, screen.say, parts.number
    least = plan.standards.min_cell
    told = [say("overview.told.people", period=period_name(plan.period, screen.language))]
    without = int(plan.communities["people"].sum()) - int(living["people"].sum())
    if without:
        told.append(say("overview.no_point", people=number(without)))
    small = int(living.loc[living["people"] < least, "people"].sum())
    if small:
        told.append(say("overview.small_cells", least=least, people=number(small)))
    return heat_cells(plan.cells, plan.period, least), told


def _gap(screen: Screen, living: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the heat of missing posts, and those it leaves out in words."""
    plan, say, number = screen.plan, screen.say, parts.number
    dense = living[living["people"] >= plan.standards.min_cell]
    gaps = spread_gap(plan.communities, dense)
    total = gaps["gap_staff"].sum()
    told = [say("overview.told.gap", gap=number(total))]
    beyond = float(plan.communities["gap_staff"].sum()) - total
    if round(beyond, 1) > 0:
        told.append(say("overview.gap_off_map", gap=number(beyond)))
    return gaps.rename(columns={"gap_staff": "weight"}), told


def _choose(code: str) -> None:
    st.session_state[CHOSEN] = code
