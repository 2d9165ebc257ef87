"""Reach 服务可及: where service sites are, what they offer, and which is nearest to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analysis.map_cells import inhabited_cells
from geo.outputs.maps import Painting, heat_cells
from geo.outputs.maps_colours import heat_legend_html
from geo.outputs.maps_places import Places
from geo.outputs.site_directory import site_directory
from geo.pages import frame, parts
from geo.pages.mapview import community_tooltips, show_map
from geo.pages.reach_card import show_nearest, show_site
from geo.pages.reach_downloads import offer_directory
from geo.pages.reach_sites import choose_sites, map_sites, show_site_figures, show_site_table

if TYPE_CHECKING:
    import pandas as pd

    from geo.outputs.maps_places import Clicked
    from geo.pages.frame import Screen

SITE = "reach_site"  # number of the site that is open
PLACE = "reach_place"  # the point that was clicked: lon, lat


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = frame.open_page("page.reach")
    listed = site_directory(screen.plan.sites, screen.plan.communities)
    if listed.empty:
        st.info(screen.say("site.no_sites"))
        return
    chosen = choose_sites(screen, listed)
    show_site_figures(screen, listed, chosen)

    beside_map, beside_card = st.columns([3, 2], gap="medium")
    with beside_map:
        draw_map(screen, chosen)
    with beside_card, st.container(border=True):
        draw_card(screen, chosen)

    parts.section(screen.say("site.table", sites=parts.number(len(chosen))))
    show_site_table(screen, chosen, open_site_number(chosen), open_site)
    offer_directory(screen, listed)


def draw_map(screen: Screen, chosen: pd.DataFrame) -> None:
    """Draw the sites over where people live."""
    plan = screen.plan
    least = plan.standards.min_cell
    title = screen.say("overview.heat.people")
    st.html(heat_legend_html(title, screen.say("overview.low"), screen.say("overview.high")))
    drawn = plan.communities[plan.communities.geometry.notna()]
    painting = Painting(
        tooltips=community_tooltips(drawn, screen.language),
        heat=heat_cells(plan.cells, plan.period, least),
        fit_title=screen.say("map.fit"),
        places=Places(
            map_sites(screen, chosen),
            chosen=open_site_number(chosen),
            pin=st.session_state.get(PLACE),
        ),
    )
    show_map(screen, painting, "reach_map", on_place=hear)
    told = [screen.say("site.hint")]
    living = inhabited_cells(plan.cells, plan.period)
    without = int(plan.communities["people"].sum()) - int(living["people"].sum())
    if without:
        told.append(screen.say("overview.no_point", people=parts.number(without)))
    small = int(living.loc[living["people"] < least, "people"].sum())
    if small:
        told.append(
            screen.say("overview.small_cells", least=least, people=parts.number(small)),
        )
    parts.caption(*told)


def draw_card(screen: Screen, chosen: pd.DataFrame) -> None:
    """Draw the site that is open; else the sites nearest to the point that was clicked."""
    number = open_site_number(chosen)
    place: tuple[float, float] | None = st.session_state.get(PLACE)
    if number is not None:
        show_site(screen, chosen.loc[[number]].iloc[0])
    elif place is not None:
        show_nearest(screen, chosen, place)
    else:
        parts.caption(screen.say("site.choose"))
        return
    st.button(screen.say("card.close"), on_click=close)


def open_site_number(chosen: pd.DataFrame) -> int | None:
    """Return the number of the site that is open, if the filters let it stand."""
    number = st.session_state.get(SITE)
    return number if number in chosen.index else None


def hear(clicked: Clicked) -> None:
    """Open what was clicked on the map: a site, or a point."""
    if clicked.site is not None:
        open_site(clicked.site)
    else:
        close()
        st.session_state[PLACE] = clicked.place


def open_site(number: int) -> None:
    """Open a site; a point clicked before is forgotten."""
    close()
    st.session_state[SITE] = number


def close() -> None:
    """Close the card."""
    st.session_state.pop(SITE, None)
    st.session_state.pop(PLACE, None)


draw()
