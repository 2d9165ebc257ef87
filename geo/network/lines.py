"""How streets run between their crossings: lines of vertices, in flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.spatial.great_circles import EARTH_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEW: Final = 16
"""Of more lines that are missing it is not looked which."""
_MOST_LAT: Final = 89.0


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of two vertices or more.

    Parameters
    ----------
    first
        Where the vertices of each line begin, and the end (int64, lines + 1).
    lon, lat
        Degrees, WGS84 (float64).
    """

    first: NDArray[np.int64]
    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.first) - 1

    def take(self, lines: NDArray[np.int64]) -> Lines:
        """Return some of the lines, in the order asked for."""
        counts = np.diff(self.first)[lines]
        at = ragged(self.first[:-1][lines], counts)
        return Lines(np.concatenate([[0], np.cumsum(counts)]), self.lon[at], self.lat[at])

    def left_in(self, others: Lines) -> NDArray[np.bool_] | None:
        """Return which lines are left in others, in the same order.

        None where the others are no such part of these, or more than :data:`FEW` are missing.

        Examples
        --------
        >>> lines = Lines(np.array([0, 2, 4]), np.array([0.0, 1, 2, 3]), np.zeros(4))
        >>> lines.left_in(lines.take(np.array([1]))).tolist()
        [False, True]
        """
        left, missing = np.ones(len(self), bool), len(self) - len(others)
        if not 0 <= missing <= FEW:
            return None
        these, those = self._ends(), others._ends()
        for _ in range(missing):
            at = np.flatnonzero(left)
            unlike = (these[at][: len(those)] != those[: len(at)]).any(axis=1)
            left[at[int(np.argmax(unlike)) if unlike.any() else len(those)]] = False
        same = self.take(np.flatnonzero(left))
        pairs = ((same.first, others.first), (same.lon, others.lon), (same.lat, others.lat))
        return left if all(np.array_equal(one, other) for one, other in pairs) else None

    def _ends(self) -> Floats:
        """Return where each line begins and ends, and how many vertices it has."""
        begin, end = self.first[:-1], self.first[1:] - 1
        axes = [self.lon[begin], self.lat[begin], self.lon[end], self.lat[end], end - begin]
        return np.stack(axes, axis=1)

    def followed_by(self, other: Lines) -> Lines:
        """Return these lines, and after them others."""
        return Lines(
            np.concatenate([self.first, self.first[-1] + other.first[1:]]),
            np.concatenate([self.lon, other.lon]),
            np.concatenate([self.lat, other.lat]),
        )

    def pieces(self) -> Pieces:
        """Return the straight pieces of the lines; what has no length is none."""
        from geo.network.line_kernels import add_up_along  # noqa: PLC0415  # slow to import

        counts = np.diff(self.first) - 1
        at = ragged(self.first[:-1], counts)
        line = np.repeat(np.arange(len(self)), counts)
        length = np.hypot(*(np.diff(on_map(self.lon, self.lat), axis=0)[at]).T)
        total = np.bincount(line, weights=length, minlength=len(self))[line]
        before = np.zeros(len(length))
        add_up_along(line, length, before)
        real = length > 0
        begin, end = (of[real] / total[real] for of in (before, before + length))
        return Pieces(line[real], at[real], begin, np.minimum(end, 1.0))

    def sampled(self, step: float) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
        """Return points along the lines, from end to end, a step apart at most.

        Parameters
        ----------
        step
            On the map of :func:`on_map`.

        Returns
        -------
        tuple
            Line, how far along it (0 to 1), longitude and latitude of each point.
        """
        line, at, begin, end = self.pieces()
        ends = on_map(self.lon, self.lat)
        steps = np.ceil(np.hypot(*(ends[at + 1] - ends[at]).T) / step).astype(np.int64) + 1
        of = np.repeat(np.arange(len(at)), steps)
        part = ragged(np.zeros(len(at), np.int64), steps) / (steps - 1)[of]
        lon, lat = (
            values[at[of]] + part * (values[at + 1] - values[at])[of]
            for values in (self.lon, self.lat)
        )
        return line[of], begin[of] + part * (end - begin)[of], lon, lat


class Pieces(NamedTuple):
    """Straight pieces of lines, in their order.

    Parameters
    ----------
    line
        The line of each (int64).
    at
        Its first vertex, the next is its other end (int64).
    begin, end
        How far along the line, by length, they are: 0 to 1 (float64).
    """

    line: NDArray[np.int64]
    at: NDArray[np.int64]
    begin: Floats
    end: Floats


def on_map(lon: Floats, lat: Floats) -> Floats:
    """Place points on a Mercator map of a globe of radius 1, a row each.

    About a point all lengths are drawn by the same factor, 1 / cos(latitude).
    """
    north = np.radians(np.clip(lat, -_MOST_LAT, _MOST_LAT))
    return np.column_stack([np.radians(lon), np.arctanh(np.sin(north))])


def metres_on_map(lat: Floats) -> Floats:
    """Return the metres of a unit of that map at a latitude."""
    metres: Floats = EARTH_M * np.cos(np.radians(np.clip(lat, -_MOST_LAT, _MOST_LAT)))
    return metres


def no_lines() -> Lines:
    """Return no line."""
    return Lines(np.zeros(1, np.int64), np.zeros(0), np.zeros(0))


def straight_lines(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
) -> Lines:
    """Draw a straight line from one point to the other, for each pair of them."""
    at = np.column_stack([one, other]).ravel()
    return Lines(2 * np.arange(len(one) + 1, dtype=np.int64), lon[at], lat[at])


def ragged(begin: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the positions of runs of different lengths, one run after the other.

    Examples
    --------
    >>> ragged(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    at: NDArray[np.int64] = np.arange(total) + np.repeat(begin - (ends - counts), counts)
    return at
