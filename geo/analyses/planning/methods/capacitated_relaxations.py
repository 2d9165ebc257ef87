"""What limited capacity is compared with: most people who can be served, and sites never full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from geo.analyses.planning.methods.greatest_saving import Savings, greedy, interchange
from geo.analyses.planning.methods.saving_program import most_saved
from geo.analyses.planning.methods.site_actions import CLOSE, KEEP, MOVED_HERE, NEW
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_actions import SiteActions
    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]

_MOMENT_S: Final = 0.5


def most_within_capacity(reach: Bools, people: Amounts, capacity: Amounts) -> float:
    """Return how many people can have capacity at places within reach.

    Demand points that reach the same places are one, so that it is soon worked out.

    Examples
    --------
    >>> reach = np.array([[True, False], [True, False], [True, True]])
    >>> most_within_capacity(reach, np.array([5.0, 4.0, 3.0]), np.array([6.0, 2.0]))
    8.0
    """
    first, group = of_same_reach(reach)
    together = np.bincount(group, people, len(first)).astype(np.float64)
    return float(served_at_most(np.nonzero(reach[first]), together, capacity).sum())


def served_at_most(pairs: tuple[Sites, ...], people: Amounts, capacity: Amounts) -> Amounts:
    """Return the people of each demand point who have capacity, as many in all as can have it.

    A maximum flow (Y. Dinitz, Soviet Mathematics Doklady 11, 1970, as scipy has it).

    Parameters
    ----------
    pairs
        The demand points and the places within reach of each other.
    people, capacity
        Of demand points, and of places; whole numbers are taken.

    Examples
    --------
    >>> pairs = np.array([0, 1, 2, 2]), np.array([0, 0, 0, 1])
    >>> served_at_most(pairs, np.array([5.0, 4.0, 3.0]), np.array([6.0, 2.0])).sum()
    np.float64(8.0)
    """
    point, place = pairs
    within = np.bincount(place, people[point], len(capacity))
    most = np.minimum(capacity, within)
    source, points, places = len(people) + len(capacity), np.arange(len(people)), most.nonzero()[0]
    begin = np.concatenate([np.full(len(people), source), point, len(people) + places])
    end = np.concatenate([points, len(people) + place, np.full(len(places), source + 1)])
    amount = np.rint(np.concatenate([people, people[point], most[places]])).astype(np.int32)
    graph = csr_array((amount, (begin, end)), shape=(source + 2, source + 2))
    flow = maximum_flow(graph, source, source + 1).flow
    served: Amounts = flow[[source], : len(people)].toarray()[0].astype(np.float64)
    return served


def nearest_places(problem: SiteProblem, actions: SiteActions, count: int) -> Bools:
    """Return which of the places that may have sites are the nearest of each demand point.

    Returns
    -------
    numpy.ndarray
        bool, shape (demand, places).
    """
    times = problem.times
    usable = np.unique(actions.place)
    nearest = np.zeros(times.shape, bool)
    if len(usable) <= count:
        nearest[:, usable] = True
        return nearest
    among = np.argpartition(times[:, usable], count, axis=1)[:, :count]
    np.put_along_axis(nearest, usable[among], values=True, axis=1)
    return nearest


def of_same_reach(reach: Bools) -> tuple[Sites, Sites]:
    """Return one demand point of each set of places within reach, and whose set each has.

    Examples
    --------
    >>> reach = np.array([[True, False], [True, True], [True, False]])
    >>> [numbers.tolist() for numbers in of_same_reach(reach)]
    [[0, 1], [0, 1, 0]]
    """
    number: dict[bytes, int] = {}
    packed = np.packbits(reach, axis=1)
    group = np.array([number.setdefault(row.tobytes(), len(number)) for row in packed], np.intp)
    return np.unique(group, return_index=True)[1], group


def best_without_limits(
    pairs: tuple[Sites, Sites, Amounts],
    people: Amounts,
    actions: SiteActions,
    budget: float,
    control: SolveControl,
) -> tuple[Bools, float]:
    """Choose new sites as if capacity were unlimited, and bound the worth of any choice of actions.

    No choice is worth more than the best one of sites that never fill, where sites that stay cost
    nothing, none has to close for another, and what closing saves may be spent.

    Parameters
    ----------
    pairs
        Demand points and places within reach, and what it is worth that a person goes there.
    people
        Of each demand point.
    actions, budget
        What may be done, and what it may cost.
    control
        When to stop, and whom to tell of progress.

    Returns
    -------
    tuple
        A choice of actions: today's, with the new sites that this finds, as far as it may be built;
        and the bound.
    """
    known = _Unlimited.of(pairs, people, actions, budget)
    best, bound = most_saved(known.savings, control.mapped(known.today.__add__))
    return known.choice(best, actions, budget), known.today + bound


def good_without_limits(
    pairs: tuple[Sites, Sites, Amounts], people: Amounts, actions: SiteActions, budget: float
) -> Bools:
    """Choose new sites as if capacity were unlimited, by exchanges for a moment.

    See :func:`best_without_limits`.
    """
    known = _Unlimited.of(pairs, people, actions, budget)
    chosen = interchange(known.savings, greedy(known.savings), SolveControl(_MOMENT_S))
    return known.choice(chosen, actions, budget)


class _Unlimited(NamedTuple):
    """What new sites save if none is ever full: ``free`` are their places, ``today`` the worth."""

    savings: Savings
    free: Sites
    today: float

    @classmethod
    def of(
        cls,
        pairs: tuple[Sites, Sites, Amounts],
        people: Amounts,
        actions: SiteActions,
        budget: float,
    ) -> _Unlimited:
        """Reckon sites that stay as there, and what closing saves as there to spend."""
        point, place, worth = pairs
        places = int(max(actions.place.max(initial=-1), place.max(initial=-1))) + 1
        stays = np.zeros(places, bool)
        stays[actions.place[actions.action == KEEP]] = True
        base = np.zeros(len(people))
        there = stays[place]
        np.maximum.at(base, point[there], worth[there])
        cost = np.full(places, np.inf)
        builds = np.isin(actions.action, [NEW, MOVED_HERE])
        np.minimum.at(cost, actions.place[builds], np.maximum(actions.cost[builds], 1e-9))
        free = np.flatnonzero(np.isfinite(cost))
        number = np.full(places, -1)
        number[free] = np.arange(len(free))
        more = (worth - base[point]) * people[point]
        kept = (more > 0) & (number[place] >= 0)
        entries = point[kept], number[place[kept]], more[kept]
        saved = -float(np.minimum(actions.cost[actions.action == CLOSE], 0.0).sum())
        savings = Savings.of_entries(entries, len(base), cost[free], budget + saved)
        return cls(savings, free, float(base @ people))

    def choice(self, chosen: Sites, actions: SiteActions, budget: float) -> Bools:
        """Return today with the new sites of a choice, as far as they are affordable."""
        taken = actions.taken_today.copy()
        new = np.flatnonzero((actions.action == NEW) & np.isin(actions.place, self.free[chosen]))
        affordable = np.cumsum(actions.cost[new]) <= budget + 1e-9
        taken[new[affordable]] = True
        return taken
