"""Open a place, wherever its name stands: its filter, or its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.ui import address, incoming
from geo.ui.places import COMMUNITY, DISTRICT, PARTNER, SITE, SUBDISTRICT, Place

if TYPE_CHECKING:
    from geo.ui.screen import Screen

# Keys of the session; what is open is the same on every page.
FILTERS: Final = {DISTRICT: "filter_district", SUBDISTRICT: "filter_subdistrict"}
OPEN_COMMUNITY: Final = "open_community"
OPEN_SITE: Final = "access_site"
OPEN_CORRIDOR: Final = "open_corridor"
OPEN_PARTNER: Final = "open_partner_region"
PARTNER_UNIT: Final = "corridor_partner"  # the unit of the partner regions shown
INSIDE: Final = "corridor_inside"  # the regions that are looked into, the smallest last

PAGES: Final = {
    "staffing": "geo/analyses/staffing/page/staffing.py",
    "accessibility": "geo/analyses/access/page/access.py",
    "corridors": "geo/analyses/corridors/page/corridors.py",
}
"""The pages that places can be opened on."""
_OPENED_ON: Final = {SITE: ("accessibility",), PARTNER: ("corridors",)}
_USUALLY: Final = ("staffing", "accessibility")
SCENARIOS: Final = {"scenarios": "geo/app/scenarios/scenarios.py"}
"""The page that a scenario is handed over to."""
GO: Final = "opening_on"  # the page to turn to


def open_place(place: Place, page: str) -> None:
    """Open a place on the page that is shown, if it can be there; else on the Staffing page.

    Sites are opened on the Accessibility page, partner regions on the Corridors page. To be called
    before the page is drawn anew.
    """
    for key in (OPEN_COMMUNITY, OPEN_SITE, OPEN_CORRIDOR, OPEN_PARTNER):
        st.session_state.pop(key, None)
    for kind, key in FILTERS.items():
        st.session_state[key] = [place.code] if place.kind == kind else []
    if place.kind == COMMUNITY:
        st.session_state[OPEN_COMMUNITY] = place.code
    if place.kind == SITE:
        st.session_state[OPEN_SITE] = int(place.code)
    if place.kind == PARTNER:
        st.session_state[OPEN_PARTNER] = place.code
        for key in (PARTNER_UNIT, INSIDE):
            st.session_state.pop(key, None)
    pages = _OPENED_ON.get(place.kind, _USUALLY)
    st.session_state[GO] = page if page in pages else pages[0]


def open_unit(level: str, code: object, page: str) -> None:
    """Open a unit whose row was chosen on a page; a row that is of no unit opens nothing."""
    if level in (DISTRICT, SUBDISTRICT, COMMUNITY) and isinstance(code, str) and code:
        open_place(Place(level, code, ""), page)


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
