"""Strongly connected parts of a graph in arrays.

As ``scipy.sparse.csgraph`` finds them; that takes 0.2 s to import, for the solvers it brings along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.core.jit import compiled_plain, read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]


def strong_parts(first: NDArray[Any], head: NDArray[Any]) -> Ints:
    """Find the strongly connected parts of a graph; of one whose edges go both ways, its parts.

    Parameters
    ----------
    first
        Where the edges of each node begin in ``head``, and where those of the last end.
    head
        The node that each edge leads to.

    Returns
    -------
    numpy.ndarray
        The part of each node (int32), from 0. Where all edges go both ways, parts stand in the
        order of their first node.

    Notes
    -----
    Tarjan (1972), with the way to a node in an array instead of the stack of the processor.

    Examples
    --------
    >>> strong_parts(np.array([0, 1, 3, 4, 4]), np.array([1, 0, 2, 2])).tolist()
    [1, 1, 0, 2]
    """
    part = np.full(len(first) - 1, -1, np.int32)
    rooms = np.zeros((4, len(part)), np.int32)
    first, head = (read_only(of.astype(np.int32)) for of in (first, head))
    _find_parts(first, head, first[:-1].copy(), rooms, part)
    return part


@compiled_plain
def _find_parts(first: Ints, head: Ints, edge: Ints, rooms: Ints, part: Ints) -> None:
    """Fill in the part of each node, -1 before; ``edge`` is the next one of each node."""
    met, low, way, waiting = rooms  # when each node was met, 1 first; the way to where we stand
    count = parts = waits = 0
    for start in range(len(part)):
        depth = -1 if met[start] else 0
        to = start
        while depth >= 0:
            if to >= 0:  # met for the first time
                count += 1
                met[to] = low[to] = count
                way[depth] = waiting[waits] = to
                waits += 1
            node, to = way[depth], -1
            if edge[node] < first[node + 1]:
                ahead = head[edge[node]]
                edge[node] += 1
                if not met[ahead]:
                    to = ahead
                    depth += 1
                elif part[ahead] < 0:
                    low[node] = min(low[node], met[ahead])
                continue
            if low[node] == met[node]:
                while part[node] < 0:
                    waits -= 1
                    part[waiting[waits]] = parts
                parts += 1
            depth -= 1
            if depth >= 0:
                low[way[depth]] = min(low[way[depth]], low[node])
