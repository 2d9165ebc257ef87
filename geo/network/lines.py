"""How streets run between their crossings: lines of vertices, in flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.first) - 1

    def take(self, lines: NDArray[np.int64]) -> Lines:
        """Return some of the lines, in the order asked for."""
        counts = np.diff(self.first)[lines]
        at = ragged(self.first[:-1][lines], counts)
        return Lines(np.concatenate([[0], np.cumsum(counts)]), self.lon[at], self.lat[at])

    def followed_by(self, other: Lines) -> Lines:
        """Return these lines, and after them others."""
        return Lines(
            np.concatenate([self.first, self.first[-1] + other.first[1:]]),
            np.concatenate([self.lon, other.lon]),
            np.concatenate([self.lat, other.lat]),
        )


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
