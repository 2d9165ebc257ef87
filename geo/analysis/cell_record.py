"""How blocks and records are written; see :class:`geo.analysis.cell_parts.Cover`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.analysis.cell_parts import (
    ASK,
    EDGE_WORDS,
    HEAD_WORDS,
    LINE,
    MOST_LOCAL,
    Cell,
    Desk,
    Edges,
    open_ends,
    record_entry,
)
from geo.analysis.compiled import compiled, compiled_plain

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Made(NamedTuple):
    """What has been made of a cover: arrays with room to spare, and how much of them is used."""

    blocks: NDArray[np.int32]
    n_blocks: int
    words: NDArray[np.int64]
    n_lines: int


@compiled
def with_block(made: Made) -> tuple[int, Made]:
    """Return the number of a new block, and all that was made with room for it."""
    blocks = made.blocks
    if 16 * (made.n_blocks + 1) > len(blocks):
        blocks = np.empty(2 * len(blocks), np.int32)
        for at in range(16 * made.n_blocks):
            blocks[at] = made.blocks[at]
    return made.n_blocks, Made(blocks, made.n_blocks + 1, made.words, made.n_lines)


@compiled
def with_record(edges: Edges, desk: Desk, cell: Cell, made: Made) -> tuple[int, Made]:
    """Return the entry of a new record, and all that was made with it written."""
    most = HEAD_WORDS + EDGE_WORDS * cell.near + MOST_LOCAL + LINE
    words, used = made.words, LINE * made.n_lines
    if used + most > len(words):
        words = np.empty(2 * (len(words) + most), np.int64)
        for at in range(used):
            words[at] = made.words[at]
    lines = _write_record(edges, desk, cell, words, used)
    entry = ASK if lines == 0 else record_entry(made.n_lines)
    return entry, Made(made.blocks, made.n_blocks, words, made.n_lines + lines)


@compiled_plain
def _write_record(
    edges: Edges, desk: Desk, cell: Cell, words: NDArray[np.int64], start: int
) -> int:
    """Write a record; return its lines, 0 if its polygons are too many."""
    many = _find_local(edges, desk, cell)
    if many < 0:
        return 0
    ordinates, halves = words.view(np.float64), words.view(np.int32)
    words[start] = cell.near
    words[start + 1] = 0
    for number in range(cell.held):
        words[start + 1] ^= _bit(desk, many, desk.held[cell.row, number])
    at = start + HEAD_WORDS
    for number in range(cell.near):
        edge = desk.near[cell.row, number]
        for end in range(4):
            ordinates[at + end] = edges.ends[edge, end]
        mask = open_ends(edges.ends[edge, 0], edges.ends[edge, 2], cell.box.x0)
        for owner in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
            mask ^= _bit(desk, many, edges.owners[owner])
        words[at + 4] = mask
        at += EDGE_WORDS
    end = at + (many + 1) // 2
    end += -end % LINE
    for word in range(at, end):
        words[word] = 0
    for number in range(many):
        halves[2 * at + number] = desk.local[number]
    return (end - start) // LINE


@compiled_plain
def _find_local(edges: Edges, desk: Desk, cell: Cell) -> int:
    """List the polygons that can be the answer in a cell, ascending; -1 if they are too many.

    They are those with edges near, and the lowest of those that hold the whole cell.
    """
    many = 0
    for number in range(cell.near):
        edge = desk.near[cell.row, number]
        for at in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
            many = _insert(desk.local, many, edges.owners[at])
            if many < 0:
                return -1
    whole = -1
    for number in range(cell.held):
        polygon = desk.held[cell.row, number]
        if _bit(desk, many, polygon) == 0 and (whole < 0 or polygon < whole):
            whole = polygon
    return many if whole < 0 else _insert(desk.local, many, whole)


@compiled_plain
def _insert(local: NDArray[np.int32], many: int, polygon: int) -> int:
    """Put a polygon in its place in an ascending list, unless it is there; -1 if that is full."""
    at = many
    while at > 0 and local[at - 1] >= polygon:
        at -= 1
    if at < many and local[at] == polygon:
        return many
    if many == MOST_LOCAL:
        return -1
    for later in range(many, at, -1):
        local[later] = local[later - 1]
    local[at] = polygon
    return many + 1


@compiled_plain
def _bit(desk: Desk, many: int, polygon: int) -> int:
    """Return the bit of a polygon in the masks of a record, 0 if it has none."""
    for at in range(many):
        if desk.local[at] == polygon:
            return 1 << at
    return 0
