"""Loops over the people within reach of places of limited capacity, compiled once for all runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.core.jit import compiled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Table = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]


def _fill_gains(
    table: Table, people: Amounts, left: Amounts, base: Amounts, capacity: Amounts, gain: Amounts
) -> None:
    """Add up what each place wins when its nearest people come, as far as its capacity goes.

    Parameters
    ----------
    table
        Where the pairs of each place begin, shape (places + 1,); the demand point of each, and what
        one person is worth there, in each place the most first.
    people, left, base
        Of each demand point: all people, those nobody serves, and what one of the others is worth
        where they are served.
    capacity
        Of each place: the capacity that is left.
    gain
        Of each place; set.
    """
    begin, point, worth = table
    for place in range(len(begin) - 1):
        free, won = capacity[place], 0.0
        for pair in range(begin[place], begin[place + 1]):
            if free <= 0.0 or worth[pair] <= 0.0:
                break
            of = point[pair]
            come = min(left[of], free)
            won += come * worth[pair]
            free -= come
            more = worth[pair] - base[of]
            if more > 0.0:
                come = min(people[of] - left[of], free)
                won += come * more
                free -= come
        gain[place] = won


def _fill(
    table: Table, place: int, people: Amounts, left: Amounts, base: Amounts, capacity: float
) -> float:
    """Let the nearest people come to a place; set who is left and what others are worth.

    Returns
    -------
    float
        How many come.
    """
    begin, point, worth = table
    free = capacity
    for pair in range(begin[place], begin[place + 1]):
        if free <= 0.0 or worth[pair] <= 0.0:
            break
        of = point[pair]
        served = people[of] - left[of]
        come = min(left[of], free)
        changed = min(served, free - come) if worth[pair] > base[of] else 0.0
        if come + changed > 0.0:
            total = base[of] * (served - changed) + worth[pair] * (come + changed)
            base[of] = total / (served + come)
            left[of] -= come
            free -= come + changed
    return capacity - free


def _sift_down(value: Amounts, who: NDArray[np.int64], size: int) -> None:
    """Let the first of a heap sink to its place; the least is the first."""
    at = 0
    while True:
        least = at
        for child in (2 * at + 1, 2 * at + 2):
            if child < size and value[child] < value[least]:
                least = child
        if least == at:
            return
        value[at], value[least] = value[least], value[at]
        who[at], who[least] = who[least], who[at]
        at = least


sift_down = compiled(_sift_down)


def _best_held(
    table: Table,
    prices: Amounts,
    people: Amounts,
    options: tuple[NDArray[Any], Amounts, Amounts],
    held: Amounts,
    taken: Amounts,
) -> None:
    """Fill each option with those who are worth most beyond a price: a continuous knapsack.

    Parameters
    ----------
    table
        As :func:`_fill_gains` takes it.
    prices, people
        Of each demand point: of one person, and how many there are.
    options
        The place and the capacity of each, and what part of it counts among ``taken``.
    held
        What each is worth; set.
    taken
        People of each demand point; added to.
    """
    begin, point, worth = table
    place, capacity, share = options
    value, who = prices.copy(), begin[:1].repeat(len(prices))
    for option in range(len(place)):
        size, total, most = 0, 0.0, capacity[option]
        for pair in range(begin[place[option]], begin[place[option] + 1]):
            full = total >= most
            if worth[pair] <= 0.0 or most <= 0.0 or (full and worth[pair] <= value[0]):
                break
            more = worth[pair] - prices[point[pair]]
            if more <= 0.0 or (full and more <= value[0]):
                continue
            at = size
            value[at], who[at] = more, point[pair]
            while at > 0 and value[(at - 1) // 2] > value[at]:
                up = (at - 1) // 2
                value[at], value[up] = value[up], value[at]
                who[at], who[up] = who[up], who[at]
                at = up
            size += 1
            total += people[point[pair]]
            while total - people[who[0]] >= most:
                total -= people[who[0]]
                size -= 1
                value[0], who[0] = value[size], who[size]
                sift_down(value, who, size)
        held[option] = 0.0
        excess = max(total - most, 0.0)
        for at in range(size):
            here = people[who[at]] - (excess if at == 0 else 0.0)
            held[option] += value[at] * here
            taken[who[at]] += share[option] * here


fill_gains = compiled(_fill_gains)
fill = compiled(_fill)
best_held = compiled(_best_held)
