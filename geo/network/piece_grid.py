"""Straight pieces of streets by the cells of a grid, and those beside a place.

Every cell that a piece goes through has it. A search looks through the cells around a place, more
and more of them, until what is beyond them is too far away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.core.jit import compiled_plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CELL_M: Final = 64.0
"""The side of a cell, for streets of a city."""

_CELLS_A_PIECE: Final = 8  # on average at most: else the cells are made larger
_LEAST_CELLS: Final = 1 << 20
_WEST, _SOUTH = 8.0, 16.0  # so far beyond the map of geo.network.lines.on_map cells are numbered
_ROW_BITS: Final = 32
_AT_FIRST: Final = 4  # pieces that are beside a place


@dataclass(frozen=True, eq=False)
class PieceGrid:
    """Pieces by cell.

    Parameters
    ----------
    begin, end
        Ends of each piece on the map of :func:`geo.network.lines.on_map` (float64, two columns).
    side
        The side of a cell, on that map.
    cell, piece
        Cells, ascending, and the pieces that go through them (int64).
    """

    begin: Floats
    end: Floats
    side: float
    cell: Ints
    piece: Ints

    @classmethod
    def of(cls, begin: Floats, end: Floats, side: float) -> PieceGrid:
        """Put pieces into cells of a side at least; it is doubled until there are not too many."""
        most = max(_CELLS_A_PIECE * len(begin), _LEAST_CELLS)
        across = np.abs(end - begin).sum()
        while across / side + 3 * len(begin) > most:
            side *= 2
        none = np.zeros(0, np.int64)
        many = put_into_cells(begin, end, side, none, none)
        cell, piece = np.empty(many, np.int64), np.empty(many, np.int64)
        put_into_cells(begin, end, side, cell, piece)
        order = np.argsort(cell, kind="stable")
        return cls(begin, end, side, cell[order], piece[order])

    def beside(self, points: Floats, most: Floats, slack: Floats) -> tuple[Ints, Ints]:
        """Find the nearest piece of every point, and all that are little farther.

        Parameters
        ----------
        points
            On the map (two columns).
        most
            How far a piece may be, for each point.
        slack
            How much farther than the nearest.

        Returns
        -------
        tuple
            Positions of points, ascending, and of pieces, ascending for each point.
        """
        room = _AT_FIRST * len(points)
        while True:
            point, piece = np.empty(room, np.int64), np.empty(room, np.int64)
            limits = most, slack
            many = look_around(
                points, limits, (self.begin, self.end), self.side, (self.cell, self.piece),
                (point, piece),
            )  # fmt: skip
            if many <= room:
                break
            room = many
        order = np.lexsort((piece[:many], point[:many]))
        point, piece = point[order], piece[order]
        first = np.ones(many, dtype=bool)  # a piece that goes through several cells is met in each
        first[1:] = (np.diff(point) != 0) | (np.diff(piece) != 0)
        return point[first], piece[first]


def _put_into_cells(begin: Floats, end: Floats, side: float, cell: Ints, piece: Ints) -> int:
    """Write the cells of each piece, as far as there is room; return how many there are."""
    many = 0
    for number in range(len(begin)):
        x, y = begin[number, 0], begin[number, 1]
        to_x, to_y = end[number, 0], end[number, 1]
        if to_x < x:
            x, y, to_x, to_y = to_x, to_y, x, y
        slope = (to_y - y) / (to_x - x) if to_x > x else 0.0
        first, last = int((x + _WEST) // side), int((to_x + _WEST) // side)
        for column in range(first, last + 1):
            here = y if column == first else y + slope * (column * side - _WEST - x)
            there = to_y if column == last else y + slope * ((column + 1) * side - _WEST - x)
            low, high = min(here, there), max(here, there)
            for row in range(int((low + _SOUTH) // side), int((high + _SOUTH) // side) + 1):
                if many < len(cell):
                    cell[many] = (column << _ROW_BITS) | row
                    piece[many] = number
                many += 1
    return many


def _squared_distance(ends: tuple[Floats, Floats], piece: int, x: float, y: float) -> float:
    begin, end = ends
    across, up = end[piece, 0] - begin[piece, 0], end[piece, 1] - begin[piece, 1]
    east, north = x - begin[piece, 0], y - begin[piece, 1]
    part = (east * across + north * up) / (across * across + up * up)
    part = min(max(part, 0.0), 1.0)
    east, north = east - part * across, north - part * up
    squared: float = east * east + north * north
    return squared


def _first_at(cell: Ints, key: int) -> int:
    """Return the first position whose cell is not below a key."""
    low, high = 0, len(cell)
    while low < high:
        middle = (low + high) >> 1
        if cell[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


squared_distance: Any = compiled_plain(_squared_distance)
first_at: Any = compiled_plain(_first_at)


def _nearest(
    place: tuple[float, float],
    ends: tuple[Floats, Floats],
    window: tuple[int, int, int],
    cells: tuple[Ints, Ints],
) -> float:
    """Return the least squared distance of pieces in the cells of a window around a place."""
    cell, piece = cells
    column, row, around = window
    least = np.inf
    for each in range(column - around, column + around + 1):
        last = (each << _ROW_BITS) | (row + around)
        position = first_at(cell, (each << _ROW_BITS) | (row - around))
        while position < len(cell) and cell[position] <= last:
            least = min(least, squared_distance(ends, piece[position], place[0], place[1]))
            position += 1
    return least


nearest: Any = compiled_plain(_nearest)


def _look_around(
    points: Floats,
    limits: tuple[Floats, Floats],
    ends: tuple[Floats, Floats],
    side: float,
    cells: tuple[Ints, Ints],
    found: tuple[Ints, Ints],
) -> int:
    """Write points and the pieces beside them, as far as there is room; return how many there are.

    What is beyond the cells around a place is at least so many sides of a cell away.
    """
    most, slack = limits
    cell, piece = cells
    many = 0
    for point in range(len(points)):
        x, y = points[point, 0], points[point, 1]
        column, row, around = int((x + _WEST) // side), int((y + _SOUTH) // side), 1
        while True:
            away = np.sqrt(nearest((x, y), ends, (column, row, around), cells))
            reach = min(away + slack[point], most[point])
            if not reach > around * side:  # nor for who lies nowhere
                break
            around *= 2
        if away > most[point]:
            continue
        for each in range(column - around, column + around + 1):
            last = (each << _ROW_BITS) | (row + around)
            position = first_at(cell, (each << _ROW_BITS) | (row - around))
            while position < len(cell) and cell[position] <= last:
                if squared_distance(ends, piece[position], x, y) <= reach * reach:
                    if many < len(found[0]):
                        found[0][many] = point
                        found[1][many] = piece[position]
                    many += 1
                position += 1
    return many


put_into_cells: Any = compiled_plain(_put_into_cells)
look_around: Any = compiled_plain(_look_around)
