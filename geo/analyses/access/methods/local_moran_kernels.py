"""Draws of neighbours for local Moran's I, compiled once for all runs.

``esda`` compiles its own loop anew in every process, for longer than a whole run takes, and draws
as often for a community that is like any other as for one that stands out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.jit import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

TIE: Final = 1e-12
"""Sums of the same values in another order may differ by this, relative to the largest value."""

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_A, _B, _C, _BITS = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT: Final = 2.0**-53


def _draw_neighbours(
    values: NDArray[np.float64],
    places: NDArray[np.int64],
    observed: NDArray[np.float64],
    counts: NDArray[np.int64],
    tally: NDArray[np.int64],
    schedule: tuple[int, int, int],
) -> None:
    """Draw other places in the neighbours' stead until enough sums are as large as the one seen.

    Parameters
    ----------
    values
        Of all places.
    places
        Those to draw for.
    observed, counts
        Of each of ``places``: the sum of its neighbours' values, and how many they are.
    tally
        Of each of ``places``, shape ``(n, 2)``: how many sums were at least as large (ties count),
        and of how many draws; both go on from what they are.
    schedule
        After how many large sums a place is done, how often to draw at most, ``tally`` counted in,
        and the seed.

    Notes
    -----
    The first steps of a shuffle (Fisher & Yates) draw without replacement, whatever the order that
    the draw before left; the place itself is drawn again.
    """
    enough, most, seed = schedule
    size = len(values)
    largest = 0.0
    for value in values:
        largest = max(largest, abs(value))
    pool = np.arange(size)
    for row in range(len(places)):
        place, count = places[row], counts[row]
        least = observed[row] - TIE * largest * count
        # splitmix64 (Steele, Lea & Flood 2014): a stream for every place and every beginning
        state = np.uint64(seed) + np.uint64(place) * _FIRST + np.uint64(tally[row, 1]) * _SECOND
        while tally[row, 0] < enough and tally[row, 1] < most:
            total = 0.0
            for slot in range(count):
                other = place
                at = slot
                while other == place:
                    state += _STEP
                    mixed = (state ^ (state >> _A)) * _FIRST
                    mixed = (mixed ^ (mixed >> _B)) * _SECOND
                    mixed ^= mixed >> _C
                    at = slot + int((mixed >> _BITS) * _UNIT * (size - slot))
                    other = pool[at]
                pool[at] = pool[slot]
                pool[slot] = other
                total += values[other]
            tally[row, 1] += 1
            if total >= least:
                tally[row, 0] += 1


draw_neighbours = compiled(_draw_neighbours)
