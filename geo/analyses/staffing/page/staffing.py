"""Staffing 人员配备: which communities miss the norm, and their staff shortfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.card import show_card, show_worst
from geo.analyses.staffing.page.downloads import offer_downloads
from geo.analyses.staffing.page.figures import show_key_figures, tell_norm
from geo.analyses.staffing.page.filters import choose_communities
from geo.analyses.staffing.page.norm_what_if import show_norm_what_if
from geo.analyses.staffing.page.table import by_shortfall, compare_communities, show_table
from geo.analyses.staffing.page.tooltips import tooltips_of
from geo.publish.maps import choropleth as maps_colours
from geo.publish.maps.city_map import Painting
from geo.ui import components as parts
from geo.ui.comparison import CHANGE, show_change
from geo.ui.map_component import focus_on, show_map
from geo.ui.opening import OPEN_COMMUNITY, link_open_community
from geo.ui.screen import open_page
from geo.ui.unit_filter import in_filter
from geo.ui.widgets import switch

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.publish.maps.choropleth import Choropleth
    from geo.ui.screen import Screen

MEASURES = ("state", "ratio", "shortfall")
OPEN = OPEN_COMMUNITY  # the one truth of what is open, set by map and table alike


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.staffing", compares=True)
    chosen = by_shortfall(choose_communities(screen))
    link_open_community(screen)
    show_key_figures(screen, chosen)

    beside_map, beside_card = st.columns([3, 2], gap="medium")
    with beside_map:
        measure = choose_measure(screen)
        draw_map(screen, chosen, measure)
    with beside_card:
        draw_card(screen, chosen)
    show_norm_what_if(screen)

    parts.section(screen.say("staffing.table", communities=parts.number(len(chosen))))
    show_table(screen, chosen, st.session_state.get(OPEN), open_community)
    offer_downloads(screen, chosen)
    compare_communities(screen, chosen)


def choose_measure(screen: Screen) -> str:
    """Let the user choose what the map shows."""
    return switch(
        screen.say("staffing.measure"),
        [*MEASURES, CHANGE] if screen.compared else MEASURES,
        "measure",
        lambda name: screen.say(f"staffing.measure.{name}"),
        "measure",
    )


def draw_map(screen: Screen, chosen: gpd.GeoDataFrame, measure: str) -> None:
    """Draw legend and map of the chosen communities."""
    drawn = chosen[chosen.geometry.notna()]
    choropleth = classes(screen, drawn, measure)
    if measure != CHANGE:
        parts.show(maps_colours.legend_html(choropleth.classes, screen.say(f"map.{measure}")))
    everywhere = screen.results.units.communities
    painting = Painting(
        choropleth,
        tooltips_of(screen, drawn),
        selected=st.session_state.get(OPEN),
        focus=focus_on(everywhere, in_filter(everywhere)),
        legend=screen.say(f"staffing.measure.{measure}"),
        notes=[tell_norm(screen)],
    )
    show_map(screen, painting, "staffing_map", on_click=open_community)
    undrawn = len(chosen) - len(drawn)
    parts.hint(screen.say("map.hint"))
    notes = [screen.say("map.no_boundary", communities=undrawn)] if undrawn else []
    parts.caption(*notes, tell_norm(screen), screen.say("staffing.share_norm"))


def classes(screen: Screen, communities: gpd.GeoDataFrame, measure: str) -> Choropleth:
    """Class communities by the measure chosen."""
    if measure == CHANGE and screen.compared:
        former = screen.compared.communities_with(Staffing)
        return show_change(screen, communities, "staff_shortfall", former, "staffing.shortfall")
    if measure == "ratio":
        norm = screen.results.standards.max_population_per_staff
        return maps_colours.by_ratio(communities, norm, screen.language)
    if measure == "shortfall":
        return maps_colours.by_shortfall(communities, screen.language)
    return maps_colours.by_state(communities, screen.language)


def draw_card(screen: Screen, chosen: gpd.GeoDataFrame) -> None:
    """Draw the card of the community that is open; else the largest gaps of those chosen."""
    code: str | None = st.session_state.get(OPEN)
    with st.container(border=True):
        if code is None or code not in set(screen.results.units.communities["community_code"]):
            show_worst(screen, chosen)
            return
        show_card(screen, code)
        st.button(screen.say("card.close"), on_click=open_community, args=(None,))


def open_community(code: str | None) -> None:
    """Open a community's card; None closes it."""
    st.session_state[OPEN] = code


draw()
