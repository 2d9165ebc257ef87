"""Parts of a street network that nothing leads to: pieces of paths, ends of extracts.

Most are footpaths that a mapper has not joined to the street beside them. R5 (Conway, Byrd & van
der Linden 2017) leaves out parts that are too small to matter; here whoever is beside one joins a
larger part near as well, so that nobody is lost on it, and those of one village still meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.network.settings import ISLAND_NODES

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
        connected: one gets from any node to any other, be it as one who starts or ends there.
    """
    main = _main_nodes(network, mode, least)
    ranks = np.zeros(len(network.first_vertex) - 1, dtype=np.uint8)
    edges = np.flatnonzero(network.open_to(mode) | network.restricted_to(mode))
    both = main[network.tail[edges]] & main[network.head[edges]]
    np.maximum.at(ranks, network.street[edges], np.where(both, MAIN, ISLAND).astype(np.uint8))
    return ranks


class LeftOut(NamedTuple):
    """What lies in islands: crossings, and kilometres of streets, each once."""

    nodes: int
    km: float


def left_out(network: Network, mode: str, least: int = ISLAND_NODES) -> LeftOut:
    """Measure the islands of a mode, see :func:`street_ranks`."""
    ranks = street_ranks(network, mode, least)
    nodes = _used(network, mode) & ~_main_nodes(network, mode, least)
    metres = network.street_m[ranks == ISLAND].sum(dtype=np.float64)
    return LeftOut(int(nodes.sum()), round(float(metres) / 1e3, 1))


def _main_nodes(network: Network, mode: str, least: int) -> NDArray[np.bool_]:
    """Return which nodes are in a part that matters: the largest has most nodes, then metres."""
    edges = np.flatnonzero(network.open_to(mode) | network.restricted_to(mode))
    part = network.parts(edges)
    nodes = np.bincount(part, weights=_used(network, mode), minlength=1)
    tail, head = part[network.tail[edges]], part[network.head[edges]]
    within = np.where(tail == head, network.length_m[edges], 0.0)
    length_m = np.bincount(tail, weights=within, minlength=len(nodes))
    most = nodes == nodes.max()
    matters = (nodes >= least) | (most & (length_m == length_m[most].max()))
    found: NDArray[np.bool_] = matters[part]
    return found


def _used(network: Network, mode: str) -> NDArray[np.bool_]:
    used = network.used_by(mode)
    edges = network.restricted_to(mode)
    used[network.tail[edges]] = used[network.head[edges]] = True
    return used
