"""Sites that cover everybody, with and without a second site to fall back on.

Set covering: C. Toregas, R. Swain, C. ReVelle, L. Bergman, The location of emergency service
facilities, Operations Research 19, 1971. Back-up covering: K. Hogan, C. ReVelle, Concepts and
applications of backup coverage, Management Science 32, 1986; a back-up is another site, never a
second team at the same.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from geo.analyses.planning.methods.greatest_saving import Savings, greedy
from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, minimise
from geo.analyses.planning.methods.site_problem import MAXIMUM, MINIMUM, SitePlan
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]


def cover_all(problem: SiteProblem, limit: float, control: SolveControl | None = None) -> SitePlan:
    """Choose sites of least cost so that all people whom some candidate covers are covered (LSCP).

    Parameters
    ----------
    problem
        People, candidates, and the way between them.
    limit
        In the unit of the times.
    control
        The time limit, and whom to tell of progress.

    Returns
    -------
    SitePlan
        Its objective is what the sites to be opened cost, where all cost 1 their number.
        ``unreachable`` are the demand points that no candidate covers; ``added`` are the people
        whom each covers first.
    """
    within = problem.times[:, problem.open_to_choice] <= limit
    covered = problem.before <= limit
    asked = (problem.population > 0) & ~covered
    unreachable = ~covered & ~within.any(axis=1)
    sets = _smallest(within[asked & ~unreachable])
    chosen = _greedy_cover(sets, problem.costs)
    reached, bound = float(problem.costs[chosen].sum()), 0.0
    control = control or SolveControl()
    control.report(reached, bound)
    if len(sets) and not control.over:
        rows = [Rows(csr_array(sets.astype(np.float64)), least=1.0)]
        whole = np.ones(len(problem.costs), bool)
        limits = np.ones(len(whole))
        solved = minimise(problem.costs, rows, whole=whole, most=limits, control=control)
        bound = max(bound, solved.bound)
        if solved.amounts is not None and solved.objective < reached:
            chosen, reached = np.flatnonzero(solved.amounts > 0.5), solved.objective
        if (problem.costs == np.rint(problem.costs)).all():
            bound = math.ceil(bound - TOLERANCE)
    people = np.where(asked & ~unreachable, problem.population, 0.0)
    order, added = _first_covered(within, people, chosen)
    opened = problem.open_to_choice[order]
    return SitePlan(opened, reached, min(bound, reached), MINIMUM, added, unreachable)


def back_up(
    problem: SiteProblem, limit: float, budget: float, control: SolveControl | None = None
) -> SitePlan:
    """Choose sites within a budget: most people covered first, then most with a second site.

    Parameters
    ----------
    problem
        People, candidates, and the way between them.
    limit
        In the unit of the times.
    budget
        What the sites may cost; where all cost 1, their number.
    control
        The time limit, of which the first aim may take half, and whom to tell of progress.

    Returns
    -------
    SitePlan
        Its objective are the people with two different sites within the limit, sites that stay
        included; ``added`` are those who get theirs by each.

    Notes
    -----
    max Σ P_i u_i with y_i + u_i ≤ Σ_j within x_j, u_i ≤ y_i, and Σ P_i y_i no less than can be.
    """
    within = problem.times[:, problem.open_to_choice] <= limit
    there = (problem.times[:, problem.locked] <= limit).sum(axis=1)
    population = problem.population.astype(np.float64)
    points, sites = within.shape
    same = eye_array(points)
    reach = csr_array(within.astype(np.float64))
    spent = np.concatenate([problem.costs, np.zeros(2 * points)])
    rows = [
        Rows(hstack([-reach, same, same]), most=there.astype(np.float64)),
        Rows(hstack([csr_array((points, sites)), -same, same]), most=0.0),
        Rows(csr_array(spent[None, :]), most=budget),
    ]
    whole = np.arange(sites + 2 * points) < sites
    most = np.ones(len(whole))
    aims = [np.zeros(len(whole)), np.zeros(len(whole))]
    aims[0][sites : sites + points] = -population
    aims[1][sites + points :] = -population

    def backed(some: Sites) -> float:
        return float(population[there + within[:, some].sum(axis=1) >= 2].sum())

    uncovered = np.where(there == 0, population, 0.0)
    point, site = np.nonzero(within & (uncovered > 0)[:, None])
    entries = point, site, uncovered[point]
    chosen = greedy(Savings.of_entries(entries, points, problem.costs, budget))
    least = -float(population.sum())
    control = control or SolveControl()
    for aim, limited in ((aims[0], control.part(0.5)), (aims[1], control.mapped(float.__neg__))):
        if control.over:
            break
        solved = minimise(aim, rows, whole=whole, most=most, control=limited)
        if solved.amounts is None:
            break
        chosen = np.flatnonzero(solved.amounts[:sites] > 0.5)
        slack = TOLERANCE * max(1.0, abs(solved.objective))
        rows.append(Rows(csr_array(aim[None, :]), most=solved.objective + slack))
        if aim is aims[-1]:
            least = -backed(chosen) if solved.proven else solved.bound

    order, added = _one_by_one(chosen, backed)
    reached = backed(chosen)
    bound = max(-least, reached)
    unreachable = (there == 0) & ~within.any(axis=1)
    opened = problem.open_to_choice[order]
    return SitePlan(opened, reached, bound, MAXIMUM, added, unreachable)


def _smallest(sets: Bools) -> Bools:
    """Leave out demand points that are covered whenever another is; equal ones stay once."""
    unique = sets[np.unique(np.packbits(sets, axis=1), axis=0, return_index=True)[1]]
    if len(unique) > 4000:
        return unique
    size = unique.sum(axis=1)
    shared = unique.astype(np.float32) @ unique.T.astype(np.float32)
    holds_other: Bools = (shared == size[None, :]) & (size[None, :] < size[:, None])
    smallest: Bools = unique[~holds_other.any(axis=1)]
    return smallest


def _greedy_cover(sets: Bools, cost: Amounts) -> Sites:
    """Cover all by the candidate that covers most for its cost, again and again."""
    left, chosen = sets.copy(), []
    while len(left):
        pick = int(np.argmax(left.sum(axis=0) / cost))
        chosen.append(pick)
        left = left[~left[:, pick]]
    return np.array(chosen, np.intp)


def _first_covered(within: Bools, people: Amounts, chosen: Sites) -> tuple[Sites, Amounts]:
    """Return sites so that each covers most of those left, and how many that are."""
    order, added, columns = [], [], within[:, chosen]
    left = people > 0
    news = people @ columns
    for _ in range(len(chosen)):
        pick = int(np.argmax(news))
        order.append(int(chosen[pick]))
        added.append(float(news[pick]))
        covered = np.flatnonzero(left & columns[:, pick])
        news = news - people[covered] @ columns[covered]
        news[pick] = -np.inf
        left[covered] = False
    return np.array(order, np.intp), np.array(added)


def _one_by_one(chosen: Sites, backed: Callable[[Sites], float]) -> tuple[Sites, Amounts]:
    """Return sites so that each adds most of those left, and what each adds."""
    order, added, now = np.zeros(0, np.intp), [], backed(np.zeros(0, np.intp))
    left = chosen.tolist()
    while left:
        reached = [backed(np.append(order, site)) for site in left]
        pick = int(np.argmax(reached))
        order = np.append(order, left.pop(pick))
        added.append(reached[pick] - now)
        now = reached[pick]
    return order, np.array(added, np.float64)
