"""Loops over the savings of demand points, the largest first, compiled once for all runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.core.jit import compiled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Table = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]

NOBODY: Final = -1


def _gains(table: Table, floor: Amounts, gain: Amounts) -> None:
    """Add up what each candidate saves beyond a floor.

    Parameters
    ----------
    table
        Where the savings of each demand point begin, shape (points + 1,); whose each is, and how
        much, in each point the largest first.
    floor
        Of each demand point.
    gain
        Of each candidate; set.
    """
    begin, candidate, value = table
    gain[:] = 0.0
    for point in range(len(begin) - 1):
        for entry in range(begin[point], begin[point + 1]):
            more = value[entry] - floor[point]
            if more <= 0.0:
                break
            gain[candidate[entry]] += more


def _two_best(
    table: Table, position: NDArray[np.int64], best: Amounts, second: Amounts, whose: NDArray[Any]
) -> None:
    """Set for each demand point the best and the second saving of those chosen, and whose is best.

    ``position`` is the place of each candidate among those chosen, or :data:`NOBODY`.
    """
    begin, candidate, value = table
    for point in range(len(begin) - 1):
        best[point], second[point], whose[point] = 0.0, 0.0, NOBODY
        for entry in range(begin[point], begin[point + 1]):
            of = position[candidate[entry]]
            if of == NOBODY:
                continue
            if whose[point] == NOBODY:
                best[point], whose[point] = value[entry], of
            else:
                second[point] = value[entry]
                break


def _swaps(
    table: Table, best: Amounts, second: Amounts, whose: NDArray[np.int64], net: Amounts
) -> None:
    """Compute what is won when a candidate takes the place of one chosen.

    ``net`` has the shape (chosen + 1, candidates) and is set: in the last row what the candidate
    wins beside all others, in the others what is won back of what the one chosen saves alone (R. A.
    Whitaker, A fast algorithm for the greedy interchange for large-scale clustering and median
    location problems, INFOR 21, 1983).
    """
    begin, candidate, value = table
    net[:, :] = 0.0
    last = net.shape[0] - 1
    for point in range(len(begin) - 1):
        first, other, of = best[point], second[point], whose[point]
        for entry in range(begin[point], begin[point + 1]):
            worth = value[entry]
            if worth <= other:
                break
            if worth > first:
                net[last, candidate[entry]] += worth - first
                worth = first
            if of != NOBODY:
                net[of, candidate[entry]] += worth - other


def _shares(table: Table, floor: Amounts, share: Amounts, covered: Amounts, best: Amounts) -> None:
    """Add up for each demand point the shares of candidates that save more than its floor.

    ``best`` is set to the largest saving of a candidate whose share is 1.
    """
    begin, candidate, value = table
    for point in range(len(begin) - 1):
        covered[point], best[point] = 0.0, 0.0
        for entry in range(begin[point], begin[point + 1]):
            above = value[entry] > floor[point]
            if above:
                covered[point] += share[candidate[entry]]
            if best[point] == 0.0 and share[candidate[entry]] == 1.0:
                best[point] = value[entry]
            if not above and best[point] > 0.0:
                break


def _deal_out(
    point: NDArray[Any], order: NDArray[Any], place: NDArray[Any], dealt: NDArray[Any]
) -> None:
    """Set an order in which the entries of each demand point stand together, else in this order.

    ``place`` is where those of each point begin; used up.
    """
    for entry in order:
        of = point[entry]
        dealt[place[of]] = entry
        place[of] += 1


deal_out = compiled(_deal_out)
gains = compiled(_gains)
two_best = compiled(_two_best)
swaps = compiled(_swaps)
shares = compiled(_shares)
