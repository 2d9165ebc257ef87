"""Where rows were rejected: places on a map, never persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import streamlit as st

from geo.analyses.population.model import Population
from geo.publish.maps.choropleth import ROUND_TO, MapClass, legend_html
from geo.publish.maps.city_map import Painting
from geo.publish.maps.symbols import Spot
from geo.spatial.grid_cells import CELL_DEGREES_LAT, gather, lost_cells, on_map
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.map_component import show_map

if TYPE_CHECKING:
    import pandas as pd

    from geo.publish.maps.outlines import MapLayer
    from geo.ui.screen import Screen

# After Okabe & Ito (2008), safe for the colour-blind.
COLOURS: Final = {
    "outside": "#d55e00",
    "swapped": "#cc79a7",
    "duplicate": "#0072b2",
    "bad_count": "#e69f00",
    "no_period": "#999999",
}
LARGER: Final = 4  # cells of the map are this many of the results' cells wide: 2 km
FAR_DEGREES: Final = 1.0
MOST_PARTNERS: Final = 10


def draw_places(screen: Screen) -> None:
    """Draw the map of the rows that have a point on it; tell of the others."""
    parts.section(screen.say("data.places"))
    layer = screen.open_city.layer
    if layer is None:
        parts.caption(screen.say("map.none"))
        return
    cells = lost_cells(screen.results[Population].cells)
    drawn = on_map(cells, layer.bounds)
    near, far = cells[drawn], cells[~drawn]
    _tell_where(screen, near, far)
    if near.empty:
        parts.caption(screen.say("data.no_places"))
    else:
        _draw_near(screen, near, layer)
    if len(far):
        _show_far(screen, gather(far, FAR_DEGREES, FAR_DEGREES))


def _tell_where(screen: Screen, near: pd.DataFrame, far: pd.DataFrame) -> None:
    total = len(screen.results[Population].rejected_records)
    on, off = int(near["rows"].sum()), int(far["rows"].sum())
    rows_by_place = {"rows": total, "near": on, "far": off, "nowhere": total - on - off}
    counts = {name: parts.number(count) for name, count in rows_by_place.items()}
    parts.caption(screen.say("data.where", **counts))


def _draw_near(screen: Screen, near: pd.DataFrame, layer: MapLayer) -> None:
    reasons = near.groupby("outcome")["rows"].sum()
    names = {reason: screen.say(f"outcome.{reason}") for reason in COLOURS if reason in reasons}
    chosen = st.pills(
        screen.say("data.reason"),
        list(names),
        format_func=names.__getitem__,
        key="lost_reason",
        label_visibility="collapsed",
    )
    reason = incoming.one_of(chosen, names)
    classes = [MapClass(COLOURS[name], names[name], int(reasons[name])) for name in names]
    parts.show(legend_html(classes, screen.say("data.reason")))
    shown = near[near["outcome"] == reason] if reason else near
    _, south, _, north = layer.bounds
    lat_size = LARGER * CELL_DEGREES_LAT
    lon_size = lat_size / float(np.cos(np.radians((south + north) / 2)))
    cells = gather(shown, lon_size, lat_size)
    spots = [_spot(screen, cell) for _, cell in cells.iterrows()]
    show_map(screen, Painting(spots=spots), "lost_map", height=480)
    parts.caption(screen.say("data.places_told", least=screen.results.standards.min_cell))


def _spot(screen: Screen, cell: pd.Series[Any]) -> Spot:
    """Return a circle; all that stand for few rows are alike."""
    least, rows = screen.results.standards.min_cell, int(cell["rows"])
    return Spot(
        cell["lon"],
        cell["lat"],
        size=rounded(rows) if rows >= least else least / 2,
        colour=COLOURS[cell["outcome"]],
        title=screen.say(f"outcome.{cell['outcome']}"),
        facts={screen.say("data.rows"): rows_text(rows, least)},
    )


def _show_far(screen: Screen, places: pd.DataFrame) -> None:
    places = places.sort_values("rows", ascending=False, kind="stable")
    least = screen.results.standards.min_cell
    parts.section(screen.say("data.off_map"))
    parts.caption(screen.say("data.off_map_told"))
    parts.table(
        [screen.say(label_key) for label_key in ("data.near", "data.reason", "data.rows")],
        [
            (
                position(cluster["lon"], cluster["lat"]),
                screen.say(f"outcome.{cluster['outcome']}"),
                rows_text(cluster["rows"], least),
            )
            for _, cluster in places[:MOST_PARTNERS].iterrows()
        ],
        numbers=(2,),
    )
    rest = places[MOST_PARTNERS:]
    if len(rest):
        rows = rows_text(int(rest["rows"].sum()), least)
        parts.caption(screen.say("data.off_map_more", cells=parts.number(len(rest)), rows=rows))


def rows_text(rows: int, least: int) -> str:
    """Format a count of rows at a place: hidden if small, else rounded.

    Examples
    --------
    >>> rows_text(9, 10), rows_text(13, 10)
    ('<10', '15')
    """
    return parts.number(rounded(rows)) if rows >= least else f"<{least}"


def rounded(rows: int) -> int:
    """Round a count to the nearest step that maps show."""
    return round(rows / ROUND_TO) * ROUND_TO


def position(lon: float, lat: float) -> str:
    """Write a rough position.

    Examples
    --------
    >>> position(123.5, 34.5), position(-0.5, -0.5)
    ('123.5°E 34.5°N', '0.5°W 0.5°S')
    """
    east = "E" if lon >= 0 else "W"
    north = "N" if lat >= 0 else "S"
    return f"{abs(lon):.1f}°{east} {abs(lat):.1f}°{north}"
