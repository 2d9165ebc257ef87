"""What a cell cover is made of, and the one test that decides on which side of an edge a point is.

The plane is cut into a grid of *top cells*. A number, the *entry*, tells of each cell:

===============  ==================================================================================
0 or more        no edge comes near: all of it lies in this polygon (the lowest, if in several)
:data:`NOWHERE`  no edge comes near: all of it lies in no polygon
:data:`ASK`      too much meets here: ask shapely
less             see :func:`block_entry` (16 smaller cells) and :func:`record_entry` (its edges)
===============  ==================================================================================

Every cell answers for its *box*: the cell and a rim of ``pad`` around it, which is far wider than
any rounding of coordinates, so that a point is always in the box of the cell it is counted to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from geo.core.jit import compiled_plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOWHERE: Final = -1
ASK: Final = -2
_FIRST_POINTER: Final = -3

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

_ROUNDING: Final = 1e-15  # over (3 + 16 eps) eps, Shewchuk's bound for this determinant
_UNDERFLOW: Final = 1e-290


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


@compiled_plain
def block_entry(block: int) -> int:
    """Return the entry of a cell cut in 16: ``blocks[16 * block:][:16]``."""
    return _FIRST_POINTER - 2 * block


@compiled_plain
def record_entry(line: int) -> int:
    """Return the entry of a cell with edges: ``words[LINE * line:]``."""
    return _FIRST_POINTER - 2 * line - 1


@compiled_plain
def is_record(entry: int) -> bool:
    """Distinguish entries of records from those of blocks."""
    return ((_FIRST_POINTER - entry) & 1) == 1


@compiled_plain
def pointed(entry: int) -> int:
    """Return the number of the block or line of an entry."""
    return (_FIRST_POINTER - entry) >> 1


@compiled_plain
def crosses(  # noqa: PLR0913, PLR0917
    ax: float, ay: float, bx: float, by: float, flags: int, x: float, y: float
) -> int:
    """Return whether the ray from a point to the left crosses an edge.

    Parameters
    ----------
    ax, ay, bx, by
        Ends of the edge, as in :class:`Edges`.
    flags
        :data:`OPEN_BELOW` or :data:`OPEN_ABOVE` where that end lies left of the cell's box. The
        edge then goes on without end, straight down or up at the left side of the box: so the part
        outside the box can be forgotten, and no ray ever passes an end that is not in the box.
    x, y
        The point.

    Returns
    -------
    int
        0, :data:`CROSSED`, or :data:`UNSURE` for a point on the edge or within rounding of it.

    Notes
    -----
    The sign of the determinant is right wherever it is over its bound of rounding: J. R. Shewchuk,
    Adaptive precision floating-point arithmetic and fast robust geometric predicates, 1997.
    """
    open_below, open_above = (flags & OPEN_BELOW) != 0, (flags & OPEN_ABOVE) != 0
    left = (ax - x) * (by - y)
    right = (ay - y) * (bx - x)
    turn = left - right
    # & and |, not `and` and `or`: a branch that can't be foretold costs more than the arithmetic.
    level = ((y >= ay) | open_below) & ((y <= by) | open_above)
    sure = abs(turn) > _ROUNDING * (abs(left) + abs(right)) + _UNDERFLOW  # never of NaN
    crossed = sure & (turn < 0) & ((y > ay) | open_below)
    return level * (CROSSED * crossed + UNSURE * (not sure))


@compiled_plain
def open_ends(ax: float, bx: float, left: float) -> int:
    """Return the flags of an edge in a box whose left side is given."""
    return (OPEN_BELOW if ax < left else 0) | (OPEN_ABOVE if bx < left else 0)


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
        pointers = _FIRST_POINTER - entries[entries <= _FIRST_POINTER]
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
