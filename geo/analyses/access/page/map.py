"""The map of accessibility: who is beyond the limit, coverage by community, isochrones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.analyses.access.modes import said_mode
from geo.analyses.access.page.controls import choose_layer
from geo.analyses.access.page.notes import range_of
from geo.analyses.access.page.sites import map_sites
from geo.analyses.access.page.table import former_access
from geo.analyses.access.products import Access
from geo.analyses.population.model import Population
from geo.core.admin_units import with_second_names
from geo.publish.maps.choropleth import (
    Choropleth,
    by_severity,
    by_share,
    legend_html,
    marks_html,
)
from geo.publish.maps.city_map import Painting
from geo.publish.maps.heat import Heat, heat_of, heat_weights
from geo.publish.maps.sites import ZONE_COLOURS, Places, zone_legend_html, zones_of
from geo.publish.maps.tooltips import Tooltips, protected, unit_columns, unit_headers, worded
from geo.spatial.grid_cells import inhabited_cells
from geo.ui import components as parts
from geo.ui.comparison import CHANGE, show_change
from geo.ui.map_component import show_map

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.analyses.access.model import AccessModel
    from geo.analyses.access.page.controls import Question
    from geo.publish.maps.sites import Zone
    from geo.ui.incoming import Clicked
    from geo.ui.screen import Screen

HEADERS: Final = (
    *("floating_population", "share_within", "share_within_range"),
    *("median_minutes", "e2sfca_index"),
)
BEYOND: Final = "population_not_reaching"
HEADER: Final = f"access.header.{BEYOND}"
STATES: Final = ("accessibility_state", "underserved")


@dataclass(frozen=True, eq=False)
class Shown:
    """What the map shows beside people.

    Parameters
    ----------
    told
        Of :func:`geo.analyses.access.page.table.access_by_community`.
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


def draw_access_map(
    screen: Screen,
    access: AccessModel,
    question: Question,
    shown: Shown,
    on_place: Callable[[Clicked], None],
) -> None:
    """Draw switch, legend and map; ``on_place`` is called with what is clicked."""
    outlines = screen.results.units.communities.set_index("community_code").geometry
    drawn = shown.told[outlines.reindex(shown.told.index).notna()]
    layer = choose_layer(screen, access)
    choropleth, heat, notes = _layer(screen, access, question, drawn, layer)
    zones, legend = _zones(screen, access, question, shown.number)
    if legend:
        parts.show(legend)
    areas = _areas(screen)
    marks = {"site": screen.say("access.mark.site", sites=parts.number(len(shown.sites)))}
    if areas:
        marks["area"] = screen.say("access.mark.area", last=len(areas))
    parts.show(marks_html(marks))
    places = Places(map_sites(screen, shown.sites), zones, chosen=shown.number, pin=shown.place)
    painting = Painting(
        choropleth,
        tooltips=_tooltips(screen, drawn),
        selected=shown.code,
        heat=heat,
        places=places,
        areas=areas,
        legend=f"{screen.say(f'access.layer.{layer}')} · {_asked(screen, question)}",
        marks=marks,
        notes=[_rule(screen, question)],
        focus=question.communities if len(question.communities) < len(outlines) else (),
    )
    show_map(screen, painting, "access_map", on_place=on_place)
    if access.of_mode(question.mode).representative:
        notes.append(screen.say("access.representative"))
    if notes:
        parts.caption(*notes)


def _layer(
    screen: Screen, access: AccessModel, question: Question, drawn: pd.DataFrame, layer: str
) -> tuple[Choropleth | None, Heat | None, list[str]]:
    """Draw the legend of a layer; return what to paint, and what it cannot show in words."""
    if layer == "beyond":
        return None, *_heat(screen, access, question)
    coded = drawn.reset_index()
    if layer == CHANGE and screen.compared:
        former = former_access(screen, question).reset_index()
        classes = show_change(screen, coded, BEYOND, former, HEADER)
        return classes, None, []
    if layer == "share":
        timed = coded["accessibility_state"] != "not_timed"
        shares = coded["share_within"].where(timed)
        choropleth = by_share(coded, shares, screen.say("access.no_share"))
        title = screen.say("access.legend.share", minutes=question.minutes)
    else:
        nobody = screen.say("access.nobody_underserved")
        choropleth = by_severity(coded, coded["population_underserved"], nobody)
        title = screen.say("access.legend.underserved")
    parts.show(legend_html(choropleth.classes, title))
    return choropleth, None, []


