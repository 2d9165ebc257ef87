"""The areas from which a site is reached within some minutes, for a map.

Streets are cut where the minutes run out, and every place of a fine grid is asked for its own time:
the walk to the streets beside it and the way from there, as of a person who lives there (see
:mod:`geo.network.snapping`). The area is drawn around the places within the limit, as a contour
(marching squares, Lorensen & Cline 1987).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from pyproj import Transformer

from geo.network.islands import ISLAND, MAIN
from geo.network.lines import metres_on_map, on_map
from geo.network.snapping import BESIDE_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.spatial import KDTree

    from geo.network.street_network import Network
    from geo.network.stretches import Stretches

    Floats = NDArray[np.float64]

MOST_PLACES: Final = 60_000
"""Of a grid: a larger area is drawn more coarsely."""
FINEST_M: Final = 10.0
"""The step of a grid at least."""
_NEAREST: Final = 16  # points of streets that a place is beside
_SMOOTHED: Final = 8  # corners that are so small a part of a step are left out
_NEARLY_WHOLE: Final = 1 - 1e-9
_DECISECONDS: Final = 600
_AXES: Final = ("lon", "lat")


class StreetTimes(NamedTuple):
    """How long it takes from the streets of a mode.

    Parameters
    ----------
    network
        The streets.
    ranks
        What each street is to the mode, see :func:`geo.network.islands.street_ranks`.
    stretches
        The times, in the order of streets.
    """

    network: Network
    ranks: NDArray[np.uint8]
    stretches: Stretches

    def at(self, street: NDArray[np.int64], along: Floats) -> Floats:
        """Return the deciseconds from points of streets, infinite without a way."""
        times_ds, known = np.full(len(street), np.inf), self.stretches
        place = street + np.minimum(along, _NEARLY_WHOLE)  # the end of one is no part of the next
        row = np.searchsorted(known.street + known.begin, place, "right") - 1
        on = np.flatnonzero(row >= 0)
        on = on[(known.street[row[on]] == street[on]) & (along[on] <= known.end[row[on]])]
        times_ds[on] = known.chosen(row[on]).at(along[on])
        return times_ds


class Legs(NamedTuple):
    """How far people walk to a street, metres, and how fast, km/h."""

    limit_m: float
    walk_kph: float

    def deciseconds(self, metres: Any) -> Any:
        """Return how long legs take."""
        return metres * 36 / self.walk_kph

    def metres(self, time_ds: float) -> float:
        """Return how far one walks."""
        return time_ds * self.walk_kph / 36


class _Grid(NamedTuple):
    """Places in rows and columns, on a map in metres."""

    x: Floats
    y: Floats
    metres: float  # of a unit of the map that on_map draws
    step: float

    @classmethod
    def around(cls, lon: Floats, lat: Floats, margin_m: float) -> _Grid:
        metres = float(metres_on_map(np.array([(lat.min() + lat.max()) / 2]))[0])
        xy = on_map(lon, lat) * metres
        low, high = xy.min(axis=0) - margin_m, xy.max(axis=0) + margin_m
        step = max(FINEST_M, float(np.sqrt(np.prod(high - low) / MOST_PLACES)))
        x, y = (np.arange(a - step, b + 2 * step, step) for a, b in zip(low, high, strict=True))
        return cls(x, y, metres, step)

    def places(self) -> Floats:
        return np.column_stack([axis.ravel() for axis in np.meshgrid(self.x, self.y)])

    def degrees(self, xy: Floats) -> Floats:
        east, north = (xy / self.metres).T
        degrees: Floats = np.degrees(np.column_stack([east, np.arcsin(np.tanh(north))]))
        return degrees


def area_within(streets: Sequence[StreetTimes], minutes: float, legs: Legs) -> Any:
    """Draw the area from which some minutes are enough.

    Parameters
    ----------
    streets
        The times over the streets of each mode that a person may join.
    minutes
        The limit.
    legs
        The walk from a place to the streets beside it.

    Returns
    -------
    shapely.MultiPolygon
        EPSG:4326; empty where nothing is reached.
    """
    limit_ds = minutes * _DECISECONDS
    reached = [times.stretches.within(limit_ds).drawn(times.network.lines) for times in streets]
    lon, lat = (np.concatenate([getattr(line, axis) for line in reached]) for axis in _AXES)
    if not len(lon):
        return shapely.MultiPolygon()
    grid = _Grid.around(lon, lat, min(legs.limit_m, legs.metres(limit_ds)))
    places = grid.places()
    times_ds = np.minimum.reduce([_times_from(of_mode, grid, places, legs) for of_mode in streets])
    return _contour(grid, times_ds, limit_ds, legs.deciseconds(grid.step))


def _times_from(streets: StreetTimes, grid: _Grid, places: Floats, legs: Legs) -> Floats:
    """Compute the deciseconds from places that walk to the streets beside them."""
    from scipy.spatial import KDTree as Tree  # noqa: PLC0415  # slow to import

    best, nearest_m = (np.full(len(places), np.inf) for _ in range(2))
    near = _near(streets.network, grid, legs.limit_m)
    reached = np.isin(np.arange(len(near)), streets.stretches.street)
    for rank in (MAIN, ISLAND):
        chosen = np.flatnonzero(near & (streets.ranks == rank))
        if not reached[chosen].any():  # an island without a site is beside nobody who reaches one
            continue
        street, along, lon, lat = streets.network.lines.take(chosen).sampled(
            grid.step / grid.metres
        )
        times_ds = np.append(streets.at(chosen[street], along), np.inf)
        tree = Tree(on_map(lon, lat) * grid.metres)
        leg_m, point = _nearest(tree, places, legs.limit_m)
        nearest_m = np.minimum(nearest_m, leg_m[:, 0])
        beside = leg_m <= (leg_m[:, 0] if rank == MAIN else nearest_m)[:, None] + BESIDE_M
        beside &= _first_of_each(np.append(street, -1)[point])
        found = np.where(beside, times_ds[point] + legs.deciseconds(leg_m), np.inf)
        best = np.minimum(best, found.min(axis=1))
    return best


def _nearest(tree: KDTree, places: Floats, limit_m: float) -> tuple[Floats, NDArray[np.intp]]:
    leg_m, point = tree.query(places, k=_NEAREST, distance_upper_bound=limit_m)
    return np.asarray(leg_m), np.asarray(point)


def _first_of_each(streets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which is the first of its street in its row."""
    first = np.ones(streets.shape, dtype=bool)
    for column in range(1, streets.shape[1]):
        first[:, column] = (streets[:, :column] != streets[:, column, None]).all(axis=1)
    return first


