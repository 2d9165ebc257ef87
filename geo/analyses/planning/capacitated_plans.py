"""Plans for sites of limited capacity, and for sites that are enlarged or moved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.analyses.planning.methods.building_order import Step, building_order
from geo.analyses.planning.methods.capacitated import (
    cheapest_for_all,
    serve_most,
    shortest_ways,
)
from geo.analyses.planning.methods.capacitated_back_up import capacitated_back_up
from geo.analyses.planning.methods.capacitated_centre import shortest_longest_way
from geo.analyses.planning.methods.site_actions import ACTIONS, MOVED_HERE, SiteActions
from geo.analyses.planning.plan import (
    ALL_COVERED,
    BACK_UP,
    LONGEST_WAY,
    SHORTEST_WAYS,
    Plan,
    steps_of,
)
from geo.analyses.planning.site_figures import reach_figures, step_columns, unreached_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.service_flows import ActionPlan
    from geo.analyses.planning.methods.solve_control import SolveControl
    from geo.analyses.planning.siting_inputs import SitingInputs
    from geo.core.results import Results


def capacitated_plan(results: Results, inputs: SitingInputs, control: SolveControl) -> Plan:
    """Choose among building, enlarging, moving and closing sites, each with capacity for so many.

    Returns
    -------
    Plan
        People served are those with capacity at a site within the limit.
    """
    question, problem = inputs.question, inputs.problem
    actions = SiteActions.of(problem, inputs.capacity, question.costs)
    reach = problem.times <= question.minutes
    if question.question == SHORTEST_WAYS:
        known = max(float(inputs.people[~problem.unreachable].sum()), 1.0)
        mean = control.mapped(lambda minutes: minutes / known)
        plan, unit = shortest_ways(problem, actions, question.budget, mean), known
        reach = np.isfinite(problem.times)
    elif question.question == LONGEST_WAY:
        plan, unit = shortest_longest_way(problem, actions, question.budget, control), 1.0
        reach = np.isfinite(problem.times)
    elif question.question == ALL_COVERED:
        plan, unit = cheapest_for_all(problem, actions, question.minutes, control), 1.0
    elif question.question == BACK_UP:
        limit, budget = question.minutes, question.budget
        plan, unit = capacitated_back_up(problem, actions, limit, budget, control), 1.0
    else:
        limit, budget = question.minutes, question.budget
        plan, unit = serve_most(problem, actions, limit, budget, control), 1.0
    backs_up = question.question == BACK_UP
    flows = plan.flows
    counted = flows if question.question == SHORTEST_WAYS else flows.merged
    steps = building_order(counted, plan.chosen, problem.times)
    served_today = flows.plan(actions.taken_today, 0.0)
    before = inputs.people - served_today.unserved
    after = inputs.people - plan.unserved
    unreachable: NDArray[np.bool_] = np.logical_not(reach.any(axis=1))
    columns = _columns(inputs, actions, steps, float(before.sum()))
    figures = reach_figures(results, inputs, before, after, unreachable)
    capacity = tuple(actions.capacity[[step.action for step in steps]])
    reachable = float(inputs.people[reach.sum(axis=1) > backs_up].sum())
    figures |= {
        "sites": len(steps),
        "limited": float(question.limited),
        "cost": actions.spent(plan.chosen),
        "bound": plan.bound / unit,
        "gap": _gap(plan),
        "objective": plan.objective / unit,
        "without_capacity": reachable - plan.served,
        "never_capacity": max(0.0, reachable - plan.most_served),
    }
    return Plan(
        question.question,
        steps_of(question.question, columns, len(steps)),
        figures,
        plan.proven,
        reach=inputs.reach(before, after),
        unreached=unreached_names(results, inputs, unreachable),
        capacity=capacity if question.limited else (),
    )


def _gap(plan: ActionPlan) -> float:
    """Return how far the bound is, as a share of the objective."""
    if plan.proven:
        return 0.0
    if not math.isfinite(plan.objective):
        return math.inf
    return abs(plan.bound - plan.objective) / max(abs(plan.objective), 1e-9)


def _columns(
    inputs: SitingInputs, actions: SiteActions, steps: list[Step], before: float
) -> dict[str, Any]:
    numbers = np.array([step.action for step in steps], np.intp)
    added = np.array([step.added for step in steps], np.float64)
    places, kinds, cost = actions.place[numbers], actions.action[numbers], actions.cost[numbers]
    columns = step_columns(inputs, places, added, before + np.cumsum(added))
    today = [step.action if step.origin is None else step.origin for step in steps]
    origins = inputs.places.iloc[actions.place[today]]
    columns["action"] = ["moved" if kind == MOVED_HERE else ACTIONS[kind] for kind in kinds]
    columns["from_name"] = origins["name"].where(kinds == MOVED_HERE).to_numpy(object)
    columns["site"] = origins["site"].astype("Int64").array
    if inputs.question.priced:
        columns |= {"cost": cost, "cost_total": np.cumsum(cost)}
    return columns
