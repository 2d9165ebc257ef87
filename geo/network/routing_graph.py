"""Streets to search, and how long each takes, in whole deciseconds.

Whole numbers, because 30 minutes must be 30 minutes: sums of fractions miss pairs at the very
limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.network.shortest_path_kernels import UNREACHED, Arcs, Room, by_head

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from geo.network.street_network import Network

MAX_DECISECONDS: Final = 1_000_000
"""Over a day, 27.7 hours: a street or leg that takes longer leads to no service."""
_DECISECONDS_PER_HOUR: Final = 36_000


@dataclass(frozen=True, eq=False)
class Graph:
    """Streets to search: the arcs into each node, and how long each takes.

    Parameters
    ----------
    first
        Where the arcs of each node begin, and the end (int32, nodes + 1).
    near
        The node each arc comes from (int32).
    time_ds
        How long it takes: deciseconds, 0 to :data:`MAX_DECISECONDS` (int32).
    """

    first: NDArray[np.int32]
    near: NDArray[np.int32]
    time_ds: NDArray[np.int32]

    @classmethod
    def of(cls, nodes: int, tail: ArrayLike, head: ArrayLike, time_ds: ArrayLike) -> Graph:
        """Make a graph of edges that go one way each, from ``tail`` to ``head``.

        Edges that take longer than :data:`MAX_DECISECONDS` are left out.

        Raises
        ------
        ValueError
            If an edge ends at no node or takes less than no time.

        Examples
        --------
        >>> from geo.network.shortest_paths import to_node
        >>> graph = Graph.of(3, [0, 1], [1, 2], [600, 300])
        >>> to_node(graph, 2).tolist()
        [900, 300, 0]
        """
        tails, heads, long = (
            np.asarray(values, dtype=np.int64) for values in (tail, head, time_ds)
        )
        ends = np.concatenate([tails, heads])
        if len(ends) and not (ends.min() >= 0 and ends.max() < nodes and long.min() >= 0):
            raise ValueError("an edge ends at no node, or takes less than no time")
        used = long <= MAX_DECISECONDS
        if not used.all():
            tails, heads, long = tails[used], heads[used], long[used]
        first = np.zeros(nodes + 1, dtype=np.int32)
        np.cumsum(np.bincount(heads, minlength=nodes), out=first[1:])
        near, took = (np.empty(len(heads), dtype=np.int32) for _ in range(2))
        by_head(first[:-1].copy(), tails, heads, long, near, took)
        return cls(first, near, took)

    @classmethod
    def of_network(cls, network: Network, mode: str, *, walk_kph: float, ebike_kph: float) -> Graph:
        """Make a graph of the streets open to a mode."""
        used = network.open_to(mode)
        time_ds = edge_ds(network, mode, walk_kph, ebike_kph)[used]
        return cls.of(len(network.lon), network.tail[used], network.head[used], time_ds)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.first) - 1

    @cached_property
    def longest(self) -> int:
        """The longest arc, deciseconds."""
        return int(self.time_ds.max(initial=0))

    @cached_property
    def turned(self) -> Graph:
        """The same streets, every arc the other way."""
        return Graph.of(self.nodes, self._heads(), self.near, self.time_ds)

    def extended(self, nodes: int, tail: ArrayLike, head: ArrayLike, time_ds: ArrayLike) -> Graph:
        """Add nodes, numbered after those there are, and edges that go one way each.

        Examples
        --------
        >>> from geo.network.shortest_paths import nearest
        >>> graph = Graph.of(2, [0], [1], [600]).extended(2, [2, 3], [0, 1], [50, 70])
        >>> nearest(graph, [1], [0])[0].tolist()
        [600, 0, 650, 70]
        """
        return Graph.of(
            self.nodes + nodes,
            np.concatenate([self.near, np.asarray(tail, dtype=np.int64)]),
            np.concatenate([self._heads(), np.asarray(head, dtype=np.int64)]),
            np.concatenate([self.time_ds, np.asarray(time_ds, dtype=np.int64)]),
        )

    def _heads(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(self.nodes), np.diff(self.first))

    def arcs(self) -> Arcs:
        """Return the arcs as compiled code takes them."""
        return Arcs(self.first, self.near, self.time_ds)

    def room(self, limit: int, offset: int = 0) -> Room:
        """Make what a search of this graph works in (16 bytes a node and the ring)."""
        ring = 1 << max(min(self.longest, limit), offset).bit_length()
        time = np.full(self.nodes, UNREACHED, dtype=np.int32)
        after, before, order = (np.empty(self.nodes, dtype=np.int32) for _ in range(3))
        return Room(time, after, before, np.full(ring, -1, dtype=np.int32), order)


def edge_ds(network: Network, mode: str, walk_kph: float, ebike_kph: float) -> NDArray[np.int32]:
    """Compute how long each edge takes, in deciseconds, rounded.

    Parameters
    ----------
    network
        The streets.
    mode
        One of :data:`geo.network.street_network.MODES`.
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
    time_ds = _deciseconds(network.length_m, speeds[mode])
    fixed = network.duration_s > 0
    return np.where(fixed, np.rint(network.duration_s * 10), time_ds).astype(np.int32)


def leg_ds(metres: ArrayLike, walk_kph: float) -> NDArray[np.int32]:
    """Compute how long legs take that are walked; :data:`UNREACHED` where there is no length.

    Examples
    --------
    >>> leg_ds([0, 500, float("nan")], 5.0).tolist() == [0, 3600, UNREACHED]
    True
    """
    return _deciseconds(metres, walk_kph)


def _deciseconds(metres: ArrayLike, kph: ArrayLike) -> NDArray[np.int32]:
    metres = np.asarray(metres, dtype=np.float64)
    speed = np.asarray(kph, dtype=np.float64) * 1000
    if not (speed > 0).all():
        raise ValueError("a speed must be above 0")
    time_ds = np.rint(metres * _DECISECONDS_PER_HOUR / speed)
    return np.where(time_ds <= MAX_DECISECONDS, time_ds, UNREACHED).astype(np.int32)
