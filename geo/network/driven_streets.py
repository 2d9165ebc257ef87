"""Ways of vehicles between crossings: minutes between all of some, and the line of each way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.network.lines import metres_on_map, on_map
from geo.network.routing_graph import MAX_DECISECONDS, Graph
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import to_node

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.layers import Speeds
    from geo.network.street_network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MODE: Final = "drive"


@dataclass(frozen=True, eq=False)
class DrivenStreets:
    """The streets that vehicles may pass through.

    Parameters
    ----------
    network
        The streets.
    speeds
        The factor of the speed of driving.
    """

    network: Network
    speeds: Speeds

    @cached_property
    def edges(self) -> Ints:
        """The edges open to vehicles, in the order of their tails."""
        return np.flatnonzero(self.network.open_to(MODE) & (self._edge_ds <= MAX_DECISECONDS))

    @cached_property
    def _edge_ds(self) -> NDArray[np.int32]:
        # at least a decisecond, so that times grow along every way
        return np.maximum(self.speeds.edge_ds(self.network, MODE), 1)

    @cached_property
    def _graph(self) -> Graph:
        network, used = self.network, self.edges
        time_ds = self._edge_ds[used]
        return Graph.of(len(network.lon), network.tail[used], network.head[used], time_ds)

    @cached_property
    def _part(self) -> NDArray[np.int32]:
        return self.network.strong_parts(MODE)

    def crossings(self, lon: Floats, lat: Floats, limit_m: float) -> Ints:
        """Find the crossing nearest to each place where a vehicle may come and go.

        Parameters
        ----------
        lon, lat
            Degrees, WGS84.
        limit_m
            How far it may be.

        Returns
        -------
        numpy.ndarray
            Positions of nodes (int64), -1 where none is within the limit. One from which vehicles
            come almost everywhere goes before a nearer one on streets of their own.
        """
        from scipy.spatial import KDTree  # noqa: PLC0415  (slow to import)

        nearest = np.full(len(lon), -1, np.int64)
        used = self.network.used_by(MODE)
        for chosen in (used & (self._part == 0), used):
            nodes = np.flatnonzero(chosen)
            if not len(nodes):
                continue
            tree = KDTree(on_map(self.network.lon[nodes], self.network.lat[nodes]))
            far, which = map(np.asarray, tree.query(on_map(lon, lat)))
            near = (nearest < 0) & (far * metres_on_map(lat) <= limit_m)
            nearest[near] = nodes[which[near]]
        return nearest

    def thinned(self, apart_m: float) -> Ints:
        """Return crossings from which vehicles come almost everywhere, one in each square.

        Parameters
        ----------
        apart_m
            The side of a square, metres.

        Returns
        -------
        numpy.ndarray
            Positions of nodes (int64): of each square the one nearest to its centre.
        """
        nodes = np.flatnonzero(self.network.used_by(MODE) & (self._part == 0))
        lat = self.network.lat[nodes]
        if not len(nodes):
            return nodes
        side = apart_m / metres_on_map(np.array([np.median(lat)])).item()
        at = on_map(self.network.lon[nodes], lat) / side
        square = np.floor(at)
        off = np.hypot(*(at - square - 0.5).T)
        order = np.lexsort([nodes, off, *square.T])
        first = np.any(np.diff(square[order], axis=0, prepend=np.nan) != 0, axis=1)
        return np.sort(nodes[order[first]])

    def minutes(self, starts: Ints, stops: Ints) -> Floats:
        """Compute the minutes from some crossings to others; infinite without a way.

        Returns
        -------
        numpy.ndarray
            Shape (starts, stops).
        """
        times = np.empty((len(starts), len(stops)), np.int32)
        for column, node in enumerate(stops.tolist()):
            times[:, column] = self._to(node)[starts]
        return np.where(times == UNREACHED, np.inf, times / 600)

    def way(self, start: int, stop: int) -> tuple[float, Floats]:
        """Return the quickest way from one crossing to another: metres, and its line.

        Returns
        -------
        tuple
            The length, and ``lon, lat`` of the vertices, shape (vertices, 2).

        Raises
        ------
        ValueError
            If there is no way.
        """
        left_ds = self._to(stop)
        if left_ds[start] == UNREACHED:
            raise ValueError("there is no way between these crossings")
        network, used = self.network, self.edges
        lines, metres, node = [_vertex(network, start)], 0.0, start
        while node != stop:
            first, last = np.searchsorted(network.tail[used], (node, node + 1)).tolist()
            ahead = used[first:last]
            then = left_ds[network.head[ahead]].astype(np.int64) + self._edge_ds[ahead]
            edge = int(ahead[np.argmin(then)])
            metres += float(network.length_m[edge])
            lines.append(self._line(edge)[1:])
            node = int(network.head[edge])
        return metres, np.concatenate(lines)

    def _to(self, node: int) -> NDArray[np.int32]:
        return to_node(self._graph, node)

    def _line(self, edge: int) -> Floats:
        """Return the vertices of an edge in the direction of driving."""
        network, street = self.network, int(self.network.street[edge])
        part = slice(network.first_vertex[street], network.first_vertex[street + 1])
        line = np.column_stack([network.vertex_lon[part], network.vertex_lat[part]])
        return line[::-1] if network.against[edge] else line


def _vertex(network: Network, node: int) -> Floats:
    return np.array([[network.lon[node], network.lat[node]]])
