"""Rows of top cells, walked from left to right: the compiled part of making a cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.core.jit import compiled, compiled_plain
from geo.spatial.index.build_kernels import box_of, cover_cell, held_next, lowest, touches
from geo.spatial.index.cell_kernels import block_entry, is_record, pointed, record_entry
from geo.spatial.index.edge_records import CoverBuffer
from geo.spatial.index.layout import ASK, LINE, MOST_LOCAL, Cell, Corner, Edges, Grid, Workspace

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Lists(NamedTuple):
    """Some edges of each of many: of ``n`` those in ``items[start[n]:stop[n]]``."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    items: NDArray[np.int32]


@compiled_plain
def _starts(many: NDArray[np.int64]) -> int:
    """Turn how many there are of each ``n``, in ``many[n + 1]``, into where each starts."""
    total = 0
    for n in range(len(many)):
        total, many[n] = total + many[n], total
    return total


@compiled
def edges_by_row(edges: Edges, grid: Grid) -> Lists:
    """List the edges that may touch each row of top cells."""
    span = 1 << 2 * grid.depth
    per_row = 1.0 / (grid.height * span)
    stop = np.zeros(grid.rows + 1, np.int64)
    items = np.empty(0, np.int32)
    for filling in (False, True):
        if filling:
            items = np.empty(_starts(stop), np.int32)
        for edge in range(len(edges.ends)):
            low = (edges.ends[edge, 1] - 2 * grid.pad_y - grid.bottom) * per_row
            high = (edges.ends[edge, 3] + 2 * grid.pad_y - grid.bottom) * per_row
            for row in range(max(int(low), 0), min(int(high), grid.rows - 1) + 1):
                if filling:
                    items[stop[row + 1]] = edge
                stop[row + 1] += 1
    return Lists(stop[: grid.rows], stop[1:], items)


@compiled_plain
def _columns_of(edges: Edges, edge: int, grid: Grid, row: int) -> tuple[int, int]:
    """Return the first and last column of the top cells of a row that an edge may touch."""
    span = 1 << 2 * grid.depth
    box = box_of(grid, Corner(0, row * span, span))
    ends = edges.ends
    ax, ay, bx, by = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
    enter, leave = 0.0, 1.0
    if by > ay:
        enter = min(max((box.y0 - ay) / (by - ay), 0.0), 1.0)
        leave = min(max((box.y1 - ay) / (by - ay), 0.0), 1.0)
    x0, x1 = ax + enter * (bx - ax), ax + leave * (bx - ax)
    per_column = 1.0 / (grid.width * span)
    first = (min(x0, x1) - 2 * grid.pad_x - grid.left) * per_column
    last = (max(x0, x1) + 2 * grid.pad_x - grid.left) * per_column
    return max(int(first), 0), min(int(last), grid.columns - 1)


@compiled
def _edges_by_column(edges: Edges, grid: Grid, row: int, of_row: NDArray[np.int32]) -> Lists:
    """List the edges that touch each top cell of a row."""
    span = 1 << 2 * grid.depth
    start = np.zeros(grid.columns + 1, np.int64)
    for edge in of_row:
        first, last = _columns_of(edges, edge, grid, row)
        for column in range(first, last + 1):
            start[column + 1] += 1
    items = np.empty(_starts(start), np.int32)
    stop = start.copy()
    for edge in of_row:
        first, last = _columns_of(edges, edge, grid, row)
        for column in range(first, last + 1):
            if touches(edges.ends, edge, box_of(grid, Corner(column * span, row * span, span))):
                items[stop[column + 1]] = edge
                stop[column + 1] += 1
    return Lists(start[1:], stop[1:], items)


@compiled
def cover_rows(
    edges: Edges, grid: Grid, by_row: Lists, polygons: int, first: int, last: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Make the cells of some rows.

    Parameters
    ----------
    edges, grid
        What to cover.
    by_row
        See :func:`edges_by_row`.
    polygons
        How many there are.
    first, last
        The rows from the first up to before the last.

    Returns
    -------
    top, blocks, words
        See :class:`geo.spatial.index.layout.Cover`.
    """
    buffer = CoverBuffer(
        np.empty(1 << 12, np.int32), np.empty(1 << 14, np.int64), np.zeros(2, np.int64)
    )
    top = np.full((last - first) * grid.columns, ASK, np.int32)
    cells = grid.depth + 2
    workspace = Workspace(
        np.empty((cells, 0), np.int32),
        np.empty((cells, polygons), np.int32),
        np.zeros(polygons, np.uint8),
        np.empty(MOST_LOCAL, np.int32),
        np.empty((grid.depth + 1, 7), np.int64),
    )
    for row in range(first, last):
        of_row = by_row.items[by_row.start[row] : by_row.stop[row]]
        columns = _edges_by_column(edges, grid, row, of_row)
        most = 0
        for column in range(grid.columns):
            most = max(most, columns.stop[column] - columns.start[column])
        if most > workspace.near.shape[1]:
            workspace = Workspace(np.empty((cells, most), np.int32), *workspace[1:])
        entries = top[(row - first) * grid.columns :]
        buffer = _cover_row(edges, grid, row, (columns, workspace, entries), buffer)
    return top, buffer.blocks[: 16 * buffer.used[0]], buffer.words[: LINE * buffer.used[1]]


@compiled
def _cover_row(
    edges: Edges,
    grid: Grid,
    row: int,
    room: tuple[Lists, Workspace, NDArray[np.int32]],
    buffer: CoverBuffer,
) -> CoverBuffer:
    """Make the cells of a row; the polygons held are updated from its left end to its right."""
    columns, workspace, entries = room
    span = 1 << 2 * grid.depth
    corner = Corner(0, row * span, span)
    before = Cell(box_of(grid, corner), 1, 0, 0)
    for column in range(grid.columns):
        start, near = columns.start[column], columns.stop[column] - columns.start[column]
        corner = Corner(column * span, row * span, span)
        box = box_of(grid, corner)
        if near == 0 and before.near == 0:
            before = Cell(box, before.row, 0, before.held)
            entries[column] = lowest(workspace, before.row, before.held)
            continue
        cell = Cell(box, 1 - before.row, near, 0)
        for number in range(near):
            workspace.near[cell.row, number] = columns.items[start + number]
        held_count = held_next(edges, workspace, before, cell)
        if held_count < 0:  # nothing is known of the rest of the row: shapely will be asked
            break
        before = Cell(box, cell.row, near, held_count)
        if near == 0:
            entries[column] = lowest(workspace, before.row, held_count)
        else:
            entries[column], buffer = cover_cell(edges, grid, workspace, before, corner, buffer)
    return buffer


@compiled_plain
def shift(entries: NDArray[np.int32], blocks: int, lines: int) -> None:
    """Add what lies before them to the pointers of entries that were made apart."""
    for position in range(len(entries)):
        if entries[position] < ASK:
            number = pointed(entries[position])
            if is_record(entries[position]):
                entries[position] = record_entry(number + lines)
            else:
                entries[position] = block_entry(number + blocks)
