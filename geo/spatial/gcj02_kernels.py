"""The inverse shift of coordinate systems, point by point, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.jit import compiled
from geo.spatial.gcj02 import gcj02_to_bd09, to_gcj02

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Degrees = NDArray[np.float64]

_gcj02 = compiled(to_gcj02)
_turned = compiled(gcj02_to_bd09)


@compiled
def invert(lon: Degrees, lat: Degrees, steps: int, turned: bool) -> None:  # noqa: FBT001
    """Write, in their place, the points that the shift to GCJ-02 (or BD-09) takes to the given."""
    for point in range(len(lon)):
        x, y = lon[point], lat[point]
        for _ in range(steps):
            there_x, there_y = _gcj02(x, y)
            if turned:
                there_x, there_y = _turned(there_x, there_y)
            x += lon[point] - there_x
            y += lat[point] - there_y
        lon[point], lat[point] = x, y
