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
from geo.app.scenarios.draft import draft
from geo.app.scenarios.sentences import change_told
from geo.publish.maps.choropleth import by_share, by_shortfall, legend_html
from geo.publish.maps.city_map import Before, Painting
from geo.publish.maps.sites import Places
from geo.publish.maps.tooltips import community_tooltips
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.map_component import show_map
from geo.ui.widgets import switch

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results
    from geo.publish.maps.choropleth import Choropleth
    from geo.publish.maps.tooltips import Tooltips
    from geo.ui.screen import Screen

AFTER, BEFORE, SWIPE = TIMES = ("after", "before", "swipe")
"""The map of the scenario, that of today, and both with a divider between them."""
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
    shown = screen.results if time == BEFORE else results
    title = screen.say(f"scenario.figure.{layer}")
    today = _communities(screen.results)
    before = None
    if time == SWIPE:
        choropleth = _classes(screen, today, today, layer)
        _show_legend(screen, choropleth, BEFORE, title)
        names = screen.say("scenario.time.before"), screen.say("scenario.time.after")
        places = Places(map_sites(screen, screen.results[Sites].frame))
        before = Before(choropleth, _tooltips(screen, today), names, places)
    drawn = _communities(shown)
    choropleth = _classes(screen, drawn, today, layer)
    _show_legend(screen, choropleth, BEFORE if time == BEFORE else AFTER, title)
    place = incoming.amount(st.session_state.get(LON)), incoming.amount(st.session_state.get(LAT))
    pin = (float(place[0]), float(place[1])) if None not in place else None  # type: ignore[arg-type]
    changes = [change_told(of, screen.results, screen.language) for of in draft(screen).changes]
    painting = Painting(
        choropleth,
        _tooltips(screen, drawn),
        places=Places(map_sites(screen, shown[Sites].frame), (), pin=pin),
        before=before,
        legend=title,
        notes=[] if time == BEFORE else changes,
    )
    show_map(
        screen,
        painting,
        "scenario_map",
        height=_HEIGHT,
        on_place=partial(take_click, shown),
    )
    parts.caption(screen.say("scenario.map_hint"))


def _communities(results: Results) -> pd.DataFrame:
    """Return the communities that have an outline."""
    communities = results.communities_with(Population, Staffing, Access)
    return communities[communities.geometry.notna()]


def _show_legend(screen: Screen, choropleth: Choropleth, time: str, title: str) -> None:
    when = screen.say(f"scenario.time.{time}")
    parts.show(legend_html(choropleth.classes, f"{title} · {when}"))


def _tooltips(screen: Screen, drawn: pd.DataFrame) -> Tooltips:
    return community_tooltips(
        drawn,
        screen.language,
        screen.results.standards.min_cell,
        screen.results.units.second_names,
    )


def _classes(screen: Screen, drawn: pd.DataFrame, today: pd.DataFrame, layer: str) -> Choropleth:
    """Class communities; in the classes of today, so that the two can be compared."""
    if layer == SHORTFALL:
        return by_shortfall(drawn, screen.language, like=today)
    return by_share(drawn, drawn["share_within"], screen.say("access.no_share"))
