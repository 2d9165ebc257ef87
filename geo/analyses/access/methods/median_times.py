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
    near: tuple[NDArray[Any], Deciseconds], unit: Ints, population: Ints, total: Ints
) -> tuple[Ints, Deciseconds]:
    """Compute the time of the median person of each unit.

    Parameters
    ----------
    near, unit, population
        See :func:`times_of_rank`.
    total
        All people of each unit, those without a way too.

    Returns
    -------
    tuple
        The units of which half of the people have a way, in order, and the time: of the first
        person in order of time with at least half of all people up to them.

    Examples
    --------
    >>> near = np.array([1, 2, 0]), np.array([600, 700, 900], np.int32)
    >>> found = median_times(near, np.array([0, 0, 1]), np.array([5, 4, 1]), np.array([12, 9]))
    >>> [values.tolist() for values in found]
    [[0], [900]]
    """
    median = times_of_rank(near, unit, population, (total + 1) // 2)
    units = np.flatnonzero(median >= 0)
    return units, median[units]


def times_of_rank(
    near: tuple[NDArray[Any], Deciseconds], unit: Ints, population: Ints, rank: Ints
) -> Deciseconds:
    """Compute the time of one person of each unit, counted from 1 in order of time.

    Parameters
    ----------
    near
        Demand points that have a way, nearest first, and how long each needs, deciseconds.
    unit
        Position of the unit of each demand point, -1: of none.
    population
        People of each demand point.
    rank
        Which person of each unit.

    Returns
    -------
    numpy.ndarray
        By unit (int32); -1 where there is no such person.
    """
    times_ds = np.full(len(rank), -1, np.int32)
    count_to_rank(near, unit, population, rank, np.zeros(len(rank), np.int64), times_ds)
    return times_ds


def _count_to_rank(
    near: tuple[NDArray[Any], Deciseconds],
    unit: Ints,
    population: Ints,
    rank: Ints,
    come: Ints,
    times_ds: Deciseconds,
) -> None:
    """Add up the people of each unit, row by row; note when the person of the rank has come."""
    point, time_ds = near
    for row in range(len(point)):
        at, people = unit[point[row]], population[point[row]]
        if at >= 0:
            if come[at] < rank[at] <= come[at] + people:
                times_ds[at] = time_ds[row]
            come[at] += people


count_to_rank: Any = compiled_plain(_count_to_rank)


def in_order_of_time(time_ds: Deciseconds) -> Ints:
    """Return the positions of times from the shortest to the longest, of equals the first first.

    In two passes over halves of the digits, which numpy sorts by counting: three times as fast.

    Examples
    --------
    >>> in_order_of_time(np.array([70_000, 5, 2**31 - 1, 5], np.int32)).tolist()
    [1, 3, 0, 2]
    """
    low = np.argsort((time_ds & 0xFFFF).astype(np.uint16), kind="stable")
    high = (time_ds >> 16).astype(np.uint16)[low]
    return low[np.argsort(high, kind="stable")]


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