def _near(network: Network, grid: _Grid, margin_m: float) -> NDArray[np.bool_]:
    """Return which streets may be beside a place of the grid."""
    xy = on_map(network.vertex_lon, network.vertex_lat) * grid.metres
    low, high = (of.reduceat(xy, network.first_vertex[:-1]) for of in (np.minimum, np.maximum))
    begin, end = (np.array([grid.x[side], grid.y[side]]) for side in (0, -1))
    near = (low <= end + margin_m) & (high >= begin - margin_m)
    return np.asarray(near.all(axis=1))


def _contour(grid: _Grid, times_ds: Floats, limit_ds: float, step_ds: float) -> Any:
    """Draw the area of the places within a limit; where times leap, half-way between places."""
    values = times_ds.clip(limit_ds - step_ds, limit_ds + step_ds)
    values = values.reshape(len(grid.y), len(grid.x))
    drawn = contour_generator(grid.x, grid.y, values, fill_type=FillType.OuterOffset)
    polygons = [
        shapely.Polygon(rings[0], rings[1:])
        for corners, begins in zip(*drawn.filled(-np.inf, limit_ds), strict=True)
        for rings in [np.split(corners, begins[1:-1])]
    ]
    area: Any = shapely.make_valid(
        shapely.MultiPolygon(polygons), method="structure", keep_collapsed=False
    )
    area = shapely.transform(shapely.simplify(area, grid.step / _SMOOTHED), grid.degrees)
    return shapely.MultiPolygon(shapely.get_parts(area).tolist())


def circle(lon: float, lat: float, metres: float) -> Any:
    """Draw a circle around a point (WGS84), where only straight lines are known."""
    crs = f"+proj=aeqd +lat_0={lat:.6f} +lon_0={lon:.6f} +units=m"
    metric = Transformer.from_crs("EPSG:4326", crs, always_xy=True)

    def back(points: Floats) -> Floats:
        return np.column_stack(metric.transform(points[:, 0], points[:, 1], direction="INVERSE"))

    around = shapely.buffer(shapely.Point(0, 0), metres, quad_segs=16)
    return shapely.transform(around, back)
