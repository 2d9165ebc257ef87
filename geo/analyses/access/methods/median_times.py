"""How long the people of a unit need to a site: the time of the median person.

A median and not a mean, for people without a way have no minutes: it is there as soon as half of
all have one, and those farther away than a limit need not be looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.core.jit import compiled_plain

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
        Its people, and how long they need, deciseconds, ascending.
    total
        All people of each unit, those without a way too.

    Returns
    -------
    tuple
        The units of which half of the people have a way, in order, and the time: of the first
        person in order of time with at least half of all people up to them.

    Examples
    --------
    >>> unit, population = np.array([0, 1, 0]), np.array([4, 1, 5])
    >>> time_ds = np.array([600, 700, 900], np.int32)
    >>> found = median_times(unit, population, time_ds, np.array([12, 9]))
    >>> [values.tolist() for values in found]
    [[0], [900]]
    """
    median = np.full(len(total), -1, np.int32)
    come_to_half(unit, population, time_ds, (total + 1) // 2, np.zeros_like(total), median)
    units = np.flatnonzero(median >= 0)
    return units, median[units]


def _come_to_half(
    unit: Ints, population: Ints, time_ds: Deciseconds, half: Ints, come: Ints, median: Deciseconds
) -> None:
    """Add up the people of each unit in order of time; note when half of them have come."""
    for row in range(len(unit)):
        at, people = unit[row], population[row]
        if at >= 0 and people > 0:
            if come[at] < half[at] <= come[at] + people:
                median[at] = time_ds[row]
            come[at] += people


come_to_half: Any = compiled_plain(_come_to_half)


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
