"""Accessibility 服务可及性: who reaches which service in how many minutes; underserved areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.access.directory.listing import directory_of
from geo.analyses.access.model import AccessModel
from geo.analyses.access.page.card import show_community, show_nearest, show_site
from geo.analyses.access.page.controls import ask
from geo.analyses.access.page.downloads import (
    offer_access,
    offer_directory,
    offer_travel_times,
)
from geo.analyses.access.page.figures import show_access_figures, show_curve
from geo.analyses.access.page.map import Shown, draw_access_map
from geo.analyses.access.page.sites import offering_sites, show_site_table
from geo.analyses.access.page.table import (
    access_by_community,
    compare_access,
    show_access_table,
    show_areas,
)
from geo.ui import address, incoming
from geo.ui import components as parts
from geo.ui.opening import OPEN_COMMUNITY, OPEN_SITE, link_open_community
from geo.ui.screen import open_page

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.access.page.controls import Question
    from geo.ui.incoming import Clicked
    from geo.ui.screen import Screen

PLACE = "access_place"  # the point that was clicked: lon, lat


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.accessibility", compares=True)
    access = screen.results.get(AccessModel)
    listed = directory_of(screen.results)
    if listed.empty:
        st.info(screen.say("site.no_sites"))
        return
    if access is None:
        st.info(screen.say("access.no_source"))
        offer_directory(screen, listed)
        return
    question = ask(screen, access)
    access = access.of_mode(question.mode)
    chosen = offering_sites(listed, question.service)
    link_open_community(screen)
    link_open_site(listed)
    notes = show_access_figures(screen, access, question)
    communities = access_by_community(screen.results, access, question)
    shown = Shown(
        communities,
        chosen,
        open_site_number(chosen),
        st.session_state.get(PLACE),
        open_code(communities),
    )

    beside_map, beside_card = st.columns([3, 2], gap="medium")
    with beside_map:
        draw_access_map(screen, access, question, shown, hear)
        parts.caption(*notes)
    with beside_card:
        with st.container(border=True):
            draw_card(screen, access, question, shown)
        parts.section(screen.say("access.curve"))
        show_curve(screen, access, question, shown.code)

    parts.section(screen.say("areas.title"))
    show_areas(screen)
    parts.section(screen.say("access.table", minutes=question.minutes))
    fitting = communities[communities.index.isin(question.communities)]
    show_access_table(screen, fitting, open_code(fitting), open_community)
    offer_access(screen, access, fitting, question)
    offer_travel_times(screen, access, question, shown.number)
    compare_access(screen, fitting, question)
    fitting_sites = in_units(chosen, screen.results.units.communities, question)
    parts.section(screen.say("site.table", sites=parts.number(len(fitting_sites))))
    show_site_table(screen, fitting_sites, open_site_number(fitting_sites), open_site)
    offer_directory(screen, listed)


def draw_card(screen: Screen, access: AccessModel, question: Question, shown: Shown) -> None:
    """Draw what is open: a site, a point with the sites nearest to it, or a community."""
    if shown.number is not None:
        show_site(screen, shown.sites, shown.number, access, question)
    elif shown.place is not None:
        show_nearest(screen, shown.sites, access, question, shown.place)
    if shown.code is not None:
        show_community(screen, shown.told, shown.code, question)
    if shown.number is None and shown.place is None and shown.code is None:
        parts.caption(screen.say("site.choose"))
        return
    st.button(screen.say("card.close"), on_click=close)


def in_units(chosen: pd.DataFrame, communities: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the sites of the districts and subdistricts chosen; all if none is."""
    if len(question.communities) == len(communities):
        return chosen
    left = communities[communities["community_code"].isin(question.communities)]
    units = set(zip(left["district_name"], left["subdistrict_name"], strict=True))
    standing = zip(chosen["district_name"], chosen["subdistrict_name"], strict=True)
    return chosen[[unit in units for unit in standing]]


def link_open_site(listed: pd.DataFrame) -> None:
    """Let the address say which site is open, and say which one is."""
    address.take("site", OPEN_SITE, listed.index.tolist())
    number = incoming.one_of(st.session_state.get(OPEN_SITE), listed.index.tolist())
    if number is not None:
        address.write("site", number)


def open_site_number(chosen: pd.DataFrame) -> int | None:
    """Return the number of the site that is open, if the filters let it stand."""
    number = st.session_state.get(OPEN_SITE)
    return number if number in chosen.index else None


def open_code(communities: pd.DataFrame) -> str | None:
    """Return the code of the community that is open, if the filters let it stand."""
    code = st.session_state.get(OPEN_COMMUNITY)
    return code if code in communities.index else None


def hear(clicked: Clicked) -> None:
    """Open what was clicked on the map: a site, or a point and the community there."""
    close()
    if clicked.site is not None:
        open_site(clicked.site)
    else:
        st.session_state[PLACE] = clicked.place
        st.session_state[OPEN_COMMUNITY] = clicked.community_code


def open_site(number: int) -> None:
    """Open a site; what was open before is forgotten."""
    close()
    st.session_state[OPEN_SITE] = number


def open_community(code: str) -> None:
    """Open a community; what was open before is forgotten."""
    close()
    st.session_state[OPEN_COMMUNITY] = code


def close() -> None:
    """Close the card."""
    for key in (OPEN_SITE, PLACE, OPEN_COMMUNITY):
        st.session_state.pop(key, None)


draw()
