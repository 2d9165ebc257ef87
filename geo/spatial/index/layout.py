"""What a cell cover is made of.

The plane is cut into a grid of *top cells*. A number, the *entry*, tells of each cell:

===============  ==================================================================================
0 or more        no edge comes near: all of it lies in this polygon (the lowest, if in several)
:data:`NOWHERE`  no edge comes near: all of it lies in no polygon
:data:`ASK`      too much meets here: ask shapely
less             see :func:`~geo.spatial.index.cell_kernels.block_entry` (16 smaller cells) and
                 :func:`~geo.spatial.index.cell_kernels.record_entry` (its edges)
===============  ==================================================================================

Every cell answers for its *box*: the cell and a rim of ``pad`` around it, which is far wider than
any rounding of coordinates, so that a point is always in the box of the cell it is counted to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOWHERE: Final = -1
ASK: Final = -2
FIRST_POINTER: Final = -3

CROSSED: Final = 1
UNSURE: Final = 2

LINE: Final = 8
"""Words of 8 bytes in a line of the processor's cache; records start at one."""

EDGE_WORDS: Final = 5
HEADER_WORDS: Final = 2

OPEN_BELOW: Final = 1 << 62
OPEN_ABOVE: Final = 1 << 61
MOST_LOCAL: Final = 60
"""Polygons that fit the mask of a record, beside the two flags."""


class Grid(NamedTuple):
    """Where the cells lie.

    Parameters
    ----------
    left, bottom
        Corner of the grid.
    width, height
        Of the smallest cells; each level up, four by four make one.
    pad_x, pad_y
        Rim around every cell.
    columns, rows
        Number of top cells.
    depth
        Levels below the top cells.
    """

    left: float
    bottom: float
    width: float
    height: float
    pad_x: float
    pad_y: float
    columns: int
    rows: int
    depth: int


class Box(NamedTuple):
    """A rectangle, closed."""

    x0: float
    y0: float
    x1: float
    y1: float


class Edges(NamedTuple):
    """The edges of all polygons, each only once.

    Parameters
    ----------
    ends
        Shape (n, 4): x and y of the lower end, then of the upper (of level ones: left, then right).
    first_owner, owners
        Polygons of edge ``e`` are ``owners[first_owner[e]:first_owner[e + 1]]``.
    """

    ends: NDArray[np.float64]
    first_owner: NDArray[np.int64]
    owners: NDArray[np.int32]


class Cell(NamedTuple):
    """A cell with what comes near it.

    Parameters
    ----------
    box
        The cell and its rim.
    row
        The row of the workspace that its edges and polygons are in.
    near
        How many edges touch the box.
    held
        How many polygons are held: see the notes of :mod:`geo.spatial.index.build_kernels`.
    """

    box: Box
    row: int
    near: int
    held: int


class Corner(NamedTuple):
    """Which cell: the smallest cell at its lower left, and how many of those are a side."""

    u: int
    v: int
    span: int


class Workspace(NamedTuple):
    """Workspace of one thread. Rows 0 and 1 are for top cells, the others one row per level.

    Parameters
    ----------
    near
        One row per cell: its edges.
    held
        One row per cell: the polygons held.
    odd
        A flag a polygon; all zero between uses.
    local
        Polygons that can be the answer in a cell.
    todo
        One row per level: the cell that is being cut there, and how far.
    """

    near: NDArray[np.int32]
    held: NDArray[np.int32]
    odd: NDArray[np.uint8]
    local: NDArray[np.int32]
    todo: NDArray[np.int64]


class Cover(NamedTuple):
    """The cells.

    Parameters
    ----------
    top
        Entries of the top cells, row by row from below.
    blocks
        Entries of smaller cells, 16 together, row by row from below.
    words
        Records of cells with edges. The first word is how many edges; the second the mask of
        polygons that hold a point which no edge is left of; then five words an edge: its four
        ordinates, and the mask of polygons it bounds; last the polygons, two in a word, ascending:
        bit 0 of the masks is the first of them.
    """

    top: NDArray[np.int32]
    blocks: NDArray[np.int32]
    words: NDArray[np.int64]


def fits(grid: Grid, cover: Cover, polygons: int) -> bool:
    """Check that every entry of a cover leads to a polygon, a block or a record that is there.

    Parameters
    ----------
    grid, cover
        From a file: compiled code goes by them without looking.
    polygons
        How many there are.
    """
    words = len(cover.words)
    if grid.columns * grid.rows != len(cover.top) or len(cover.blocks) % 16:
        return False
    for entries in (cover.top, cover.blocks):
        pointers = FIRST_POINTER - entries[entries <= FIRST_POINTER]
        blocks = pointers[pointers % 2 == 0] >> 1
        records = (pointers[pointers % 2 == 1] >> 1).astype("int64") * LINE
        if entries.max(initial=NOWHERE) >= polygons or records.max(initial=-1) >= words:
            return False
        edges = cover.words[records]
        ends = records + HEADER_WORDS + EDGE_WORDS * edges
        if edges.min(initial=0) < 0 or ends.max(initial=0) > words:
            return False
        if blocks.max(initial=-1) >= len(cover.blocks) // 16:
            return False
    return True
