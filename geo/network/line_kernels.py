"""Sums along lines, one vertex after the other, in machine code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.jit import compiled_plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@compiled_plain
def add_up_along(line: NDArray[np.int64], length: Floats, before: Floats) -> None:
    """Set how long the pieces before each are along its line; other lines do not come in."""
    for piece in range(1, len(line)):
        if line[piece] == line[piece - 1]:
            before[piece] = before[piece - 1] + length[piece - 1]
