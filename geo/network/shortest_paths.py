"""Travel times over a street network, in whole deciseconds.

A search goes from a site backwards along the streets, so that one search tells the way of
everyone to it. Time from the site's node to the site (its leg) is where a search begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.parallel import in_threads
from geo.network.routing_graph import MAX_DECISECONDS, Graph
from geo.network.shortest_path_kernels import (
    UNREACHED,
    clear,
    pass_on,
    spread,
    spread_all,
    spread_best,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from geo.network.shortest_path_kernels import Room

FURTHEST: Final = 2**30
"""Over three years: no way is followed further."""
_BLOCKS: Final = 16  # of sites; the same on every machine, so that sums are


@dataclass(frozen=True, eq=False)
class Reached:
    """All pairs of site and node within a limit.

    Parameters
    ----------
    first
        Where the pairs of each site begin, and the end (int64, sites + 1).
    node, time_ds
        The node and the time from it to the site (int32); those of a site in no order.
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    time_ds: NDArray[np.int32]

    @property
    def site(self) -> NDArray[np.int32]:
        """The site of each pair."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))


def nearest(
    graph: Graph, nodes: ArrayLike, offsets: ArrayLike, limit: int | None = None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Compute the time from every node to the nearest site, and which site that is.

    Parameters
    ----------
    graph
        The streets.
    nodes
        The node of each site, -1 for a site that is not on the network.
    offsets
        The way from that node to the site, deciseconds.
    limit
        The longest way to follow, deciseconds; it still counts as reached.

    Returns
    -------
    tuple
        Time from each node (int32, :data:`UNREACHED` if there is no way) and position of the site
        (int32, -1 if there is none). Of sites equally near, the first.

    Examples
    --------
    >>> graph = Graph.of(4, [0, 1, 2], [1, 2, 1], [600, 300, 300])
    >>> time_ds, site = nearest(graph, [1, 2], [0, 300])
    >>> time_ds.tolist() == [600, 0, 300, UNREACHED]
    True
    >>> site.tolist()
    [0, 0, 0, -1]
    """
    start_nodes, long = site_starts(graph, nodes, offsets)
    furthest = _limit(limit)
    owner = np.full(graph.nodes, -1, dtype=np.int32)
    room = graph.room(furthest, int(long.max(initial=0)))
    spread_all(graph.arcs(), room, owner, start_nodes, long, furthest)
    return room.time, owner


