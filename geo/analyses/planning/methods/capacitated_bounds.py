"""What no choice of actions within a budget can pass, where capacity is limited."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.analyses.planning.methods.capacitated_kernels import best_held
from geo.analyses.planning.methods.integer_program import TOLERANCE
from geo.analyses.planning.methods.site_actions import CLOSE, KEEP, MOVED_AWAY, MOVED_HERE
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.service_flows import ServiceFlows
    from geo.analyses.planning.methods.site_actions import SiteActions

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]

MOST_STEPS: Final = 1000
_PATIENCE: Final = 20
_SMALLEST_STEP: Final = 0.002
_TRIED_EVERY: Final = 20
_MOMENT_S: Final = 0.3
"""So long the bound is worked on even where an answer is asked for at once."""


def most_within_budget(flows: ServiceFlows, budget: float) -> float:
    """Bound how many people any choice of actions serves.

    What a set of actions adds to today is at most what each adds alone (people served are a
    submodular function of the places used), and this is no more than its capacity, nor than the
    people without a site who can come there, or to a site of today whose people can.

    Parameters
    ----------
    flows
        Who can go where; people served are counted, not their ways.
    budget
        What all actions together may cost.
    """
    served, gain = _added_alone(flows)
    return served + _knapsack(gain, flows.actions, budget)[1]


def least_cost(flows: ServiceFlows, wanted: float) -> float:
    """Bound what any choice of actions costs that serves so many people.

    The continuous knapsack of what each adds alone; see :func:`most_within_budget`.
    """
    served, gain = _added_alone(flows)
    actions = flows.actions
    saved = -float(np.minimum(actions.cost[actions.action == CLOSE], 0.0).sum())
    useful = (gain > 0) & ~actions.dominated
    gain, cost = gain[useful], np.maximum(actions.cost[useful], 0.0)
    order = np.argsort(-gain / np.maximum(cost, TOLERANCE), kind="stable")
    added = served + np.cumsum(gain[order]) - gain[order]
    part = np.clip((wanted - TOLERANCE * max(1.0, wanted) - added) / gain[order], 0.0, 1.0)
    least = float(part @ cost[order])
    whole = not saved and (cost == np.rint(cost)).all()
    return float(np.ceil(least - TOLERANCE)) if whole else least - saved


def most_capacity(flows: ServiceFlows, budget: float) -> float:
    """Return what capacity any choice of actions has at most, no place more than people reach."""
    actions, today = flows.actions, flows.actions.capacity_at(*_today(flows))
    now = np.minimum(today, flows.within)
    added = np.maximum(flows.capacity - now[actions.place], 0.0)
    return float(now.sum()) + _knapsack(added, actions, budget)[1]


def capacity_anywhere(actions: SiteActions, places: int, people: float, budget: float) -> float:
    """Return what capacity any choice of actions has at most, wherever people are.

    Parameters
    ----------
    actions
        What may be done at the places, of which there are so many.
    people
        No place counts for more than these.
    budget
        What all actions together may cost.
    """
    today = np.minimum(actions.capacity_at(actions.taken_today, places), people)
    added = np.minimum(actions.capacity, people) - today[actions.place]
    return float(today.sum()) + _knapsack(np.maximum(added, 0.0), actions, budget)[1]


def _today(flows: ServiceFlows) -> tuple[Bools, int]:
    return flows.actions.taken_today, flows.reach.shape[1]


def _added_alone(flows: ServiceFlows) -> tuple[float, Amounts]:
    """Return the people served today, and a bound of what each action adds by itself."""
    actions, (points, places) = flows.actions, flows.reach.shape
    today = actions.capacity_at(*_today(flows))
    used = flows.used(today)
    left = flows.people - np.bincount(flows.point, used, points)
    there = today[flows.place] > 0
    ends = flows.point[there], points + flows.place[there]
    joined = coo_array((np.ones(len(ends[0])), ends), shape=(points + places,) * 2)
    label = connected_components(joined, directed=False)[1][:points]
    waiting = np.bincount(label, left, points + places)
    place, of = np.divmod(np.unique(flows.place * len(waiting) + label[flows.point]), len(waiting))
    reached = np.bincount(place, waiting[of], places)
    added = flows.capacity - np.minimum(today, flows.within)[actions.place]
    return float(used.sum()), np.minimum(np.maximum(added, 0.0), reached[actions.place])


def _knapsack(gain: Amounts, actions: SiteActions, budget: float) -> tuple[Amounts, float]:
    """Solve the continuous knapsack of what actions add: the share of each, and the sum.

    What any site saves by closing may be spent.
    """
    counted = (gain > 0) & ~actions.dominated
    budget -= float(np.minimum(actions.cost[actions.action == CLOSE], 0.0).sum())
    cost = np.maximum(actions.cost, 0.0)
    order = np.flatnonzero(counted)
    order = order[np.argsort(-gain[order] / np.maximum(cost[order], TOLERANCE), kind="stable")]
    share, spent = np.zeros(len(gain)), np.cumsum(cost[order])
    whole = int(np.searchsorted(spent, budget + TOLERANCE, "right"))
    share[order[:whole]] = 1.0
    if whole < len(order):
        left = budget - (float(spent[whole - 1]) if whole else 0.0)
        share[order[whole]] = max(0.0, left) / cost[order[whole]]
    return share, float(share @ gain)


def relaxed(
    flows: ServiceFlows, chosen: Bools, budget: float, control: SolveControl
) -> tuple[Bools, float]:
    """Bound what any choice of actions is worth, and return the best choice met on the way.

    Parameters
    ----------
    flows
        Who can go where.
    chosen
        A good choice.
    budget
        What all actions together may cost.
    control
        When to stop, and whom to tell of a better bound.

    Notes
    -----
    Lagrangean relaxation: for multipliers u_i >= 0, a price for each person of demand point i, no
    choice is worth more than sum_i u_i P_i + max sum_{a chosen} K_a(u), where K_a(u) is the
    continuous knapsack of those people who are worth most beyond u at the place of a, as far as its
    capacity goes (R. Sridharan, A Lagrangian heuristic for the capacitated plant location problem
    with single source constraints, European Journal of Operational Research 66, 1993). Choosing is
    the continuous knapsack of the budget. The multipliers follow the subgradient.
    """
    actions, people = flows.actions, flows.people
    places, capacity = actions.place.astype(np.int64), flows.capacity
    reached, kept = flows.value(chosen), actions.action == KEEP
    multiplier, held = _prices(flows, chosen), np.zeros(len(kept))
    nobody, unheard = np.zeros(len(kept)), np.zeros(len(people))
    base = np.zeros(flows.reach.shape[1])
    best, step, idle, moment = math.inf, 1.0, 0, SolveControl(_MOMENT_S)
    for number in range(MOST_STEPS):
        best_held(flows.table, multiplier, people, (places, capacity, nobody), held, unheard)
        base[actions.place[kept]] = held[kept]
        gain = np.where(kept, 0.0, held - base[actions.place])
        share, won = _knapsack(gain, actions, budget)
        most = float(multiplier @ people) + float(held[kept].sum()) + won
        idle += 1
        if most < best - TOLERANCE * max(1.0, abs(most)):
            best, idle = most, 0
            control.report(reached, max(reached, best))
        if number % _TRIED_EVERY == 0 and (share > 0).any():
            other = _with(actions, share, budget)
            if (value := flows.value(other)) > reached:
                chosen, reached = other, value
        if idle >= _PATIENCE:
            step, idle = step / 2.0, 0
        replaced = np.bincount(actions.place, np.where(kept, 0.0, share), len(base))
        shares = np.where(kept, np.maximum(0.0, 1.0 - replaced[actions.place]), share)
        taken = np.zeros(len(people))
        best_held(flows.table, multiplier, people, (places, capacity, shares), held, taken)
        slope = people - taken
        slope[(multiplier <= 0.0) & (slope > 0.0)] = 0.0
        length = float(slope @ slope)
        done = best - reached <= TOLERANCE * max(1.0, reached) or length == 0.0
        over = control.cancelled.is_set() or (control.over and moment.over)
        if done or step < _SMALLEST_STEP or over:
            break
        multiplier = np.maximum(multiplier - step * (most - reached) / length * slope, 0.0)
    return chosen, max(reached, best)


def _prices(flows: ServiceFlows, chosen: Bools) -> Amounts:
    """Return half way between what the best and the second place chosen are worth, at their price.

    The price of a place is what those beyond its capacity would give to come.
    """
    capacity = flows.actions.capacity_at(chosen, flows.reach.shape[1])
    left = flows.people - np.bincount(flows.point, flows.used(capacity), len(flows.people))
    pairs = np.flatnonzero(capacity[flows.place] > 0)
    point, place, worth = flows.point[pairs], flows.place[pairs], flows.worth[pairs]
    of_place = np.zeros(len(capacity))
    beyond = left[point] > 0
    np.maximum.at(of_place, place[beyond], worth[beyond])
    net = np.maximum(worth - of_place[place], 0.0)
    order = np.lexsort([-net, point])
    point, net = point[order], np.append(net[order], 0.0)
    first = np.flatnonzero(np.diff(point, prepend=-1))
    again = np.append(point, -1)[first + 1] == point[first]
    prices = np.zeros(len(left))
    prices[point[first]] = (net[first] + np.where(again, net[first + 1], 0.0)) / 2.0
    return prices


def _with(actions: SiteActions, share: Amounts, budget: float) -> Bools:
    """Return today with the actions of a whole share, as far as they are affordable."""
    chosen = actions.taken_today.copy()
    balanced = np.isin(actions.action, (MOVED_AWAY, MOVED_HERE))
    spent = 0.0
    for number in np.flatnonzero((share >= 1.0) & ~balanced).tolist():
        if spent + actions.cost[number] <= budget + TOLERANCE:
            spent += float(actions.cost[number])
            chosen[actions.place == actions.place[number]] = False
            chosen[number] = True
    return chosen
