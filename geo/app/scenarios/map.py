"""The map of a scenario: its sites, and communities before and after; a click fills in the form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.page.sites import map_sites
from geo.analyses.access.products import Access, Sites
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.app.scenarios.changing import LAT, LON, take_click
from geo.publish.maps.choropleth import by_share, by_shortfall, legend_html
from geo.publish.maps.city_map import Painting
from geo.publish.maps.sites import Places
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.map_component import community_tooltips, show_map
from geo.ui.widgets import switch

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results
    from geo.publish.maps.choropleth import Choropleth
    from geo.ui.screen import Screen

AFTER, BEFORE = TIMES = ("after", "before")
SHARE, SHORTFALL = LAYERS = ("share_within", "staff_shortfall")
_HEIGHT: Final = 520


def draw_scenario_map(screen: Screen, results: Results) -> None:
    """Draw switches, legend and map of a scenario."""
    layers = LAYERS if results.get(Access) is not None else (SHORTFALL,)
    with st.container(horizontal=True):
        time = switch(
            screen.say("scenario.time"),
            TIMES,
            "scenario_time",
            lambda name: screen.say(f"scenario.time.{name}"),
        )
        layer = switch(
            screen.say("scenario.layer"),
            layers,
            "scenario_layer",
            lambda name: screen.say(f"scenario.figure.{name}"),
        )
    shown = results if time == AFTER else screen.results
    communities = shown.communities_with(Population, Staffing, Access)
    drawn = communities[communities.geometry.notna()]
    choropleth = _classes(screen, drawn, layer)
    st.html(legend_html(choropleth.classes, screen.say(f"scenario.figure.{layer}")))
    place = incoming.amount(st.session_state.get(LON)), incoming.amount(st.session_state.get(LAT))
    pin = (float(place[0]), float(place[1])) if None not in place else None  # type: ignore[arg-type]
    painting = Painting(
        choropleth,
        community_tooltips(
            drawn,
            screen.language,
            screen.results.standards.min_cell,
            screen.results.units.second_names,
        ),
        places=Places(map_sites(screen, shown[Sites].frame), (), pin=pin),
    )
    show_map(
        screen,
        painting,
        "scenario_map",
        height=_HEIGHT,
        on_place=partial(take_click, shown),
    )
    parts.caption(screen.say("scenario.map_hint"))


def _classes(screen: Screen, drawn: pd.DataFrame, layer: str) -> Choropleth:
    if layer == SHORTFALL:
        return by_shortfall(drawn, screen.language)
    return by_share(drawn, drawn["share_within"], screen.say("access.no_share"))
