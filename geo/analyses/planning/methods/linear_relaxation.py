"""Serve everybody at least cost: the linear relaxation, and the choice that it rounds to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analyses.planning.methods.integer_program import TOLERANCE, minimise_continuous
from geo.analyses.planning.methods.site_actions import CLOSE, KEEP, MOVED_AWAY, MOVED_HERE, NEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.service_flows import ServiceFlows
    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.solve_control import SolveControl

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_MOST_LEFT_OUT: Final = 50


def relaxed_and_rounded(
    flows: ServiceFlows, everybody: float, control: SolveControl
) -> tuple[Bools | None, float]:
    """Bound what it costs to serve so many people, and round the relaxation to a choice.

    The bound is the cost where actions may be taken in part. Every action taken in part is then
    taken whole, which serves no fewer people, and those of the smallest parts are left out again as
    far as nobody needs them.

    Parameters
    ----------
    flows
        Who can go where.
    everybody
        How many people are to be served: no more than can be.
    control
        When to stop.

    Returns
    -------
    tuple
        A choice that serves them, None where the time is over or sites are moved, and the bound:
        minus infinity where the time is over.
    """
    count, actions = len(flows.point), flows.actions
    cost = np.concatenate([np.zeros(count), actions.cost])
    rows = [*flows.rows(math.inf), flows.at_least(everybody)]
    amounts = minimise_continuous(cost, rows, most=flows.most, control=control)
    if amounts is None:
        return None, -math.inf
    bound, part = _rounded_up(float(cost @ amounts), actions), amounts[count:]
    if (part[np.isin(actions.action, [MOVED_AWAY, MOVED_HERE])] > TOLERANCE).any():
        return None, bound
    least = everybody - TOLERANCE * max(1.0, everybody)
    chosen = actions.largest(part > TOLERANCE)
    if flows.value(chosen) < least:
        return None, bound
    return _needed(flows, chosen, part, least), bound


def _rounded_up(cost: float, actions: SiteActions) -> float:
    """Return a bound of a cost, rounded up where every action costs a whole number."""
    whole = (actions.cost == np.rint(actions.cost)).all()
    return float(np.ceil(cost - TOLERANCE)) if whole else cost


def _needed(flows: ServiceFlows, chosen: Bools, part: Amounts, least: float) -> Bools:
    """Leave out actions taken in part while the others serve as many people as asked."""
    actions = flows.actions
    partly = chosen & (part < 1.0 - TOLERANCE) & ~np.isin(actions.action, [KEEP, CLOSE])
    order = np.flatnonzero(partly)
    for number in order[np.argsort(part[order], kind="stable")][:_MOST_LEFT_OUT].tolist():
        without = chosen.copy()
        without[number] = False
        if actions.action[number] != NEW:
            without |= (actions.place == actions.place[number]) & actions.taken_today
        if flows.value(without) >= least:
            chosen = without
    return chosen
