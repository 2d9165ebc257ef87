"""The cells of a cover, made row by row: the compiled part of :mod:`geo.analysis.cell_cover`.

Which polygons hold a point is followed from cell to cell. In the box of a cell it is a constant,
here called *held*, toggled by every edge of the cell that the ray from the point to the left
crosses. So a point in the boxes of two cells, told with certainty in both, tells what is held in
one from what is held in the other; left of the grid nothing is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.analysis.cell_parts import (
    ASK,
    CROSSED,
    NOWHERE,
    UNSURE,
    Box,
    Edges,
    Grid,
    block_entry,
    crosses,
    open_ends,
)
from geo.analysis.cell_record import Made, with_block, with_record
from geo.analysis.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW: Final = 4
"""A cell of no more edges is not cut further."""

_WIDER: Final = 1.00001  # for the rounding of the test itself; what it takes in too much is no harm
_TRIES: Final = 8


class Cell(NamedTuple):
    """A cell with what comes near it.

    Parameters
    ----------
    box
        The cell and its rim.
    near
        Edges that touch the box.
    held
        Polygons that hold a point of the box if an odd number of their edges is crossed, or else
        none: see the notes of the module.
    """

    box: Box
    near: NDArray[np.int32]
    held: NDArray[np.int32]


class Corner(NamedTuple):
    """Which cell: its level, the smallest cell at its lower left, how many of those are a side."""

    level: int
    u: int
    v: int
    span: int


class Desk(NamedTuple):
    """Room to work, for one thread.

    Parameters
    ----------
    near, held
        A row a level, see :class:`Cell`.
    odd
        A flag a polygon; all zero between uses.
    """

    near: NDArray[np.int32]
    held: NDArray[np.int32]
    odd: NDArray[np.uint8]


@compiled
def box_of(grid: Grid, u: int, v: int, span: int) -> Box:
    """Return the box of the cell whose lower left smallest cell is given."""
    return Box(
        grid.left + u * grid.width - grid.pad_x,
        grid.bottom + v * grid.height - grid.pad_y,
        grid.left + (u + span) * grid.width + grid.pad_x,
        grid.bottom + (v + span) * grid.height + grid.pad_y,
    )


@compiled
def touches(ends: NDArray[np.float64], edge: int, box: Box) -> bool:
    """Tell whether an edge touches a box, or almost; never of one wholly left of it."""
    ax, ay, bx, by = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
    if max(ax, bx) < box.x0 or min(ax, bx) > box.x1 or by < box.y0 or ay > box.y1:
        return False
    dx, dy = bx - ax, by - ay
    half_x, half_y = (box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2
    reach = (half_x * abs(dy) + half_y * abs(dx)) * _WIDER
    return abs(dx * (box.y0 + half_y - ay) - dy * (box.x0 + half_x - ax)) <= reach


@compiled
def _crosses(ends: NDArray[np.float64], edge: int, left: float, x: float, y: float) -> int:
    """Tell whether the ray from a point in a box crosses an edge of the box."""
    flags = open_ends(ends[edge, 0], ends[edge, 2], left)
    return crosses(ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3], flags, x, y)


@compiled
def _is_sure(edges: Edges, cell: Cell, x: float, y: float) -> bool:
    """Tell whether a point is clear of all edges of a cell."""
    for edge in cell.near:
        if _crosses(edges.ends, edge, cell.box.x0, x, y) == UNSURE:
            return False
    return True


@compiled
def _toggle(edges: Edges, cell: Cell, x: float, y: float, odd: NDArray[np.uint8]) -> None:
    """Toggle the polygons of all edges that the ray from a point crosses."""
    for edge in cell.near:
        if _crosses(edges.ends, edge, cell.box.x0, x, y) == CROSSED:
            for at in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
                odd[edges.owners[at]] ^= 1


@compiled
def _gather(
    edges: Edges,
    cell: Cell,
    odd: NDArray[np.uint8],
    into: NDArray[np.int32],
    many: int,
) -> int:
    """Move flagged polygons of a cell to the end of a list, and take their flags away."""
    for polygon in cell.held:
        if odd[polygon]:
            odd[polygon] = 0
            into[many] = polygon
            many += 1
    for edge in cell.near:
        for at in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
            if odd[edges.owners[at]]:
                odd[edges.owners[at]] = 0
                into[many] = edges.owners[at]
                many += 1
    return many


@compiled
def held_next(
    edges: Edges, cell: Cell, following: Cell, odd: NDArray[np.uint8], into: NDArray[np.int32]
) -> int:
    """List what is held in a cell whose box overlaps that of another; return how many.

    ``following.held`` must be empty. Returns -1 if no point was found that is clear of all edges.
    """
    x0, x1 = max(cell.box.x0, following.box.x0), min(cell.box.x1, following.box.x1)
    y0, y1 = max(cell.box.y0, following.box.y0), min(cell.box.y1, following.box.y1)
    for attempt in range(_TRIES):
        x = x0 + (x1 - x0) * ((0.3819660112501051 * (attempt + 1)) % 1.0)
        y = y0 + (y1 - y0) * ((0.7548776662466927 * (attempt + 1)) % 1.0)
        if _is_sure(edges, cell, x, y) and _is_sure(edges, following, x, y):
            break
    else:
        return -1
    for polygon in cell.held:
        odd[polygon] = 1
    _toggle(edges, cell, x, y, odd)
    _toggle(edges, following, x, y, odd)
    many = _gather(edges, cell, odd, into, 0)
    return _gather(edges, following, odd, into, many)


@compiled
def lowest(held: NDArray[np.int32]) -> int:
    """Return the lowest polygon of a list, or :data:`NOWHERE`."""
    least = NOWHERE
    for polygon in held:
        if least == NOWHERE or polygon < least:
            least = polygon
    return least


@compiled
def _child(edges: Edges, grid: Grid, parent: Cell, corner: Corner, desk: Desk) -> tuple[int, int]:
    """List the edges near a cell, and what is held in it, on the desk; return how many of each."""
    box = box_of(grid, corner.u, corner.v, corner.span)
    near = desk.near[corner.level]
    many = 0
    for edge in parent.near:
        if touches(edges.ends, edge, box):
            near[many] = edge
            many += 1
    held = desk.held[corner.level]
    cell = Cell(box, near[:many], held[:0])
    return many, held_next(edges, parent, cell, desk.odd, held)


@compiled
def _note(state: NDArray[np.int64], near: int, held: int, corner: Corner, block: int) -> None:
    state[0], state[1] = near, held
    state[2], state[3] = corner.u, corner.v
    state[4], state[5] = block, 0


@compiled
def cover_cell(  # noqa: PLR0913
    edges: Edges, grid: Grid, near: int, held: int, corner: Corner, desk: Desk, made: Made
) -> tuple[int, Made]:
    """Make the entry of a top cell with edges, cutting in 16 what has more than a few.

    Parameters
    ----------
    edges, grid
        What to cover.
    near, held
        How many edges and polygons of the cell lie on the desk.
    corner
        The cell.
    desk
        Room to work.
    made
        What has been made so far.

    Returns
    -------
    entry, made
        The entry, and ``made`` with what it points to.
    """
    under_way = np.zeros((grid.depth + 1, 6), np.int64)  # near, held, u, v, block, children done
    first, made = with_block(made)
    _note(under_way[0], near, held, corner, first)
    level = 0
    while level >= 0:
        state = under_way[level]
        near, held, u, v, block, child = state[0], state[1], state[2], state[3], state[4], state[5]
        if child == 16:
            level -= 1
            continue
        under_way[level, 5] += 1
        span = 1 << 2 * (grid.depth - level)
        parent = Cell(box_of(grid, u, v, span), desk.near[level, :near], desk.held[level, :held])
        u, v, span = u + (child & 3) * span // 4, v + (child >> 2) * span // 4, span // 4
        near, held = _child(edges, grid, parent, Corner(level + 1, u, v, span), desk)
        entry = ASK
        if held >= 0 and near == 0:
            entry = lowest(desk.held[level + 1, :held])
        elif held >= 0 and (near <= FEW or span == 1):
            left = box_of(grid, u, v, span).x0
            entry, made = with_record(
                edges, desk.near[level + 1, :near], desk.held[level + 1, :held], left, made
            )
        elif held >= 0:
            level += 1
            below, made = with_block(made)
            _note(under_way[level], near, held, Corner(level, u, v, span), below)
            entry = block_entry(below)
            made.blocks[16 * block + child] = entry
            continue
        made.blocks[16 * block + child] = entry
    return block_entry(first), made
