"""The transport problem: what to send from where to where, solved to the optimum.

scipy is imported where it is used: a start that shares nothing does not pay for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]


class Arcs(NamedTuple):
    """Ways open from sources to sinks, both numbered from 0, and what a unit sent gains."""

    source: Places
    sink: Places
    gain: Floats


def transport(supply: Floats, demand: Floats, arcs: Arcs, *, fill: bool = False) -> Floats:
    """Send what gains most.

    Parameters
    ----------
    supply
        What each source has, at least 0; infinite where it is not limited.
    demand
        What each sink can take.
    arcs
        The ways; what is not listed is closed.
    fill
        Whether every sink must be filled; there must be a way to do so.

    Returns
    -------
    numpy.ndarray
        The amount on each arc: a vertex of the optimum, so that whole supplies and demands give
        whole amounts (Dantzig 1951). Solved by the dual simplex of HiGHS (Huangfu and Hall 2018).

    Examples
    --------
    A greedy rule would send the first source to the first sink, and leave the other without.

    >>> arcs = Arcs(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([10.0, 9.0, 8.0]))
    >>> transport(np.array([1.0, 1.0]), np.array([1.0, 1.0]), arcs).tolist()
    [0.0, 1.0, 1.0]
    """
    count = len(arcs.source)
    if not count:
        return np.zeros(0)
    sent = _sums(arcs.source, len(supply), count)
    limited = np.isfinite(supply)
    received = _sums(arcs.sink, len(demand), count)
    rows, limits = [sent.tocsr()[np.flatnonzero(limited)]], [supply[limited]]
    if not fill:
        rows.append(received.tocsr())
        limits.append(demand)
    solved: Any = linprog(  # type: ignore[call-overload]
        -arcs.gain,
        A_ub=vstack(rows),
        b_ub=np.concatenate(limits),
        A_eq=received.tocsr() if fill else None,
        b_eq=demand if fill else None,
        method="highs-ds",
    )
    if not solved.success:
        raise RuntimeError(solved.message)
    amounts = np.asarray(solved.x, dtype=np.float64)
    # The solver keeps to its bounds within a tolerance; amounts are people or parts of posts.
    return np.maximum(amounts.round(6), 0.0)


def _sums(ends: Places, size: int, count: int) -> coo_array:
    return coo_array((np.ones(count), (ends, np.arange(count))), shape=(size, count))
