"""A cover of cells made for polygons; see :mod:`geo.analysis.cell_parts`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.arrays import read_only
from geo.analysis.cell_edges import unique_edges
from geo.analysis.cell_parts import LINE, Cover, Grid
from geo.analysis.cell_rows import cover_rows, edges_by_row, shift
from geo.analysis.threads import THREADS, as_done

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analysis.cell_edges import Rings
    from geo.progress import Progress

    Parts = list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]]

_DEPTH: Final = 4
_TOP_CELLS: Final = 2**19
_TOP_CELLS_A_POLYGON: Final = 4
_TOP_CELLS_A_CORNER: Final = 8
_SPARE_BEFORE: Final = np.array([0.4142135, 0.5857864])
_PAD: Final = 1e-4
"""Rim of a cell, as a share of the smallest cells."""

_FINEST: Final = 1e-9
"""Smallest cell, as a share of the largest ordinate: so the rim is some 450 roundings wide."""

_SIZES: Final = (1e-120, 1e120)
"""Lengths whose products are numbers still."""


def make_cover(rings: Rings, polygons: int, progress: Progress) -> tuple[Grid, Cover]:
    """Cover polygons with cells.

    Parameters
    ----------
    rings
        The polygons.
    polygons
        How many they are.
    progress
        Is told ``stage.index``.
    """
    grid = lay_grid(rings)
    if grid.columns == 0:
        return grid, Cover(*(read_only(np.empty(0, kind)) for kind in ("i4", "i4", "i8")))
    edges = unique_edges(rings)
    by_row = edges_by_row(edges, grid)
    bounds = np.unique(np.linspace(0, grid.rows, 8 * THREADS + 1).astype(int)).tolist()
    strips = pairwise(bounds)
    parts: Parts = []
    for part in as_done(lambda s: cover_rows(edges, grid, by_row, polygons, *s), strips):
        parts.append(part)
        progress("stage.index", len(parts) / (len(bounds) - 1))
    return grid, _joined(parts)


def lay_grid(rings: Rings) -> Grid:
    """Choose the cells: none where the ordinates are too large or small to calculate with."""
    none = Grid(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0)
    if not len(rings.corners):
        return none
    low, high = rings.corners.min(axis=0), rings.corners.max(axis=0)
    furthest = np.abs(rings.corners).max(axis=0)
    with np.errstate(over="ignore"):
        extent = high - low
    if not (_SIZES[0] < extent.min() and furthest.max() < _SIZES[1]):  # so not for NaN
        return none
    most = max(_TOP_CELLS, _TOP_CELLS_A_POLYGON * len(np.unique(rings.polygon)))
    many = np.clip(_TOP_CELLS_A_CORNER * len(rings.corners), 2**10, most)
    side = max(np.sqrt(extent.prod() / many), extent.max() / many)
    smallest = np.maximum(side / 4**_DEPTH, _FINEST * furthest)
    # A whole number of top cells with room to spare around, so that no border is an ordinate.
    top = smallest * 4**_DEPTH
    count = np.maximum(np.ceil(extent / top), 1).astype(int) + 1
    left, bottom = (low - (count * top - extent) * _SPARE_BEFORE).tolist()
    (width, height), (pad_x, pad_y) = smallest.tolist(), (_PAD * smallest).tolist()
    columns, rows = count.tolist()
    return Grid(left, bottom, width, height, pad_x, pad_y, columns, rows, _DEPTH)


def _joined(parts: Parts) -> Cover:
    """Join strips of rows into one cover, letting go of each strip once it is copied."""
    top = np.concatenate([part[0] for part in parts])
    blocks = np.empty(sum(len(part[1]) for part in parts), np.int32)
    words = _aligned(sum(len(part[2]) for part in parts))
    n_top = n_blocks = n_words = 0
    for part in parts:
        shift(part[0], n_blocks // 16, n_words // LINE)
        shift(part[1], n_blocks // 16, n_words // LINE)
        top[n_top : n_top + len(part[0])] = part[0]
        blocks[n_blocks : n_blocks + len(part[1])] = part[1]
        words[n_words : n_words + len(part[2])] = part[2]
        n_top, n_blocks, n_words = (
            n_top + len(part[0]),
            n_blocks + len(part[1]),
            n_words + len(part[2]),
        )
    return Cover(read_only(top), read_only(blocks), read_only(words))


def _aligned(words: int) -> NDArray[np.int64]:
    """Return room for words that starts at a line of the processor's cache."""
    room = np.empty(words + LINE, np.int64)
    skipped = -(room.ctypes.data // room.itemsize) % LINE
    return room[skipped : skipped + words]
