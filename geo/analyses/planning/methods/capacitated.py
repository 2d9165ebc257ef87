"""Sites with limited capacity, by actions within a budget: who is served, and how far they have.

A mixed-integer program of the people who go from each demand point to each place within reach,
solved by HiGHS; before it a greedy choice, which is the answer where the time is too short. Places
that nothing reaches, and people for whom there is no capacity, make nothing infeasible.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from geo.analyses.access.methods.capacity_coverage import Pairs, assign
from geo.analyses.planning.methods.capacitated_relaxations import (
    best_without_limits,
    most_within_capacity,
)
from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, incidence, minimise
from geo.analyses.planning.methods.site_actions import KEEP, MOVED_AWAY, MOVED_HERE
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]

_STEPS_A_UNIT: Final = 600
"""Ways are compared to a decisecond, where they are minutes."""
MOST_PAIRS: Final = 600_000
"""With more pairs no program is begun, which would take gigabytes: the bound is a relaxation."""
_MOST_TIGHT: Final = 300_000
"""With more pairs, that nobody goes to a place without a site is stated place by place only."""


@dataclass(frozen=True, eq=False)
class ActionPlan:
    """Actions chosen, whom they serve, and how far from the best that can be.

    Parameters
    ----------
    chosen
        bool, of each action; kept sites included.
    served
        People with capacity at a site within reach.
    objective, bound
        What is reached, and what no choice passes: people served, minutes of all people together,
        or the cost.
    unserved
        Of each demand point: people without capacity within reach.
    most_served
        People for whom there would be capacity within reach if every action were affordable.
    """

    chosen: Bools
    served: float
    objective: float
    bound: float
    unserved: Amounts
    most_served: float

    @property
    def proven(self) -> bool:
        """Whether no choice is better."""
        same = self.objective == self.bound  # infinite, too
        return same or abs(self.objective - self.bound) <= TOLERANCE * max(1.0, abs(self.objective))


def serve_most(
    problem: SiteProblem,
    actions: SiteActions,
    limit: float,
    budget: float,
    control: SolveControl | None = None,
) -> ActionPlan:
    """Choose actions within a budget so that most people have capacity at a site within a limit.

    The maximal covering problem with capacities; its objective are the people served.

    Examples
    --------
    Two places within 10 minutes, a hundred people each; one new site has capacity for 150.

    >>> from geo.analyses.planning.methods.site_actions import Costs, SiteActions
    >>> from geo.analyses.planning.methods.site_problem import SiteProblem
    >>> problem = SiteProblem(np.array([[5.0, 30.0], [9.0, 8.0]]), np.array([100.0, 100.0]))
    >>> actions = SiteActions.of(problem, np.array([150.0, 150.0]), Costs())
    >>> plan = serve_most(problem, actions, limit=10, budget=1)
    >>> plan.objective, float(plan.unserved.sum()), plan.proven
    (150.0, 50.0, True)
    """
    flows = ServiceFlows(problem, actions, problem.times <= limit)
    chosen, bound = flows.solved(budget, control or SolveControl())
    return flows.plan(chosen, bound)


def shortest_ways(
    problem: SiteProblem,
    actions: SiteActions,
    budget: float,
    control: SolveControl | None = None,
    no_site: float | None = None,
) -> ActionPlan:
    """Choose actions within a budget so that the ways of all people together are shortest.

    The p-median problem with capacities. Who is beyond all capacity is reckoned at ``no_site``, the
    longest way there is if not stated; demand points that nothing reaches are left out.
    """
    dearest = float(np.max(problem.times, where=np.isfinite(problem.times), initial=0.0))
    cap = dearest if no_site is None else no_site
    reach = np.isfinite(problem.times) & (problem.times <= cap)
    flows = ServiceFlows(problem, actions, reach, cap)
    total = cap * float(problem.population[~problem.unreachable].sum())
    control = control or SolveControl()
    chosen, bound = flows.solved(budget, control.mapped(total.__sub__))
    plan = flows.plan(chosen, bound)
    return ActionPlan(
        chosen, plan.served, total - plan.objective, total - bound, plan.unserved, plan.most_served
    )


def cheapest_for_all(
    problem: SiteProblem, actions: SiteActions, limit: float, control: SolveControl | None = None
) -> ActionPlan:
    """Choose actions of least cost that give everybody capacity within a limit, as far as can be.

    The set covering problem with capacities. Where all actions together have too little capacity,
    those that serve as many people as can be served; ``most_served`` is how many that is. Its
    objective is the cost.
    """
    flows = ServiceFlows(problem, actions, problem.times <= limit)
    control = control or SolveControl()
    chosen = flows.greedy(math.inf)
    control.report(actions.spent(chosen), 0.0)
    least = 0.0
    if not control.over and len(flows.point) <= MOST_PAIRS:
        cost = np.concatenate([np.zeros(len(flows.point)), actions.cost])
        rows = [*flows.rows(math.inf), flows.at_least(flows.most_served)]
        solved = minimise(cost, rows, whole=flows.whole, most=flows.most, control=control)
        least = solved.bound
        if solved.amounts is not None:
            chosen = solved.amounts[len(flows.point) :] > 0.5
    plan = flows.plan(chosen, 0.0)
    spent = actions.spent(chosen)
    least = min(least, spent) if math.isfinite(least) else 0.0
    return ActionPlan(chosen, plan.served, spent, least, plan.unserved, plan.most_served)


@dataclass(frozen=True, eq=False)
class ServiceFlows:
    """People who go from demand points to places within reach.

    Parameters
    ----------
    problem
        People, places, and the ways between them.
    actions
        What may be done at the places.
    reach
        bool, shape (demand, places): who may go where.
    no_site
        The way at which a person beyond capacity is reckoned; None: most people are served,
        however far they go.
    """

    problem: SiteProblem
    actions: SiteActions
    reach: Bools
    no_site: float | None = None

    @cached_property
    def _pairs(self) -> tuple[Sites, Sites]:
        usable = np.zeros(self.reach.shape[1], bool)
        usable[self.actions.place] = True
        people = self.problem.population > 0
        point, place = np.nonzero(self.reach & usable & people[:, None])
        return point, place

    @property
    def point(self) -> Sites:
        """The demand point of each pair."""
        return self._pairs[0]

    @property
    def place(self) -> Sites:
        """The place of each pair."""
        return self._pairs[1]

    @cached_property
    def ways(self) -> Amounts:
        """The way of each pair."""
        ways: Amounts = self.problem.times[self.point, self.place].astype(np.float64)
        return ways

    @cached_property
    def _steps(self) -> NDArray[np.int64]:
        """The same as whole numbers."""
        return np.rint(self.ways * _STEPS_A_UNIT).astype(np.int64)

    @cached_property
    def worth(self) -> Amounts:
        """What it is worth that one person goes from the point of a pair to its place."""
        return np.ones(len(self.point)) if self.no_site is None else self.no_site - self.ways

    @cached_property
    def people(self) -> Amounts:
        """The people of each demand point."""
        return self.problem.population.astype(np.float64)

    @cached_property
    def capacity(self) -> Amounts:
        """The capacity of each action, no more than there are people within reach."""
        within = np.bincount(self.place, self.people[self.point], self.reach.shape[1])
        return np.minimum(self.actions.capacity, within[self.actions.place])

    @cached_property
    def whole(self) -> Bools:
        """Which variables are whole: the actions, not the people of pairs."""
        return np.arange(len(self.point) + len(self.capacity)) >= len(self.point)

    @cached_property
    def most(self) -> Amounts:
        """The most of each variable."""
        return np.concatenate([self.people[self.point], np.ones(len(self.capacity))])

    @cached_property
    def most_served(self) -> float:
        """People served if every action were affordable: the largest at each place."""
        capacity = np.zeros(self.reach.shape[1])
        np.maximum.at(capacity, self.actions.place, self.capacity)
        if not len(self.point):
            return 0.0
        return most_within_capacity(self.reach & (capacity > 0), self.people, capacity)

    def rows(self, budget: float) -> list[Rows]:
        """Return what must hold."""
        pairs, count = np.arange(len(self.point)), len(self.point)
        points, places = self.reach.shape
        number, options = self.actions.action, len(self.capacity)
        here = incidence(self.actions.place, np.arange(options), (places, options))
        leaves = incidence(self.point, pairs, (points, count))
        arrives = incidence(self.place, pairs, (places, count))
        none = csr_array((points, options))
        stays = np.isin(np.arange(places), self.actions.place[number == KEEP]).astype(np.float64)
        balance = (number == MOVED_HERE).astype(float) - (number == MOVED_AWAY)
        rows = [
            Rows(hstack([leaves, none]), most=self.people),
            Rows(hstack([arrives, -(here @ diags_array(self.capacity))]), most=0.0),
            Rows(hstack([csr_array((places, count)), here]), stays, 1.0),
            self._of_actions(balance, 0.0, 0.0),
        ]
        if math.isfinite(budget):
            rows.append(self._of_actions(self.actions.cost, -np.inf, budget))
        if count <= _MOST_TIGHT:
            opens = here @ diags_array((self.capacity > 0).astype(float))
            at_place = csr_array(opens)[self.place]
            crowd = diags_array(self.people[self.point]) @ at_place
            rows.append(Rows(hstack([diags_array(np.ones(count)), -crowd]), most=0.0))
        return rows

    def at_least(self, served: float) -> Rows:
        """Return that so many people are served."""
        counted = np.concatenate([np.ones(len(self.point)), np.zeros(len(self.capacity))])
        return Rows(csr_array(counted[None, :]), served - TOLERANCE * max(1.0, served))

    def _of_actions(self, weights: Amounts, least: float, most: float) -> Rows:
        values = np.concatenate([np.zeros(len(self.point)), weights])
        return Rows(csr_array(values[None, :]), least, most)

    def solved(self, budget: float, control: SolveControl) -> tuple[Bools, float]:
        """Choose actions so that the worth of the pairs used is greatest; return also a bound."""
        chosen = self.greedy(budget)
        reached = self.value(chosen)
        best = np.zeros(self.reach.shape[0])
        np.maximum.at(best, self.point, self.worth)
        everything = float(best @ self.people)
        control.report(reached, everything)
        if control.over:
            return chosen, everything
        if len(self.point) > MOST_PAIRS:
            pairs = self.point, self.place, self.worth
            other, most = best_without_limits(pairs, self.people, self.actions, budget, control)
            best_choice = max(chosen, other, key=self.value)
            return best_choice, max(self.value(best_choice), min(everything, most))
        cost = np.concatenate([-self.worth, np.zeros(len(self.capacity))])
        inner = control.mapped(
            lambda amount: max(reached, -amount), lambda amount: min(everything, -amount)
        )
        solved = minimise(cost, self.rows(budget), whole=self.whole, most=self.most, control=inner)
        if solved.amounts is not None and -solved.objective > reached:
            chosen, reached = solved.amounts[len(self.point) :] > 0.5, -solved.objective
        return chosen, max(reached, min(everything, -solved.bound))

    def greedy(self, budget: float) -> Bools:
        """Build or enlarge where that adds most for its cost, again and again."""
        actions, chosen, worth = self.actions, self.actions.taken_today.copy(), self.worth
        order, begin = self._best_first
        point, place, worth = self.point[order], self.place[order], worth[order]
        of_place = [point[begin[at] : begin[at + 1]] for at in range(self.reach.shape[1])]
        left, first = self.people.copy(), begin[place]
        spent, used = 0.0, np.zeros(self.reach.shape[1])
        capacity = self.actions.capacity_at(chosen, self.reach.shape[1])
        useful = (self.capacity > 0) & ~chosen & (actions.action != MOVED_HERE)
        for there in np.flatnonzero(capacity):
            used[there] = self._fill(left, of_place[there], capacity[there])
        while True:
            before = np.cumsum(left[point]) - left[point]
            ahead = before - before[first]
            affordable = useful & (actions.cost <= budget - spent + TOLERANCE)
            more = np.zeros(self.reach.shape[1])
            np.maximum.at(more, actions.place[affordable], self.capacity[affordable])
            taken = np.clip((more - used)[place] - ahead, 0.0, left[point])
            gain = np.bincount(place, taken * worth, self.reach.shape[1])
            per_cost = gain[actions.place] / np.maximum(actions.cost, TOLERANCE)
            per_cost[~affordable] = 0.0
            pick = int(np.argmax(per_cost)) if len(per_cost) else 0
            if not len(per_cost) or per_cost[pick] <= 0:
                return chosen
            there = actions.place[pick]
            chosen[(actions.place == there)] = False
            chosen[pick], spent = True, spent + float(actions.cost[pick])
            useful[actions.place == there] = False
            used[there] += self._fill(left, of_place[there], self.capacity[pick] - used[there])

    @cached_property
    def _best_first(self) -> tuple[Sites, Sites]:
        """The pairs by place, those of most worth first, and where those of each place begin."""
        by_place = np.argsort(self.place, kind="stable")
        begin = np.searchsorted(self.place[by_place], np.arange(self.reach.shape[1] + 1))
        parts = [by_place[one:other] for one, other in pairwise(begin)]
        order = [part[np.argsort(-self.worth[part], kind="stable")] for part in parts]
        return np.concatenate([np.zeros(0, np.intp), *order]), begin

    @staticmethod
    def _fill(left: Amounts, points: Sites, capacity: float) -> float:
        """Take people of these demand points, in order, up to a capacity; return how many."""
        before = np.cumsum(left[points]) - left[points]
        taken = np.clip(capacity - before, 0.0, left[points])
        left[points] -= taken
        return float(taken.sum())

    def value(self, chosen: Bools) -> float:
        """Return what a choice of actions is worth."""
        return float(self.worth @ self.used(self.actions.capacity_at(chosen, self.reach.shape[1])))

    def used(self, capacity: Amounts) -> Amounts:
        """Return the people of each pair when so much capacity at places is used best."""
        within = np.bincount(self.place, self.people[self.point], self.reach.shape[1])
        if ((capacity >= within) | (capacity == 0)).all():
            return self._to_nearest(capacity > 0)
        whole = [np.rint(of).astype(np.int64) for of in (self.people, np.minimum(capacity, within))]
        steps = self._steps
        longest = int(steps.max(initial=0)) + 1
        unserved = (
            (len(capacity) + 1) * longest  # more than any round of exchanges can save
            if self.no_site is None
            else round(self.no_site * _STEPS_A_UNIT)
        )
        pairs = Pairs(self.point, self.place, steps)
        return assign(pairs, whole[0], whole[1], unserved).astype(np.float64)

    def _to_nearest(self, open_places: Bools) -> Amounts:
        """Return the people of each pair when all go to the nearest of some places."""
        pairs = np.flatnonzero(open_places[self.place])
        pairs = pairs[np.argsort(self._steps[pairs], kind="stable")]
        used = np.zeros(len(self.point))
        nearest = pairs[np.unique(self.point[pairs], return_index=True)[1]]
        used[nearest] = np.rint(self.people[self.point[nearest]])
        return used

    def plan(self, chosen: Bools, bound: float) -> ActionPlan:
        """Return what a choice comes to."""
        used = self.used(self.actions.capacity_at(chosen, self.reach.shape[1]))
        served = np.bincount(self.point, used, self.reach.shape[0])
        objective = float(self.worth @ used)
        return ActionPlan(
            chosen,
            float(served.sum()),
            objective,
            max(objective, bound),
            np.where(self.people > 0, self.people - served, 0.0),
            self.most_served,
        )
