"""People who go from demand points to places of limited capacity, and what a choice comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from geo.analyses.access.methods.capacity_coverage import Pairs, assign
from geo.analyses.planning.methods.capacitated_kernels import fill
from geo.analyses.planning.methods.capacitated_relaxations import (
    most_within_capacity,
    of_same_reach,
)
from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, incidence
from geo.analyses.planning.methods.site_actions import KEEP, MOVED_AWAY, MOVED_HERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]
    Table = tuple[NDArray[np.int64], NDArray[np.int64], Amounts]

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
    flows
        Who can go where.
    """

    chosen: Bools
    served: float
    objective: float
    bound: float
    unserved: Amounts
    most_served: float
    flows: ServiceFlows

    @property
    def proven(self) -> bool:
        """Whether no choice is better."""
        if not math.isfinite(self.objective):
            return self.objective == self.bound
        return abs(self.objective - self.bound) <= TOLERANCE * max(1.0, abs(self.objective))


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

    @property
    def twice(self) -> bool:
        """Whether people are counted who keep a place at two sites."""
        return False

    @cached_property
    def _pairs(self) -> tuple[Sites, Sites]:
        """The demand point and the place of each pair: place by place, the nearest points first."""
        usable = np.zeros(self.reach.shape[1], bool)
        usable[self.actions.place] = True
        people = self.problem.population > 0
        place, point = np.nonzero((self.reach & usable & people[:, None]).T)
        way = self.problem.times[point, place].astype(np.float64)
        key = np.rint(way * _STEPS_A_UNIT).astype(np.int64) * len(people) + point
        begin = np.searchsorted(place, np.arange(self.reach.shape[1] + 1))
        for one, other in pairwise(begin.tolist()):
            point[one:other] = point[one:other][np.argsort(key[one:other])]
        return point, place

    @cached_property
    def table(self) -> Table:
        """Where the pairs of each place begin, their demand points, and their worth."""
        begin = np.searchsorted(self.place, np.arange(self.reach.shape[1] + 1))
        return begin, self.point, self.worth

    @property
    def merged(self) -> Self:
        """The same with demand points that reach the same places made one."""
        first, group = of_same_reach(self.reach)
        together = np.bincount(group, self.people, len(first)).astype(np.float64)
        problem = replace(self.problem, times=self.problem.times[first], population=together)
        return replace(self, problem=problem, reach=self.reach[first])

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
    def within(self) -> Amounts:
        """The people within reach of each place."""
        within = np.bincount(self.place, self.people[self.point], self.reach.shape[1])
        return within.astype(np.float64)

    @cached_property
    def capacity(self) -> Amounts:
        """The capacity of each action, no more than there are people within reach."""
        return np.minimum(self.actions.capacity, self.within[self.actions.place])

    @property
    def never_full(self) -> bool:
        """Whether every place that is used has capacity for all within its reach."""
        return bool(
            ((self.capacity == 0) | (self.capacity >= self.within[self.actions.place])).all()
        )

    @cached_property
    def whole(self) -> Bools:
        """Which variables are whole: the actions, not the people of pairs."""
        return np.arange(len(self.point) + len(self.capacity)) >= len(self.point)

    @cached_property
    def most(self) -> Amounts:
        """The most of each variable."""
        options = np.where(self.actions.dominated, 0.0, 1.0)
        return np.concatenate([self.people[self.point], options])

    @cached_property
    def most_served(self) -> float:
        """People served if every action were affordable: the largest at each place."""
        capacity = np.zeros(self.reach.shape[1])
        np.maximum.at(capacity, self.actions.place, self.capacity)
        left, base = self.people.copy(), np.zeros(len(self.people))
        nearest = self.table[0], self.table[1], np.ones(len(self.point))
        for place in np.argsort(self.within, kind="stable").tolist():
            fill(nearest, place, self.people, left, base, float(capacity[place]))
        served = float(self.people.sum() - left.sum())
        within = self.people[np.unique(self.point)].sum()
        if served >= min(float(capacity.sum()), float(within)):
            return served  # nobody else is left, or no capacity
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

    def value(self, chosen: Bools) -> float:
        """Return what a choice of actions is worth."""
        return float(self.worth @ self.used(self.actions.capacity_at(chosen, self.reach.shape[1])))

    def used(self, capacity: Amounts) -> Amounts:
        """Return the people of each pair when so much capacity at places is used best."""
        key = capacity.tobytes()
        if key not in self._uses:
            amounts = self._best_use(capacity)
            pairs = np.flatnonzero(amounts)
            self._uses[key] = pairs, amounts[pairs]
        used = np.zeros(len(self.point))
        pairs, used[pairs] = self._uses[key]
        return used

    @cached_property
    def _uses(self) -> dict[bytes, tuple[Sites, Amounts]]:
        """The pairs used, and by how many, of each capacity asked for so far."""
        return {}

    def _best_use(self, capacity: Amounts) -> Amounts:
        if ((capacity >= self.within) | (capacity == 0)).all():
            return self._to_nearest(capacity > 0)
        there = np.flatnonzero(capacity[self.place] > 0)
        most = np.minimum(capacity, self.within)
        whole = [np.rint(of).astype(np.int64) for of in (self.people, most)]
        steps = self._steps[there]
        longest = int(self._steps.max(initial=0)) + 1
        unserved = (
            (len(capacity) + 1) * longest  # more than any round of exchanges can save
            if self.no_site is None
            else round(self.no_site * _STEPS_A_UNIT)
        )
        pairs = Pairs(self.point[there], self.place[there], steps)
        used = np.zeros(len(self.point))
        used[there] = assign(pairs, whole[0], whole[1], unserved)
        return used

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
            self,
        )
