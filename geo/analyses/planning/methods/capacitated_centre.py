"""The shortest longest way where sites have capacity for so many people only.

The capacitated p-centre problem (J. Bar-Ilan, G. Kortsarz, D. Peleg, How to allocate network
centers, Journal of Algorithms 15, 1993), solved by covering with capacities within one limit after
the other, between the answer without limits of capacity and the best choice so far.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analyses.planning.methods.capacitated import cheapest_for_all
from geo.analyses.planning.methods.capacitated_bounds import capacity_anywhere
from geo.analyses.planning.methods.capacitated_relaxations import of_same_reach, served_at_most
from geo.analyses.planning.methods.integer_program import TOLERANCE
from geo.analyses.planning.methods.service_flows import ActionPlan, ServiceFlows
from geo.analyses.planning.methods.site_actions import CLOSE, MOVED_HERE, NEW
from geo.analyses.planning.methods.siting import farthest_first, p_centre
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]

_TRIED: Final = 65
"""So many limits are looked at for how far a choice serves all."""


def shortest_longest_way(
    problem: SiteProblem, actions: SiteActions, budget: float, control: SolveControl | None = None
) -> ActionPlan:
    """Choose actions within a budget so that all have capacity, and the longest way is shortest.

    Parameters
    ----------
    problem, actions
        People, places, and what may be done there.
    budget
        What the actions may cost.
    control
        The time limit, and whom to tell of progress.

    Returns
    -------
    ActionPlan
        Its objective is the longest way of anybody whom some place can serve; infinite, and with
        nothing done, where not all can have capacity within the budget.
    """
    control = control or SolveControl()
    search = _Search.of(problem, actions, budget)
    anywhere = capacity_anywhere(actions, problem.times.shape[1], search.everybody, budget)
    if anywhere < search.least:
        return search.plan(actions.taken_today, math.inf, math.inf)
    limits, below = search.limits, search.nearest - 1
    farthest = search.built(farthest_first(search.unlimited, search.spendable))
    above, chosen = search.better_of(search.with_capacity(farthest))
    if above == len(limits):
        above, chosen = search.better_of(search.with_capacity(actions.taken_today))
    control.report(*search.reached(above, below))
    near = farthest
    if above > below + 1:
        loose = p_centre(search.unlimited, search.spendable, control.part(0.5))
        below = max(below, int(np.searchsorted(limits, loose.bound)) - 1)
        near = search.built(loose.opened)
        above, chosen = search.better_of(chosen, search.with_capacity(near))
        control.report(*search.reached(above, below))
    for is_thorough in (False, True):
        unsure = below
        while above - max(below, unsure) > 1 and not control.over:
            middle = (max(below, unsure) + above) // 2
            limit = float(limits[middle])
            if is_thorough:
                found, possible = search.decided(limit, control.part(0.5))
            else:
                found, possible = search.quickly((chosen, near, actions.taken_today), limit), True
            if found is not None:
                above, chosen = middle, found
            elif possible:
                unsure = middle
            else:
                below = middle
            control.report(*search.reached(above, below))
    chosen = chosen if above < len(limits) else actions.taken_today
    return search.plan(chosen, *search.reached(above, below))


@dataclass(frozen=True, eq=False)
class _Search:
    """Demand points that some place can serve, and within which limits choices serve them all.

    Parameters
    ----------
    whole, asked
        The problem as it was asked, and which of its demand points can be served by any place.
    problem
        Of these demand points only.
    actions, budget
        What may be done, and what it may cost.
    """

    whole: SiteProblem
    asked: Bools
    problem: SiteProblem
    actions: SiteActions
    budget: float

    @classmethod
    def of(cls, problem: SiteProblem, actions: SiteActions, budget: float) -> _Search:
        """Leave out demand points without people, and those that nothing reaches."""
        usable = np.unique(actions.place)
        asked = (problem.population > 0) & np.isfinite(problem.times[:, usable]).any(axis=1)
        of_these = replace(
            problem, times=problem.times[asked], population=problem.population[asked]
        )
        return cls(problem, asked, of_these, actions, budget)

    @cached_property
    def everybody(self) -> float:
        """The people who can be served by any place."""
        return float(self.problem.population.sum())

    @property
    def least(self) -> float:
        """So many people are all of them."""
        return self.everybody - TOLERANCE * max(1.0, self.everybody)

    @cached_property
    def limits(self) -> Amounts:
        """The ways there are, the shortest first."""
        ways = np.unique(self.problem.times[:, np.unique(self.actions.place)].astype(np.float64))
        return ways[np.isfinite(ways)]

    @cached_property
    def nearest(self) -> int:
        """The number of the limit within which all have a place at all."""
        ways = self.problem.times[:, np.unique(self.actions.place)].min(axis=1, initial=np.inf)
        return int(np.searchsorted(self.limits, ways.max(initial=-math.inf)))

    @cached_property
    def spendable(self) -> float:
        """The budget, with what any site saves by closing."""
        actions = self.actions
        return self.budget - float(np.minimum(actions.cost[actions.action == CLOSE], 0.0).sum())

    @cached_property
    def unlimited(self) -> SiteProblem:
        """The problem without limits of capacity, where no site has to close for another.

        No choice of actions has a shorter longest way than its answer.
        """
        actions, cost = self.actions, np.full(self.problem.times.shape[1], math.inf)
        builds = np.isin(actions.action, [NEW, MOVED_HERE])
        np.minimum.at(cost, actions.place[builds], np.maximum(actions.cost[builds], TOLERANCE))
        return replace(self.problem, cost=cost, closed=~np.isfinite(cost))

    def built(self, opened: Sites) -> Bools:
        """Choose to build at these places, as far as that is affordable."""
        actions, builds = self.actions, np.flatnonzero(self.actions.action == NEW)
        number = np.full(self.problem.times.shape[1], -1)
        number[actions.place[builds]] = builds
        build = number[opened][number[opened] >= 0]
        chosen = actions.taken_today.copy()
        chosen[build[np.cumsum(actions.cost[build]) <= self.budget + TOLERANCE]] = True
        return chosen

    def with_capacity(self, chosen: Bools) -> Bools:
        """Add capacity for those left within the longest way to the nearest site, then at all."""
        open_places = self.actions.capacity_at(chosen, self.problem.times.shape[1]) > 0
        ways = self.problem.times[:, open_places].min(axis=1, initial=np.inf)
        for limit in (float(ways.max(initial=0.0)), math.inf):
            chosen = self.more_capacity(chosen, limit)
        return chosen

    def quickly(self, starts: Iterable[Bools], limit: float) -> Bools | None:
        """Return a choice that serves all within a limit: one of these, with more capacity."""
        for start in starts:
            chosen = self.more_capacity(start, limit)
            if self.serves_all(chosen, limit):
                return chosen
        return None

    def decided(self, limit: float, control: SolveControl) -> tuple[Bools | None, bool]:
        """Return a choice that serves all within a limit, and whether there may be one."""
        plan = cheapest_for_all(self.problem, self.actions, limit, control, self.budget)
        if plan.served >= self.least and plan.objective <= self.budget + TOLERANCE:
            return plan.chosen, True
        return None, plan.most_served >= self.least and plan.bound <= self.budget + TOLERANCE

    def more_capacity(self, chosen: Bools, limit: float) -> Bools:
        """Add what brings most capacity for its cost to those left within a limit, one by one."""
        actions, left = self.actions, self._left(chosen, limit)
        waiting = left > 0
        left, ways = left[waiting].astype(np.float32), self.problem.times[waiting]
        near = (np.isfinite(ways) & (ways <= limit)).astype(np.float32)
        chosen, spare = chosen.copy(), self.budget - actions.spent(chosen)
        now = actions.capacity_at(chosen, near.shape[1])
        useful = (actions.action != MOVED_HERE) & ~chosen & ~actions.dominated
        while True:
            gain = np.minimum(actions.capacity - now[actions.place], (left @ near)[actions.place])
            gain[~useful | (actions.cost > spare + TOLERANCE)] = 0.0
            pick = int(np.argmax(gain / np.maximum(actions.cost, TOLERANCE)))
            if gain[pick] <= 0:
                return chosen
            there = actions.place[pick]
            useful[actions.place == there] = chosen[actions.place == there] = False
            chosen[pick], spare = True, spare - float(actions.cost[pick])
            order = np.argsort(ways[:, there], kind="stable")
            come = left[order] * near[order, there]
            left[order] -= np.clip(gain[pick] - (np.cumsum(come) - come), 0.0, come)

    def _left(self, chosen: Bools, limit: float) -> Amounts:
        """Return the people of each demand point for whom a choice has no capacity within a limit.

        Of demand points that reach the same places, the same share each.
        """
        capacity = self.actions.capacity_at(chosen, self.problem.times.shape[1])
        there = capacity > 0
        ways, people = self.problem.times[:, there], self.problem.population
        first, group = of_same_reach(np.isfinite(ways) & (ways <= limit))
        together = np.bincount(group, people, len(first)).astype(np.float64)
        reach = np.isfinite(ways[first]) & (ways[first] <= limit)
        served = served_at_most(np.nonzero(reach), together, capacity[there])
        share: Amounts = 1.0 - served / np.maximum(together, TOLERANCE)
        return people * share[group]

    def better_of(self, *choices: Bools) -> tuple[int, Bools]:
        """Return the number of the least limit within which one of these choices serves all."""
        numbers = [self.number_of(of) for of in choices]
        return min(numbers), choices[int(np.argmin(numbers))]

    def serves_all(self, chosen: Bools, limit: float) -> bool:
        """Return whether a choice has capacity for all within a limit."""
        return float(self._left(chosen, limit).sum()) <= TOLERANCE

    def number_of(self, chosen: Bools) -> int:
        """Return the number of a limit within which a choice serves all, nearly the least.

        One more than there are where it doesn't serve all.
        """
        capacity = self.actions.capacity_at(chosen, self.problem.times.shape[1])
        ways = self.problem.times[:, capacity > 0].min(axis=1, initial=np.inf)
        longest = ways.max(initial=-math.inf)
        if not math.isfinite(longest) or capacity.sum() < self.least:
            return len(self.limits)
        least = int(np.searchsorted(self.limits, longest))
        numbers = np.unique(np.linspace(least, len(self.limits) - 1, _TRIED).round().astype(int))

        def serves_all(number: int) -> bool:
            return self.serves_all(chosen, float(self.limits[number]))

        first = bisect_left(numbers.tolist(), True, key=serves_all)  # noqa: FBT003
        return int(numbers[first]) if first < len(numbers) else len(self.limits)

    def reached(self, above: int, below: int) -> tuple[float, float]:
        """Return the longest way of the best choice, and the bound.

        Parameters
        ----------
        above, below
            The numbers of the limit within which a choice serves all, and of the longest within
            which none does.
        """
        count = len(self.limits)
        if not count:
            return 0.0, 0.0
        longest = float(self.limits[above]) if above < count else math.inf
        return longest, float(self.limits[below + 1]) if below + 1 < count else math.inf

    def plan(self, chosen: Bools, longest: float, bound: float) -> ActionPlan:
        """Return what a choice comes to that serves all within the longest way, or nobody anew."""
        problem, actions = self.whole, self.actions
        finite = np.isfinite(problem.times)
        today, then = (
            actions.capacity_at(of, finite.shape[1]) for of in (actions.taken_today, chosen)
        )
        flows = ServiceFlows(problem, actions, finite & ((today > 0) | (then > 0)))
        most_served = ServiceFlows(problem, actions, finite).merged.most_served
        if not math.isfinite(longest):
            plan = flows.plan(chosen, 0.0)
            return replace(plan, objective=longest, bound=bound, most_served=most_served)
        unserved = np.where(self.asked, 0.0, problem.population)
        return ActionPlan(chosen, self.everybody, longest, bound, unserved, most_served, flows)
