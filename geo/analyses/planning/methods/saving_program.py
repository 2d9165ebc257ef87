"""The greatest saving proven: the candidates that the bound leaves open, given to HiGHS."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array

from geo.analyses.planning.methods.greatest_saving import Savings, bounded, greedy, interchange
from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, minimise
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.greatest_saving import Bound

    Amounts = NDArray[np.float64]
    Sites = NDArray[np.intp]

MOST_ENTRIES: Final = 1_000_000
"""Programs with more entries are not begun: the bound stays that of the relaxation."""


def most_saved(savings: Savings, control: SolveControl | None = None) -> tuple[Sites, float]:
    """Choose candidates that save most within the time.

    Parameters
    ----------
    savings
        What each saves.
    control
        The time limit, and whom to tell what is saved so far and what no choice saves more than.

    Returns
    -------
    tuple
        The candidates chosen, and what no choice saves more than.
    """
    control = control or SolveControl()
    chosen = greedy(savings)
    control.report(savings.total(chosen), math.inf)
    chosen = interchange(savings, chosen, control)
    control.report(savings.total(chosen), math.inf)
    chosen, bound = bounded(savings, chosen, control)
    reached = savings.total(chosen)
    if control.over:
        return chosen, max(bound.most, reached)
    return _proven(savings, chosen, bound, control)


def _proven(
    savings: Savings, chosen: Sites, bound: Bound, control: SolveControl
) -> tuple[Sites, float]:
    """Settle the candidates by their reduced cost, and solve for those left."""
    reached = savings.total(chosen)
    least = reached - TOLERANCE * max(1.0, reached)
    cannot = bound.most + np.minimum(bound.reduced, 0.0) < least
    must = bound.most - np.maximum(bound.reduced, 0.0) < least
    fixed, left = np.flatnonzero(must), np.flatnonzero(~cannot & ~must)
    base = savings.of_points(fixed)
    rest = _beyond(savings, left, fixed)
    if not len(rest.value):
        best = max(reached, float(base.sum()))
        return (fixed if base.sum() > reached else chosen), best
    if len(rest.value) > MOST_ENTRIES:
        return chosen, bound.most
    cost, rows = _program(rest)
    whole = np.arange(len(cost)) < len(left)
    everything = float(base.sum() + rest.value[rest.begin[:-1][np.diff(rest.begin) > 0]].sum())
    inner = control.mapped(
        lambda amount: max(reached, everything - amount),
        lambda amount: min(bound.most, everything - amount),
    )
    solved = minimise(cost, rows, whole=whole, most=np.ones(len(cost)), control=inner)
    if solved.amounts is not None:
        solution = np.concatenate([fixed, left[solved.amounts[: len(left)] > 0.5]])
        if savings.total(solution) > reached:
            chosen, reached = solution, savings.total(solution)
    return chosen, max(reached, min(bound.most, everything - solved.bound))


def _beyond(savings: Savings, left: Sites, fixed: Sites) -> Savings:
    """Return what candidates save beyond what those fixed do, and the budget left for them."""
    base, budget = savings.of_points(fixed), savings.budget - float(savings.cost[fixed].sum())
    number = np.full(len(savings.cost), -1)
    number[left] = np.arange(len(left))
    more = savings.value - base[savings.point]
    kept = (more > 0) & (number[savings.candidate] >= 0)
    begin = np.concatenate([[0], np.cumsum(kept)])[savings.begin]
    candidate = number[savings.candidate[kept]].astype(np.int32)
    return Savings(begin, candidate, more[kept], savings.cost[left], budget)


def _program(savings: Savings) -> tuple[Amounts, list[Rows]]:
    """Write the program whose cost is what is not saved of all that could be.

    Each demand point has a variable for every level of saving that it may fall short of:
    z_ik >= z_i(k-1) - sum of the candidates whose saving is that of level k, at the price of the
    step to the next level (S. Elloumi, A tighter formulation of the p-median problem, Journal of
    Combinatorial Optimization 19, 2010). For covering there is one level, and points with the same
    candidates are one.
    """
    if (np.diff(savings.begin) > 0).sum() == _levels(savings).sum():
        savings = _merged(savings)
    sites, starts = len(savings.cost), _levels(savings)
    first, level = np.flatnonzero(starts), np.cumsum(starts) - 1
    opens = np.diff(savings.point[first], prepend=-1) != 0
    worth = savings.value[first]
    step = worth - np.where(np.append(opens[1:], True), 0.0, np.append(worth[1:], 0.0))
    inner, levels = np.flatnonzero(~opens), len(first)
    row = np.concatenate([level, np.arange(levels), inner])
    column = np.concatenate([savings.candidate, sites + np.arange(levels), sites + inner - 1])
    entry = np.concatenate([np.ones(len(level) + levels), -np.ones(len(inner))])
    matrix = csr_array((entry, (row, column)), shape=(levels, sites + levels))
    spent = np.concatenate([savings.cost, np.zeros(levels)])
    rows = [
        Rows(matrix, opens.astype(np.float64)),
        Rows(csr_array(spent[None, :]), most=savings.budget),
    ]
    return np.concatenate([np.zeros(sites), step]), rows


def _levels(savings: Savings) -> NDArray[np.bool_]:
    """Return where a level of saving begins: a demand point, or a smaller saving of it."""
    begins: NDArray[np.bool_] = np.diff(savings.value, prepend=np.nan) != 0
    begins |= np.diff(savings.point, prepend=-1) != 0
    return begins


def _merged(savings: Savings) -> Savings:
    """Make demand points of one level with the same candidates one."""
    number: dict[bytes, int] = {}
    ends = zip(savings.begin[:-1].tolist(), savings.begin[1:].tolist(), strict=True)
    keys = [savings.candidate[begin:end].tobytes() for begin, end in ends]
    group = np.array([number.setdefault(key, len(number)) for key in keys], np.int64)
    firsts = np.unique(group, return_index=True)[1]
    size = np.diff(savings.begin)
    value = np.where(
        size > 0, savings.value[np.minimum(savings.begin[:-1], len(savings.value) - 1)], 0.0
    )
    together = np.bincount(group, value, len(firsts))
    kept = np.isin(savings.point, firsts)
    begin = np.concatenate([[0], np.cumsum(size[firsts])])
    return Savings(
        begin,
        savings.candidate[kept],
        np.repeat(together, size[firsts]),
        savings.cost,
        savings.budget,
    )
