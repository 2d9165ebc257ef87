"""What lies on a map in a picture: outlines, colours, densities, marks and names, as SVG."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.publish.maps.sites import SITE_COLOUR, ZONE_INK
from geo.publish.maps.symbols import spot_values, tie_values
from geo.spatial.kernel_density import density_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.publish.maps.city_map import Painting
    from geo.publish.maps.heat import Heat, Hexagons
    from geo.publish.maps.sites import Places

METRES_PER_DEGREE: Final = 111_195.0  # of latitude, on the mean sphere
PIXEL: Final = 2.0  # of a surface of density
FILL, FAINT = 0.92, "#eef0f3"
LINE_WIDTH: Final = 3.5  # of lines along streets
AREA_INK: Final = "#4c1d95"
SHOWN_LEVELS: Final = ((15, 700, "#111827"), (12, 600, "#1e3a5f"))  # districts, subdistricts


@dataclass(frozen=True)
class Frame:
    """Where on the picture the ground lies: the ground of a city is flat.

    Parameters
    ----------
    left, width, height
        Of the map on the picture; its top is at 0.
    west, north
        Degrees at its left and its top.
    scale
        Units of the picture for a degree of latitude.
    narrowing
        Of a degree of longitude, against one of latitude.
    """

    left: float
    width: float
    height: float
    west: float
    north: float
    scale: float
    narrowing: float

    @classmethod
    def around(
        cls,
        bounds: tuple[float, float, float, float],
        left: float,
        width: float,
        flattest: float,
    ) -> Frame:
        """Return the frame that holds west, south, east and north, as wide as asked for."""
        west, south, east, north = bounds
        narrowing = float(np.cos(np.radians((south + north) / 2)))
        wide, high = max((east - west) * narrowing, 1e-6), max(north - south, 1e-6)
        height = min(max(width * high / wide, width * flattest), width * 0.85)
        scale = min(width / wide, height / high) * 0.97
        free_lon = (width / scale - wide) / 2 / narrowing
        free_lat = (height / scale - high) / 2
        return cls(left, width, height, west - free_lon, north + free_lat, scale, narrowing)

    @property
    def metres_per_unit(self) -> float:
        """Metres on the ground for a unit of the picture."""
        return METRES_PER_DEGREE / self.scale

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``lon, lat`` in units of the picture; shape (n, 2)."""
        x = self.left + (points[:, 0] - self.west) * self.narrowing * self.scale
        return np.column_stack([x, (self.north - points[:, 1]) * self.scale])

    def path(self, shape: Any) -> str:
        """Return the outline of a shape (EPSG:4326) as the path of an SVG."""
        parts = shapely.get_parts(shape)
        flat = shapely.get_dimensions(shape) == 2
        lines = shapely.get_rings(parts) if flat else parts
        return "".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.place(shapely.get_coordinates(line)))
            for line in lines
        )


