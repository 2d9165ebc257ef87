"""Travel times over a street network, in whole tenths of a second.

Whole numbers, because 30 minutes must be 30 minutes: sums of fractions miss pairs at the very
limit. A search goes from a site backwards along the streets, so that one search tells the way of
everyone to it. Time from the site's node to the site (its leg) is where a search begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.threads import in_threads
from geo.analysis.travel_loops import (
    UNREACHED,
    Arcs,
    Room,
    clear,
    spread,
    spread_all,
    spread_best,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from geo.analysis.network import Network

MOST_TENTHS: Final = 1_000_000
"""Over a day, 27.7 hours: a street or leg that takes longer leads to no service."""
FURTHEST: Final = 2**30
"""Over three years: no way is followed further."""
_TENTHS_AN_HOUR: Final = 36_000
_BLOCKS: Final = 16  # of sites; the same on every machine, so that sums are


@dataclass(frozen=True, eq=False)
class Graph:
    """Streets to search: the arcs into each node, and how long each takes.

    Parameters
    ----------
    first
        Where the arcs of each node begin, and the end (int32, nodes + 1).
    near
        The node each arc comes from (int32).
    tenths
        How long it takes: tenths of a second, 0 to :data:`MOST_TENTHS` (int32).
    """

    first: NDArray[np.int32]
    near: NDArray[np.int32]
    tenths: NDArray[np.int32]

    @classmethod
    def of(cls, nodes: int, tail: ArrayLike, head: ArrayLike, tenths: ArrayLike) -> Graph:
        """Make a graph of edges that go one way each, from ``tail`` to ``head``.

        Edges that take longer than :data:`MOST_TENTHS` are left out.

        Raises
        ------
        ValueError
            If an edge ends at no node or takes less than no time.

        Examples
        --------
        >>> graph = Graph.of(3, [0, 1], [1, 2], [600, 300])
        >>> to_node(graph, 2).tolist()
        [900, 300, 0]
        """
        tails, heads, long = (np.asarray(values, dtype=np.int64) for values in (tail, head, tenths))
        ends = np.concatenate([tails, heads])
        if len(ends) and not (ends.min() >= 0 and ends.max() < nodes and long.min() >= 0):
            raise ValueError("an edge ends at no node, or takes less than no time")
        used = long <= MOST_TENTHS
        if not used.all():
            tails, heads, long = tails[used], heads[used], long[used]
        order = np.argsort(heads, kind="stable")
        first = np.zeros(nodes + 1, dtype=np.int32)
        np.cumsum(np.bincount(heads, minlength=nodes), out=first[1:])
        return cls(first, tails[order].astype(np.int32), long[order].astype(np.int32))

    @classmethod
    def of_network(cls, network: Network, mode: str, *, walk_kph: float, ebike_kph: float) -> Graph:
        """Make a graph of the streets open to a mode."""
        used = network.open_to(mode)
        tenths = edge_tenths(network, mode, walk_kph, ebike_kph)[used]
        return cls.of(len(network.lon), network.tail[used], network.head[used], tenths)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.first) - 1

    @cached_property
    def longest(self) -> int:
        """The longest arc, tenths of a second."""
        return int(self.tenths.max(initial=0))

    @cached_property
    def turned(self) -> Graph:
        """The same streets, every arc the other way."""
        return Graph.of(self.nodes, self._heads(), self.near, self.tenths)

    def with_places(self, node: ArrayLike, leg: ArrayLike) -> Graph:
        """Hang places on the streets: each becomes a node, from which a leg leads to its node.

        Parameters
        ----------
        node
            The node of each place, -1 for a place that is not on the network.
        leg
            The way from the place to it, tenths of a second.

        Returns
        -------
        Graph
            Place number p is its node ``self.nodes + p``.

        Examples
        --------
        >>> graph = Graph.of(2, [0], [1], [600]).with_places([0, -1, 1], [50, 0, 70])
        >>> nearest(graph, [1], [0])[0][2:].tolist() == [650, UNREACHED, 70]
        True
        """
        at, long = np.asarray(node, dtype=np.int64), np.asarray(leg, dtype=np.int64)
        on = at >= 0
        places = np.flatnonzero(on) + self.nodes
        return Graph.of(
            self.nodes + len(at),
            np.concatenate([self.near, places]),
            np.concatenate([self._heads(), at[on]]),
            np.concatenate([self.tenths, long[on]]),
        )

    def _heads(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(self.nodes), np.diff(self.first))

    def arcs(self) -> Arcs:
        """Give the arcs as compiled code takes them."""
        return Arcs(self.first, self.near, self.tenths)

    def room(self, limit: int, offset: int = 0) -> Room:
        """Make what a search of this graph works in (16 bytes a node and the ring)."""
        ring = 1 << max(min(self.longest, limit), offset).bit_length()
        time = np.full(self.nodes, UNREACHED, dtype=np.int32)
        after, before, order = (np.empty(self.nodes, dtype=np.int32) for _ in range(3))
        return Room(time, after, before, np.full(ring, -1, dtype=np.int32), order)


@dataclass(frozen=True, eq=False)
class Reached:
    """All pairs of site and node within a limit.

    Parameters
    ----------
    first
        Where the pairs of each site begin, and the end (int64, sites + 1).
    node, tenths
        The node and the time from it to the site (int32), nearest first.
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    tenths: NDArray[np.int32]

    @property
    def site(self) -> NDArray[np.int32]:
        """The site of each pair."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))


def edge_tenths(
    network: Network, mode: str, walk_kph: float, ebike_kph: float
) -> NDArray[np.int32]:
    """Tell how long each edge takes, in tenths of a second, rounded.

    Parameters
    ----------
    network
        The streets.
    mode
        One of :data:`geo.analysis.network.MODES`.
    walk_kph, ebike_kph
        Speed of walking and of an e-bike, km/h; those who drive go by ``network.drive_kph``.

    Returns
    -------
    numpy.ndarray
        A time for every edge (int32), also for those not open to the mode.
    """
    speeds: dict[str, ArrayLike] = {
        "walk": walk_kph,
        "ebike": ebike_kph,
        "drive": network.drive_kph,
    }
    return _tenths(network.length_m, speeds[mode])


def leg_tenths(metres: ArrayLike, walk_kph: float) -> NDArray[np.int32]:
    """Tell how long legs take that are walked; :data:`UNREACHED` where there is no length.

    Examples
    --------
    >>> leg_tenths([0, 500, float("nan")], 5.0).tolist() == [0, 3600, UNREACHED]
    True
    """
    return _tenths(metres, walk_kph)


def _tenths(metres: ArrayLike, kph: ArrayLike) -> NDArray[np.int32]:
    metres = np.asarray(metres, dtype=np.float64)
    speed = np.asarray(kph, dtype=np.float64) * 1000
    if not (speed > 0).all():
        raise ValueError("a speed must be above 0")
    tenths = np.rint(metres * _TENTHS_AN_HOUR / speed)
    return np.where(tenths <= MOST_TENTHS, tenths, UNREACHED).astype(np.int32)


def nearest(
    graph: Graph, nodes: ArrayLike, offsets: ArrayLike, limit: int | None = None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Tell the time from every node to the nearest site, and which site that is.

    Parameters
    ----------
    graph
        The streets.
    nodes
        The node of each site, -1 for a site that is not on the network.
    offsets
        The way from that node to the site, tenths of a second.
    limit
        The longest way to follow, tenths of a second; it still counts as reached.

    Returns
    -------
    tuple
        Time from each node (int32, :data:`UNREACHED` if there is no way) and position of the site
        (int32, -1 if there is none). Of sites equally near, the first.

    Examples
    --------
    >>> graph = Graph.of(4, [0, 1, 2], [1, 2, 1], [600, 300, 300])
    >>> tenths, site = nearest(graph, [1, 2], [0, 300])
    >>> tenths.tolist() == [600, 0, 300, UNREACHED]
    True
    >>> site.tolist()
    [0, 0, 0, -1]
    """
    at, long = site_starts(graph, nodes, offsets)
    furthest = _limit(limit)
    owner = np.full(graph.nodes, -1, dtype=np.int32)
    room = graph.room(furthest, int(long.max(initial=0)))
    spread_all(graph.arcs(), room, owner, at, long, furthest)
    return room.time, owner


