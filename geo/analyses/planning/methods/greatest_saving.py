"""The most that is saved by sites within a budget: a good answer at once, and a bound.

Maximal covering and the p-median ask the same: of the savings ``s_ij`` that candidate ``j`` brings
demand point ``i``, choose candidates so that ``sum_i max_j s_ij`` is greatest (G. Cornuejols,
M. L. Fisher, G. L. Nemhauser, Location of bank accounts to optimize float, Management Science 23,
1977). Covering saves all people of a point within the limit, the median the minutes of the way.

First the greedy choice and interchange (M. B. Teitz, P. Bart, Operations Research 16, 1968), then
Lagrangean relaxation of the assignment with subgradient steps (M. L. Fisher, Management Science 27,
1981), which bounds what can be saved and tells by its reduced costs what most candidates cannot be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.analyses.planning.methods.integer_program import TOLERANCE
from geo.analyses.planning.methods.saving_kernels import (
    NOBODY,
    deal_out,
    gains,
    shares,
    swaps,
    two_best,
)
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]

MOST_STEPS: Final = 2000
_PATIENCE: Final = 20
_SMALLEST_STEP: Final = 0.002
_TRIED_EVERY: Final = 25


@dataclass(frozen=True, eq=False)
class Savings:
    """What each candidate would save each demand point, and what may be spent.

    Parameters
    ----------
    begin
        int64, shape (demand + 1,): where the savings of each demand point begin.
    candidate, value
        int32 and float64: whose each saving is, and how much, over 0; of each demand point the
        largest first.
    cost
        Of each candidate.
    budget
        The most that all together may cost.
    """

    begin: NDArray[np.int64]
    candidate: NDArray[np.int32]
    value: Amounts
    cost: Amounts
    budget: float

    @classmethod
    def of(cls, saving: NDArray[Any], cost: Amounts, budget: float) -> Savings:
        """Sort the savings of a table of shape (demand, candidates)."""
        order = np.argsort(-saving, axis=1, kind="stable")
        value = np.take_along_axis(saving, order, axis=1).astype(np.float64)
        kept = value > 0
        begin = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
        candidate = order[kept].astype(np.int32)
        return cls(begin, candidate, value[kept], cost, float(budget))

    @classmethod
    def of_entries(
        cls, entries: tuple[Sites, Sites, Amounts], points: int, cost: Amounts, budget: float
    ) -> Savings:
        """Sort savings given by demand point, candidate and amount; all are over 0."""
        point, candidate, value = entries
        if (np.diff(candidate) < 0).any():
            first = np.argsort(candidate, kind="stable")
            point, candidate, value = point[first], candidate[first], value[first]
        largest_first = np.argsort(-value, kind="stable")
        begin = np.concatenate([[0], np.cumsum(np.bincount(point, minlength=points))])
        order = np.empty(len(point), np.int64)
        deal_out(point, largest_first, begin[:-1].copy(), order)
        return cls(begin, candidate[order].astype(np.int32), value[order], cost, float(budget))

    @property
    def points(self) -> int:
        """How many demand points there are."""
        return len(self.begin) - 1

    @cached_property
    def point(self) -> NDArray[np.int64]:
        """The demand point of each saving."""
        return np.repeat(np.arange(self.points), np.diff(self.begin))

    @property
    def table(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """The savings as compiled code takes them."""
        return self.begin, self.candidate, self.value

    def of_points(self, chosen: Sites) -> Amounts:
        """Return what these save each demand point together."""
        among = np.zeros(len(self.cost), bool)
        among[chosen] = True
        entries = np.flatnonzero(among[self.candidate])
        saved = np.zeros(self.points)
        first = np.diff(self.point[entries], prepend=-1) != 0
        saved[self.point[entries[first]]] = self.value[entries[first]]
        return saved

    def total(self, chosen: Sites) -> float:
        """Return what these save together."""
        return float(self.of_points(chosen).sum())


class Bound(NamedTuple):
    """What is known of the best choice.

    Parameters
    ----------
    most
        No choice saves more.
    reduced
        Of each candidate: what it takes from the bound if it is chosen (under 0) or left (over 0).
    """

    most: float
    reduced: Amounts


def greedy(savings: Savings) -> Sites:
    """Choose one candidate after the other, each that saves most for its cost."""
    best, gain = np.zeros(savings.points), np.zeros(len(savings.cost))
    chosen: list[int] = []
    left = savings.budget
    while len(gain):
        gains(savings.table, best, gain)
        gain[chosen] = 0.0
        gain[savings.cost > left + TOLERANCE] = 0.0
        pick = int(np.argmax(gain / savings.cost))
        if gain[pick] <= 0.0:
            break
        chosen.append(pick)
        left -= float(savings.cost[pick])
        best = savings.of_points(np.array(chosen))
    return np.array(chosen, np.intp)


def interchange(savings: Savings, chosen: Sites, control: SolveControl | None = None) -> Sites:
    """Exchange a chosen candidate for another while that saves more.

    Parameters
    ----------
    savings
        What each saves.
    chosen
        Where to begin.
    control
        When to stop; without a time limit the best exchange is always found.
    """
    control = control or SolveControl()
    points, count, chosen = savings.points, len(chosen), chosen.copy()
    best, second = np.zeros(points), np.zeros(points)
    whose, net = np.zeros(points, np.int64), np.zeros((count + 1, len(savings.cost)))
    position = np.full(len(savings.cost), NOBODY)
    position[chosen] = np.arange(count)
    while count and not control.over:
        two_best(savings.table, position, best, second, whose)
        swaps(savings.table, best, second, whose, net)
        alone = np.bincount(whose[whose >= 0], (best - second)[whose >= 0], count)
        won = net[-1] + net[:-1] - alone[:, None]
        spent = savings.cost[chosen].sum() - savings.cost[chosen][:, None] + savings.cost[None, :]
        won[spent > savings.budget + TOLERANCE] = -np.inf
        won[:, chosen] = -np.inf
        out, into = divmod(int(np.argmax(won)), won.shape[1])
        if won[out, into] <= TOLERANCE * max(1.0, float(best.sum())):
            break
        position[chosen[out]], position[into] = NOBODY, out
        chosen[out] = into
    return chosen


def bounded(
    savings: Savings, chosen: Sites, control: SolveControl | None = None
) -> tuple[Sites, Bound]:
    """Bound what can be saved, and return the best choice met on the way.

    Parameters
    ----------
    savings
        What each saves.
    chosen
        A good choice.
    control
        When to stop, and whom to tell of a better bound.

    Notes
    -----
    For multipliers u_i >= 0 no choice saves more than L(u) = sum_i u_i + max sum_{j chosen} r_j,
    where r_j = sum_i (s_ij - u_i)+. The choice within is the continuous knapsack: for a number of
    sites the p largest r_j. It is improved by interchange now and then.
    """
    control = control or SolveControl()
    reached, points = savings.total(chosen), savings.points
    multiplier = _between_two_best(savings, chosen)
    rest, covered, saved = np.zeros(len(savings.cost)), np.zeros(points), np.zeros(points)
    best = Bound(math.inf, rest)
    step, idle = 2.0, 0
    for number in range(MOST_STEPS):
        gains(savings.table, multiplier, rest)
        share, price = _within_budget(rest, savings)
        most = float(multiplier.sum() + rest @ share)
        idle += 1
        if most < best.most - TOLERANCE * max(1.0, abs(most)):
            best, idle = Bound(most, rest - price * savings.cost), 0
            control.report(reached, most)
        shares(savings.table, multiplier, share, covered, saved)
        if saved.sum() > reached or number % _TRIED_EVERY == _TRIED_EVERY - 1:
            other = interchange(savings, np.flatnonzero(share == 1.0), control)
            if (total := savings.total(other)) > reached:
                chosen, reached = other, total
        if idle >= _PATIENCE:
            step, idle = step / 2.0, 0
        slope = 1.0 - covered
        slope[(multiplier <= 0.0) & (slope > 0.0)] = 0.0
        length = float(slope @ slope)
        done = best.most - reached <= TOLERANCE * max(1.0, reached) or length == 0.0
        if done or step < _SMALLEST_STEP or control.over:
            break
        multiplier = np.maximum(multiplier - step * (most - reached) / length * slope, 0.0)
    return chosen, best


def _between_two_best(savings: Savings, chosen: Sites) -> Amounts:
    """Return half way between the best and the second saving of those chosen, by demand point.

    Best multipliers lie between them where each point has the best of the choice.
    """
    best, second = np.zeros(savings.points), np.zeros(savings.points)
    position = np.full(len(savings.cost), NOBODY)
    position[chosen] = np.arange(len(chosen))
    two_best(savings.table, position, best, second, np.zeros(savings.points, np.int64))
    return (best + second) / 2.0


def _within_budget(rest: Amounts, savings: Savings) -> tuple[Amounts, float]:
    """Solve the continuous knapsack: the share of each candidate, and the price of the budget."""
    ratio = rest / savings.cost
    order = np.argsort(-ratio, kind="stable")
    spent = np.cumsum(savings.cost[order])
    whole = int(np.searchsorted(spent, savings.budget + TOLERANCE, "right"))
    share = np.zeros(len(rest))
    share[order[:whole]] = 1.0
    if whole == len(rest):
        return share, 0.0
    split = order[whole]
    left = savings.budget - (float(spent[whole - 1]) if whole else 0.0)
    share[split] = max(0.0, left) / savings.cost[split]
    return share, float(ratio[split])
