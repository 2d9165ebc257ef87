"""The heatmap of the Overview: where people live, where staff are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.figures import tell_norm
from geo.analyses.staffing.page.tooltips import tooltips_of
from geo.core.i18n import say
from geo.core.memo import kept_with
from geo.core.periods import period_name
from geo.publish.maps.choropleth import legend_html
from geo.publish.maps.city_map import Painting
from geo.publish.maps.heat import (
    Heat,
    Hexagons,
    heat_of,
    heat_weights,
    hexagons_of,
    people_by_hexagon,
)
from geo.spatial.grid_cells import inhabited_cells, spread_shortfall
from geo.spatial.hexagons import hexagon_sums
from geo.ui import components as parts
from geo.ui.comparison import CHANGE, show_change
from geo.ui.map_component import focus_on, show_map
from geo.ui.opening import OPEN_COMMUNITY
from geo.ui.unit_filter import filtered
from geo.ui.widgets import switch

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results
    from geo.ui.screen import Screen

PEOPLE: Final = "floating_population"
SHOWN: Final = ("shortfall", "floating_population")
DRAWN: Final = ("surface", "hexagons")
CHOSEN: Final = "overview_community"  # the one just clicked, until the other page opens


def draw_overview_map(screen: Screen) -> None:
    """Draw the switches, the legend, the map, and what it cannot show."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        shown = choose_shown(screen)
        drawn = choose_drawn(screen)
    communities = screen.results.communities_with(Population, Staffing)
    outlined = communities[communities.geometry.notna()]
    painting = Painting(
        tooltips=tooltips_of(screen, outlined),
        focus=focus_on(communities, filtered(outlined)),
        notes=[tell_norm(screen)],
    )
    if shown == CHANGE and screen.compared:
        former = screen.compared.communities_with(Population)
        classes = show_change(screen, outlined, PEOPLE, former, "staffing.floating_population")
        painting = replace(painting, choropleth=classes, legend=screen.say("overview.show.change"))
        captions: tuple[str, ...] = ()
    else:
        painting, captions = _densities(screen, painting, shown, drawn)
    show_map(screen, painting, "overview_map", on_click=_choose, height=520)
    parts.hint(screen.say("overview.click"))
    if captions:
        parts.caption(*captions)
    if CHOSEN in st.session_state:
        st.session_state[OPEN_COMMUNITY] = st.session_state.pop(CHOSEN)
        st.switch_page("geo/analyses/staffing/page/staffing.py")


def _densities(
    screen: Screen, painting: Painting, shown: str, drawn: str
) -> tuple[Painting, tuple[str, ...]]:
    """Draw the legend of densities; return what to paint, and what it cannot show in words."""
    density, captions = _density(screen.results, screen.language, shown, drawn, _middle_lat(screen))
    title = screen.say(f"overview.{drawn}.{shown}")
    if isinstance(density, Heat):
        parts.show(density.legend_html(title))
        return replace(painting, heat=density, legend=title), captions
    parts.show(legend_html(density.classes, title))
    return replace(painting, hexagons=density, legend=title), captions


@kept_with
def _density(
    results: Results, language: str, shown: str, drawn: str, middle_lat: float
) -> tuple[Heat | Hexagons, tuple[str, ...]]:
    """Return a density, and what it cannot show in words."""
    living = inhabited_cells(results[Population].cells, results.period)
    draw = _population if shown == "floating_population" else _shortfall
    cells, captions = draw(results, language, living, None if drawn == "surface" else middle_lat)
    told = (*captions, say(f"overview.told.{drawn}", language))
    if drawn == "surface":
        return heat_of(cells), told
    return hexagons_of(cells, middle_lat, 0 if shown == "floating_population" else 1), told


def choose_shown(screen: Screen) -> str:
    """Let the user choose between population, shortfall and, of two periods, the change."""
    return switch(
        screen.say("overview.map"),
        [*SHOWN, CHANGE] if screen.compared else SHOWN,
        "overview_shown",
        lambda name: screen.say(f"overview.show.{name}"),
        "show",
    )


def choose_drawn(screen: Screen) -> str:
    """Let the user choose between a surface of density and hexagons with numbers."""
    return switch(
        screen.say("overview.drawn"),
        DRAWN,
        "overview_drawn",
        lambda name: screen.say(f"overview.draw.{name}"),
        "drawn",
    )


def _population(
    results: Results, language: str, living: pd.DataFrame, middle_lat: float | None
) -> tuple[pd.DataFrame, list[str]]:
    """Return where people are, in hexagons if so asked, and the people left out in words."""
    number, least = parts.number, results.standards.min_cell
    period = period_name(results.period, language)
    captions = [say("overview.told.floating_population", language, period=period)]
    without = int(results[Population].communities["floating_population"].sum()) - int(
        living["floating_population"].sum()
    )
    if without:
        captions.append(say("overview.location_unknown", language, people=number(without)))
    if middle_lat is None:
        grid = living
        cells = heat_weights(grid, least)
    else:
        grid = hexagon_sums(living, middle_lat, "floating_population")
        cells = people_by_hexagon(living, middle_lat, least)
    small = int(grid.loc[grid["floating_population"] < least, "floating_population"].sum())
    if small:
        kind = "surface" if middle_lat is None else "hexagons"
        captions.append(say(f"overview.small.{kind}", language, least=least, people=number(small)))
    return cells, captions


def _shortfall(
    results: Results, language: str, living: pd.DataFrame, middle_lat: float | None
) -> tuple[pd.DataFrame, list[str]]:
    """Return where staff are missing, in hexagons if so asked, and those left out in words."""
    number = parts.number
    dense = living[living["floating_population"] >= results.standards.min_cell]
    shortfalls = spread_shortfall(results.communities_with(Staffing), dense)
    total = shortfalls["staff_shortfall"].sum()
    captions = [say("overview.told.shortfall", language, gap=number(total))]
    beyond = float(results[Staffing].communities["staff_shortfall"].sum()) - total
    if round(beyond, 1) > 0:
        captions.append(say("overview.shortfall_off_map", language, gap=number(beyond)))
    if middle_lat is not None:
        shortfalls = hexagon_sums(shortfalls, middle_lat, "staff_shortfall")
    return shortfalls.rename(columns={"staff_shortfall": "weight"}), captions


def _middle_lat(screen: Screen) -> float:
    """Return the latitude that the city's map cells are square at."""
    layer = screen.open_city.layer
    return (layer.bounds[1] + layer.bounds[3]) / 2 if layer else 0.0


def _choose(code: str) -> None:
    st.session_state[CHOSEN] = code
