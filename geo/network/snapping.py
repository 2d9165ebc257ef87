"""Where people are by the nearest node of a street network: their demand point.

A demand point is a node and the way to it in steps of ten metres, so that points are counted
together and let go, and travel times still hold for the people's own places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.core.record_outcomes import BY_POINT, OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.street_network import Network

    Degrees = NDArray[np.float64]

LEG_STEP_M: Final = 10
MOST_LEG_M: Final = 2000
"""Who is farther from every node than this is on no network, whatever the standards say."""

NO_POINT: Final = -1
"""The demand point of a record without a point, or with its community by code."""

OFF: Final = -1
"""The node of a demand point that is on no network."""

_EARTH_M: Final = 6_371_008.8  # mean radius, IUGG
_LEG_BITS: Final = 8
MOST_NODES: Final = 1 << 22


@dataclass(frozen=True, eq=False)
class NodeFinder:
    """Finds the node nearest to a point.

    Parameters
    ----------
    network
        The nodes, up to :data:`MOST_NODES`; those that walkers cannot use are passed over.
    legs
        Whether people walk to their node; else they are taken to live where it is.
    """

    network: Network
    legs: bool = True

    def find(
        self, lon: Degrees, lat: Degrees, limit_m: float = MOST_LEG_M
    ) -> tuple[NDArray[np.int64], Degrees]:
        """Return the nearest node of each point and the metres to it, by Euclidean distance.

        Parameters
        ----------
        lon, lat
            WGS84 degrees.
        limit_m
            How far a node may be.

        Returns
        -------
        node, leg_m
            Position of the node, :data:`OFF` where none is in reach; metres, there infinite.
        """
        nodes, tree = self._open
        if not len(nodes):
            return np.full(len(lon), OFF, np.int64), np.full(len(lon), np.inf)
        limit = _chord(limit_m) * (1 + 1e-12)  # what lies at the limit is within it
        chord, at = tree.query(_on_sphere(lon, lat), distance_upper_bound=limit, workers=-1)
        return np.append(nodes, OFF)[at], _arc(chord)

    def demand_points(
        self, lon: Degrees, lat: Degrees, outcome: NDArray[np.int8]
    ) -> NDArray[np.int32]:
        """Return the demand point of each record; see :func:`unpack`.

        Parameters
        ----------
        outcome
            How it found its community, see :class:`geo.analyses.population.methods.locate.Places`.
        """
        demand_points = np.full(len(lon), NO_POINT, np.int32)
        placed = np.flatnonzero(np.isin(outcome, [OUTCOMES.index(way) for way in BY_POINT]))
        node, leg_m = self.find(lon[placed], lat[placed])
        # Rounded up, so that nobody is said to be nearer than they are; but for rounding itself.
        legs = np.where((node == OFF) | (not self.legs), 0, leg_m)
        steps = np.ceil(legs / LEG_STEP_M - 1e-6).astype(np.int32)
        demand_points[placed] = (node + 1).astype(np.int32) << _LEG_BITS | steps
        return demand_points

    @cached_property
    def _open(self) -> tuple[NDArray[np.int64], Any]:
        """Return the nodes that may be found, and a tree of them."""
        from scipy.spatial import KDTree  # noqa: PLC0415  # slow to import

        walked = self.network.used_by("walk")
        nodes = np.flatnonzero(walked if len(self.network.tail) else np.ones_like(walked))
        return nodes, KDTree(_on_sphere(self.network.lon[nodes], self.network.lat[nodes]))


def unpack(demand_points: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Take demand points apart: node (:data:`OFF` on no network) and metres to it.

    Examples
    --------
    >>> unpack(np.array([0, 5 << 8 | 3]))
    (array([-1,  4]), array([ 0, 30]))
    """
    return (demand_points >> _LEG_BITS) - 1, (demand_points & ((1 << _LEG_BITS) - 1)) * LEG_STEP_M


def _on_sphere(lon: Degrees, lat: Degrees) -> Degrees:
    """Place points in space, in metres from the earth's centre: a straight line there is short."""
    east, north = np.radians(lon), np.radians(lat)
    flat = np.cos(north)
    unit = (flat * np.cos(east), flat * np.sin(east), np.sin(north))
    return _EARTH_M * np.column_stack(unit)


def _chord(arc_m: float) -> float:
    return float(2 * _EARTH_M * np.sin(arc_m / (2 * _EARTH_M)))


def _arc(chord_m: Degrees) -> Degrees:
    arc = np.full(chord_m.shape, np.inf)
    near = np.isfinite(chord_m)
    arc[near] = 2 * _EARTH_M * np.arcsin(chord_m[near] / (2 * _EARTH_M))
    return arc
