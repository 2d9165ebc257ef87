"""Show a map on a page and hear which community was clicked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st

from geo.publish.maps.assets import asset_url
from geo.publish.maps.basemaps import basemap_tiles
from geo.publish.maps.city_map import city_options
from geo.publish.maps.picture import city_plane
from geo.ui import incoming
from geo.ui.pictures import offer_pictures, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo.publish.maps.city_map import Painting
    from geo.ui.incoming import Clicked
    from geo.ui.screen import Screen

MAP: Final = st.components.v2.component(
    "yipan_map",
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,  # of Leaflet, which looks for its own on the whole page
)
CONTROLS: Final = (
    *("fit", "fullscreen", "layers", "opacity", "ctrl", "fingers"),
    *("names", "streets", "areas", "sites", "divider"),
)


def show_map(
    screen: Screen,
    painting: Painting,
    key: str,
    on_click: Callable[[str], None] | None = None,
    height: int = 560,
    on_place: Callable[[Clicked], None] | None = None,
) -> None:
    """Draw a map, or say why there is none.

    Parameters
    ----------
    painting
        What to paint; when it changes the map is repainted and keeps its view.
    key
        A name for this map, another on every page.
    on_click
        Called with the code of a community when it is clicked, before the page is drawn again.
    on_place
        Called with what was clicked, a site or a point, where the painting has places; then
        ``on_click`` is not.
    """
    layer = screen.open_city.layer
    if layer is None:
        st.info(screen.say("map.none"))
        return
    basemap = screen.open_city.city.settings.basemap
    tiles = basemap_tiles(
        *(basemap.kind, basemap.url, basemap.key, basemap.attribution, basemap.coordinates)
    )

    def hear(message: object) -> None:
        codes = painting.tooltips.rows.keys()
        if on_place:
            sites = painting.places.sites if painting.places else ()
            clicked = incoming.clicked(message, [site.number for site in sites], codes)
            if clicked is not None:
                on_place(clicked)
        elif on_click:
            code = incoming.member(message, "community_code", codes)
            if code is not None:
                on_click(code)

    painted = replace(painting, words=_words(screen))
    mount_map("city", city_options(layer, tiles), painted.values(), key, height, hear)
    offer_pictures(
        screen,
        lambda: city_plane(layer.path, painting),
        sheet_of(screen, painting.legend, painting.notes),
        key,
    )


def mount_map(
    kind: Literal["city", "flows"],
    options: Mapping[str, Any],
    painting: Mapping[str, Any],
    key: str,
    height: int,
    on_click: Callable[[object], None],
) -> None:
    """Have the browser show a map, which ``mount.js`` makes or takes over from another page.

    Parameters
    ----------
    kind
        Whether it is painted by ``city_map.js`` or by ``flow_map.js``.
    options
        What it is made of; while they are the same, it stays as it is.
    painting
        What is painted on it.
    height
        In pixels.
    on_click
        Called with whatever the browser says was clicked.
    """

    def hear() -> None:
        on_click(incoming.value_of(st.session_state.get(key), "clicked"))

    MAP(
        key=key,
        data={
            "script": asset_url("maps.js"),
            "style": asset_url("maps.css"),
            "kind": kind,
            "options": options,
            "painting": painting,
            "height": height,
        },
        on_clicked_change=hear,
    )


def _words(screen: Screen) -> dict[str, str]:
    """Return what the controls of a map say."""
    return {name: screen.say(f"map.control.{name}") for name in CONTROLS}


def focus_on(communities: pd.DataFrame, shown: pd.DataFrame) -> tuple[str, ...]:
    """Return the communities that a map is to show whole; none where that is the whole city."""
    return () if len(shown) == len(communities) else tuple(shown["community_code"])
