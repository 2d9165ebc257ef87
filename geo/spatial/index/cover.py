"""A cover of cells made for polygons; see :mod:`geo.spatial.index.layout`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.jit import read_only
from geo.core.parallel import as_done, in_threads, threads
from geo.spatial.index.cover_rows import cover_rows, edges_by_row, shift
from geo.spatial.index.edges import rings_of, unique_edges
from geo.spatial.index.layout import LINE, Cover, Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.core.progress import Progress
    from geo.spatial.index.edges import Rings

    Strip = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]

_DEPTH: Final = 4
_TOP_CELLS: Final = 2**19
_TOP_CELLS_A_POLYGON: Final = 4
_TOP_CELLS_A_CORNER: Final = 8
_MOST_TOP_CELLS: Final = 2**22  # even in one row, the smallest cells are counted in 32 bits
_SPARE_BEFORE: Final = np.array([0.4142135, 0.5857864])
_PAD: Final = 1e-4
"""Rim of a cell, as a share of the smallest cells."""

_FINEST: Final = 1e-9
"""Smallest cell, as a share of the largest ordinate: so the rim is some 450 roundings wide."""

_COPIED: Final = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int64))
_SIZES: Final = (1e-120, 1e120)
"""Lengths whose products are numbers still."""


def make_cover(geometries: NDArray[np.object_], progress: Progress) -> tuple[Grid, Cover]:
    """Cover polygons with cells.

    Parameters
    ----------
    geometries
        Polygons, multipolygons and None.
    progress
        Is told ``stage.index``.
    """
    grid, strips = _make_strips(geometries, progress)  # what it needs of memory is free again now
    return grid, _joined(strips)


def _make_strips(geometries: NDArray[np.object_], progress: Progress) -> tuple[Grid, list[Strip]]:
    """Make the cells of strips of some rows each, in threads."""
    rings = rings_of(geometries)
    grid, edges = lay_grid(rings), unique_edges(rings)
    del rings  # of hundreds of thousands of polygons a fifth of all memory that is needed
    by_row = edges_by_row(edges, grid)
    bounds = np.unique(np.linspace(0, grid.rows, 8 * threads() + 1).astype(int)).tolist()
    strips: list[Strip] = []
    polygons = len(geometries)
    for strip in as_done(
        lambda rows: cover_rows(edges, grid, by_row, polygons, *rows), pairwise(bounds)
    ):
        strips.append(strip)
        progress("stage.index", len(strips) / (len(bounds) - 1))
    return grid, strips


def lay_grid(rings: Rings) -> Grid:
    """Choose the cells: none where the ordinates are too large or small to calculate with."""
    none = Grid(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0)
    if not len(rings.corners):
        return none
    x, y = rings.corners.T  # one by one: numpy takes ten times as long over both together
    low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
    furthest = np.maximum(np.abs(low), np.abs(high))
    with np.errstate(over="ignore"):
        extent = high - low
    if not (_SIZES[0] < extent.min() and furthest.max() < _SIZES[1]):  # so not for NaN
        return none
    polygons = 1 + int(np.count_nonzero(np.diff(rings.polygon)))  # they come in order
    most = max(_TOP_CELLS, _TOP_CELLS_A_POLYGON * polygons)
    many = np.clip(_TOP_CELLS_A_CORNER * len(rings.corners), 2**10, min(most, _MOST_TOP_CELLS))
    side = max(np.sqrt(extent.prod() / many), extent.max() / many)
    smallest = np.maximum(side / 4**_DEPTH, _FINEST * furthest)
    # A whole number of top cells with room to spare around, so that no border is an ordinate.
    top = smallest * 4**_DEPTH
    count = np.maximum(np.ceil(extent / top), 1).astype(int) + 1
    left, bottom = (low - (count * top - extent) * _SPARE_BEFORE).tolist()
    (width, height), (pad_x, pad_y) = smallest.tolist(), (_PAD * smallest).tolist()
    columns, rows = count.tolist()
    return Grid(left, bottom, width, height, pad_x, pad_y, columns, rows, _DEPTH)


def _joined(strips: list[Strip]) -> Cover:
    """Join strips into one cover, letting go of each once it is copied."""
    sizes = np.array([[len(part) for part in strip] for strip in strips], int).reshape(-1, 3)
    places = (sizes.cumsum(axis=0) - sizes).tolist()
    many = sizes.sum(axis=0).tolist()
    cover = Cover(np.empty(many[0], np.int32), np.empty(many[1], np.int32), _aligned(many[2]))

    def copy(number: int) -> None:
        strip, (n_top, n_blocks, n_words) = strips[number], places[number]
        strips[number] = _COPIED
        top, blocks, words = strip
        for entries in (top, blocks):
            shift(entries, n_blocks // 16, n_words // LINE)
        cover.top[n_top : n_top + len(top)] = top
        cover.blocks[n_blocks : n_blocks + len(blocks)] = blocks
        cover.words[n_words : n_words + len(words)] = words

    in_threads(copy, range(len(strips)))
    return Cover(read_only(cover.top), read_only(cover.blocks), read_only(cover.words))


def _aligned(words: int) -> NDArray[np.int64]:
    """Return room for words that starts at a line of the processor's cache."""
    room = np.empty(words + LINE, np.int64)
    skipped = -(room.ctypes.data // room.itemsize) % LINE
    return room[skipped : skipped + words]