def bounds_of(collection: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of all outlines of a layer, in degrees."""
    shapes = [shape for _, shape in shapes_of(collection)]
    west, south, east, north = shapely.total_bounds(shapely.from_geojson(shapes)).tolist()
    return west, south, east, north


def shapes_of(collection: dict[str, Any]) -> list[tuple[str | None, str]]:
    """Return the code, or none, and the GeoJSON of each outline of a layer."""
    return [(of.get("id"), json.dumps(of["geometry"])) for of in collection["features"]]


def draw_painting(collection: dict[str, Any], painting: Painting, frame: Frame) -> list[str]:
    """Draw the communities and what lies on them, the lowest first."""
    coded = [(code, shapely.from_geojson(text)) for code, text in shapes_of(collection)]
    shapes = {code: shape for code, shape in coded if code is not None}
    lines = [shape for code, shape in coded if code is None]
    drawn = [
        ground(frame),
        *_communities(shapes, painting, frame),
    ]
    if painting.heat:
        drawn += _surface(painting.heat, frame)
    if painting.hexagons:
        drawn += _hexagons(painting.hexagons, frame)
    drawn += [
        f'<path d="{frame.path(line)}" fill="none" stroke="#4a5462" stroke-width="1.2"/>'
        for line in lines
    ]
    for number, codes in painting.areas.items():
        drawn += _area(number, [shapes[code] for code in codes if code in shapes], frame)
    drawn += _symbols(painting, frame)
    if painting.places:
        drawn += _places(painting.places, frame)
    if painting.selected in shapes:
        path = frame.path(shapes[painting.selected])
        drawn.append(f'<path d="{path}" fill="none" stroke="#111827" stroke-width="2.5"/>')
    return drawn


def ground(frame: Frame) -> str:
    """Draw what lies below a map."""
    size = f'width="{frame.width:g}" height="{frame.height:.1f}"'
    return f'<rect x="{frame.left:g}" y="0" {size} fill="#f6f7f9"/>'


def draw_labels(labels: Sequence[Sequence[Any]], frame: Frame) -> list[str]:
    """Write the names of districts and subdistricts, as far as they find room."""
    taken: list[tuple[float, float, float, float]] = []
    drawn = []
    for level, (size, weight, colour) in enumerate(SHOWN_LEVELS):
        for _, name, lon, lat, _ in (label for label in labels if label[0] == level):
            x, y = frame.place(np.array([[lon, lat]]))[0].tolist()
            half = size * sum(0.5 if ord(sign) > 255 else 0.28 for sign in name)
            box = (x - half, y - size, x + half, y + size / 3)
            inside = frame.left < box[0] and box[2] < frame.left + frame.width
            if not inside or any(_meet(box, other) for other in taken):
                continue
            taken.append(box)
            drawn.append(
                f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}" '
                f'font-weight="{weight}" fill="{colour}" stroke="#ffffff" stroke-opacity=".88" '
                f'stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">'
                f"{escape(str(name))}</text>"
            )
    return drawn


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _communities(shapes: dict[str, Any], painting: Painting, frame: Frame) -> list[str]:
    """Draw communities in the colours of their classes; those that have none are faint."""
    choropleth = painting.choropleth
    positions = choropleth.position.to_dict() if choropleth else {}
    palette = [entry.colour for entry in choropleth.classes] if choropleth else []
    edge = ("#ffffff", 0.7) if choropleth else ("#c9ced6", 0.5)
    drawn = []
    for code, shape in shapes.items():
        at = positions.get(code)
        fill = FAINT if at is None else palette[at]
        drawn.append(
            f'<path d="{frame.path(shape)}Z" fill="{fill}" fill-opacity="{FILL}" '
            f'fill-rule="evenodd" stroke="{edge[0]}" stroke-width="{edge[1]}"/>'
        )
    return drawn


def _surface(heat: Heat, frame: Frame) -> list[str]:
    """Draw a surface of density: a path for each colour, of runs of pixels."""
    columns, rows = int(frame.width // PIXEL), int(frame.height // PIXEL)
    across = frame.west + (np.arange(columns) + 0.5) * PIXEL / frame.scale / frame.narrowing
    down = frame.north - (np.arange(rows) + 0.5) * PIXEL / frame.scale
    lon, lat = (grid.ravel() for grid in np.meshgrid(across, down))
    density = density_at(heat.cells, lon, lat)
    least = heat.stops[0] / 2 if heat.stops else np.inf  # as far as the palest colour is seen
    ends = [least, *heat.stops[1:]]
    classes = np.searchsorted(ends, density, side="right").reshape(rows, columns)
    paths: dict[int, list[str]] = {}
    for row, of_row in enumerate(classes.tolist()):
        at = 0
        for shade, run in groupby(of_row):
            long = len(list(run))
            if shade:
                x, y = frame.left + at * PIXEL, row * PIXEL
                paths.setdefault(shade, []).append(
                    f"M{x:.0f} {y:.0f}h{long * PIXEL:.0f}v{PIXEL:g}h-{long * PIXEL:.0f}z"
                )
            at += long
    return [
        f'<path d="{"".join(runs)}" fill="{heat.colours[shade - 1]}" fill-opacity=".85" '
        'shape-rendering="crispEdges"/>'
        for shade, runs in sorted(paths.items())
    ]


def _hexagons(hexagons: Hexagons, frame: Frame) -> list[str]:
    drawn = []
    corners = np.asarray(hexagons.corners)
    ordered = zip(hexagons.cells.to_dict("records"), hexagons.position.tolist(), strict=True)
    for cell, at in ordered:
        around = frame.place(corners + np.array([cell["lon"], cell["lat"]]))
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in around)
        colour = hexagons.classes[at].colour
        drawn.append(
            f'<polygon points="{points}" fill="{colour}" fill-opacity=".88" stroke="#ffffff"/>'
        )
    return drawn


def _area(number: int, shapes: list[Any], frame: Frame) -> list[str]:
    """Outline an area and write its number in it."""
    if not shapes:
        return []
    whole = shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))
    x, y = frame.place(shapely.get_coordinates(shapely.point_on_surface(whole)))[0].tolist()
    return [
        f'<path d="{frame.path(whole)}" fill="none" stroke="{AREA_INK}" stroke-width="2.5"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{AREA_INK}" stroke="#ffffff"/>',
        _centred(x, y + 4.5, str(number), 13),
    ]


def _centred(x: float, y: float, label: str, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}" '
        f'font-weight="700" fill="#ffffff">{escape(label)}</text>'
    )


def _symbols(painting: Painting, frame: Frame) -> list[str]:
    """Draw lines, curves and circles, as wide as on the screen."""
    drawn = [
        f'<path d="{frame.path(shapely.LineString(line.vertices))}" fill="none" '
        f'stroke="{line.colour}" stroke-width="{LINE_WIDTH}" stroke-linejoin="round"/>'
        for line in painting.polylines
    ]
    for tie in tie_values(painting.ties):
        (x, y), (to_x, to_y) = frame.place(
            np.array([tie["from"][::-1], tie["to"][::-1]], dtype=np.float64)
        ).tolist()
        bend_x = (x + to_x) / 2 - (to_y - y) * tie["bend"]
        bend_y = (y + to_y) / 2 + (to_x - x) * tie["bend"]
        drawn.append(
            f'<path d="M{x:.1f} {y:.1f}Q{bend_x:.1f} {bend_y:.1f} {to_x:.1f} {to_y:.1f}" '
            f'fill="none" stroke="{tie["colour"]}" stroke-width="{tie["width"]}"/>'
            f'<circle cx="{to_x:.1f}" cy="{to_y:.1f}" r="{tie["width"] / 2 + 1.5:.1f}" '
            f'fill="{tie["colour"]}"/>'
        )
    for spot in spot_values(painting.spots):
        x, y = frame.place(np.array([[spot["lon"], spot["lat"]]], dtype=np.float64))[0].tolist()
        drawn.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{spot["radius"]:.1f}" '
            f'fill="{spot["colour"]}" fill-opacity=".8" stroke="#ffffff"/>'
        )
        if spot["label"]:
            drawn.append(_centred(x, y + 4, spot["label"], 11))
    return drawn


def _places(places: Places, frame: Frame) -> list[str]:
    """Draw the areas around a site, and the sites."""
    drawn = [
        f'<path d="{frame.path(zone.shape)}" fill="{zone.colour}" fill-opacity="{ZONE_INK}" '
        'fill-rule="evenodd"/>'
        for zone in places.zones
    ]
    for site in places.sites:
        x, y = frame.place(np.array([[site.lon, site.lat]]))[0].tolist()
        if frame.left <= x <= frame.left + frame.width and 0 <= y <= frame.height:
            chosen = site.number == places.chosen
            drawn.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{8 if chosen else 4}" fill="{SITE_COLOUR}" '
                f'stroke="{"#111827" if chosen else "#ffffff"}" stroke-width="1.3"/>'
            )
    return drawn
