"""The map of reach: who is beyond the limit, coverage by community, and the area of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.page.controls import choose_layer
from geo.analyses.access.page.sites import map_sites
from geo.publish.maps.choropleth import (
    Choropleth,
    by_kind,
    by_share,
    heat_legend_html,
    legend_html,
)
from geo.publish.maps.city_map import Painting, Tooltips, heat_weights
from geo.publish.maps.sites import ZONE_COLOURS, Places, zone_legend_html, zones_of
from geo.spatial.grid_cells import inhabited_cells
from geo.ui import components as parts
from geo.ui.map_component import show_map

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.analyses.access.model import ReachModel
    from geo.analyses.access.page.controls import Question
    from geo.publish.maps.sites import Zone
    from geo.ui.incoming import Clicked
    from geo.ui.screen import Screen

# After Okabe & Ito (2008): the worse, the darker, so that it also reads in grey.
KIND_COLOURS: Final = {
    "both": "#7a2a07",
    "far": "#cf5f2c",
    "short_of_staff": "#eba122",
    "served": "#9ecfe8",
    "no_people": "#e4e6ea",
    "unknown": "#aab0ba",
}
HEADS: Final = ("people", "share_within", "median_minutes", "access")


@dataclass(frozen=True, eq=False)
class Shown:
    """What the map shows beside people.

    Parameters
    ----------
    told
        Of :func:`geo.analyses.access.page.table.reach_by_community`.
    sites
        Those shown, by their number.
    number, place, code
        The site that is open, the point (``lon, lat``) that was clicked, the community opened.
    """

    told: pd.DataFrame
    sites: pd.DataFrame
    number: int | None = None
    place: tuple[float, float] | None = None
    code: str | None = None


def draw_reach_map(
    screen: Screen,
    reach: ReachModel,
    question: Question,
    shown: Shown,
    on_place: Callable[[Clicked], None],
) -> None:
    """Draw switch, legend and map; what is clicked is told to ``on_place``."""
    outlines = screen.plan.communities.set_index("community_code").geometry
    drawn = shown.told[outlines.reindex(shown.told.index).notna()]
    layer = choose_layer(screen, reach)
    choropleth, heat, notes = _layer(screen, reach, question, drawn, layer)
    zones, legend = _zones(screen, reach, question, shown.number)
    if legend:
        st.html(legend)
    places = Places(map_sites(screen, shown.sites), zones, chosen=shown.number, pin=shown.place)
    painting = Painting(
        choropleth,
        tooltips=_tooltips(screen, drawn),
        selected=shown.code,
        heat=heat,
        fit_title=screen.say("map.fit"),
        places=places,
    )
    show_map(screen, painting, "reach_map", on_place=on_place)
    if notes:
        parts.caption(*notes)


def _layer(
    screen: Screen, reach: ReachModel, question: Question, drawn: pd.DataFrame, layer: str
) -> tuple[Choropleth | None, pd.DataFrame | None, list[str]]:
    """Draw the legend of a layer; return what to paint, and what it cannot show in words."""
    if layer == "beyond":
        return None, *_heat(screen, reach, question)
    coded = drawn.reset_index()
    if layer == "share":
        choropleth = by_share(coded, coded["share_within"], screen.say("reach.no_share"))
        title = screen.say("reach.legend.share", minutes=question.minutes)
    else:
        labels = {kind: screen.say(f"underserved.{kind}") for kind in KIND_COLOURS}
        choropleth = by_kind(coded, coded["underserved"], KIND_COLOURS, labels)
        title = screen.say("reach.legend.underserved")
    st.html(legend_html(choropleth.classes, title))
    return choropleth, None, []


def _heat(screen: Screen, reach: ReachModel, question: Question) -> tuple[pd.DataFrame, list[str]]:
    say, least = screen.say, screen.plan.standards.min_cell
    title = say("reach.legend.beyond", minutes=question.minutes)
    st.html(heat_legend_html(title, say("overview.low"), say("overview.high")))
    cells = reach.beyond_cells(*question.keys)
    city = reach.coverage("city", *question.keys).iloc[0]
    small = int(cells.loc[cells["people"] < least, "people"].sum())
    shown = int(cells["people"].sum()) - small
    notes = [say("reach.told.beyond", people=parts.number(shown))]
    if small:
        notes.append(say("overview.small_cells", least=least, people=parts.number(small)))
    if city["people_off_network"] > 0:
        notes.append(say("reach.told.off", people=parts.number(city["people_off_network"])))
    if cells.empty and inhabited_cells(screen.plan.cells, screen.plan.period).empty:
        notes = [say("reach.nobody_placed")]
    return heat_weights(cells, least), notes


def _zones(
    screen: Screen, reach: ReachModel, question: Question, number: int | None
) -> tuple[list[Zone], str]:
    """Return the areas around the site that is open, and their legend."""
    if number is None or reach.ways.network is None:
        return [], ""
    areas = reach.catchment(number, question.mode)
    minutes = areas["minutes"].tolist()
    zones = zones_of(dict(zip(minutes, areas.geometry, strict=True)))
    if not zones:
        return [], ""
    ordered = areas.sort_values("minutes")
    labels = {
        colour: screen.say("reach.zone", minutes=limit, people=parts.number(people))
        for colour, limit, people in zip(
            ZONE_COLOURS, ordered["minutes"], ordered["people"], strict=True
        )
    }
    return zones, zone_legend_html(screen.say("reach.legend.zones"), labels)


def _tooltips(screen: Screen, drawn: pd.DataFrame) -> Tooltips:
    """Tell of every community who reaches a site, in words."""
    least = screen.plan.standards.min_cell
    columns = [
        drawn["people"].map(lambda count: parts.protected(count, least)),
        drawn["share_within"].mask(drawn["people"] < least).map(parts.percent),
        drawn["median_minutes"].map(parts.number),
        drawn["access"].map(parts.number),
        drawn["reach_state"].map(lambda state: screen.say(f"reach_state.{state}")),
    ]
    rows = zip(drawn["community_name"].map(parts.text), *columns, strict=True)
    heads = [screen.say(f"reach.head.{name}") for name in (*HEADS, "reach_state")]
    return Tooltips(heads, dict(zip(drawn.index, rows, strict=True)))
