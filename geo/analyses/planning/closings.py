"""Sites that close, as the first steps of a plan: whom it costs a site, before others gain one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.analyses.planning.plan import (
    BACK_UP,
    LONGEST_WAY,
    SHORTEST_WAYS,
    Plan,
    no_steps,
    steps_of,
)
from geo.core.issues import Issue

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
        The people of a closing are those whom it leaves without a site within the limit, as a
        negative number. Where sites have limited room, or ways are to be short, they are not
        known, and a note says that the figures before are without the sites that close.
    """
    if not inputs.question.closed or not plan.figures:
        return plan
    if plan.alternatives:
        alternatives = tuple(with_closings(of, inputs) for of in plan.alternatives)
        return replace(alternatives[-1], alternatives=alternatives)
    question = inputs.question.question
    counted = not inputs.question.by_actions and question not in {SHORTEST_WAYS, LONGEST_WAY}
    within = [
        people_within(inputs, shut, sites=2 if question == BACK_UP else 1)
        for shut in range(len(inputs.question.closed) + 1)
    ]
    columns: dict[str, Any] = {
        "action": ["close"] * len(inputs.closed_names),
        "name": inputs.closed_names,
    }
    if counted:
        totals = np.array([people.sum() for people in within])
        columns |= {
            "population": np.rint(np.diff(totals)).astype(np.int64),
            "population_total": np.rint(totals[1:]).astype(np.int64),
            "share": totals[1:] / max(float(inputs.people.sum()), 1.0),
        }
    if inputs.question.priced:
        costs = np.full(len(inputs.closed_names), inputs.question.closing)
        columns |= {"cost": costs, "cost_total": np.cumsum(costs)}
    plan = _after_paying(plan, inputs)
    first = steps_of(plan.question, columns, len(inputs.closed_names))
    steps = pd.concat([first, plan.steps], ignore_index=True).astype(no_steps().dtypes.to_dict())
    steps["position"] = np.arange(1, len(steps) + 1)
    steps["position"] = steps["position"].astype("Int64")
    if not counted:
        note = Issue("planning_note.before_without_closed", severity="warning")
        return replace(plan, steps=steps, notes=(*plan.notes, note))
    before, after = float(within[0].sum()), plan.figures["after"]
    figures = {**plan.figures, "before": before, "people": after - before}
    reach = plan.reach
    if reach is not None and question != BACK_UP:
        today = inputs.reach(within[0], within[0])["within_before"]
        reach = reach.assign(within_before=today)
    return replace(plan, steps=steps, figures=figures, reach=reach)


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
    point, site, minutes = inputs.ways_today
    closed = np.isin(site, np.asarray(inputs.question.closed[:shut], np.intp))
    near = point[~closed & (minutes <= inputs.question.minutes)]
    return inputs.people * (np.bincount(near, minlength=len(inputs.points)) >= sites)
