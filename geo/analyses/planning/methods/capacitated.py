"""Sites with limited capacity, by actions within a budget: who is served, and how far they have.

First a greedy choice and bounds that need no program: what the capacity within the budget can add,
and a Lagrangean relaxation. What these leave open is a mixed-integer program of the people who go
from each demand point to each place within reach, solved by HiGHS. Places that nothing reaches, and
people beyond all capacity, make nothing infeasible.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analyses.planning.methods.capacitated_bounds import least_cost, most_within_budget, relaxed
from geo.analyses.planning.methods.capacitated_greedy import for_everybody, greedy
from geo.analyses.planning.methods.capacitated_relaxations import (
    best_without_limits,
    good_without_limits,
    nearest_places,
)
from geo.analyses.planning.methods.integer_program import TOLERANCE, minimise
from geo.analyses.planning.methods.linear_relaxation import relaxed_and_rounded
from geo.analyses.planning.methods.service_flows import MOST_PAIRS, ActionPlan, ServiceFlows
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]

MANY_PAIRS: Final = 1_000_000
"""With more pairs a first answer looks at the nearest places of each demand point only."""
NEAREST: Final = 24


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
    chosen, bound = _best(flows.merged, budget, control or SolveControl())
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
    control = (control or SolveControl()).mapped(total.__sub__)
    if control.watched and np.count_nonzero(reach) > MANY_PAIRS:
        near = replace(flows, reach=reach & nearest_places(problem, actions, NEAREST))
        control.report(near.value(greedy(near, budget)), total)
    chosen, bound = _best(flows, budget, control)
    plan = flows.plan(chosen, bound)
    return replace(plan, objective=total - plan.objective, bound=total - plan.bound)


def cheapest_for_all(
    problem: SiteProblem,
    actions: SiteActions,
    limit: float,
    control: SolveControl | None = None,
    affordable: float | None = None,
) -> ActionPlan:
    """Choose actions of least cost that give everybody capacity within a limit, as far as can be.

    The set covering problem with capacities. Where all actions together have too little capacity,
    those that serve as many people as can be served; ``most_served`` is how many that is. Its
    objective is the cost. Where only is asked whether it is ``affordable``, the search ends with
    the first choice that costs no more than this, or when none can.
    """
    everyone = ServiceFlows(problem, actions, problem.times <= limit)
    flows, control = everyone.merged, control or SolveControl()
    everybody = flows.most_served
    chosen = for_everybody(flows, everybody)
    least = least_cost(flows, everybody)
    control.report(actions.spent(chosen), least)
    for better in (_rounded, _cheapest) if len(flows.point) <= MOST_PAIRS else ():
        spent = actions.spent(chosen)
        asked = (least if affordable is None else affordable) + TOLERANCE
        if least <= asked < spent and not control.over:
            chosen, least = better(flows, chosen, least, control)
    spent = actions.spent(chosen)
    return replace(everyone.plan(chosen, 0.0), objective=spent, bound=min(least, spent))


def _rounded(
    flows: ServiceFlows, chosen: Bools, least: float, control: SolveControl
) -> tuple[Bools, float]:
    """Relax and round the program of least cost; return the better choice and the better bound."""
    spent = flows.actions.spent
    known = spent(chosen)
    other, bound = relaxed_and_rounded(flows, flows.most_served, control)
    least = max(least, bound)
    if other is not None and spent(other) < known:
        chosen = other
    control.report(spent(chosen), least)
    return chosen, least


def _cheapest(
    flows: ServiceFlows, chosen: Bools, least: float, control: SolveControl
) -> tuple[Bools, float]:
    """Solve the program of least cost; return the better choice and the better bound."""
    known = flows.actions.spent(chosen)
    better = control.mapped(lambda best: min(best, known), lambda bound: max(bound, least))
    cost = np.concatenate([np.zeros(len(flows.point)), flows.actions.cost])
    rows = [*flows.rows(math.inf), flows.at_least(flows.most_served)]
    solved = minimise(cost, rows, whole=flows.whole, most=flows.most, control=better)
    if solved.amounts is not None and solved.objective < known:
        chosen = solved.amounts[len(flows.point) :] > 0.5
    return chosen, max(least, solved.bound)


def _best(flows: ServiceFlows, budget: float, control: SolveControl) -> tuple[Bools, float]:
    """Choose actions so that the worth of the pairs used is greatest; return also a bound."""
    best = np.zeros(flows.reach.shape[0])
    np.maximum.at(best, flows.point, flows.worth)
    bound = float(best @ flows.people)
    if flows.no_site is None:
        bound = min(bound, most_within_budget(flows, budget))
    chosen = _good(flows, budget)
    control.report(flows.value(chosen), bound)
    if flows.never_full:
        pairs = flows.point, flows.place, flows.worth
        other, most = best_without_limits(pairs, flows.people, flows.actions, budget, control)
        chosen, bound = max(chosen, other, key=flows.value), min(bound, most)
    elif flows.no_site is not None:
        chosen, most = relaxed(flows, chosen, budget, control)
        bound = min(bound, most)
    reached = flows.value(chosen)
    close = bound - reached <= TOLERANCE * max(1.0, reached)
    if close or control.over or len(flows.point) > MOST_PAIRS:
        return chosen, max(reached, bound)
    return _proven(flows, chosen, bound, budget, control)


def _good(flows: ServiceFlows, budget: float) -> Bools:
    """Choose at once: greedily; where there is capacity for all, also as if it had no limit."""
    chosen = greedy(flows, budget)
    used = flows.used(flows.actions.capacity_at(chosen, flows.reach.shape[1]))
    everybody = flows.people[np.unique(flows.point)].sum()
    if flows.no_site is None or flows.never_full or used.sum() < everybody:
        return chosen
    pairs = flows.point, flows.place, flows.worth
    other = good_without_limits(pairs, flows.people, flows.actions, budget)
    return max(chosen, other, key=flows.value)


def _proven(
    flows: ServiceFlows, chosen: Bools, bound: float, budget: float, control: SolveControl
) -> tuple[Bools, float]:
    """Solve the program; return the better choice and the better bound."""
    reached = flows.value(chosen)
    control = control.mapped(
        lambda amount: max(reached, -amount), lambda amount: min(bound, -amount)
    )
    cost = np.concatenate([-flows.worth, np.zeros(len(flows.capacity))])
    rows = flows.rows(budget)
    solved = minimise(cost, rows, whole=flows.whole, most=flows.most, control=control)
    if solved.amounts is not None and -solved.objective > reached:
        chosen, reached = solved.amounts[len(flows.point) :] > 0.5, -solved.objective
    return chosen, max(reached, min(bound, -solved.bound))
