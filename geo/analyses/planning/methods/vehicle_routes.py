"""Routes of vehicles within a day's hours and seats, solved by PyVRP.

The capacitated vehicle routing problem with limited duration (P. Toth, D. Vigo, Vehicle Routing,
SIAM, 2nd edition 2014), where there is not time for all with prizes (E. Balas, The prize collecting
traveling salesman problem, Networks 19, 1989). PyVRP (N. A. Wouda, L. Lan, W. Kool, PyVRP: a
high-performance VRP solver package, INFORMS Journal on Computing 36, 2024) searches from a fixed
seed for a fixed number of steps, so that the same question has the same answer on every machine.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.analyses.planning.methods.integer_program import TOLERANCE, Rows, minimise
from geo.analyses.planning.methods.solve_control import SolveControl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyvrp.stop import StoppingCriterion

    Ints = NDArray[np.int64]
    Minutes = NDArray[np.float64]

UNREACHABLE, TOO_LONG, TOO_MANY, NO_TIME = REASONS = (
    *("unreachable", "too_long", "too_many", "no_time"),
)
"""Why a stop is not visited: no way there and back; its visit does not fit in a day; more visitors
than a vehicle may have in a day; the hours of all vehicles are used up."""
MINUTES_PER_HOUR: Final = 60
STEPS: Final = 400
"""Of the search for the shortest routes, after the last that was shorter."""
LADDER_STEPS: Final = 200
"""Of the search for the most people, for each number of hours and of vehicles."""
SEED: Final = 1
BOUND_SECONDS: Final = 5.0
_HIGHEST_PENALTY: Final = 1e9

Routes = tuple[tuple[int, ...], ...]


class Fleet(NamedTuple):
    """The vehicles.

    Parameters
    ----------
    vehicles
        How many go out each day.
    days
        In which all stops are visited once.
    hours
        Of a day, from the depot and back to it.
    seats
        How many people a vehicle can serve in a day; 0: any number.
    """

    vehicles: int
    days: int
    hours: int
    seats: int = 0

    @property
    def minutes(self) -> int:
        """The minutes of a day."""
        return self.hours * MINUTES_PER_HOUR

    @property
    def routes(self) -> int:
        """The most routes there can be: one a vehicle a day."""
        return self.vehicles * self.days


@dataclass(frozen=True, eq=False)
class Visits:
    """The stops, and the ways between them.

    Parameters
    ----------
    minutes
        Whole minutes from each place to each, shape (stops + 1, stops + 1), infinite without a way;
        the first place is the depot.
    people
        Who would be served at each stop (int64).
    visitors
        How many of them come to a visit (int64).
    service
        Minutes of a visit (int64).
    """

    minutes: Minutes
    people: Ints
    visitors: Ints
    service: Ints

    @property
    def alone(self) -> Minutes:
        """The minutes of a day that visits one stop only; infinite without a way."""
        there_and_back: Minutes = self.minutes[0, 1:] + self.minutes[1:, 0]
        return there_and_back + self.service

    def reasons(self, fleet: Fleet) -> list[str]:
        """Return why a stop can be on no route, see :data:`REASONS`; "" where it can be."""
        alone = self.alone
        too_many = (self.visitors > fleet.seats) & (fleet.seats > 0)
        cases = [~np.isfinite(alone), too_many, alone > fleet.minutes]
        return list(map(str, np.select(cases, [UNREACHABLE, TOO_MANY, TOO_LONG], "")))

    def duration(self, route: Sequence[int]) -> int:
        """Return the minutes of a route from the depot and back to it, with its visits."""
        places = np.array([0, *(stop + 1 for stop in route), 0])
        driven = self.minutes[places[:-1], places[1:]].sum()
        return int(driven + self.service[list(route)].sum())

    def served(self, routes: Routes) -> int:
        """Return the people at the stops of routes."""
        return int(self.people[[stop for route in routes for stop in route]].sum())


def most_people(visits: Visits, fleet: Fleet) -> list[Routes]:
    """Find routes that serve the most people, for one vehicle, two, and so on.

    Parameters
    ----------
    visits
        Stops that can be on no route are on none.
    fleet
        Its vehicles are the most.

    Returns
    -------
    list of tuple
        Routes, each the stops in their order, for each number of vehicles.

    Notes
    -----
    The search is of no proof. It goes up from one hour and one vehicle, and each starts from the
    better of the answers with an hour less and with a vehicle less: so no vehicle and no hour more
    ever serves fewer people.
    """
    best: list[Routes] = [()] * fleet.vehicles
    for hours in range(1, fleet.hours + 1):
        reasons = visits.reasons(fleet._replace(hours=hours))
        usable = np.array([not reason for reason in reasons], bool)
        fewer: Routes = ()
        for vehicles in range(1, fleet.vehicles + 1):
            start = max(best[vehicles - 1], fewer, key=visits.served)
            if visits.served(start) < visits.people[usable].sum():
                some = fleet._replace(vehicles=vehicles, hours=hours)
                routes = _searched(visits, some, start, np.flatnonzero(usable))
                start = max(start, routes, key=visits.served)
            best[vehicles - 1] = fewer = start
    return best


def shortest_routes(visits: Visits, fleet: Fleet, routes: Routes, *, even: bool = True) -> Routes:
    """Shorten routes, and even them out, without leaving a stop out.

    Parameters
    ----------
    visits, fleet
        As :func:`most_people` takes them.
    routes
        Within the fleet.
    even
        Whether a minute over an even share of all minutes counts like a minute more.
    """
    stops = np.array(sorted(stop for route in routes for stop in route), np.intp)
    if not len(stops):
        return ()
    shorter = _improved(visits, fleet, routes, stops)
    if not even:
        return shorter
    share = -(-sum(map(visits.duration, shorter)) // fleet.routes)
    return _improved(visits, fleet, shorter, stops, share)


def served_bound(visits: Visits, fleet: Fleet) -> int:
    """Return how many people no routes can serve more than.

    Notes
    -----
    max Σ P_i y_i over stops that can be visited, Σ (s_i + min_j t_ji) y_i within the minutes less
    the shortest way back to the depot, and Σ v_i y_i within the seats, of all days together: every
    visit takes its service and at least the shortest way to it.
    """
    usable = np.array([not reason for reason in visits.reasons(fleet)], bool)
    if not usable.any():
        return 0
    ways = visits.minutes + np.diag(np.full(len(visits.minutes), np.inf))
    least = visits.service + ways[:, 1:].min(axis=0)
    back = visits.minutes[1:, 0][usable].min()
    rows = [Rows(least[usable][None, :], most=float(fleet.routes * (fleet.minutes - back)))]
    if fleet.seats:
        visitors = visits.visitors[usable].astype(np.float64)[None, :]
        rows.append(Rows(visitors, most=float(fleet.routes * fleet.seats)))
    cost = -visits.people[usable].astype(np.float64)
    ones = np.ones(len(cost))
    control = SolveControl(BOUND_SECONDS)
    solved = minimise(cost, rows, whole=ones.astype(bool), most=ones, control=control)
    return int(np.floor(-solved.bound + TOLERANCE))


def _improved(
    visits: Visits, fleet: Fleet, routes: Routes, stops: NDArray[np.intp], share: int | None = None
) -> Routes:
    """Return the better of routes and of what a search for shorter ones comes to."""

    def cost(some: Routes) -> int:
        long = [visits.duration(route) for route in some]
        return sum(long) + sum(max(0, one - share) for one in long if share is not None)

    return min(routes, _searched(visits, fleet, routes, stops, share, all_of_them=True), key=cost)


def _searched(
    visits: Visits,
    fleet: Fleet,
    start: Routes,
    stops: NDArray[np.intp],
    share: int | None = None,
    *,
    all_of_them: bool = False,
) -> Routes:
    """Search from routes for better ones: all stops in the fewest minutes, or the most people.

    Parameters
    ----------
    visits, fleet
        See above.
    start
        Where to begin.
    stops
        Those that may be visited.
    share
        Minutes of a route beyond which each minute counts twice.
    all_of_them
        Whether every one of the stops must be visited.
    """
    # as late as can be: it takes a second, and few runs ask for routes
    import pyvrp  # noqa: PLC0415
    from pyvrp.stop import MaxIterations, NoImprovement  # noqa: PLC0415

    data = _problem(pyvrp, visits, fleet, stops, share, all_of_them=all_of_them)
    place = {stop: number for number, stop in enumerate(stops.tolist())}
    begin = [[place[stop] for stop in route] for route in start if route]
    penalty = pyvrp.PenaltyParams(max_penalty=_HIGHEST_PENALTY)
    until: StoppingCriterion = NoImprovement(STEPS) if all_of_them else MaxIterations(LADDER_STEPS)
    with warnings.catch_warnings():  # of a penalty that is at its highest: most questions have more
        warnings.simplefilter("ignore")  # stops than there is time for
        best = pyvrp.solve(
            data,
            until,
            seed=SEED,
            collect_stats=False,
            params=pyvrp.SolveParams(penalty=penalty),
            initial_solution=pyvrp.Solution(data, begin) if begin else None,
        ).best
    if not best.is_feasible():
        return start
    return tuple(
        tuple(int(stops[visit.idx]) for visit in route if visit.is_client())
        for route in best.routes()
    )


def _problem(
    pyvrp: Any,
    visits: Visits,
    fleet: Fleet,
    stops: NDArray[np.intp],
    share: int | None,
    *,
    all_of_them: bool,
) -> Any:
    """Return the question as PyVRP takes it: a vehicle of a day is a vehicle of its own."""
    places = np.concatenate([[0], stops + 1])
    minutes = visits.minutes[np.ix_(places, places)]
    ways = np.where(np.isfinite(minutes), minutes, 10 * fleet.minutes).astype(np.int64)
    worth = int(visits.alone[stops].max(initial=1)) + 1  # a person, over any way to one more stop
    clients = [
        pyvrp.Client(
            location=number,
            delivery=[int(visits.visitors[stop])] if fleet.seats else [],
            service_duration=int(visits.service[stop]),
            prize=0 if all_of_them else worth * int(visits.people[stop]),
            required=all_of_them,
        )
        for number, stop in enumerate(stops.tolist(), 1)
    ]
    normal = fleet.minutes if share is None else min(share, fleet.minutes)
    vehicle = pyvrp.VehicleType(
        fleet.routes,
        capacity=[fleet.seats] if fleet.seats else [],
        shift_duration=normal,
        max_overtime=fleet.minutes - normal,
        unit_overtime_cost=1,
        unit_distance_cost=0,
        unit_duration_cost=1,
    )
    locations = [pyvrp.Location(float(place), 0.0) for place in places]
    none = np.zeros_like(ways)
    return pyvrp.ProblemData(locations, clients, [pyvrp.Depot(0)], [vehicle], [none], [ways])
