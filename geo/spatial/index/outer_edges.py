"""Which polygon is nearest to a point outside all of them, by the edges that face the outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_EARTH_M: Final = 6_371_000.0
_DEGREE_M: Final = 110_500.0, 111_700.0  # of latitude, where it is shortest and longest
_STRETCH: Final = 1.1  # a projection in metres stretches by less
_POLAR: Final = 80.0
_HALF: Final = 180.0
_CELLS: Final = 2_048
_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64)


class Edges(NamedTuple):
    """Edges of polygons.

    Parameters
    ----------
    ends
        Two ends of each: x, y, x, y.
    polygon
        The position of the polygon it bounds.
    """

    ends: Floats
    polygon: Ints


class _NearCells(NamedTuple):
    """The cells of a grid that an edge comes near, from ``origin`` to ``far``, in degrees."""

    origin: Floats
    far: Floats
    size: Floats
    touched: Bools


def outer_edges(geometries: NDArray[np.object_]) -> Edges:
    """Return the edges that may be nearest to a point in none of some polygons.

    Parameters
    ----------
    geometries
        Valid polygons and multipolygons; None has no edges.

    Notes
    -----
    Both sides of an edge are covered where two polygons share it. It is left out, unless one of
    its ends is that of another edge, too, which faces the outside: there both are as near.

    Examples
    --------
    >>> x, y = np.divmod(np.arange(9), 3)  # the one in the middle shares all four edges
    >>> np.bincount(outer_edges(shapely.box(x, y, x + 1, y + 1)).polygon)
    array([4, 3, 4, 3, 0, 3, 4, 3, 4])
    """
    parts, of_part = shapely.get_parts(geometries, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    outward = np.diff(of_ring, prepend=-1) != 0  # the first ring of a part is its outline
    backward = shapely.is_ccw(rings) != outward  # then the inside is on the right
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    begin = np.flatnonzero(ring[1:] == ring[:-1])
    ends = np.hstack([corners[begin], corners[begin + 1]])
    apart = (ends[:, :2] != ends[:, 2:]).any(axis=1)
    ends, of_edge = ends[apart], ring[begin[apart]]
    corner_hashes = _hashes(corners)
    hashes = corner_hashes[begin[apart]], corner_hashes[begin[apart] + 1]
    facing = ~_shared(ends, hashes, backward[of_edge])
    at_outside = np.unique(np.concatenate([of[facing] for of in hashes]))
    kept = facing | np.isin(hashes[0], at_outside) | np.isin(hashes[1], at_outside)
    return Edges(ends[kept], of_part[of_ring[of_edge[kept]]].astype(np.int64))


def _hashes(corners: Floats) -> NDArray[np.uint64]:
    mixed = np.ascontiguousarray(corners).view(np.uint64) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX[::-1]
    summed: NDArray[np.uint64] = mixed[:, 0] ^ (mixed[:, 1] >> np.uint64(3))
    return summed


def _shared(
    ends: Floats, hashes: tuple[NDArray[np.uint64], NDArray[np.uint64]], backward: Bools
) -> Bools:
    """Return which edges have a polygon on both sides that has them as an edge, too."""
    order = np.argsort(hashes[0] + hashes[1], kind="stable")
    ends = ends[order]
    up = (ends[:, 0] < ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] < ends[:, 3]))
    ordered = np.where(up[:, None], ends, ends[:, [2, 3, 0, 1]])
    run = np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1))[: len(ends)]
    number = np.cumsum(run) - 1
    left = up != backward[order]
    runs = int(run.sum())
    both = (np.bincount(number, left, runs) > 0) & (np.bincount(number, ~left, runs) > 0)
    shared = np.empty(len(ends), dtype=bool)
    shared[order] = both[number]
    return shared


@dataclass(frozen=True, eq=False)
class NearestPolygons:
    """The polygons nearest to points that lie in none of them.

    Parameters
    ----------
    geometries
        Polygons, multipolygons and None (EPSG:4326), at least one with edges.
    edges
        Their :func:`outer_edges`.
    """

    geometries: gpd.GeoSeries
    edges: Edges
    _grids: dict[float, _NearCells | None] = field(default_factory=dict, repr=False)

    def within(self, lon: Floats, lat: Floats, distance_m: float) -> tuple[Ints, Ints]:
        """Find the polygons nearest to points, within a distance.

        Parameters
        ----------
        lon, lat
            Degrees of points in none of the polygons.
        distance_m
            The most metres they may be away, over 0.

        Returns
        -------
        points, polygons
            Pairs of positions; a point that has several as near has several pairs.
        """
        near = np.flatnonzero(self._may_be_within(lon, lat, distance_m))
        flat = gpd.GeoSeries.from_xy(lon[near], lat[near], crs="EPSG:4326").to_crs(self._crs)
        measurable = np.isfinite(shapely.get_coordinates(flat.to_numpy())).all(axis=1)
        near, points = near[measurable], flat.to_numpy()[measurable]
        if not near.size:
            return near, near
        (point, edge), away = self._edge_tree.query_nearest(
            points, max_distance=distance_m, return_distance=True
        )
        # So near to an edge that the point may lie across it: what is straight in degrees is bent.
        across = np.unique(point[away <= self._bend_m])
        certain = ~np.isin(point, across)
        pairs = near[point[certain]], self.edges.polygon[edge[certain]]
        if not across.size:
            return pairs
        again, polygon = self._tree.query_nearest(points[across], max_distance=distance_m)
        return np.append(pairs[0], near[across[again]]), np.append(pairs[1], polygon)

    def _may_be_within(self, lon: Floats, lat: Floats, distance_m: float) -> Bools:
        """Leave out the points in cells of a grid that no edge comes near, with some to spare."""
        if distance_m not in self._grids:
            self._grids[distance_m] = self._cells_near(distance_m)
        cells = self._grids[distance_m]
        if cells is None:
            return np.ones(len(lon), dtype=bool)
        (west, south), (east, north) = cells.origin, cells.far
        inside: Bools = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        points = np.flatnonzero(inside)
        column = np.floor((lon[points] - west) / cells.size[0]).astype(np.int64)
        row = np.floor((lat[points] - south) / cells.size[1]).astype(np.int64)
        inside[points] = cells.touched[column, row]
        return inside

    def _cells_near(self, distance_m: float) -> _NearCells | None:
        """Mark the cells that an edge comes near; None where longitudes say little of metres."""
        ends = self.edges.ends
        west, south = ends[:, [0, 2]].min(), ends[:, [1, 3]].min()
        east, north = ends[:, [0, 2]].max(), ends[:, [1, 3]].max()
        most_lat = max(-south, north)
        if most_lat > _POLAR or east - west > _HALF:
            return None
        degree_m = _DEGREE_M[0] * np.array([np.cos(np.radians(most_lat + 1)), 1])
        margin = (_STRETCH * distance_m + self._bends_m)[:, None] / degree_m
        low = np.minimum(ends[:, :2], ends[:, 2:]) - margin
        high = np.maximum(ends[:, :2], ends[:, 2:]) + margin
        origin, far = low.min(axis=0), high.max(axis=0)
        size = np.maximum((far - origin) / _CELLS, _STRETCH * distance_m / degree_m)
        shape = tuple(np.floor((far - origin) / size).astype(int) + 2)
        first, last = (np.floor((at - origin) / size).astype(np.int64).T for at in (low, high))
        touched = np.zeros(shape, np.int32)
        for columns, rows, sign in (
            (first[0], first[1], 1),
            (last[0] + 1, first[1], -1),
            (first[0], last[1] + 1, -1),
            (last[0] + 1, last[1] + 1, 1),
        ):
            np.add.at(touched, (columns, rows), sign)
        return _NearCells(origin, far, size, touched.cumsum(axis=0).cumsum(axis=1) > 0)

    @cached_property
    def _bends_m(self) -> Floats:
        """Return how far each edge may be from where it is in another projection, amply."""
        length = np.hypot(*(self.edges.ends[:, 2:] - self.edges.ends[:, :2]).T) * _DEGREE_M[1]
        bends: Floats = length**2 / _EARTH_M
        return bends

    @cached_property
    def _bend_m(self) -> float:
        return float(self._bends_m.max())

    @cached_property
    def _crs(self) -> Any:
        return metric_crs(self.geometries)

    @cached_property
    def _edge_tree(self) -> shapely.STRtree:
        lon, lat = self.edges.ends.reshape(-1, 2).T
        flat = gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326").to_crs(self._crs)
        ends = shapely.get_coordinates(flat.to_numpy()).reshape(-1, 2, 2)
        return shapely.STRtree(np.asarray(shapely.linestrings(ends)))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometries.to_crs(self._crs).to_numpy())
