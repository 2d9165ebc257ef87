"""Which community a point lies in, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo.core.artifacts import ArtifactStore
from geo.spatial.index.cache import cached_edges
from geo.spatial.index.outer_edges import NearestPolygons
from geo.spatial.index.polygon_index import NOWHERE, CellIndex

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["NOWHERE", "CommunityIndex", "communities_at"]


@dataclass(frozen=True, eq=False)
class CommunityIndex:
    """A point-in-polygon index of communities.

    Parameters
    ----------
    communities
        ``community_code`` (text, unique, ascending) and ``geometry`` (EPSG:4326; None where a
        community has no boundary).
    cells
        The index of their geometries, if there is one already; else it is built at need.
    store
        Where the edges that points outside are held against are kept.

    Notes
    -----
    Answers are positions in ``communities``; :data:`NOWHERE` stands for no community, and never
    leaves :mod:`geo.spatial`.
    """

    communities: gpd.GeoDataFrame
    cells: CellIndex | None = None
    store: ArtifactStore = field(default_factory=lambda: ArtifactStore(None))
    _codes: dict[str, pd.Index[str]] = field(default_factory=dict, repr=False)

    def find(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find the community of each point, WGS84 degrees.

        The answer of ``geopandas.sjoin(predicate="intersects")``; where a point lies on a shared
        edge, the lowest code. Points that are not finite lie nowhere.
        """
        return self._cells.find(lon, lat)

    def find_near(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], distance_m: float
    ) -> NDArray[np.int64]:
        """Find the community nearest to each point in none, if within a distance in metres.

        Where several are as near, that of the lowest code. Within 0 m of a community is nobody whom
        :meth:`find` has not found.
        """
        answer = np.full(len(lon), NOWHERE, dtype=np.int64)
        usable = np.flatnonzero(_on_earth(lon, lat))
        if not usable.size or not len(self._with_boundary) or distance_m <= 0:
            return answer
        near, boundary = self._nearest.within(lon[usable], lat[usable], distance_m)
        return _lowest(answer, usable[near], self._with_boundary[boundary])

    def codes(self, column: str) -> pd.Index[str]:
        """Return the different codes of a column of the communities, made ready once to look up."""
        if column not in self._codes:
            self._codes[column] = pd.Index(self.communities[column].dropna().unique())
        return self._codes[column]

    @cached_property
    def _cells(self) -> CellIndex:
        return self.cells or CellIndex.build(self.communities.geometry.to_numpy())

    @cached_property
    def _with_boundary(self) -> NDArray[np.int64]:
        geometries = self.communities.geometry
        return np.flatnonzero(geometries.notna() & ~geometries.is_empty)

    @cached_property
    def _nearest(self) -> NearestPolygons:
        bounded = self.communities.iloc[self._with_boundary].geometry
        return NearestPolygons(bounded, cached_edges(bounded, self.store))


def communities_at(
    communities: gpd.GeoDataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Find the community of each of a few points, without an index to be built first.

    Parameters
    ----------
    communities
        ``community_code``, in any order, and ``geometry`` (EPSG:4326; None without a boundary).
    lon, lat
        Degrees.

    Returns
    -------
    numpy.ndarray
        Positions in ``communities``, as :meth:`CommunityIndex.find` has them: where a point lies on
        a shared edge, that of the lowest code; :data:`NOWHERE` in none.
    """
    by_code = np.argsort(communities["community_code"].to_numpy(object), kind="stable")
    found = np.full(len(lon), NOWHERE, dtype=np.int64)
    usable = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    tree = STRtree(communities.geometry.to_numpy()[by_code])
    point, polygon = tree.query(shapely.points(lon[usable], lat[usable]), predicate="intersects")
    found = _lowest(found, usable[point], polygon)
    return np.where(found == NOWHERE, NOWHERE, by_code[found])


def _lowest(
    answer: NDArray[np.int64], points: NDArray[np.int64], communities: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Assign each point the lowest of the communities it was found in."""
    highest_first = np.argsort(-communities, kind="stable")
    answer[points[highest_first]] = communities[highest_first]
    return answer


def _on_earth(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