def nearest_k(
    graph: Graph, nodes: ArrayLike, offsets: ArrayLike, count: int, limit: int | None = None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Tell the times from every node to its ``count`` nearest sites, and which those are.

    Returns
    -------
    tuple
        As :func:`nearest`, a row a node, nearest first.

    Examples
    --------
    >>> graph = Graph.of(3, [0, 1], [1, 2], [600, 300])
    >>> nearest_k(graph, [2, 1], [0, 0], 2)[1].tolist()
    [[1, 0], [1, 0], [0, -1]]
    """
    if count < 1:
        raise ValueError("at least one site must be asked for")
    at, long = site_starts(graph, nodes, offsets)
    furthest = _limit(limit)
    shape = (graph.nodes, count)
    best = np.full(shape, UNREACHED, dtype=np.int32), np.full(shape, -1, dtype=np.int32)
    arcs, room = graph.arcs(), graph.room(furthest)
    # Sites far from each other early on, so that later searches end early.
    for site in np.random.default_rng(0).permutation(np.flatnonzero(at >= 0)):
        start = (int(site), int(at[site]), int(long[site]))
        clear(room, spread_best(arcs, room, best, start, furthest))
    return best


def within(graph: Graph, nodes: ArrayLike, offsets: ArrayLike, limit: int) -> Reached:
    """Find all pairs of site and node within a limit (``<=``), searching on all processors.

    Parameters
    ----------
    graph, nodes, offsets
        As :func:`nearest` takes them.
    limit
        Tenths of a second.

    Examples
    --------
    >>> pairs = within(Graph.of(3, [0, 1], [1, 2], [600, 300]), [2, 1], [0, 0], 600)
    >>> pairs.site.tolist(), pairs.node.tolist(), pairs.tenths.tolist()
    ([0, 0, 1, 1], [2, 1, 1, 0], [0, 300, 0, 600])
    """
    at, long = site_starts(graph, nodes, offsets)

    def search(block: range) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        return [
            (reached.copy(), room.time[reached])
            for reached, room in searches(graph, at, long, block, limit)
        ]

    found = [pair for part in in_threads(search, blocks(len(at))) for pair in part]
    first = np.zeros(len(at) + 1, dtype=np.int64)
    np.cumsum([len(node) for node, _ in found], out=first[1:])
    none = [np.zeros(0, dtype=np.int32)]
    node, tenths = (np.concatenate([*none, *(pair[of] for pair in found)]) for of in (0, 1))
    return Reached(first, node, tenths)


def searches(
    graph: Graph,
    nodes: NDArray[np.int32],
    offsets: NDArray[np.int32],
    block: range,
    limit: int,
) -> Iterator[tuple[NDArray[np.int32], Room]]:
    """Search from one site of a block after the other.

    Yields
    ------
    tuple
        Nodes within the limit, nearest first, and the room, whose ``time`` tells their times; both
        to be used before the next is asked for.
    """
    arcs, room = graph.arcs(), graph.room(limit)
    for site in block:
        node = int(nodes[site])
        many = 0 if node < 0 else spread(arcs, room, node, int(offsets[site]), limit)
        yield room.order[:many], room
        clear(room, many)


def blocks(sites: int) -> list[range]:
    """Share sites out into blocks that are searched side by side."""
    step = max(1, -(-sites // _BLOCKS))
    return [range(begin, min(begin + step, sites)) for begin in range(0, sites, step)]


def to_node(
    graph: Graph, node: int, offset: int = 0, limit: int | None = None
) -> NDArray[np.int32]:
    """Tell the time from every node to one node, or to the site a leg away from it."""
    at, long = site_starts(graph, [node], [offset])
    furthest = _limit(limit)
    room = graph.room(furthest)
    if at[0] >= 0:
        spread(graph.arcs(), room, int(at[0]), int(long[0]), furthest)
    return room.time


def from_node(
    graph: Graph, node: int, offset: int = 0, limit: int | None = None
) -> NDArray[np.int32]:
    """Tell the time from one node, or from the place a leg away from it, to every node.

    Examples
    --------
    >>> graph = Graph.of(3, [0, 1], [1, 2], [600, 300])
    >>> from_node(graph, 0, offset=5).tolist()
    [5, 605, 905]
    """
    return to_node(graph.turned, node, offset, limit)


def site_starts(
    graph: Graph, nodes: ArrayLike, offsets: ArrayLike
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give nodes and legs of sites as a search takes them: node -1, leg 0 where there is no way.

    Raises
    ------
    ValueError
        If a node is none of the graph's, or a leg takes less than no time.
    """
    at = np.atleast_1d(np.asarray(nodes, dtype=np.int64))
    long = np.atleast_1d(np.asarray(offsets, dtype=np.int64))
    if len(at) != len(long) or (at >= graph.nodes).any() or (long < 0).any():
        raise ValueError("a site is at no node, or its leg takes less than no time")
    usable = (at >= 0) & (long <= MOST_TENTHS)
    return np.where(usable, at, -1).astype(np.int32), np.where(usable, long, 0).astype(np.int32)


def _limit(limit: int | None) -> int:
    return FURTHEST if limit is None else min(int(limit), FURTHEST)
