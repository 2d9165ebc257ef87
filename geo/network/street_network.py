"""Streets as arrays: where the nodes lie, which edges join them, and who may go along which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.network.lines import Lines, no_lines, straight_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODES: Final = ("walk", "ebike", "drive")
# What ``Network.modes`` says of an edge: one bit a mode.
BITS: Final = {"walk": 1, "ebike": 2, "drive": 4}
ALL_MODES: Final = 7

_ORDER_BITS: Final = 21  # of each coordinate in the z-order
_FEWEST_VERTICES: Final = 2  # of a line


@dataclass(frozen=True, eq=False)
class Network:
    """A street network as arrays, which can't be written to.

    Make one with :func:`network_of`. Nodes stand in the order of :func:`z_order`, so that
    neighbours lie close in memory; edges in the order of their tails, then heads.

    Parameters
    ----------
    lon, lat
        Where each node lies: degrees, WGS84 (float64).
    node_id
        Each node's id as its file has it (int64, unique).
    tail, head
        Positions of the nodes each edge goes from and to (int32): an edge goes one way, a street
        open both ways is two edges.
    length_m
        Metres along each edge (float32, finite, >= 0).
    drive_kph
        Speed of driving along each edge, km/h (float32, finite, > 0).
    modes
        Who may go along each edge this way (uint8): the sum of :data:`BITS`.
    restricted
        Who may so only where they start or end, and not in passing (uint8, likewise; none of
        ``modes``).
    duration_s
        Seconds that each edge takes whatever the speed, as a ferry does (float32); 0: by its
        length.
    street
        The street each edge leads along (int32): its ways there and back are of one.
    against
        Whether the edge goes against the line of its street (bool).
    first_vertex
        Where the vertices of each street begin, and the end (int64, streets + 1).
    vertex_lon, vertex_lat
        The line of each street, from crossing to crossing: degrees, WGS84 (float64).
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    node_id: NDArray[np.int64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_m: NDArray[np.float32]
    drive_kph: NDArray[np.float32]
    modes: NDArray[np.uint8]
    restricted: NDArray[np.uint8]
    duration_s: NDArray[np.float32]
    street: NDArray[np.int32]
    against: NDArray[np.bool_]
    first_vertex: NDArray[np.int64]
    vertex_lon: NDArray[np.float64]
    vertex_lat: NDArray[np.float64]

    @property
    def lines(self) -> Lines:
        """The line of each street."""
        return Lines(self.first_vertex, self.vertex_lon, self.vertex_lat)

    @property
    def knows_one_ways(self) -> bool:
        """Whether some street is open to cars one way only, or there is none for cars."""
        driven = self.open_to("drive")
        ways = set(zip(self.tail[driven].tolist(), self.head[driven].tolist(), strict=True))
        return not ways or any((head, tail) not in ways for tail, head in ways)

    @property
    def street_m(self) -> NDArray[np.float32]:
        """The length of each street: that of the longest of the edges along it."""
        metres = np.zeros(len(self.first_vertex) - 1, np.float32)
        np.maximum.at(metres, self.street, self.length_m)
        return metres

    def open_to(self, mode: str) -> NDArray[np.bool_]:
        """Return along which edges a mode may go."""
        return (self.modes & BITS[mode]) > 0

    def restricted_to(self, mode: str) -> NDArray[np.bool_]:
        """Return along which edges a mode may go only to start or to end there."""
        return (self.restricted & BITS[mode]) > 0

    def used_by(self, mode: str) -> NDArray[np.bool_]:
        """Return which nodes an edge open to a mode begins or ends at."""
        used = np.zeros(len(self.lon), dtype=bool)
        edges = self.open_to(mode)
        used[self.tail[edges]] = True
        used[self.head[edges]] = True
        return used

    def strong_parts(self, mode: str) -> NDArray[np.int32]:
        """Find the strongly connected parts: within one, a mode gets from any node to any other.

        Returns
        -------
        numpy.ndarray
            The part of each node (int32), 0 the largest; parts of one size in the order of their
            first node. A node no edge open to the mode touches is a part of its own.
        """
        part = self.parts(np.flatnonzero(self.open_to(mode)))
        _, first, of, sizes = np.unique(
            part, return_index=True, return_inverse=True, return_counts=True
        )
        rank = np.empty(len(sizes), dtype=np.int32)
        rank[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
        return rank[of]

    def parts(self, edges: NDArray[np.int64]) -> NDArray[np.int32]:
        """Find the strongly connected parts that edges make; return that of each node."""
        from scipy.sparse import coo_array  # noqa: PLC0415  (slow to import)
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

        nodes = len(self.lon)
        ends = (self.tail[edges], self.head[edges])
        graph = coo_array((np.ones(len(edges), dtype=np.int8), ends), shape=(nodes, nodes))
        part: NDArray[np.int32] = connected_components(
            graph.tocsr(), directed=True, connection="strong"
        )[1]
        return part

    def is_sound(self) -> bool:
        """Return whether arrays have the right types and lengths, and ends are nodes.

        What does not come from :func:`network_of` is asked, before compiled code goes by it.
        """
        nodes, edges = len(self.lon), len(self.tail)
        streets, vertices = len(self.first_vertex) - 1, len(self.vertex_lon)
        wanted: list[tuple[NDArray[Any], Any, int]] = [
            *((values, np.float64, nodes) for values in (self.lon, self.lat)),
            (self.node_id, np.int64, nodes),
            *((values, np.int32, edges) for values in (self.tail, self.head, self.street)),
            *((values, np.float32, edges) for values in (self.length_m, self.drive_kph)),
            (self.duration_s, np.float32, edges),
            *((values, np.uint8, edges) for values in (self.modes, self.restricted)),
            (self.against, np.bool_, edges),
            (self.first_vertex, np.int64, max(streets, 0) + 1),
            *((values, np.float64, vertices) for values in (self.vertex_lon, self.vertex_lat)),
        ]
        if any(v.dtype != kind or v.shape != (length,) for v, kind, length in wanted):
            return False
        ends = np.concatenate([self.tail, self.head])
        ordered = bool((np.diff(self.tail) >= 0).all())
        positive = bool((self.drive_kph > 0).all() and (self.length_m >= 0).all())
        joined = not edges or bool(0 <= ends.min() <= ends.max() < nodes)
        drawn = not edges or bool(0 <= self.street.min() <= self.street.max() < streets)
        whole = self.first_vertex[0] == 0 and self.first_vertex[-1] == vertices
        return ordered and positive and joined and drawn and whole and self._drawn()

    def _drawn(self) -> bool:
        """Return whether every street has a line that lies somewhere."""
        placed = np.isfinite(self.vertex_lon) & np.isfinite(self.vertex_lat)
        return bool(placed.all() and (np.diff(self.first_vertex) >= _FEWEST_VERTICES).all())

    def node_frame(self) -> pd.DataFrame:
        """Return the nodes as :func:`network_of` takes them."""
        return pd.DataFrame({"node_id": self.node_id, "lon": self.lon, "lat": self.lat})

    def edge_frame(self) -> pd.DataFrame:
        """Return the edges as :func:`network_of` takes them."""
        return pd.DataFrame(
            {
                "tail": self.node_id[self.tail],
                "head": self.node_id[self.head],
                "length_m": self.length_m,
                "drive_kph": self.drive_kph,
                "modes": self.modes,
                "restricted": self.restricted,
                "duration_s": self.duration_s,
                "line": self.street,
                "against": self.against,
            }
        )


def network_of(nodes: pd.DataFrame, edges: pd.DataFrame, lines: Lines | None = None) -> Network:
    """Make a network of a frame of nodes and a frame of edges, in any order.

    Parameters
    ----------
    nodes
        ``node_id`` (int64), ``lon, lat`` (degrees, WGS84).
    edges
        One row for each way along a street: ``tail, head`` (ids of nodes), ``length_m``,
        ``drive_kph``, ``modes``; it may have ``restricted``, ``duration_s``, ``line`` (position
        of the line it leads along, -1: straight from node to node) and ``against``.
    lines
        The lines of streets.

    Raises
    ------
    ValueError
        If an id is there twice, an edge names a node or a line that is not there, or a value is
        none that :class:`Network` allows.

    Examples
    --------
    >>> nodes = pd.DataFrame({"node_id": [7, 5], "lon": [113.1, 113.0], "lat": [34.0, 34.0]})
    >>> edges = pd.DataFrame({"tail": [7, 5], "head": [5, 7], "length_m": 99.5, "modes": [1, 7]})
    >>> network = network_of(nodes, edges.assign(drive_kph=30))
    >>> network.node_id.tolist(), network.tail.tolist(), network.head.tolist()
    ([5, 7], [0, 1], [1, 0])
    >>> network.open_to("drive").tolist()
    [True, False]
    """
    ids = nodes["node_id"].to_numpy(np.int64)
    lon, lat = nodes["lon"].to_numpy(np.float64), nodes["lat"].to_numpy(np.float64)
    _require(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    along = np.lexsort((ids, z_order(lon, lat)))
    placed = pd.Index(ids[along])
    if not placed.is_unique:
        raise ValueError("an id of a node is there twice")
    tail, head = (placed.get_indexer(edges[end]).astype(np.int32) for end in ("tail", "head"))
    _require((tail >= 0) & (head >= 0))
    length_m = edges["length_m"].to_numpy(np.float32)
    drive_kph = edges["drive_kph"].to_numpy(np.float32)
    modes = edges["modes"].to_numpy()
    _require(np.isfinite(length_m) & (length_m >= 0) & np.isfinite(drive_kph) & (drive_kph > 0))
    _require((modes >= 0) & (modes <= ALL_MODES))
    restricted = _may_have(edges, "restricted", 0).astype(np.uint8) & ~modes.astype(np.uint8)
    duration_s = _may_have(edges, "duration_s", 0).astype(np.float32)
    _require(np.isfinite(duration_s) & (duration_s >= 0))
    lines = lines or no_lines()
    drawn = _may_have(edges, "line", -1).astype(np.int64)
    _require((drawn >= -1) & (drawn < len(lines)))
    order = np.lexsort((duration_s, restricted, modes, drive_kph, length_m, head, tail))
    tail, head = tail[order], head[order]
    against = _may_have(edges, "against", 0)[order].astype(bool)
    street, against, lines = _streets(
        (lon[along], lat[along]), (tail, head), (drawn[order], against), lines
    )
    return Network(
        *map(_fixed, (lon[along], lat[along], ids[along], tail, head)),
        *map(_fixed, (length_m[order], drive_kph[order], modes[order].astype(np.uint8))),
        *map(_fixed, (restricted[order], duration_s[order], street, against)),
        *map(_fixed, (lines.first, lines.lon, lines.lat)),
    )


def _streets(
    points: tuple[NDArray[np.float64], NDArray[np.float64]],
    ends: tuple[NDArray[np.int32], NDArray[np.int32]],
    given: tuple[NDArray[np.int64], NDArray[np.bool_]],
    lines: Lines,
) -> tuple[NDArray[np.int32], NDArray[np.bool_], Lines]:
    """Assign streets their numbers, in the order of edges; draw the missing lines straight."""
    (tail, head), (drawn, against) = ends, given
    bare = np.flatnonzero(drawn < 0)
    one, other = np.minimum(tail, head)[bare], np.maximum(tail, head)[bare]
    pairs, number = np.unique(np.stack([one, other]), axis=1, return_inverse=True)
    every = lines.followed_by(straight_lines(*points, *pairs.astype(np.int64)))
    of, turned = drawn.copy(), against.copy()
    of[bare], turned[bare] = len(lines) + number.ravel(), tail[bare] > head[bare]
    used, first, street = np.unique(of, return_index=True, return_inverse=True)
    by_edge = np.argsort(first)
    place = np.empty(len(used), np.int32)
    place[by_edge] = np.arange(len(used), dtype=np.int32)
    return place[street.ravel()], turned, every.take(used[by_edge])


def _may_have(edges: pd.DataFrame, column: str, otherwise: int) -> NDArray[Any]:
    return edges[column].to_numpy() if column in edges else np.full(len(edges), otherwise)


def z_order(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Compute the place of points along a z-order curve (G. M. Morton 1966) over their box.

    Examples
    --------
    >>> z_order(np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0])).argsort().tolist()
    [0, 1, 2, 3]
    """
    if not len(lon):
        return np.zeros(0, dtype=np.int64)
    across = lon * np.cos(np.radians((lat.min() + lat.max()) / 2))
    side = max(float(np.ptp(across)), float(np.ptp(lat))) or 1.0
    steps = (2**_ORDER_BITS - 1) / side
    east = ((across - across.min()) * steps).astype(np.int64)
    north = ((lat - lat.min()) * steps).astype(np.int64)
    return _spread(east) | _spread(north) << 1


def _spread(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put a 0 between any two bits."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        values = (values | values << shift) & mask
    return values


def _require(good: NDArray[np.bool_]) -> None:
    if not good.all():
        wrong = int(np.flatnonzero(~good)[0])
        raise ValueError(f"row {wrong} of the nodes or edges has a value no network can have")


def _fixed(values: NDArray[Any]) -> NDArray[Any]:
    values = np.ascontiguousarray(values)
    values.flags.writeable = False
    return values
