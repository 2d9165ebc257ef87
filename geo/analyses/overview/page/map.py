"""The heatmap of the Overview: where people live, where staff are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.periods import period_name
from geo.publish.maps.choropleth import heat_legend_html
from geo.publish.maps.city_map import Painting, heat_cells
from geo.spatial.grid_cells import inhabited_cells, spread_shortfall
from geo.ui import components as parts
from geo.ui.map_component import community_tooltips, show_map
from geo.ui.widgets import switch

if TYPE_CHECKING:
    import pandas as pd

    from geo.ui.screen import Screen

SHOWN: Final = ("floating_population", "shortfall")
CHOSEN: Final = "overview_community"  # the one just clicked, until the other page opens


def draw_overview_map(screen: Screen) -> None:
    """Draw the switch, the legend, the map, and what it cannot show."""
    shown = choose_shown(screen)
    title = screen.say(f"overview.heat.{shown}")
    st.html(heat_legend_html(title, screen.say("overview.low"), screen.say("overview.high")))
    living = inhabited_cells(screen.results[Population].cells, screen.results.period)
    draw = _population if shown == "floating_population" else _shortfall
    heat, captions = draw(screen, living)
    communities = screen.results.communities_with(Population, Staffing)
    drawn = communities[communities.geometry.notna()]
    painting = Painting(
        tooltips=community_tooltips(drawn, screen.language, screen.results.standards.min_cell),
        heat=heat,
        fit_title=screen.say("map.fit"),
    )
    show_map(screen, painting, "overview_map", on_click=_choose, height=520)
    parts.caption(*captions, screen.say("overview.click"))
    if CHOSEN in st.session_state:
        st.session_state["open_community"] = st.session_state.pop(CHOSEN)
        st.switch_page("geo/analyses/staffing/page/staffing.py")


def choose_shown(screen: Screen) -> str:
    """Let the user choose between population and shortfall."""
    return switch(
        screen.say("overview.map"),
        SHOWN,
        "overview_shown",
        lambda name: screen.say(f"overview.show.{name}"),
    )


def _population(screen: Screen, living: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the heat of people, and the people it leaves out in words."""
    results, say, number = screen.results, screen.say, parts.number
    least = results.standards.min_cell
    captions = [
        say(
            "overview.told.floating_population", period=period_name(results.period, screen.language)
        )
    ]
    without = int(results[Population].communities["floating_population"].sum()) - int(
        living["floating_population"].sum()
    )
    if without:
        captions.append(say("overview.location_unknown", people=number(without)))
    small = int(living.loc[living["floating_population"] < least, "floating_population"].sum())
    if small:
        captions.append(say("overview.small_cells", least=least, people=number(small)))
    return heat_cells(results[Population].cells, results.period, least), captions


def _shortfall(screen: Screen, living: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the heat of the shortfall, and those it leaves out in words."""
    results, say, number = screen.results, screen.say, parts.number
    dense = living[living["floating_population"] >= results.standards.min_cell]
    shortfalls = spread_shortfall(results.communities_with(Staffing), dense)
    total = shortfalls["staff_shortfall"].sum()
    captions = [say("overview.told.shortfall", gap=number(total))]
    beyond = float(results[Staffing].communities["staff_shortfall"].sum()) - total
    if round(beyond, 1) > 0:
        captions.append(say("overview.shortfall_off_map", gap=number(beyond)))
    return shortfalls.rename(columns={"staff_shortfall": "weight"}), captions


def _choose(code: str) -> None:
    st.session_state[CHOSEN] = code
