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
def with_record(
    edges: Edges, near: NDArray[np.int32], held: NDArray[np.int32], left: float, made: Made
) -> tuple[int, Made]:
    """Return the entry of a new record, and all that was made with it written.

    Parameters
    ----------
    edges, near, held
        See :class:`geo.analysis.cell_build.Cell`.
    left
        Left side of the cell's box.
    made
        What has been made so far.
    """
    local = np.empty(MOST_LOCAL, np.int32)
    many = _local_polygons(edges, near, held, local)
    if many < 0:
        return ASK, made
    start = LINE * made.n_lines
    lines = (HEAD_WORDS + EDGE_WORDS * len(near) + (many + 1) // 2 + LINE - 1) // LINE
    words = made.words
    if start + LINE * lines > len(words):
        words = np.empty(2 * (len(words) + LINE * lines), np.int64)
        for at in range(start):
            words[at] = made.words[at]
    for at in range(start, start + LINE * lines):
        words[at] = 0
    words[start] = len(near)
    words[start + 1] = _mask(local[:many], held)
    ordinates = words.view(np.float64)
    at = start + HEAD_WORDS
    for edge in near:
        for end in range(4):
            ordinates[at + end] = edges.ends[edge, end]
        owners = edges.owners[edges.first_owner[edge] : edges.first_owner[edge + 1]]
        flags = open_ends(edges.ends[edge, 0], edges.ends[edge, 2], left)
        words[at + 4] = _mask(local[:many], owners) | flags
        at += EDGE_WORDS
    halves = words.view(np.int32)
    for polygon in range(many):
        halves[2 * at + polygon] = local[polygon]
    entry = record_entry(made.n_lines)
    return entry, Made(made.blocks, made.n_blocks, words, made.n_lines + lines)


@compiled_plain
def _local_polygons(
    edges: Edges, near: NDArray[np.int32], held: NDArray[np.int32], local: NDArray[np.int32]
) -> int:
    """List the polygons that can be the answer in a cell, ascending; -1 if they are too many.

    They are those with edges near, and the lowest of those that hold the whole cell.
    """
    many = 0
    for edge in near:
        for at in range(edges.first_owner[edge], edges.first_owner[edge + 1]):
            many = _insert(local, many, edges.owners[at])
            if many < 0:
                return -1
    whole = -1
    for polygon in held:
        if _position(local[:many], polygon) < 0 and (whole < 0 or polygon < whole):
            whole = polygon
    return many if whole < 0 else _insert(local, many, whole)


@compiled_plain
def _insert(local: NDArray[np.int32], many: int, polygon: int) -> int:
    """Put a polygon in its place in an ascending list, unless it is there; -1 if that is full."""
    if _position(local[:many], polygon) >= 0:
        return many
    if many == len(local):
        return -1
    at = many
    while at > 0 and local[at - 1] > polygon:
        local[at] = local[at - 1]
        at -= 1
    local[at] = polygon
    return many + 1


@compiled_plain
def _position(local: NDArray[np.int32], polygon: int) -> int:
    """Return the place of a polygon in a list, or -1."""
    for at in range(len(local)):
        if local[at] == polygon:
            return at
    return -1


@compiled_plain
def _mask(local: NDArray[np.int32], polygons: NDArray[np.int32]) -> int:
    """Return a mask with the bits of polygons toggled, leaving out those that are not local."""
    mask = 0
    for polygon in polygons:
        at = _position(local, polygon)
        if at >= 0:
            mask ^= 1 << at
    return mask
