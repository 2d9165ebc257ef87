"""What may be done at each place: build, enlarge, move and close sites, at a cost, with a capacity.

Sites of limited size do not only lie near people, they must be able to serve them: the capacitated
location problems (J. Current, J. Storbeck, Capacitated covering models, Environment and Planning B
15, 1988; for the median J. M. Mulvey, M. P. Beck, European Journal of Operational Research 18,
1984). People of one demand point may go to several sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.methods.site_problem import SiteProblem

    Amounts = NDArray[np.float64]
    Listed = list[tuple[int, NDArray[np.intp], Amounts | float, Amounts | float]]
    Bools = NDArray[np.bool_]
    Sites = NDArray[np.intp]

KEEP, NEW, ENLARGE, CLOSE, MOVED_AWAY, MOVED_HERE = range(6)
ACTIONS: Final = ("keep", "new", "enlarge", "close", "moved_away", "moved_here")
"""What may be done at a place, in the order of the numbers above."""


@dataclass(frozen=True)
class Costs:
    """What each action costs and brings; None: it may not be taken.

    Parameters
    ----------
    new, enlarge, move, close
        Of one site. Closing may cost less than 0, if it saves.
    capacity_added
        By how many people an enlarged site's capacity grows.
    """

    new: float | None = 1.0
    enlarge: float | None = None
    move: float | None = None
    close: float | None = None
    capacity_added: float = 0.0


@dataclass(frozen=True, eq=False)
class SiteActions:
    """The actions among which to choose, an entry each.

    At a place with a site exactly one action is taken (keeping it is one), elsewhere at most one.
    As many sites are moved away as are moved here.

    Parameters
    ----------
    place
        The column of the times.
    action
        A number of :data:`ACTIONS`.
    cost
        Of the action; 0 for keeping.
    capacity
        Capacity of the place after it, in people; infinite without a limit.
    """

    place: Sites
    action: NDArray[np.int8]
    cost: Amounts
    capacity: Amounts

    @classmethod
    def of(cls, problem: SiteProblem, capacity: Amounts, costs: Costs) -> SiteActions:
        """List what may be done at each candidate of a problem.

        Parameters
        ----------
        problem
            Sites that stay are its existing ones; its costs, where it has any, are those of
            building at each place.
        capacity
            Capacity of each candidate, or of a new site there, in people.
        costs
            What may be done, and its cost.
        """
        there, free, count = np.flatnonzero(problem.locked), problem.open_to_choice, len(capacity)
        building = np.full(count, costs.new or 0.0)
        if problem.cost is not None:
            building[free] = problem.costs
        listed: Listed = [(KEEP, there, 0.0, capacity)]
        if costs.new is not None:
            listed.append((NEW, free, building, capacity))
        if costs.enlarge is not None and costs.capacity_added > 0:
            listed.append((ENLARGE, there, costs.enlarge, capacity + costs.capacity_added))
        if costs.close is not None:
            listed.append((CLOSE, there, costs.close, 0.0))
        if costs.move is not None:
            listed += [(MOVED_AWAY, there, 0.0, 0.0), (MOVED_HERE, free, costs.move, capacity)]
        place = np.concatenate([places for _, places, _, _ in listed])
        action = np.concatenate([np.full(len(at), kind, np.int8) for kind, at, _, _ in listed])
        cost, capacity = (
            np.concatenate([np.broadcast_to(of[part], count)[of[1]] for of in listed])
            for part in (2, 3)
        )
        return cls(place, action, cost.astype(np.float64), capacity.astype(np.float64))

    @cached_property
    def taken_today(self) -> Bools:
        """The choice in which every site is kept and nothing is done."""
        kept: Bools = self.action == KEEP
        return kept

    @cached_property
    def dominated(self) -> Bools:
        """Actions that no best choice needs: another serves no fewer and costs no more.

        Moving a site where building one costs no more, and closing one that saves nothing.
        """
        new = self.action == NEW
        building = np.full(int(self.place.max(initial=-1)) + 1, np.inf)
        building[self.place[new]] = self.cost[new]
        here = self.action == MOVED_HERE
        dear = here & (self.cost >= building[self.place])
        away = (self.action == MOVED_AWAY) & (dear == here).all()
        dominated: Bools = dear | away | ((self.action == CLOSE) & (self.cost >= 0.0))
        return dominated

    def largest(self, among: Bools) -> Bools:
        """Choose, of some actions, the one with the most capacity at each place."""
        of_these = np.flatnonzero(among)
        order = of_these[np.lexsort([self.capacity[of_these], self.place[of_these]])]
        chosen = np.zeros(len(self.place), bool)
        chosen[order[np.diff(self.place[order], append=-1) != 0]] = True
        return chosen

    def capacity_at(self, chosen: Bools, places: int) -> Amounts:
        """Return the capacity of each place with the actions chosen."""
        capacity = np.zeros(places)
        np.add.at(capacity, self.place[chosen], self.capacity[chosen])
        return capacity

    def spent(self, chosen: Bools) -> float:
        """Return what the actions chosen cost."""
        return float(self.cost[chosen].sum())
