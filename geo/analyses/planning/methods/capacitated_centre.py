"""The shortest longest way where sites have capacity for so many people only.

The capacitated p-centre problem (J. Bar-Ilan, G. Kortsarz, D. Peleg, How to allocate network
centers, Journal of Algorithms 15, 1993), solved by covering with capacities within one limit after
the other.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.planning.methods.capacitated import cheapest_for_all
from geo.analyses.planning.methods.capacitated_bounds import capacity_anywhere, most_within_budget
from geo.analyses.planning.methods.capacitated_greedy import greedy
from geo.analyses.planning.methods.integer_program import TOLERANCE
from geo.analyses.planning.methods.service_flows import ActionPlan, ServiceFlows
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.site_problem import SiteProblem


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
    usable = np.zeros(problem.times.shape[1], bool)
    usable[actions.place] = True
    asked = (problem.population > 0) & np.isfinite(problem.times[:, usable]).any(axis=1)
    everybody = float(problem.population[asked].sum())
    ways = problem.times[np.ix_(asked, usable)].astype(np.float64)
    limits = np.unique(ways[np.isfinite(ways)])
    first = ServiceFlows(problem, actions, np.isfinite(problem.times))
    least = everybody - TOLERANCE * max(1.0, everybody)
    if capacity_anywhere(actions, len(usable), everybody, budget) < least:
        plan = first.plan(actions.taken_today, 0.0)
        return replace(plan, objective=math.inf, bound=math.inf)
    chosen, above = greedy(first, budget), len(limits)
    used = first.used(actions.capacity_at(chosen, len(usable)))
    if used.sum() >= least:
        above = int(np.searchsorted(limits, first.ways[used > 0].max(initial=-math.inf)))
    nearest = ways.min(axis=1, initial=math.inf).max(initial=-math.inf)
    below = int(np.searchsorted(limits, nearest)) - 1
    unsure = below
    if most_within_budget(first, budget) < least:
        below = len(limits) - 1  # not even the longest way is long enough
    while above - max(below, unsure) > 1 and not control.over:
        middle = (max(below, unsure) + above) // 2
        plan = cheapest_for_all(problem, actions, float(limits[middle]), control.part(1.0))
        if plan.served >= least and plan.objective <= budget + TOLERANCE:
            above, chosen = middle, plan.chosen
        elif plan.most_served < least or plan.bound > budget + TOLERANCE:
            below = middle
        else:
            unsure = middle
        if above < len(limits):
            control.report(float(limits[above]), float(limits[below + 1]))
    possible = above < len(limits) or not len(limits)
    reached = float(limits[above]) if above < len(limits) else math.inf if len(limits) else 0.0
    least_way = float(limits[min(below + 1, len(limits) - 1)]) if len(limits) else 0.0
    within = np.isfinite(problem.times) & (problem.times <= reached)
    flows = ServiceFlows(problem, actions, within)
    plan = flows.plan(chosen if possible else actions.taken_today, 0.0)
    proven = below + 1 >= len(limits)  # no limit is long enough
    bound = math.inf if not possible and proven else min(least_way, reached)
    return replace(plan, objective=reached, bound=bound)
