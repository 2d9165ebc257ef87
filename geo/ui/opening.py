"""Open a place, wherever its name stands: its filter, or its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.ui import address, incoming
from geo.ui.places import COMMUNITY, DISTRICT, SITE, SUBDISTRICT

if TYPE_CHECKING:
    from geo.ui.places import Place
    from geo.ui.screen import Screen

# Keys of the session; what is open is the same on every page.
FILTERS: Final = {DISTRICT: "filter_district", SUBDISTRICT: "filter_subdistrict"}
OPEN_COMMUNITY: Final = "open_community"
OPEN_SITE: Final = "access_site"

PAGES: Final = {
    "staffing": "geo/analyses/staffing/page/staffing.py",
    "accessibility": "geo/analyses/access/page/access.py",
}
"""The pages that places can be opened on."""
SCENARIOS: Final = {"scenarios": "geo/app/scenarios/scenarios.py"}
"""The page that a scenario is handed over to."""
GO: Final = "opening_on"  # the page to turn to


def open_place(place: Place, page: str) -> None:
    """Open a place on the page that is shown, if it can be there; else on the Staffing page.

    Sites are opened on the Accessibility page. To be called before the page is drawn anew.
    """
    for key in (OPEN_COMMUNITY, OPEN_SITE):
        st.session_state.pop(key, None)
    for kind, key in FILTERS.items():
        st.session_state[key] = [place.code] if place.kind == kind else []
    if place.kind == COMMUNITY:
        st.session_state[OPEN_COMMUNITY] = place.code
    if place.kind == SITE:
        st.session_state[OPEN_SITE] = int(place.code)
    usual = "accessibility" if place.kind == SITE else "staffing"
    st.session_state[GO] = page if page in PAGES and place.kind != SITE else usual


def go(page: str) -> None:
    """Turn to the page on which a place has been opened, if another one is shown."""
    name = st.session_state.pop(GO, page)
    if name != page:
        st.switch_page({**PAGES, **SCENARIOS}[name])


def link_open_community(screen: Screen) -> None:
    """Let the address say which community is open, and say which one is."""
    codes = screen.results.units.communities["community_code"].tolist()
    address.take(COMMUNITY, OPEN_COMMUNITY, codes)
    code = incoming.one_of(st.session_state.get(OPEN_COMMUNITY), codes)
    if code is not None:
        address.write(COMMUNITY, code)
