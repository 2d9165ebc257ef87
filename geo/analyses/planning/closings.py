"""Sites that close, as the first steps of a plan: whom it costs a site, before others gain one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.analyses.access.methods.capacity_coverage import Pairs, assign
from geo.analyses.planning.methods.capacitated_back_up import with_two_sites
from geo.analyses.planning.plan import BACK_UP, LONGEST_WAY, SHORTEST_WAYS, Plan, no_steps, steps_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.siting_inputs import SitingInputs


def with_closings(plan: Plan, inputs: SitingInputs) -> Plan:
    """Return a plan whose first steps are the sites that close, and whose figures begin today.

    Parameters
    ----------
    plan
        Made with those sites away; its people are within the limit of one site, of back-up of two.
    inputs
        What it was asked of.

    Returns
    -------
    Plan
        The people of a closing are those whom it leaves without a site within the limit (of limited
        capacity: without capacity there), as a negative number.
    """
    if not inputs.question.closed or not plan.figures:
        return plan
    if plan.alternatives:
        alternatives = tuple(with_closings(of, inputs) for of in plan.alternatives)
        return replace(alternatives[-1], alternatives=alternatives)
    plan = _after_paying(plan, inputs)
    within = [_people(inputs, shut) for shut in range(len(inputs.question.closed) + 1)]
    totals = np.array([people.sum() for people in within])
    columns: dict[str, Any] = {
        "action": ["close"] * len(inputs.closed_names),
        "name": inputs.closed_names,
        "site": inputs.question.closed,
        "population": np.rint(np.diff(totals)).astype(np.int64),
        "population_total": np.rint(totals[1:]).astype(np.int64),
        "share": totals[1:] / max(float(inputs.people.sum()), 1.0),
    }
    figures = dict(plan.figures)
    if "after" in figures:
        before = float(totals[0])
        figures |= {"before": before, "people": figures["after"] - before}
    if "minutes_before" in figures:
        minutes = [minutes_today(inputs, shut) for shut in range(len(within))]
        columns["minutes"] = np.round(minutes[1:], 1)
        figures["minutes_before"] = minutes[0]
    if inputs.question.priced:
        costs = np.full(len(inputs.closed_names), inputs.question.closing)
        columns |= {"cost": costs, "cost_total": np.cumsum(costs)}
    first = steps_of(plan.question, columns, len(inputs.closed_names))
    steps = pd.concat([first, plan.steps], ignore_index=True).astype(no_steps().dtypes.to_dict())
    steps["position"] = np.arange(1, len(steps) + 1)
    steps["position"] = steps["position"].astype("Int64")
    reach = plan.reach
    if reach is not None:
        today = inputs.reach(within[0], within[0])["within_before"]
        reach = reach.assign(within_before=today)
    return replace(plan, steps=steps, figures=figures, reach=reach)


def _people(inputs: SitingInputs, shut: int) -> NDArray[np.float64]:
    """Return the people of each demand point whom a question counts, some sites being closed."""
    if inputs.question.by_actions:
        return people_within_capacity(inputs, shut)
    return people_within(inputs, shut, sites=2 if inputs.question.question == BACK_UP else 1)


def people_within_capacity(inputs: SitingInputs, shut: int) -> NDArray[np.float64]:
    """Return the people of each demand point whom sites of today can serve, see ``people_within``.

    Within the limit, of back-up at two sites; for the shortest ways, and the shortest longest way,
    at any distance.
    """
    point, site, minutes = inputs.ways_today
    near = ~_closed(inputs, shut) & (inputs.people[point] > 0)
    if inputs.question.question not in {SHORTEST_WAYS, LONGEST_WAY}:
        near &= minutes <= inputs.question.minutes
    limited = inputs.question.limited & ~np.isnan(inputs.capacity_today)
    everybody = float(inputs.people.sum())
    capacity = np.where(limited, np.minimum(inputs.capacity_today, everybody), everybody)
    if inputs.question.question == BACK_UP:
        return with_two_sites(point[near], site[near], inputs.people, capacity).backed
    steps = np.zeros(int(near.sum()), np.int64)
    whole = [np.rint(of).astype(np.int64) for of in (inputs.people, capacity)]
    used = assign(Pairs(point[near], site[near], steps), whole[0], whole[1], 1)
    return np.bincount(point[near], used, len(inputs.points)).astype(np.float64)


def minutes_today(inputs: SitingInputs, shut: int) -> float:
    """Return the mean way of all people to today's sites, or the longest, some being closed."""
    point, _, minutes = inputs.ways_today
    there = ~_closed(inputs, shut)
    nearest = np.full(len(inputs.points), np.inf)
    np.minimum.at(nearest, point[there], minutes[there])
    known = np.isfinite(inputs.before)
    known[inputs.ways[0]] = True
    if inputs.question.question == SHORTEST_WAYS:
        farthest = float(inputs.ways[2].max(initial=0.0))
        ways = np.minimum(nearest[known], farthest)
        return float(np.average(ways, weights=inputs.people[known])) if known.any() else 0.0
    longest = float(nearest[known].max(initial=0.0))
    return longest if np.isfinite(longest) else np.nan


def _closed(inputs: SitingInputs, shut: int) -> NDArray[np.bool_]:
    """Return which ways of today lead to one of the first sites that close."""
    return np.isin(inputs.ways_today[1], np.asarray(inputs.question.closed[:shut], np.intp))


def _after_paying(plan: Plan, inputs: SitingInputs) -> Plan:
    """Return a plan whose costs and budget count what the sites that close cost."""
    paid = inputs.question.closing_cost
    figures = {**plan.figures, "budget": inputs.question.budget}
    if "cost" in figures:
        figures["cost"] += paid
    steps = plan.steps.assign(cost_total=plan.steps["cost_total"] + paid)
    return replace(plan, steps=steps, figures=figures)


def people_within(inputs: SitingInputs, shut: int, sites: int) -> NDArray[np.float64]:
    """Return the people of each demand point with so many sites within the limit.

    Parameters
    ----------
    inputs
        People, and the ways to all sites of today.
    shut
        So many of the sites that close are closed already.
    sites
        How many different ones have to be within the limit.
    """
    point, _, minutes = inputs.ways_today
    near = point[~_closed(inputs, shut) & (minutes <= inputs.question.minutes)]
    return inputs.people * (np.bincount(near, minlength=len(inputs.points)) >= sites)
