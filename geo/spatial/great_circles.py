"""Distances along great circles of a sphere, and what is nearest or within a distance by them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.spatial import KDTree

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

EARTH_M: Final = 6_371_008.8
"""Mean radius, IUGG."""
_SLACK: Final = 1e-9  # of the radius, 6 mm: far more than sums are rounded by


@dataclass(frozen=True, eq=False)
class SpherePoints:
    """Points on a sphere as large as the earth.

    Parameters
    ----------
    lon, lat
        Longitude and latitude in radians, of one shape.
    """

    lon: Floats
    lat: Floats

    @classmethod
    def of_degrees(cls, lon: Floats, lat: Floats) -> SpherePoints:
        """Make points of degrees."""
        return cls(np.radians(lon), np.radians(lat))

    def at(self, chosen: Any) -> SpherePoints:
        """Return the points at some positions, in their shape."""
        return SpherePoints(self.lon[chosen], self.lat[chosen])

    def metres_to(self, other: SpherePoints) -> Floats:
        """Compute the distance from each point to the other beside it (haversine formula).

        Examples
        --------
        >>> pole, equator = (SpherePoints.of_degrees(0.0, lat) for lat in (90.0, 0.0))
        >>> round(float(pole.metres_to(equator)))
        10007557
        """
        half = np.sin((other.lat - self.lat) / 2) ** 2 + (
            np.cos(self.lat) * np.cos(other.lat) * np.sin((other.lon - self.lon) / 2) ** 2
        )
        return cast("Floats", 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))

    def nearest_to(self, places: SpherePoints, count: int) -> Ints:
        """Return the positions of the points nearest to each place, one row a place.

        Points as near as the last of them may be left out.
        """
        ranks = np.arange(1, count + 1)
        return np.asarray(self._tree.query(places.on_unit_sphere, ranks)[1], np.int64)

    def pairs_within(self, metres: float, places: SpherePoints) -> tuple[Ints, Ints]:
        """List the pairs of a place and a point within a distance of it: positions, in order.

        A point that is up to some millimetres farther may be among them.
        """
        many, count = len(places.lon), len(self.lon)
        if metres >= np.pi * EARTH_M:
            return np.repeat(np.arange(many), count), np.tile(np.arange(count), many)
        chord = 2 * np.sin(metres / EARTH_M / 2) + _SLACK
        near = places._tree.sparse_distance_matrix(self._tree, chord, output_type="ndarray")
        pairs = np.sort(near["i"] * count + near["j"])
        return pairs // count, pairs % count

    @cached_property
    def on_unit_sphere(self) -> Floats:
        """Return x, y, z: distances along chords are in the order of those along circles."""
        level = np.cos(self.lat)
        ordinates = level * np.cos(self.lon), level * np.sin(self.lon), np.sin(self.lat)
        return np.stack(ordinates, axis=-1)

    @cached_property
    def _tree(self) -> KDTree:
        from scipy.spatial import KDTree as Tree  # noqa: PLC0415  # slow to import

        return Tree(self.on_unit_sphere)