def nearest_k(
    graph: Graph,
    sites: tuple[ArrayLike, ArrayLike],
    groups: NDArray[np.bool_],
    count: int,
    limit: int | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Compute the times from every node to the ``count`` nearest sites of each group.

    Parameters
    ----------
    graph, limit
        As :func:`nearest` takes them.
    sites
        Its ``nodes`` and ``offsets``.
    groups
        Which sites are in each group, shape (groups, sites): one may be in several, and is searched
        from once.
    count
        How many are asked for.

    Returns
    -------
    tuple
        As :func:`nearest`, of shape (nodes, groups, count), nearest first.

    Examples
    --------
    >>> graph, sites = Graph.of(3, [0, 1], [1, 2], [600, 300]), ([2, 1], [0, 0])
    >>> nearest_k(graph, sites, np.array([[True, True], [True, False]]), 2)[1].tolist()
    [[[1, 0], [0, -1]], [[1, 0], [0, -1]], [[0, -1], [0, -1]]]
    """
    if count < 1:
        raise ValueError("at least one site must be asked for")
    start_nodes, long = site_starts(graph, *sites)
    furthest = _limit(limit)
    shape = (graph.nodes, len(groups), count)
    best = np.full(shape, UNREACHED, dtype=np.int32), np.full(shape, -1, dtype=np.int32)
    arcs, room = graph.arcs(), graph.room(furthest)
    asked = np.flatnonzero((start_nodes >= 0) & groups.any(axis=0))
    # Sites far from each other early on, so that later searches end early.
    for site in np.random.default_rng(0).permutation(asked):
        start = (int(site), int(start_nodes[site]), int(long[site]))
        of_site = np.flatnonzero(groups[:, site]).astype(np.int32)
        clear(room, spread_best(arcs, room, best, start, of_site, furthest))
    return best


def nearest_k_from(
    best: tuple[NDArray[np.int32], NDArray[np.int32]],
    ways: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    places: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Compute the nearest sites of each group of places that lead to nodes, nothing leads to them.

    Parameters
    ----------
    best
        Of the nodes, see :func:`nearest_k`.
    ways
        From which place to which node, and how long it takes (deciseconds); the same place may be
        named often.
    places
        How many there are.

    Returns
    -------
    tuple
        As :func:`nearest_k`, of shape (places, groups, count).

    Examples
    --------
    >>> graph, both = Graph.of(3, [0, 1], [1, 2], [600, 300]), np.ones((1, 2), bool)
    >>> best = nearest_k(graph, ([2, 1], [0, 0]), both, 2)
    >>> times, sites = nearest_k_from(best, tuple(np.array([[0, 0], [0, 2], [50, 800]])), 1)
    >>> times.tolist(), sites.tolist()
    ([[[650, 800]]], [[[1, 0]]])
    """
    shape = (places, *best[0].shape[1:])
    found = np.full(shape, UNREACHED, dtype=np.int32), np.full(shape, -1, dtype=np.int32)
    used = ways[2] <= MAX_DECISECONDS
    pass_on(tuple(np.ascontiguousarray(of[used]) for of in ways), best, found)
    return found


def within(graph: Graph, nodes: ArrayLike, offsets: ArrayLike, limit: int) -> Reached:
    """Find all pairs of site and node within a limit (``<=``), searching on all processors.

    Parameters
    ----------
    graph, nodes, offsets
        As :func:`nearest` takes them.
    limit
        Deciseconds.

    Examples
    --------
    >>> pairs = within(Graph.of(3, [0, 1], [1, 2], [600, 300]), [2, 1], [0, 0], 600)
    >>> pairs.site.tolist(), pairs.node.tolist(), pairs.time_ds.tolist()
    ([0, 0, 1, 1], [2, 1, 1, 0], [0, 300, 0, 600])
    """
    start_nodes, long = site_starts(graph, nodes, offsets)

    def search(block: range) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        return [
            (reached.copy(), room.time[reached])
            for reached, room in searches(graph, start_nodes, long, block, limit)
        ]

    pairs = [pair for part in in_threads(search, blocks(len(start_nodes))) for pair in part]
    first = np.zeros(len(start_nodes) + 1, dtype=np.int64)
    np.cumsum([len(node) for node, _ in pairs], out=first[1:])
    none = [np.zeros(0, dtype=np.int32)]
    node, time_ds = (
        np.concatenate([*none, *(pair[part_of_pair] for pair in pairs)]) for part_of_pair in (0, 1)
    )
    return Reached(first, node, time_ds)


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
        Nodes within the limit, in no order, and the room, whose ``time`` tells their times; both
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
    """Compute the time from every node to one node, or to the site a leg away from it."""
    start_nodes, long = site_starts(graph, [node], [offset])
    furthest = _limit(limit)
    room = graph.room(furthest)
    if start_nodes[0] >= 0:
        spread(graph.arcs(), room, int(start_nodes[0]), int(long[0]), furthest)
    return room.time


def from_node(
    graph: Graph, node: int, offset: int = 0, limit: int | None = None
) -> NDArray[np.int32]:
    """Compute the time from one node, or from the place a leg away from it, to every node.

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
    """Return nodes and legs of sites as a search takes them: node -1, leg 0 where there is no way.

    Raises
    ------
    ValueError
        If a node is none of the graph's, or a leg takes less than no time.
    """
    start_nodes = np.atleast_1d(np.asarray(nodes, dtype=np.int64))
    long = np.atleast_1d(np.asarray(offsets, dtype=np.int64))
    if len(start_nodes) != len(long) or (start_nodes >= graph.nodes).any() or (long < 0).any():
        raise ValueError("a site is at no node, or its leg takes less than no time")
    usable = (start_nodes >= 0) & (long <= MAX_DECISECONDS)
    return np.where(usable, start_nodes, -1).astype(np.int32), np.where(usable, long, 0).astype(
        np.int32
    )


def _limit(limit: int | None) -> int:
    return FURTHEST if limit is None else min(int(limit), FURTHEST)
