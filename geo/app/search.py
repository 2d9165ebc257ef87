"""The search box of every page: a place is found by name, code or pinyin, and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.analyses.access.directory.listing import site_directory
from geo.analyses.access.products import Sites
from geo.analyses.corridors.model import Corridors
from geo.core.i18n import say
from geo.core.memo import kept_with
from geo.ui import components as parts
from geo.ui import incoming, opening
from geo.ui.places import Place, find_places, places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.core.results import Results
    from geo.ui.screen import OpenCity

KEY: Final = "search"
LONGEST: Final = 60
MOST: Final = 8


def show_search(language: str, page: str, open_city: Callable[[], OpenCity]) -> None:
    """Show the box in the sidebar, and below it what fits.

    Parameters
    ----------
    page
        The page that is shown.
    open_city
        Called once something is looked for.
    """
    with st.sidebar:
        typed = st.text_input(
            say("search.label", language),
            key=KEY,
            placeholder=say("search.hint", language),
            label_visibility="collapsed",
            icon=":material/search:",
        )
        asked = incoming.text(typed, LONGEST)
        if not asked:
            return
        found = find_places(_places(open_city().results), asked, MOST)
        if not found:
            parts.caption(say("search.nothing", language))
        for place in found:
            kind = say(f"search.{place.kind}", language)
            about = " · ".join(filter(None, (kind, place.within)))
            st.button(
                parts.literal(place.name),
                key=f"search_{place.kind}_{place.code}",
                help=parts.literal(f"{about} · {place.code}"),
                type="tertiary",
                on_click=_open,
                args=(place, page),
            )


def _open(place: Place, page: str) -> None:
    """Open what was found; nothing is looked for any more."""
    st.session_state[KEY] = ""
    opening.open_place(place, page)


@kept_with
def _places(results: Results) -> list[Place]:
    sites, corridors = results.get(Sites), results.get(Corridors)
    frame = sites.frame if sites else pd.DataFrame()
    listed = site_directory(frame, results.units.communities)
    partners = corridors.frame if corridors and not corridors.between else pd.DataFrame()
    return places_of(results, listed, partners)
