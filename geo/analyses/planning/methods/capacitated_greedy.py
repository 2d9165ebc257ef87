"""A good choice of actions at once: those that add most for their cost, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.planning.methods.capacitated_kernels import fill, fill_gains
from geo.analyses.planning.methods.integer_program import TOLERANCE
from geo.analyses.planning.methods.site_actions import MOVED_HERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.service_flows import ServiceFlows

    Bools = NDArray[np.bool_]


def greedy(flows: ServiceFlows, budget: float) -> Bools:
    """Build or enlarge where that adds most for its cost, again and again.

    Parameters
    ----------
    flows
        Who can go where.
    budget
        What all actions together may cost.

    Returns
    -------
    numpy.ndarray
        bool, of each action; kept sites included. None is closed or moved.
    """
    actions, places = flows.actions, flows.reach.shape[1]
    chosen = actions.taken_today.copy()
    now = flows.used(actions.capacity_at(chosen, places))
    served = np.bincount(flows.point, now, len(flows.people))
    value = np.bincount(flows.point, now * flows.worth, len(flows.people))
    left, base = flows.people - served, value / np.maximum(served, TOLERANCE)
    used = np.bincount(flows.place, now, places)
    useful = (flows.capacity > 0) & ~chosen & (actions.action != MOVED_HERE)
    spent, gain, more = 0.0, np.zeros(places), np.zeros(places)
    while True:
        affordable = useful & (actions.cost <= budget - spent + TOLERANCE)
        more[:] = 0.0
        np.maximum.at(more, actions.place[affordable], flows.capacity[affordable])
        fill_gains(flows.table, flows.people, left, base, more - used, gain)
        per_cost = gain[actions.place] / np.maximum(actions.cost, TOLERANCE)
        per_cost[~affordable] = 0.0
        pick = int(np.argmax(per_cost)) if len(per_cost) else 0
        if not len(per_cost) or per_cost[pick] <= 0:
            return chosen
        there = int(actions.place[pick])
        chosen[actions.place == there] = False
        chosen[pick], spent = True, spent + float(actions.cost[pick])
        useful[actions.place == there] = False
        free = float(flows.capacity[pick] - used[there])
        used[there] += fill(flows.table, there, flows.people, left, base, free)