def _asked(screen: Screen, question: Question) -> str:
    mode = said_mode(question.mode, screen.language)
    return screen.say("overview.within", minutes=question.minutes, mode=mode)


def _rule(screen: Screen, question: Question) -> str:
    percent = screen.results.standards.covered_percent
    return screen.say("access.covered_rule", percent=percent, minutes=question.minutes)


def _areas(screen: Screen) -> dict[int, list[str]]:
    """Return the communities of each underserved area, by its number."""
    communities = screen.results.communities_with(Access)
    groups = communities.groupby("underserved_area")["community_code"]
    return {int(str(area)): codes.tolist() for area, codes in groups}


def _heat(screen: Screen, access: AccessModel, question: Question) -> tuple[Heat, list[str]]:
    say, least = screen.say, screen.results.standards.min_cell
    cells = access.beyond_cells(*question.keys)
    heat = heat_of(heat_weights(cells, least))
    parts.show(heat.legend_html(say("access.legend.beyond", minutes=question.minutes)))
    city = access.coverage("city", *question.keys).iloc[0]
    small = int(cells.loc[cells["floating_population"] < least, "floating_population"].sum())
    shown = int(cells["floating_population"].sum()) - small
    notes = [say("access.told.beyond", people=parts.number(shown))]
    if small:
        notes.append(say("overview.small.surface", least=least, people=parts.number(small)))
    if city["population_unsnapped"] > 0:
        notes.append(
            say("access.told.unsnapped", people=parts.number(city["population_unsnapped"]))
        )
    if (
        cells.empty
        and inhabited_cells(screen.results[Population].cells, screen.results.period).empty
    ):
        notes = [say("access.nobody_placed")]
    return heat, notes


def _zones(
    screen: Screen, access: AccessModel, question: Question, number: int | None
) -> tuple[list[Zone], str]:
    """Return the areas around the site that is open, and their legend."""
    if number is None or not access.source.draws_areas:
        return [], ""
    areas = access.catchment(number, question.mode)
    minutes = areas["minutes"].tolist()
    zones = zones_of(dict(zip(minutes, areas.geometry, strict=True)))
    if not zones:
        return [], ""
    ordered = areas.sort_values("minutes")
    labels = {
        colour: screen.say("access.zone", minutes=limit, people=parts.number(population))
        for colour, limit, population in zip(
            ZONE_COLOURS, ordered["minutes"], ordered["floating_population"], strict=True
        )
    }
    return zones, zone_legend_html(screen.say("access.legend.zones"), labels)


def _tooltips(screen: Screen, drawn: pd.DataFrame) -> Tooltips:
    """Return for every community who reaches a site, in words."""
    least, language = screen.results.standards.min_cell, screen.language
    people = drawn["floating_population"]
    shares = drawn.filter(like="share_within").astype("float64").mask(people < least)
    numbers = drawn[["median_minutes", "e2sfca_index"]].astype("float64")
    coded = drawn.filter(regex="_(?:code|name)$").assign(community_code=drawn.index)
    named = with_second_names(coded, screen.results.units.second_names)
    rows = zip(
        [parts.text(name) for name in named["community_name"].tolist()],
        *unit_columns(named),
        [protected(count, least) for count in people.tolist()],
        shares["share_within"].map(parts.percent),
        range_of(shares),
        *(numbers[name].map(parts.number) for name in numbers),
        *(worded(drawn[name], name, language) for name in STATES),
        strict=True,
    )
    headers = unit_headers(screen.language)
    headers += [screen.say(f"access.header.{name}") for name in (*HEADERS, *STATES)]
    return Tooltips(headers, dict(zip(drawn.index, rows, strict=True)))
