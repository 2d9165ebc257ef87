"""How blocks and records are written; see :class:`geo.spatial.index.layout.Cover`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.core.jit import compiled, compiled_plain
from geo.spatial.index.cell_kernels import open_ends, record_entry
from geo.spatial.index.layout import (
    ASK,
    EDGE_WORDS,
    HEADER_WORDS,
    LINE,
    MOST_LOCAL,
    Cell,
    Edges,
    Workspace,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class CoverBuffer(NamedTuple):
    """The cover built so far: growing arrays, and how much of them is used.

    Parameters
    ----------
    blocks, words
        See :class:`geo.spatial.index.layout.Cover`.
    used
        How many blocks, and how many lines of words.
    """

    blocks: NDArray[np.int32]
    words: NDArray[np.int64]
    used: NDArray[np.int64]


@compiled
def with_room(buffer: CoverBuffer, edges: int) -> CoverBuffer:
    """Return the buffer with room for one more block, and for records of 16 cells.

    Parameters
    ----------
    buffer
        What was made.
    edges
        Most edges a cell has.
    """
    blocks, words = buffer.blocks, buffer.words
    if 16 * (buffer.used[0] + 1) > len(blocks):
        blocks = np.empty(2 * len(blocks) + 32, np.int32)
        for position in range(len(buffer.blocks)):
            blocks[position] = buffer.blocks[position]
    words_used = LINE * buffer.used[1]
    most = 16 * (HEADER_WORDS + EDGE_WORDS * edges + MOST_LOCAL + LINE)
    if words_used + most > len(words):
        words = np.empty(2 * (len(words) + most), np.int64)
        for position in range(words_used):
            words[position] = buffer.words[position]
    return CoverBuffer(blocks, words, buffer.used)


@compiled_plain
def write_record(edges: Edges, workspace: Workspace, cell: Cell, buffer: CoverBuffer) -> int:
    """Write the record of a cell; return its entry."""
    many = _find_local(edges, workspace, cell)
    if many < 0:
        return ASK
    words, start = buffer.words, LINE * buffer.used[1]
    ordinates, halves = words.view(np.float64), words.view(np.int32)
    words[start] = cell.near
    words[start + 1] = 0
    for number in range(cell.held):
        words[start + 1] ^= _bit(workspace, many, workspace.held[cell.row, number])
    edge_start = start + HEADER_WORDS
    for number in range(cell.near):
        edge = workspace.near[cell.row, number]
        for end in range(4):
            ordinates[edge_start + end] = edges.ends[edge, end]
        mask = open_ends(edges.ends[edge, 0], edges.ends[edge, 2], cell.box.x0)
        for owner in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
            mask ^= _bit(workspace, many, edges.owners[owner])
        words[edge_start + 4] = mask
        edge_start += EDGE_WORDS
    end = edge_start + (many + 1) // 2
    end += -end % LINE
    for word in range(edge_start, end):
        words[word] = 0
    for number in range(many):
        halves[2 * edge_start + number] = workspace.local[number]
    entry = record_entry(buffer.used[1])
    buffer.used[1] = end // LINE
    return entry


@compiled_plain
def _find_local(edges: Edges, workspace: Workspace, cell: Cell) -> int:
    """List the polygons that can be the answer in a cell, ascending; -1 if they are too many.

    They are those with edges near, and the lowest of those that hold the whole cell.
    """
    many = 0
    for number in range(cell.near):
        edge = workspace.near[cell.row, number]
        for owner in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
            many = _insert(workspace.local, many, edges.owners[owner])
            if many < 0:
                return -1
    covering = -1
    for number in range(cell.held):
        polygon = workspace.held[cell.row, number]
        if _bit(workspace, many, polygon) == 0 and (covering < 0 or polygon < covering):
            covering = polygon
    return many if covering < 0 else _insert(workspace.local, many, covering)


@compiled_plain
def _insert(local: NDArray[np.int32], many: int, polygon: int) -> int:
    """Put a polygon in its place in an ascending list, unless it is there; -1 if that is full."""
    position = many
    while position > 0 and local[position - 1] >= polygon:
        position -= 1
    if position < many and local[position] == polygon:
        return many
    if many == MOST_LOCAL:
        return -1
    for later in range(many, position, -1):
        local[later] = local[later - 1]
    local[position] = polygon
    return many + 1


@compiled_plain
def _bit(workspace: Workspace, many: int, polygon: int) -> int:
    """Return the bit of a polygon in the masks of a record, 0 if it has none."""
    for position in range(many):
        if workspace.local[position] == polygon:
            return 1 << position
    return 0
