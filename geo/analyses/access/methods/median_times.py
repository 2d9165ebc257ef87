"""How long the people of a unit need to a site: the time of the median person.

A median and not a mean, for people without a way have no minutes: it is there as soon as half of
all have one, and those farther away than a limit need not be looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Deciseconds = NDArray[np.int32]


def median_times(
    unit: Ints, population: Ints, time_ds: Deciseconds, total: Ints
) -> tuple[Ints, Deciseconds]:
    """Compute the time of the median person of each unit.

    Parameters
    ----------
    unit
        Position of the unit of each demand point that has a way, -1: of none.
    population, time_ds
        Its people, and how long they need, deciseconds.
    total
        All people of each unit, those without a way too.

    Returns
    -------
    tuple
        The units of which half of the people have a way, in order, and the time: of the first
        person in order of time with at least half of all people up to them.

    Examples
    --------
    >>> unit, population = np.array([0, 0, 1]), np.array([5, 4, 1])
    >>> found = median_times(unit, population, np.array([900, 600, 0]), np.array([12, 9]))
    >>> [values.tolist() for values in found]
    [[0], [900]]
    """
    order = np.lexsort((time_ds, unit))
    order = order[(unit[order] >= 0) & (population[order] > 0)]
    unit, time_ds = unit[order], time_ds[order]
    ahead = np.cumsum(population[order])
    units, first, counts = np.unique(unit, return_index=True, return_counts=True)
    before = ahead[first] - population[order][first]
    median = before + -(-total[units] // 2)
    found = ahead[first + counts - 1] >= median if len(units) else np.zeros(0, dtype=bool)
    return units[found], time_ds[np.searchsorted(ahead, median[found])]


def two_smallest(row: Ints, values: Deciseconds, rows: int) -> tuple[Ints, Ints]:
    """Return the positions of the smallest and the second smallest value of each row, -1: none.

    Of equal values the first.

    Examples
    --------
    >>> row, values = np.array([0, 2, 0, 0]), np.array([7, 5, 3, 9])
    >>> [positions.tolist() for positions in two_smallest(row, values, 3)]
    [[2, -1, 1], [0, -1, -1]]
    """
    order = np.lexsort((np.arange(len(values)), values, row))
    begin, end = (np.searchsorted(row[order], np.arange(rows), side) for side in ("left", "right"))
    padded = np.append(order, -1)
    smallest, second = (np.where(begin + nth < end, begin + nth, -1) for nth in (0, 1))
    return padded[smallest], padded[second]
