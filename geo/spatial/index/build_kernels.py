"""The cells of a cover, made row by row: the compiled part of :mod:`geo.spatial.index.cover`.

Which polygons hold a point is followed from cell to cell. In the box of a cell it is a constant,
here called *held*, toggled by every edge of the cell that the ray from the point to the left
crosses. So a point in the boxes of two cells, told with certainty in both, tells what is held in
one from what is held in the other; left of the grid nothing is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core.jit import compiled, compiled_plain
from geo.spatial.index.cell_kernels import block_entry, crosses, open_ends
from geo.spatial.index.edge_records import CoverBuffer, with_room, write_record
from geo.spatial.index.layout import (
    ASK,
    CROSSED,
    NOWHERE,
    UNSURE,
    Box,
    Cell,
    Corner,
    Edges,
    Grid,
    Workspace,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW: Final = 4
"""A cell of no more edges is not cut further; four times as many a level down, lest edges that lie
on each other over a long way be cut into a great many cells in vain."""

_WIDER: Final = 1.00001  # for the rounding of the test itself; what it takes in too much is no harm
_TRIES: Final = (
    (0.382, 0.755),
    (0.764, 0.510),
    (0.146, 0.265),
    (0.528, 0.020),
    (0.910, 0.774),
    (0.292, 0.529),
    (0.674, 0.284),
    (0.056, 0.039),
)


@compiled_plain
def box_of(grid: Grid, corner: Corner) -> Box:
    """Return the box of a cell."""
    return Box(
        grid.left + corner.u * grid.width - grid.pad_x,
        grid.bottom + corner.v * grid.height - grid.pad_y,
        grid.left + (corner.u + corner.span) * grid.width + grid.pad_x,
        grid.bottom + (corner.v + corner.span) * grid.height + grid.pad_y,
    )


@compiled_plain
def touches(ends: NDArray[np.float64], edge: int, box: Box) -> bool:
    """Return whether an edge touches a box, or almost; never of one wholly left of it."""
    ax, ay, bx, by = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
    if max(ax, bx) < box.x0 or min(ax, bx) > box.x1 or by < box.y0 or ay > box.y1:
        return False
    dx, dy = bx - ax, by - ay
    half_x, half_y = (box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2
    access = (half_x * abs(dy) + half_y * abs(dx)) * _WIDER
    away = dx * (box.y0 + half_y - ay) - dy * (box.x0 + half_x - ax)
    return bool(abs(away) <= access)


@compiled_plain
def _toggle(edges: Edges, workspace: Workspace, cell: Cell, x: float, y: float) -> bool:
    """Toggle the polygons of all edges of a cell that the ray from a point crosses.

    Returns whether the point is clear of all those edges; if not, the flags mean nothing.
    """
    ends = edges.ends
    for number in range(cell.near):
        edge = workspace.near[cell.row, number]
        ax, ay, bx, by = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
        crossed = crosses(ax, ay, bx, by, open_ends(ax, bx, cell.box.x0), x, y)
        if crossed == UNSURE:
            return False
        if crossed == CROSSED:
            for owner in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
                workspace.odd[edges.owners[owner]] ^= 1
    return True


@compiled_plain
def _gather(edges: Edges, workspace: Workspace, cell: Cell, row: int, many: int) -> int:
    """Move flagged polygons of a cell to the end of a row, and take their flags away."""
    for number in range(cell.held):
        many += _take(workspace, workspace.held[cell.row, number], row, many)
    for number in range(cell.near):
        edge = workspace.near[cell.row, number]
        for owner in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
            many += _take(workspace, edges.owners[owner], row, many)
    return many


@compiled_plain
def _take(workspace: Workspace, polygon: int, row: int, many: int) -> int:
    """Put a polygon in a row if it is flagged; return how many were put."""
    flagged = workspace.odd[polygon]
    if flagged:
        workspace.odd[polygon] = 0
        workspace.held[row, many] = polygon
    return int(flagged)


@compiled_plain
def held_next(edges: Edges, workspace: Workspace, cell: Cell, following: Cell) -> int:
    """List in the workspace the polygons held in a cell whose box overlaps that of another.

    Parameters
    ----------
    edges, workspace
        What lies where.
    cell
        The cell where it is known.
    following
        The cell where it is not; its ``held`` must be 0.

    Returns
    -------
    int
        How many polygons, or -1 if no point was found that is clear of all edges.
    """
    x0, x1 = max(cell.box.x0, following.box.x0), min(cell.box.x1, following.box.x1)
    y0, y1 = max(cell.box.y0, following.box.y0), min(cell.box.y1, following.box.y1)
    for along, up in _TRIES:
        x, y = x0 + (x1 - x0) * along, y0 + (y1 - y0) * up
        for number in range(cell.held):
            workspace.odd[workspace.held[cell.row, number]] = 1
        sure = _toggle(edges, workspace, cell, x, y) and _toggle(edges, workspace, following, x, y)
        many = _gather(edges, workspace, cell, following.row, 0)
        many = _gather(edges, workspace, following, following.row, many)
        if sure:
            return many
    return -1


@compiled_plain
def lowest(workspace: Workspace, row: int, many: int) -> int:
    """Return the lowest of the polygons held in a cell, or :data:`NOWHERE`."""
    least = NOWHERE
    for number in range(many):
        if least == NOWHERE or workspace.held[row, number] < least:
            least = workspace.held[row, number]
    return least


@compiled_plain
def _edges_in(edges: Edges, workspace: Workspace, parent: Cell, box: Box, row: int) -> int:
    """Copy the edges of a cell that touch a smaller box to a workspace row; return how many."""
    near = 0
    for number in range(parent.near):
        edge = workspace.near[parent.row, number]
        if touches(edges.ends, edge, box):
            workspace.near[row, near] = edge
            near += 1
    return near


@compiled_plain
def _clear_beside(block: NDArray[np.int32], child: int) -> int:
    """Return the entry of the part to the left or below if no edge comes near that, else ASK."""
    if child & 3 and block[child - 1] > ASK:
        return int(block[child - 1])
    if child >= 4 and block[child - 4] > ASK:
        return int(block[child - 4])
    return ASK


@compiled
def cover_cell(
    edges: Edges, grid: Grid, workspace: Workspace, top: Cell, corner: Corner, buffer: CoverBuffer
) -> tuple[int, CoverBuffer]:
    """Make the entry of a top cell with edges: cut it in 16, and again what has more than a few.

    Parameters
    ----------
    edges, grid
        What to cover.
    workspace
        Room to work.
    top, corner
        The cell.
    buffer
        What has been made so far.

    Returns
    -------
    entry, buffer
        The entry, and ``buffer`` with what it points to.
    """
    first = buffer.used[0]
    buffer.used[0] += 1
    _note(workspace.todo, 0, top, corner, first)
    level = 0
    while level >= 0:
        buffer = with_room(buffer, workspace.todo[level, 1])
        level = _cut(edges, grid, workspace, buffer, level)
    return block_entry(first), buffer


@compiled_plain
def _cut(edges: Edges, grid: Grid, workspace: Workspace, buffer: CoverBuffer, level: int) -> int:
    """Make what is left of the 16 parts of a cell, up to one that must be cut further.

    Returns the level to go on with: one more, or if all parts are done one less.
    """
    parent, parent_corner, block, child = _noted(grid, workspace.todo, level)
    span = parent_corner.span // 4
    while child < 16:
        u, v = parent_corner.u + (child & 3) * span, parent_corner.v + (child >> 2) * span
        corner = Corner(u, v, span)
        box = box_of(grid, corner)
        near = _edges_in(edges, workspace, parent, box, level + 2)
        neighbour_entry = _clear_beside(buffer.blocks[16 * block :], child)
        entry, child = 16 * block + child, child + 1
        if (
            near == 0 and neighbour_entry != ASK
        ):  # nothing lies between the two: their boxes overlap
            buffer.blocks[entry] = neighbour_entry
            continue
        held_count = held_next(edges, workspace, parent, Cell(box, level + 2, near, 0))
        cell = Cell(box, level + 2, near, held_count)
        if cell.held < 0:
            buffer.blocks[entry] = ASK
        elif cell.near == 0:
            buffer.blocks[entry] = lowest(workspace, cell.row, cell.held)
        elif cell.near <= FEW << 2 * level or span == 1:
            buffer.blocks[entry] = write_record(edges, workspace, cell, buffer)
        else:
            workspace.todo[level, 6] = child
            buffer.blocks[entry] = block_entry(buffer.used[0])
            _note(workspace.todo, level + 1, cell, corner, buffer.used[0])
            buffer.used[0] += 1
            return level + 1
    return level - 1


@compiled_plain
def _note(todo: NDArray[np.int64], level: int, cell: Cell, corner: Corner, block: int) -> None:
    """Note a cell to be cut, with none of its 16 parts done."""
    todo[level, 0], todo[level, 1], todo[level, 2] = cell.row, cell.near, cell.held
    todo[level, 3], todo[level, 4], todo[level, 5] = corner.u, corner.v, block
    todo[level, 6] = 0


@compiled_plain
def _noted(grid: Grid, todo: NDArray[np.int64], level: int) -> tuple[Cell, Corner, int, int]:
    """Return a cell to be cut, its block, and how many of its parts are done."""
    corner = Corner(todo[level, 3], todo[level, 4], 1 << 2 * (grid.depth - level))
    cell = Cell(box_of(grid, corner), todo[level, 0], todo[level, 1], todo[level, 2])
    return cell, corner, todo[level, 5], todo[level, 6]
