"""Plans for sites: what to build, where, in which order, and what no plan can pass."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analyses.planning.capacitated_plans import capacitated_plan
from geo.analyses.planning.closings import with_closings
from geo.analyses.planning.methods.covering import back_up, cover_all
from geo.analyses.planning.methods.equity import trade_off
from geo.analyses.planning.methods.greatest_saving import Savings
from geo.analyses.planning.methods.site_problem import MAXIMUM, SitePlan
from geo.analyses.planning.methods.siting import cover_most, p_centre, shorten_most
from geo.analyses.planning.methods.solve_control import SolveControl
from geo.analyses.planning.plan import (
    ALL_COVERED,
    BACK_UP,
    FAIR_SITES,
    LONGEST_WAY,
    NEW_SITES,
    SHORTEST_WAYS,
    Plan,
    no_steps,
    steps_of,
)
from geo.analyses.planning.site_figures import reach_figures, step_columns, unreached_names
from geo.analyses.planning.site_question import SiteQuestion
from geo.analyses.planning.siting_inputs import siting_inputs
from geo.core.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from geo.analyses.access.model import AccessModel
    from geo.analyses.planning.siting_inputs import SitingInputs
    from geo.core.results import Results


WEAKEST: Final = 0.25
"""The least covered subdistricts are a quarter of all."""


def new_sites(
    results: Results,
    access: AccessModel,
    sites: int,
    limit: tuple[str, int],
    seconds: float = math.inf,
) -> Plan:
    """Choose places for new sites so that the most people have one within the limit.

    Parameters
    ----------
    results
        The communities: a point inside each is a place where a site may be.
    access
        People at their points, the sites that are there, and the ways.
    sites
        How many new ones.
    limit
        The mode, and the minutes.
    seconds
        The time limit of the proof.
    """
    question = SiteQuestion(NEW_SITES, *limit, budget=sites)
    return site_plan(results, access, question, SolveControl(seconds))


def site_plan(
    results: Results,
    access: AccessModel,
    question: SiteQuestion,
    control: SolveControl | None = None,
    table: pd.DataFrame | None = None,
) -> Plan:
    """Answer a question of siting.

    Parameters
    ----------
    results
        The communities.
    access
        People at their points, the sites that are there, and the ways.
    question
        What is asked.
    control
        The time limit, and whom to tell of progress.
    table
        Candidates of a table, see :func:`geo.city.datasets.candidates.read_candidates`.

    Returns
    -------
    Plan
        A step an action, in the order to take them; the people of a step are those whom it brings
        within the limit beside the steps before it (of back-up: a second site).

    Raises
    ------
    TypeError
        If ways are known to today's sites only, see
        :func:`geo.analyses.planning.travel.knows_places`.
    """
    inputs = siting_inputs(results, access, question, table)
    return plan_of(results, inputs, control or SolveControl())


def plan_of(results: Results, inputs: SitingInputs, control: SolveControl) -> Plan:
    """Answer a question whose inputs are put together, see :func:`site_plan`."""
    left = replace(inputs, question=inputs.question.after_closings)
    return with_closings(_plan(results, left, control), inputs)


def _plan(results: Results, inputs: SitingInputs, control: SolveControl) -> Plan:
    """Answer a question with the sites that close away."""
    question = inputs.question
    if inputs.too_many:
        note = Issue("planning_note.too_many_ways", severity="warning")
        return Plan(question.question, no_steps(), {}, proven=False, notes=(note,))
    if question.by_actions:
        return capacitated_plan(results, inputs, control)
    if question.question == FAIR_SITES:
        return _fair_sites(results, inputs, control)
    solve: Callable[[SitingInputs, SolveControl], SitePlan] = {
        NEW_SITES: _most_covered,
        ALL_COVERED: _all_covered,
        SHORTEST_WAYS: _shortest_ways,
        LONGEST_WAY: _longest_way,
        BACK_UP: _backed_up,
    }[question.question]
    return _with_steps(results, inputs, solve(inputs, control))


def _most_covered(inputs: SitingInputs, control: SolveControl) -> SitePlan:
    point, place, _ = inputs.ways
    new = place >= inputs.sites
    entries = point[new], place[new] - inputs.sites, inputs.people[point[new]]
    costs = inputs.costs[inputs.sites :]
    savings = Savings.of_entries(entries, len(inputs.points), costs, inputs.question.budget)
    base = float(inputs.people[np.isfinite(inputs.before)].sum())
    reachable = np.isfinite(inputs.before)
    reachable[point] = True
    plan = cover_most(savings, base, float(inputs.people[reachable].sum()), control)
    return replace(plan, opened=plan.opened + inputs.sites, unreachable=~reachable)


def _all_covered(inputs: SitingInputs, control: SolveControl) -> SitePlan:
    return cover_all(inputs.problem, inputs.question.minutes, control)


def _backed_up(inputs: SitingInputs, control: SolveControl) -> SitePlan:
    return back_up(inputs.problem, inputs.question.minutes, inputs.question.budget, control)


def _longest_way(inputs: SitingInputs, control: SolveControl) -> SitePlan:
    return p_centre(inputs.problem, inputs.question.budget, control)


def _shortest_ways(inputs: SitingInputs, control: SolveControl) -> SitePlan:
    point, place, minutes = inputs.ways
    known = np.isfinite(inputs.before)
    known[point] = True
    longest = float(minutes.max(initial=0.0))  # so far has who has no site yet
    before = np.where(known, np.minimum(inputs.before, longest), 0.0)
    saving = (before[point] - minutes) * inputs.people[point]
    kept = (place >= inputs.sites) & (saving > 0)
    entries = point[kept], place[kept] - inputs.sites, saving[kept]
    costs = inputs.costs[inputs.sites :]
    savings = Savings.of_entries(entries, len(inputs.points), costs, inputs.question.budget)
    people = max(float(inputs.people[known].sum()), 1.0)
    mean = control.mapped(lambda minutes: minutes / people)
    plan = shorten_most(savings, float(before @ inputs.people), mean)
    return replace(
        plan,
        opened=plan.opened + inputs.sites,
        objective=plan.objective / people,
        bound=plan.bound / people,
        added=plan.added / people,
        unreachable=~known,
    )


def _with_steps(results: Results, inputs: SitingInputs, plan: SitePlan) -> Plan:
    """Return the plan of sites that are opened."""
    question = inputs.question
    limit = float(question.minutes)
    ways = _ways_one_by_one(inputs, plan.opened)
    within = [inputs.people * (minutes <= limit) for minutes in ways]
    totals = np.array([people.sum() for people in within])
    added = plan.added if question.question == BACK_UP else np.diff(totals)
    columns = step_columns(inputs, plan.opened, added, totals[1:])
    figures = reach_figures(results, inputs, within[0], within[-1], plan.unreachable)
    figures |= {
        "sites": len(plan.opened),
        "cost": float(inputs.costs[plan.opened].sum()),
        "bound": plan.bound,
        "gap": plan.gap,
        "objective": plan.objective,
    }
    reach = inputs.reach(within[0], within[-1])
    if question.question == BACK_UP:
        nothing = plan.opened[:0]
        reach = inputs.reach(*(inputs.with_two_sites(of) for of in (nothing, plan.opened)))
        figures |= {
            "before": plan.objective - float(plan.added.sum()),
            "after": plan.objective,
            "people": float(plan.added.sum()),
        }
        columns |= {"population_total": figures["before"] + np.cumsum(plan.added)}
        columns |= {"share": columns["population_total"] / max(figures["total"], 1.0)}
    if question.question in {SHORTEST_WAYS, LONGEST_WAY}:
        minutes = _minutes_one_by_one(inputs, plan, ways)
        columns["minutes"] = np.round(minutes[1:], 1)
        figures["minutes_before"] = minutes[0]
    return Plan(
        question.question,
        steps_of(question.question, columns, len(plan.opened)),
        figures,
        plan.proven,
        reach=reach,
        unreached=unreached_names(results, inputs, plan.unreachable),
    )


def _minutes_one_by_one(
    inputs: SitingInputs, plan: SitePlan, ways: list[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Return the mean or longest way today, and as one place after the other is opened."""
    if inputs.question.question == SHORTEST_WAYS:
        before = plan.objective + float(plan.added.sum())
        return before - np.concatenate([[0.0], np.cumsum(plan.added)])
    known = ~plan.unreachable
    longest = np.array([minutes[known].max(initial=0.0) for minutes in ways])
    return np.where(np.isfinite(longest), longest, np.nan)


