"""Questions of siting: the most people within a limit, the shortest ways, the shortest longest way.

Maximal covering: R. Church, C. ReVelle, The maximal covering location problem, Papers of the
Regional Science Association 32, 1974. p-median: S. L. Hakimi, Optimum locations of switching
centers, Operations Research 12, 1964. p-centre: the same; solved by covering within one limit after
the other (E. Minieka, SIAM Review 12, 1970).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.planning.methods.covering import cover_all
from geo.analyses.planning.methods.greatest_saving import Savings, greedy, interchange
from geo.analyses.planning.methods.integer_program import TOLERANCE
from geo.analyses.planning.methods.saving_program import most_saved
from geo.analyses.planning.methods.site_problem import MAXIMUM, MINIMUM, SitePlan
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Sites = NDArray[np.intp]


def maximal_covering(
    problem: SiteProblem, limit: float, budget: float, control: SolveControl | None = None
) -> SitePlan:
    """Choose sites within a budget so that the most people are within a limit (MCLP).

    Parameters
    ----------
    problem
        People, candidates, and the way between them.
    limit
        In the unit of the times.
    budget
        What the sites may cost; where all cost 1, their number.
    control
        The time limit, and whom to tell of progress.

    Returns
    -------
    SitePlan
        Its objective are the people within the limit, those of sites that stay included.
    """
    savings = _covering(problem, limit, budget)
    base = float(problem.population[problem.before <= limit].sum())
    everybody = float(problem.population[~problem.unreachable].sum())
    plan = cover_most(savings, base, everybody, control)
    opened = problem.open_to_choice[plan.opened]
    return replace(plan, opened=opened, unreachable=problem.unreachable)


def cover_most(
    savings: Savings, base: float, everybody: float, control: SolveControl | None = None
) -> SitePlan:
    """Choose the sites that cover the most people beside those covered already.

    Parameters
    ----------
    savings
        The people of each demand point not yet covered whom a candidate covers.
    base
        People covered already.
    everybody
        People whom any site covers, or may.
    control
        The time limit, and whom to tell of progress.
    """
    control = control or SolveControl()
    inner = control.mapped(base.__add__, lambda most: min(base + most, everybody))
    chosen, most = _solved(savings, inner)
    reached = base + savings.total(chosen)
    order, added = _in_order(savings, chosen)
    bound = max(min(base + most, everybody), reached)
    return SitePlan(order, reached, bound, MAXIMUM, added, np.zeros(savings.points, bool))


def p_median(
    problem: SiteProblem,
    budget: float,
    control: SolveControl | None = None,
    no_site: float | None = None,
) -> SitePlan:
    """Choose sites within a budget so that the ways of all people together are shortest.

    Parameters
    ----------
    problem
        People, candidates, and the way between them.
    budget
        What the sites may cost; where all cost 1, their number.
    control
        The time limit, and whom to tell of progress.
    no_site
        What a person without a way to a site is reckoned at; None: the longest way there is.

    Returns
    -------
    SitePlan
        Its objective is the sum of people times their way to the nearest site, over all demand
        points that some candidate can reach.
    """
    dearest = np.max(problem.times, where=np.isfinite(problem.times), initial=0.0)
    cap = float(dearest) if no_site is None else no_site
    known = ~problem.unreachable
    base = np.where(known, np.minimum(problem.before, cap), 0.0)
    ways = problem.times[:, problem.open_to_choice]
    saving = np.maximum(base[:, None] - ways, 0.0) * problem.population[:, None]
    savings = Savings.of(saving, problem.costs, budget)
    plan = shorten_most(savings, float(base @ problem.population), control)
    opened = problem.open_to_choice[plan.opened]
    return replace(plan, opened=opened, unreachable=problem.unreachable)


def shorten_most(savings: Savings, before: float, control: SolveControl | None = None) -> SitePlan:
    """Choose the sites that shorten the ways of all people together most.

    Parameters
    ----------
    savings
        By how much a candidate shortens the way of all people of a demand point.
    before
        The ways of all people together today.
    control
        The time limit, and whom to tell of progress.
    """
    control = control or SolveControl()
    inner = control.mapped(before.__sub__, lambda most: max(0.0, before - most))
    chosen, most = _solved(savings, inner)
    order, added = _in_order(savings, chosen)
    least, reached = max(0.0, before - most), before - savings.total(chosen)
    nobody = np.zeros(savings.points, bool)
    return SitePlan(order, reached, min(least, reached), MINIMUM, added, nobody)


def p_centre(problem: SiteProblem, budget: float, control: SolveControl | None = None) -> SitePlan:
    """Choose sites within a budget so that the longest way anybody has is shortest.

    Parameters
    ----------
    problem
        People, candidates, and the way between them.
    budget
        What the sites may cost; where all cost 1, their number.
    control
        The time limit, and whom to tell of progress.

    Returns
    -------
    SitePlan
        Its objective is the longest way from a demand point with people that some candidate can
        reach; infinite where not all can have a site within the budget. ``added`` is by how much
        each shortens it.
    """
    control = control or SolveControl()
    usable = problem.times[:, problem.open_to_choice]
    asked = ~problem.unreachable & (problem.population > 0)
    opened = farthest_first(problem, budget)
    best = np.minimum(problem.before, usable.min(axis=1, initial=np.inf))[asked]
    nearest = float(best.max(initial=0.0))
    longest_way = float(problem.after(opened)[asked].max(initial=0.0))
    control.report(longest_way, nearest)
    if control.over:
        return _centre_plan(problem, asked, opened, longest_way, nearest)
    limits = np.unique(np.append(usable[asked], problem.before[asked]))
    limits = limits[np.isfinite(limits)]
    below = int(np.searchsorted(limits, nearest)) - 1  # not possible
    above = int(np.searchsorted(limits, longest_way))  # possible, if there is such a limit
    unsure = below
    while above - max(below, unsure) > 1 and not control.over:
        middle = (max(below, unsure) + above) // 2
        plan = cover_all(problem, float(limits[middle]), control.part(1.0))
        left = problem.unreachable | (problem.population <= 0)
        everybody = not (problem.after(plan.opened) > limits[middle])[~left].any()
        if everybody and plan.objective <= budget + TOLERANCE:
            above, opened = middle, plan.opened
        elif not everybody or plan.bound > budget + TOLERANCE:
            below = middle
        else:
            unsure = middle
        if above < len(limits):
            control.report(float(limits[above]), float(limits[below + 1]))
    reached = float(limits[above]) if above < len(limits) else math.inf
    least = float(limits[min(below + 1, len(limits) - 1)]) if len(limits) else 0.0
    return _centre_plan(problem, asked, opened, reached, least)


def _centre_plan(
    problem: SiteProblem, asked: NDArray[np.bool_], opened: Sites, reached: float, least: float
) -> SitePlan:
    """Return a choice for the p-centre in order, nothing where it leaves anybody without a site."""
    opened = opened if math.isfinite(reached) else opened[:0]

    def longest(sites: Sites) -> float:
        return float(problem.after(sites)[asked].max(initial=0.0))

    order, added = _shortening(opened, longest)
    return SitePlan(order, reached, min(least, reached), MINIMUM, added, problem.unreachable)


def farthest_first(problem: SiteProblem, budget: float) -> Sites:
    """Open the affordable candidate nearest to who has the longest way, again and again.

    A good beginning for the p-centre (T. F. Gonzalez, Theoretical Computer Science 38, 1985).
    """
    ways, left = problem.before.copy(), budget + TOLERANCE
    ways[problem.unreachable | (problem.population <= 0)] = -np.inf
    opened: list[int] = []
    affordable = problem.costs <= left
    while affordable.any() and len(ways):
        sites = problem.open_to_choice[affordable]
        farthest = int(np.argmax(ways))
        nearest = int(np.argmin(problem.times[farthest, sites]))
        if not problem.times[farthest, sites[nearest]] < ways[farthest]:
            break
        site = sites[nearest]
        opened.append(int(site))
        ways = np.minimum(ways, problem.times[:, site])
        left -= float(problem.costs[problem.open_to_choice == site][0])
        affordable &= (problem.costs <= left) & (problem.open_to_choice != site)
    return np.array(opened, np.intp)


def _covering(problem: SiteProblem, limit: float, budget: float) -> Savings:
    """Return what each candidate covers of those whom no site that stays covers."""
    uncovered = np.where(problem.before > limit, problem.population, 0.0).astype(np.float64)
    within = problem.times[:, problem.open_to_choice] <= limit
    rows = within.any(axis=1) & (uncovered > 0)
    return Savings.of(within[rows] * uncovered[rows, None], problem.costs, budget)


def _solved(savings: Savings, control: SolveControl) -> tuple[Sites, float]:
    if control.seconds > 0:
        return most_saved(savings, control)
    return interchange(savings, greedy(savings)), math.inf


def _in_order(savings: Savings, chosen: Sites) -> tuple[Sites, Amounts]:
    """Return the chosen so that each adds the most of those left, and what each adds."""
    order, added, left, now = np.zeros(0, np.intp), [], chosen.tolist(), 0.0
    while left:
        reached = [savings.total(np.append(order, site)) for site in left]
        pick = int(np.argmax(reached))
        order = np.append(order, left.pop(pick))
        added.append(reached[pick] - now)
        now = reached[pick]
    return order, np.array(added, np.float64)


def _shortening(opened: Sites, longest: Callable[[Sites], float]) -> tuple[Sites, Amounts]:
    """Return sites so that each shortens the longest way most, and by how much."""
    order, added = np.zeros(0, np.intp), []
    now = longest(order)
    left = opened.tolist()
    while left:
        ways = [longest(np.append(order, site)) for site in left]
        pick = int(np.argmin(ways))
        order = np.append(order, left.pop(pick))
        added.append(now - ways[pick] if math.isfinite(now) else math.inf)
        now = ways[pick]
    return order, np.array(added, np.float64)
