"""Parts of a street network that nothing leads to: pieces of paths, ends of extracts.

A part too small to matter takes nobody who stands near a larger one, as R5 does it (Conway, Byrd &
van der Linden 2017): most are footpaths that a mapper has not joined to the street beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.network.settings import ISLAND_NODES
from geo.network.street_network import BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.street_network import Network


CLOSED, ISLAND, MAIN = 0, 1, 2
"""What a street is to a mode."""


def street_ranks(network: Network, mode: str, least: int = ISLAND_NODES) -> NDArray[np.uint8]:
    """Return what each street is to a mode: of an island, or of a part that matters.

    Parameters
    ----------
    network
        The streets.
    mode
        One of :data:`geo.network.street_network.MODES`.
    least
        A part of so many nodes matters, and so does the largest, whatever its size.

    Returns
    -------
    numpy.ndarray
        :data:`CLOSED`, :data:`ISLAND` or :data:`MAIN`, for each street (uint8). A part is strongly
        connected: one gets from any node to any other. Streets for those who start or end there
        alone matter where they touch a part that does.
    """
    main = _main_nodes(network, mode, least)
    ranks = np.zeros(len(network.first_vertex) - 1, dtype=np.uint8)
    edges = np.flatnonzero(network.open_to(mode))
    both = main[network.tail[edges]] & main[network.head[edges]]
    np.maximum.at(ranks, network.street[edges], np.where(both, MAIN, ISLAND).astype(np.uint8))
    edges = np.flatnonzero((network.restricted & BITS[mode]) > 0)
    if len(edges):
        zone = _parts(network, edges, strong=False)
        matters = np.zeros(zone.max() + 1, dtype=bool)
        matters[zone[main]] = True
        told = np.where(matters[zone[network.tail[edges]]], MAIN, ISLAND)
        np.maximum.at(ranks, network.street[edges], told.astype(np.uint8))
    return ranks


class LeftOut(NamedTuple):
    """What lies in islands: crossings, and kilometres of streets, each once."""

    nodes: int
    km: float


def left_out(network: Network, mode: str, least: int = ISLAND_NODES) -> LeftOut:
    """Measure the islands of a mode, see :func:`street_ranks`."""
    ranks = street_ranks(network, mode, least)
    nodes = network.used_by(mode) & ~_main_nodes(network, mode, least)
    metres = network.street_m[ranks == ISLAND].sum(dtype=np.float64)
    return LeftOut(int(nodes.sum()), round(float(metres) / 1e3, 1))


def _main_nodes(network: Network, mode: str, least: int) -> NDArray[np.bool_]:
    """Return which nodes are in a part that matters: the largest has most nodes, then metres."""
    edges = np.flatnonzero(network.open_to(mode))
    part = _parts(network, edges, strong=True)
    nodes = np.bincount(part, weights=network.used_by(mode), minlength=1)
    tail, head = part[network.tail[edges]], part[network.head[edges]]
    within = np.where(tail == head, network.length_m[edges], 0.0)
    length_m = np.bincount(tail, weights=within, minlength=len(nodes))
    most = nodes == nodes.max()
    matters = (nodes >= least) | (most & (length_m == length_m[most].max()))
    found: NDArray[np.bool_] = matters[part]
    return found


def _parts(network: Network, edges: NDArray[np.int64], *, strong: bool) -> NDArray[np.int32]:
    from scipy.sparse import coo_array  # noqa: PLC0415  (slow to import)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    nodes = len(network.lon)
    ends = (network.tail[edges], network.head[edges])
    graph = coo_array((np.ones(len(edges), dtype=np.int8), ends), shape=(nodes, nodes))
    part: NDArray[np.int32] = connected_components(
        graph.tocsr(), directed=strong, connection="strong"
    )[1]
    return part