def _ways_one_by_one(inputs: SitingInputs, opened: NDArray[np.intp]) -> list[NDArray[np.float64]]:
    """Return the minutes to the nearest site today, and as one place after the other is opened."""
    ways = [inputs.before]
    for place in opened.tolist():
        ways.append(np.minimum(ways[-1], inputs.minutes_to(np.array([place]))))
    return ways


def _fair_sites(results: Results, inputs: SitingInputs, control: SolveControl) -> Plan:
    """Return the plan that leaves the least covered subdistricts best off, with those between."""
    question, units = inputs.question, results.units.communities.set_index("community_code")
    level = "subdistrict_code" if units["subdistrict_code"].notna().any() else "district_code"
    group = inputs.points["community_code"].map(units[level]).fillna("").to_numpy(str)
    limit, budget = question.minutes, question.budget
    curve = trade_off(inputs.problem, limit, budget, group, control, WEAKEST)
    unreachable = ~np.isfinite(inputs.before) & inputs.problem.unreachable
    plans = []
    for point in curve:
        order = _greatest_first(inputs, point.opened)
        nothing = np.zeros(len(order))
        chosen = SitePlan(order, point.covered, point.bound, MAXIMUM, nothing, unreachable)
        plan = _with_steps(results, inputs, chosen)
        shares = {"least_share": point.least_share, "most_share": point.most_share}
        figures = {**plan.figures, **shares}
        plans.append(replace(plan, figures=figures, proven=point.proven))
    return replace(plans[-1], alternatives=tuple(plans))


def _greatest_first(inputs: SitingInputs, opened: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return places so that each brings the most people of those left within the limit."""
    left, limit = opened.tolist(), inputs.question.minutes
    covered, order = inputs.before <= limit, []
    while left:
        within = [covered | (inputs.minutes_to(np.array([place])) <= limit) for place in left]
        pick = int(np.argmax([float(inputs.people @ of) for of in within]))
        covered = within[pick]
        order.append(left.pop(pick))
    return np.array(order, np.intp)
