"""What entries of a cell cover lead to, and the one test on which side of an edge a point is.

Apart from :mod:`geo.spatial.index.layout`, so that who asks for no point does not wait for numba.
"""

from __future__ import annotations

from typing import Final

from geo.core.jit import compiled_plain
from geo.spatial.index.layout import CROSSED, FIRST_POINTER, OPEN_ABOVE, OPEN_BELOW, UNSURE

_ROUNDING: Final = 1e-15  # over (3 + 16 eps) eps, Shewchuk's bound for this determinant
_UNDERFLOW: Final = 1e-290


@compiled_plain
def block_entry(block: int) -> int:
    """Return the entry of a cell cut in 16: ``blocks[16 * block:][:16]``."""
    return FIRST_POINTER - 2 * block


@compiled_plain
def record_entry(line: int) -> int:
    """Return the entry of a cell with edges: ``words[LINE * line:]``."""
    return FIRST_POINTER - 2 * line - 1


@compiled_plain
def is_record(entry: int) -> bool:
    """Distinguish entries of records from those of blocks."""
    return ((FIRST_POINTER - entry) & 1) == 1


@compiled_plain
def pointed(entry: int) -> int:
    """Return the number of the block or line of an entry."""
    return (FIRST_POINTER - entry) >> 1


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
