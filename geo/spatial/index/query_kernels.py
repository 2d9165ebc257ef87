"""Points looked up in a cell cover: the loops that run once a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.jit import compiled, compiled_plain
from geo.spatial.index.cell_kernels import crosses, is_record, pointed
from geo.spatial.index.layout import (
    ASK,
    CROSSED,
    EDGE_WORDS,
    HEADER_WORDS,
    LINE,
    NOWHERE,
    OPEN_ABOVE,
    OPEN_BELOW,
    UNSURE,
    Cover,
    Grid,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE: Final = 512
_MASK: Final = ~(OPEN_ABOVE | OPEN_BELOW)


@compiled
def find_points(
    grid: Grid,
    cover: Cover,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    answers: NDArray[np.int64],
) -> int:
    """Write the lowest polygon of each point into ``answers``, :data:`NOWHERE` or :data:`ASK`.

    What takes time is waiting for memory. So points go in blocks through one table after the other:
    the processor then has many requests under way at once.

    Returns
    -------
    int
        How many points are left to ask shapely for.
    """
    undecided = 0
    u, v = np.empty(_AT_ONCE, np.int32), np.empty(_AT_ONCE, np.int32)
    waiting, headers = np.empty(_AT_ONCE, np.int32), np.empty((2, _AT_ONCE), np.int64)
    for start in range(0, len(lon), _AT_ONCE):
        part = slice(start, min(start + _AT_ONCE, len(lon)))
        x, y, answer = lon[part], lat[part], answers[part]
        many = _look_up_top(grid, cover.top, x, y, answer, u, v, waiting)
        many = _look_up_blocks(grid, cover, answer, u, v, waiting, headers, many)
        for position in range(many):
            point = waiting[position]
            answer[point] = _in_record(
                cover.words, pointed(answer[point]) * LINE, headers[0, position], x[point], y[point]
            )
        for point in range(len(answer)):
            undecided += answer[point] == ASK
    return undecided


@compiled_plain
def _look_up_top(  # noqa: PLR0913, PLR0917
    grid: Grid,
    top: NDArray[np.int32],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    answer: NDArray[np.int64],
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    waiting: NDArray[np.int32],
) -> int:
    """Write the entries of the top cells; note the points whose cell is cut further.

    In three loops, of which the processor does the first for several points at once.
    """
    shift = 2 * grid.depth
    wide, high = float(grid.columns << shift), float(grid.rows << shift)
    per_x, per_y = 1.0 / grid.width, 1.0 / grid.height
    for point in range(len(x)):
        across, up = (x[point] - grid.left) * per_x, (y[point] - grid.bottom) * per_y
        inside = (across >= 0.0) & (across < wide) & (up >= 0.0) & (up < high)  # so not for NaN
        u[point] = np.int32(across if inside else 0.0)
        v[point] = np.int32(up if inside else -1.0)
    for point in range(len(x)):
        row = v[point]
        cell = (max(row, 0) >> shift) * grid.columns + (u[point] >> shift)
        answer[point] = top[cell] if row >= 0 else NOWHERE
    many = 0
    for point in range(len(x)):
        column, row = u[point], v[point]
        u[many], v[many] = column, row
        waiting[many] = point
        many += answer[point] < ASK
    return many


@compiled_plain
def _look_up_blocks(  # noqa: PLR0913, PLR0917
    grid: Grid,
    cover: Cover,
    answer: NDArray[np.int64],
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    waiting: NDArray[np.int32],
    headers: NDArray[np.int64],
    many: int,
) -> int:
    """Write the entries of the smallest cells; note the points whose cell has edges."""
    remaining = 0
    for position in range(many):
        point = waiting[position]
        entry = answer[point]
        shift = 2 * grid.depth
        while entry < ASK and not is_record(entry):
            shift -= 2
            child = 4 * ((v[position] >> shift) & 3) + ((u[position] >> shift) & 3)
            entry = cover.blocks[16 * pointed(entry) + child]
        answer[point] = entry
        waiting[remaining] = point
        remaining += entry < ASK
    last = len(cover.words) - 1
    for position in range(remaining):
        start = LINE * pointed(answer[waiting[position]])
        headers[0, position] = cover.words[start]
        # Most records are three lines long: those that follow are asked for here, to be there soon.
        second, third = min(start + LINE, last), min(start + 2 * LINE, last)
        headers[1, position] = cover.words[second] ^ cover.words[third]
    return remaining


@compiled_plain
def _in_record(words: NDArray[np.int64], start: int, edges: int, x: float, y: float) -> int:
    """Return the lowest polygon that holds a point of the record's cell."""
    ordinates = words.view(np.float64)
    mask = words[start + 1]
    edge_start = start + HEADER_WORDS
    unsure = 0
    for _ in range(edges):
        bounds = words[edge_start + 4]
        crossed = crosses(
            ordinates[edge_start],
            ordinates[edge_start + 1],
            ordinates[edge_start + 2],
            ordinates[edge_start + 3],
            bounds,
            x,
            y,
        )
        mask ^= bounds & -(crossed & CROSSED)
        unsure |= crossed & UNSURE
        edge_start += EDGE_WORDS
    if unsure:
        return ASK
    mask &= _MASK
    if mask == 0:
        return NOWHERE
    lowest = 0
    while (mask >> lowest) & 1 == 0:
        lowest += 1
    halves = words.view(np.int32)
    return int(halves[2 * edge_start + lowest])
