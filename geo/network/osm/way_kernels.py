"""Following pieces of ways from crossing to crossing, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.core.jit import compiled_plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def _follow(starts: Ints, first: Ints, node: Ints, ends: tuple[Ints, Ints], nodes: Ints) -> None:
    """Write the nodes of each chain of pieces, from its first end on.

    ``ends`` are, for each end of a piece, the other end of it, and the end of the next piece at
    the same node (-1: the chain stops there).
    """
    across, beside = ends
    for chain in range(len(starts)):
        end, at = starts[chain], first[chain]
        while end >= 0:
            nodes[at] = node[end]
            end = across[end]
            nodes[at + 1] = node[end]
            end = beside[end]
            at += 1


follow: Any = compiled_plain(_follow)
