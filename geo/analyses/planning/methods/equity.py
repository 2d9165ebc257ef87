"""The least covered groups first, against the most people covered: what one costs of the other.

How well off the least covered groups are is the mean of their shares covered: of the least covered
one (the maximin of J. Rawls), or of several, so that it tells plans apart where no plan helps all
(W. Ogryczak, A. Tamir, Minimizing the sum of the k largest functions in linear time, Information
Processing Letters 85, 2003). The epsilon constraint (Y. Y. Haimes, L. S. Lasdon, D. A. Wismer, IEEE
Transactions on Systems, Man and Cybernetics 1, 1971): the most people are covered under the
condition that this mean is at least so large, for one share after the other, from that which the
most people come with to the largest that is possible.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, incidence, minimise
from geo.analyses.planning.methods.siting import maximal_covering
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]


POINTS: Final = 5
"""How many shares are tried, both ends included."""


_WEIGHTS: Final = (1.0, 10.0, 1000.0)
"""What the least share counts beside the share of all people, in first answers."""
NO_SITES: Final = np.zeros(0, np.intp)


class TradeOff(NamedTuple):
    """A plan between the two aims.

    Parameters
    ----------
    least_share
        The mean share of their people covered in the least covered groups.
    covered
        People covered in all.
    opened
        Numbers of the candidates to open.
    bound
        No plan with so large a least share covers more people.
    most_share
        No plan has a larger least share.
    """

    least_share: float
    covered: float
    opened: Sites = NO_SITES
    bound: float = math.inf
    most_share: float = 1.0

    @property
    def proven(self) -> bool:
        """Whether no plan covers more people and has so large a least share."""
        return self.bound <= self.covered + TOLERANCE * max(1.0, self.covered)


def trade_off(
    problem: SiteProblem,
    limit: float,
    budget: float,
    group: NDArray[Any],
    control: SolveControl | None = None,
    weakest: float = 0.0,
) -> list[TradeOff]:
    """Cover the most people while the least covered groups have at least a share.

    Parameters
    ----------
    problem
        People, candidates, and the way between them.
    limit
        In the unit of the times.
    budget
        What the sites may cost; where all cost 1, their number.
    group
        Of each demand point, such as its subdistrict. Groups of which nobody can be covered are in
        no least share: no plan could help them.
    control
        The time limit, of which each point may take its part.
    weakest
        How many groups count as the least covered, as a share of all; at least one does.

    Returns
    -------
    list of TradeOff
        The least share grows and the people covered fall; without plans that another one beats.

    Examples
    --------
    Ten people at one end, four at the other; a single site serves the one or the other group.

    >>> from geo.analyses.planning.methods.site_problem import SiteProblem
    >>> minutes = np.array([[5.0, 90.0, 14.0], [8.0, 90.0, 90.0], [90.0, 5.0, 12.0]])
    >>> problem = SiteProblem(minutes, np.array([4.0, 6.0, 4.0]))
    >>> curve = trade_off(problem, 15, 1, np.array(["west", "west", "east"]))
    >>> [(point.least_share, point.covered, point.opened.tolist()) for point in curve]
    [(0.0, 10.0, [0]), (0.4, 8.0, [2])]
    """
    control = control or SolveControl()
    most = maximal_covering(problem, limit, budget, control.part(1 / POINTS))
    program = _FairProgram.of(problem, limit, budget, group, weakest)
    curve = [program.point(opened) for opened in (most.opened, *map(program.greedy, _WEIGHTS))]
    least, bounds, most_share = curve[0].least_share, [(0.0, most.bound)], 1.0
    control.report(1, POINTS)
    if not control.over:
        fairest, most_share = program.fairest(control.part(1 / POINTS))
        curve.append(program.point(fairest))
    top = max(point.least_share for point in curve)
    for number, floor in enumerate(np.linspace(least, top, POINTS)[1:], 2):
        wanted = TradeOff(floor, min(bound for share, bound in bounds if share <= floor))
        if not (control.over or any(_beats(point, wanted) for point in curve)):
            part = control.part(1 / (POINTS - number + 1))
            opened, bound = program.most_covered(float(floor), part)
            curve.append(program.point(opened))
            bounds.append((floor - TOLERANCE, bound))
        control.report(number, POINTS)
    return [_bounded(point, bounds, most_share) for point in _not_beaten(curve)]


def _beats(point: TradeOff, other: TradeOff) -> bool:
    """Return whether a plan is as good as another in both aims."""
    shares = point.least_share >= other.least_share - TOLERANCE
    return shares and point.covered >= other.covered - TOLERANCE * max(1.0, other.covered)


def _bounded(point: TradeOff, bounds: list[tuple[float, float]], most_share: float) -> TradeOff:
    """Return a plan with what no plan of so large a least share passes.

    ``bounds``: least shares, and what no plan that has them covers more than.
    """
    known = [bound for share, bound in bounds if share <= point.least_share]
    bound = max(point.covered, min(known))
    return point._replace(bound=bound, most_share=max(point.least_share, most_share))


def _merged(near: Bools, before: Bools, group: Sites) -> Sites:
    """Return a number for each demand point, one for those of a group with the same reach."""
    number: dict[tuple[bytes, bool, int], int] = {}
    packed = np.packbits(near, axis=1)
    keys = zip(map(bytes, packed), before.tolist(), group.tolist(), strict=True)
    return np.array([number.setdefault(key, len(number)) for key in keys], np.intp)


def _not_beaten(curve: list[TradeOff]) -> list[TradeOff]:
    """Leave out plans that another one beats in both aims, and those that come twice."""
    kept: list[TradeOff] = []
    for plan in sorted(curve, key=lambda plan: (-plan.least_share, -plan.covered)):
        if not kept or plan.covered > kept[-1].covered + TOLERANCE:
            kept.append(plan)
    return kept[::-1]


@dataclass(frozen=True, eq=False)
class _FairProgram:
    """The program of covering with a floor below each group.

    Variables: which candidates are opened, what share of each demand point is covered, a level of
    shares, and by how much each group falls short of it. The mean of the k least shares is the most
    that the level less the k-th part of what falls short of it can be.
    """

    problem: SiteProblem
    within: Any
    before: NDArray[np.bool_]
    member: Any
    people: Amounts
    budget: float
    weakest: int

    @classmethod
    def of(
        cls,
        problem: SiteProblem,
        limit: float,
        budget: float,
        group: NDArray[Any],
        weakest: float,
    ) -> _FairProgram:
        """Write the program; groups that cannot be helped are left out."""
        near = problem.times[:, problem.open_to_choice] <= limit
        before = problem.before <= limit
        names, number = np.unique(np.asarray(group, str), return_inverse=True)
        together = _merged(near & ~before[:, None], before, number)
        first = np.unique(together, return_index=True)[1]
        population = np.bincount(together, problem.population, len(first)).astype(np.float64)
        within = csr_array((near[first] & ~before[first, None]).astype(np.float64))
        before, number = before[first], number[first]
        can = before | (within.sum(axis=1) > 0)
        helped = np.bincount(number, np.where(can, population, 0.0), len(names)) > 0
        points = np.arange(len(number))
        member = incidence(number, points, (len(names), len(points)))[np.flatnonzero(helped)]
        counted = max(1, round(weakest * helped.sum()))
        return cls(problem, within, before, member, population, budget, counted)

    @property
    def totals(self) -> Amounts:
        """The people of each group."""
        totals: Amounts = self.member @ self.people
        return totals

    def point(self, opened: Sites) -> TradeOff:
        """Return what a choice comes to."""
        chosen = np.isin(self.problem.open_to_choice, opened)
        covered = self.before | (self.within @ chosen.astype(np.float64) > 0)
        shares = (self.member @ (self.people * covered)) / self.totals
        share = float(self._mean_of_least(shares))
        return TradeOff(share, float(self.people @ covered), opened)

    def greedy(self, weight: float) -> Sites:
        """Open the site that adds most of both aims for its cost, again and again.

        ``weight``: what the least share counts beside the share of all people.
        """
        costs, left = self.problem.costs, self.people * ~self.before
        shares = 1.0 - (self.member @ left) / self.totals
        opened: list[int] = []
        spare = self.budget + TOLERANCE
        while True:
            gain = csr_array(self.member * left[None, :]) @ self.within
            more = gain.toarray() / self.totals[:, None]
            least = self._mean_of_least(shares[:, None] + more) - self._mean_of_least(shares)
            added = (left @ self.within) / max(self.people.sum(), 1.0) + weight * least
            added[costs > spare] = 0.0
            pick = int(np.argmax(added / costs)) if len(costs) else 0
            if not len(costs) or added[pick] <= 0:
                return self.problem.open_to_choice[opened]
            opened.append(pick)
            shares, spare = shares + more[:, pick], spare - costs[pick]
            left = left * (self.within[:, [pick]].toarray()[:, 0] == 0)

    def fairest(self, control: SolveControl) -> tuple[Sites, float]:
        """Choose so that the least covered groups are best off; return also the bound of that."""
        opened, bound = self._solved(-self._least_share, 0.0, control)
        return opened, min(1.0, bound)

    def most_covered(self, floor: float, control: SolveControl) -> tuple[Sites, float]:
        """Choose so that most people are covered, and the least covered groups have a share."""
        points, sites = self.within.shape
        cost = np.zeros(self._count)
        cost[sites : sites + points] = -self.people
        return self._solved(cost, floor - TOLERANCE, control)

    def _mean_of_least(self, shares: Amounts) -> Amounts:
        """Return the mean of the least shares; 1 without groups."""
        if not len(shares):
            return np.ones(shares.shape[1:])
        least: Amounts = np.sort(shares, axis=0)[: self.weakest].mean(axis=0)
        return least

    @property
    def _count(self) -> int:
        points, sites = self.within.shape
        return int(points + sites + 1 + self.member.shape[0])

    @property
    def _least_share(self) -> Amounts:
        """The weights of the variables in the mean of the least shares."""
        weights, groups = np.zeros(self._count), self.member.shape[0]
        weights[-groups - 1] = 1.0
        weights[len(weights) - groups :] = -1.0 / self.weakest
        return weights

    def _solved(self, cost: Amounts, floor: float, control: SolveControl) -> tuple[Sites, float]:
        """Return the sites of the best choice found, none where none was, and the bound."""
        points, sites = self.within.shape
        groups = self.member.shape[0]
        spent = np.concatenate([self.problem.costs, np.zeros(points + 1 + groups)])
        level = csr_array(np.ones((groups, 1)))
        share = csr_array(self.member * self.people[None, :] / self.totals[:, None])
        rows = [
            Rows(
                hstack([-self.within, eye_array(points), csr_array((points, 1 + groups))]),
                most=self.before.astype(np.float64),
            ),
            Rows(hstack([csr_array((groups, sites)), share, -level, eye_array(groups)]), least=0.0),
            Rows(csr_array(spent[None, :]), most=self.budget),
            Rows(csr_array(self._least_share[None, :]), least=floor),
        ]
        whole = np.arange(self._count) < sites
        solved = minimise(cost, rows, whole=whole, most=np.ones(self._count), control=control)
        opened = np.zeros(sites, bool)
        if solved.amounts is not None:
            opened = solved.amounts[:sites] > 0.5
        return self.problem.open_to_choice[opened], -solved.bound
