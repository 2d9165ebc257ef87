"""The actions of a plan in the order to carry them out, each with what it adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.analyses.planning.methods.capacitated_relaxations import served_at_most
from geo.analyses.planning.methods.site_actions import CLOSE, KEEP, MOVED_AWAY, MOVED_HERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.service_flows import ServiceFlows

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]


class Step(NamedTuple):
    """An action that is carried out.

    Parameters
    ----------
    action
        Its number among the actions.
    origin
        Of a site that moves: the number of the action by which it leaves its place.
    added
        People whom it adds to those served by the steps before it.
    """

    action: int
    origin: int | None
    added: float


def building_order(flows: ServiceFlows, chosen: Bools, times: NDArray[np.float64]) -> list[Step]:
    """Return the steps of a choice of actions: those that serve most people first, closings last.

    Parameters
    ----------
    flows
        Who can go where.
    chosen
        The actions chosen, kept sites included.
    times
        The ways, from demand points to places: a site moves to the nearest of the new places, as
        far as people have it.
    """
    actions, places = flows.actions, flows.reach.shape[1]
    used = flows.used(actions.capacity_at(chosen, places))
    load = np.bincount(flows.place, used, places)
    done = np.flatnonzero(chosen & (actions.action != KEEP) & (actions.action != MOVED_AWAY))
    closes = actions.action[done] == CLOSE
    done = done[np.lexsort([done, -load[actions.place[done]], closes])]
    origins = _origins(flows, done, np.flatnonzero(chosen & (actions.action == MOVED_AWAY)), times)
    capacity = actions.capacity_at(actions.taken_today, places)
    left, steps = _left(flows, capacity), []
    for number in done.tolist():
        place, origin, before = int(actions.place[number]), origins.get(number), left
        more = float(actions.capacity[number] - capacity[place])
        capacity[place] = actions.capacity[number]
        if origin is not None:
            capacity[actions.place[origin]] = 0.0
        left = _filled(flows, place, before, more)
        if origin is not None or flows.twice or (before - left).sum() < more:
            left = _left(flows, capacity)
        steps.append(Step(number, origin, float(before.sum() - left.sum())))
    return steps


def _left(flows: ServiceFlows, capacity: Amounts) -> Amounts:
    """Return the people of each demand point beyond these capacities."""
    if flows.twice or flows.no_site is not None:
        used = flows.used(capacity)
        return flows.people - np.bincount(flows.point, used, len(flows.people))
    there = capacity[flows.place] > 0
    pairs = flows.point[there], flows.place[there]
    return flows.people - served_at_most(pairs, flows.people, capacity)


def _filled(flows: ServiceFlows, place: int, left: Amounts, capacity: float) -> Amounts:
    """Return who is left when the nearest come to a place that has this capacity to spare.

    If they fill it, nobody need change places: no more can be served.
    """
    begin, point, _ = flows.table
    near = point[begin[place] : begin[place + 1]]
    before = np.cumsum(left[near]) - left[near]
    after = left.copy()
    after[near] -= np.clip(capacity - before, 0.0, left[near])
    return after


def _origins(
    flows: ServiceFlows,
    done: NDArray[np.intp],
    leaving: NDArray[np.intp],
    times: NDArray[np.float64],
) -> dict[int, int]:
    """Return from which place each site moves, by the number of its new action."""
    action, place = flows.actions.action, flows.actions.place
    left, origins = leaving.tolist(), {}
    way = np.isfinite(times)
    finite = np.where(way, times, times.max(initial=0.0, where=way))
    for number in done[action[done] == MOVED_HERE].tolist():
        apart = [
            float(np.abs(finite[:, place[number]] - finite[:, place[origin]]).sum())
            for origin in left
        ]
        origins[number] = left.pop(int(np.argmin(apart)))
    return origins
