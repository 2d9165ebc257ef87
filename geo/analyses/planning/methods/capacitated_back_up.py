"""Capacitated back-up covering: capacity for the same people at two different sites.

Back-up covering (K. Hogan, C. ReVelle, Concepts and applications of backup coverage, Management
Science 32, 1986) where sites have limited capacity: who is covered twice keeps a place at both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, hstack

from geo.analyses.planning.methods.capacitated_bounds import most_capacity, most_within_budget
from geo.analyses.planning.methods.capacitated_greedy import greedy
from geo.analyses.planning.methods.capacitated_relaxations import of_same_reach
from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, incidence, minimise
from geo.analyses.planning.methods.service_flows import MOST_PAIRS, ActionPlan, ServiceFlows
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]


_FIRST: Final = 1000.0
"""So many people more with a second site never outweigh one without any."""


class BackedUp(NamedTuple):
    """People of each demand point who are served at one site, and covered at two different ones."""

    served: Amounts
    backed: Amounts
    places: Amounts
    """The places kept for the people of each pair of demand point and site."""


def with_two_sites(point: Sites, site: Sites, people: Amounts, capacity: Amounts) -> BackedUp:
    """Assign people to sites of limited capacity: most covered once, and then most covered twice.

    Parameters
    ----------
    point, site
        Pairs of demand point and site within the limit, each once.
    people, capacity
        Of each demand point; the capacity of each site.

    Notes
    -----
    With s_i people of point i served, b_i of them twice, and f_ij places at site j:
    Σ_j f_ij = s_i + b_i, f_ij ≤ s_i, b_i ≤ s_i ≤ P_i, Σ_i f_ij ≤ capacity_j. As no site has more
    places for a point than it has people served, the places can be dealt out so that nobody has two
    at the same site (the wrap-around rule of R. McNaughton, Management Science 6, 1959).

    Examples
    --------
    Two sites with capacity for 30 each: 30 of 40 people can have a place at both only if ten have
    none; all have one, and 20 have two.

    >>> two = np.array([0, 0]), np.array([0, 1])
    >>> backed = with_two_sites(*two, np.array([40.0]), np.array([30.0, 30.0]))
    >>> backed.served.tolist(), backed.backed.tolist()
    ([40.0], [20.0])
    """
    reach = np.zeros((len(people), len(capacity)), bool)
    reach[point, site] = capacity[site] > 0
    first, group = of_same_reach(reach)
    together = np.bincount(group, people, len(first)).astype(np.float64)
    solved = _dealt_out(reach[first], together, capacity)
    share = people / np.maximum(together, TOLERANCE)[group]
    places = np.zeros((len(first), len(capacity)))
    places[np.nonzero(reach[first])] = solved.places
    return BackedUp(
        solved.served[group] * share,
        solved.backed[group] * share,
        places[group[point], site] * share[point],
    )


def _dealt_out(reach: Bools, people: Amounts, capacity: Amounts) -> BackedUp:
    """Solve for demand points of different reach; places are those of its pairs in turn."""
    point, site = np.nonzero(reach)
    points, count = len(people), len(point)
    within = np.bincount(site, people[point], len(capacity))
    arrives = incidence(site, np.arange(count), (len(capacity), count))
    none = csr_array((len(capacity), 2 * points))
    rows = [
        *_of_points(point, points, 0),
        Rows(hstack([arrives, none]), most=np.minimum(capacity, within)),
    ]
    most = np.concatenate([people[point], people, people])
    whole = np.zeros(len(most), bool)
    first, then = _aims(count, points)
    solved = minimise(_FIRST * first + then, rows, whole=whole, most=most)
    values = np.zeros(len(most)) if solved.amounts is None else solved.amounts
    return BackedUp(values[count : count + points], values[count + points :], values[:count])


@dataclass(frozen=True, eq=False)
class BackUpFlows(ServiceFlows):
    """People who are covered by capacity at two different places within reach."""

    @property
    def twice(self) -> bool:
        """Whether people are counted who keep a place at two sites."""
        return True

    def _best_use(self, capacity: Amounts) -> Amounts:
        """Return the people of each pair: half of those with two places at either, 0 of others."""
        two = with_two_sites(self.point, self.place, self.people, capacity)
        together = np.maximum(two.served + two.backed, TOLERANCE)
        return two.places * (two.backed / together)[self.point]

    @cached_property
    def most_served(self) -> float:
        """People covered twice if every action were affordable."""
        capacity = np.zeros(self.reach.shape[1])
        np.maximum.at(capacity, self.actions.place, self.capacity)
        return float(self.used(capacity).sum())


def capacitated_back_up(
    problem: SiteProblem,
    actions: SiteActions,
    limit: float,
    budget: float,
    control: SolveControl | None = None,
) -> ActionPlan:
    """Choose actions within a budget that cover most people once, and then most twice.

    Returns
    -------
    ActionPlan
        Its objective are the people with capacity kept for them at two different sites within the
        limit; they are those ``served``.
    """
    everyone = BackUpFlows(problem, actions, problem.times <= limit)
    flows = everyone.merged
    control = control or SolveControl()
    once = ServiceFlows(flows.problem, actions, flows.reach)
    chosen, everybody = greedy(once, budget), float(flows.people.sum())
    served = once.value(chosen)
    if served >= most_within_budget(once, budget) - TOLERANCE * max(1.0, served):
        everybody = min(everybody, most_capacity(once, budget) - served)
    first = flows.value(chosen)
    control.report(first, everybody)
    if first >= everybody - TOLERANCE * max(1.0, everybody):
        return everyone.plan(chosen, everybody)
    pairs, points, options = len(flows.point), len(flows.people), len(flows.capacity)
    none = csr_array((1, 2 * points))
    rows = _of_points(flows.point, points, options)
    for row in flows.rows(budget)[1:]:
        wide = csr_array((row.matrix.shape[0], none.shape[1]))
        rows.append(Rows(hstack([row.matrix, wide]), row.least, row.most))
    whole = np.concatenate([flows.whole, np.zeros(2 * points, bool)])
    most = np.concatenate([flows.most, flows.people, flows.people])
    bound, proven = everybody, False
    limited = control.part(0.5), control.mapped(float.__neg__)
    for number, aim in enumerate(_aims(pairs + options, points)):
        if control.over or pairs > MOST_PAIRS:
            break
        solved = minimise(aim, rows, whole=whole, most=most, control=limited[number])
        if solved.amounts is None:
            break
        chosen = solved.amounts[pairs : pairs + options] > 0.5
        slack = TOLERANCE * max(1.0, abs(solved.objective))
        rows.append(Rows(csr_array(aim[None, :]), most=solved.objective + slack))
        if number:
            bound, proven = min(everybody, -solved.bound), solved.proven
    plan = everyone.plan(chosen, 0.0)
    return replace(plan, bound=plan.objective if proven else max(plan.objective, bound))


def _of_points(point: Sites, points: int, options: int) -> list[Rows]:
    """Return what holds of demand points: variables are pairs, options, served and backed."""
    pairs = np.arange(len(point))
    leaves, same = incidence(point, pairs, (points, len(pairs))), eye_array(points)
    of_pair = incidence(pairs, point, (len(pairs), points))
    between = csr_array((points, options))
    return [
        Rows(hstack([leaves, between, -same, -same]), 0.0, 0.0),
        Rows(hstack([csr_array(leaves.shape), between, -same, same]), most=0.0),
        Rows(
            hstack([
                diags_array(np.ones(len(pairs))),
                csr_array((len(pairs), options)),
                -of_pair,
                csr_array(of_pair.shape),
            ]),
            most=0.0,
        ),
    ]  # fmt: skip


def _aims(before: int, points: int) -> tuple[Amounts, Amounts]:
    """Return the costs by which most people are served, and then most twice."""
    aims = np.zeros((2, before + 2 * points))
    aims[0, before : before + points] = -1.0
    aims[1, before + points :] = -1.0
    return aims[0], aims[1]
