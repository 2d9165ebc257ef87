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


def greedy(flows: ServiceFlows, budget: float, start: Bools | None = None) -> Bools:
    """Build or enlarge where that adds most for its cost, again and again.

    Who has a place keeps it; that some could make room by going elsewhere is not looked for.

    Parameters
    ----------
    flows
        Who can go where.
    budget
        What the actions may cost, beside those of the start.
    start
        Actions chosen already; None: the sites of today are kept.

    Returns
    -------
    numpy.ndarray
        bool, of each action; kept sites included. None is closed or moved.
    """
    actions, places = flows.actions, flows.reach.shape[1]
    chosen = (actions.taken_today if start is None else start).copy()
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


def for_everybody(flows: ServiceFlows, everybody: float) -> Bools:
    """Choose actions that serve so many people, as many as can be served at all.

    Greedily, and again from where all find place as well as they can; in the end all that may be
    done, without what nobody goes to.
    """
    chosen, least = greedy(flows, np.inf), everybody - TOLERANCE * max(1.0, everybody)
    while flows.value(chosen) < least:
        more = greedy(flows, np.inf, chosen)
        if np.array_equal(more, chosen):
            return _all_used(flows)
        chosen = more
    return chosen


def _all_used(flows: ServiceFlows) -> Bools:
    """Return the largest action at each place, as far as anybody goes there."""
    actions, places = flows.actions, flows.reach.shape[1]
    every = actions.largest(actions.action != MOVED_HERE)
    used = np.bincount(flows.place, flows.used(actions.capacity_at(every, places)), places)
    needed = used[actions.place] > 0
    kept = actions.taken_today & ~needed
    return (every & needed) | kept
