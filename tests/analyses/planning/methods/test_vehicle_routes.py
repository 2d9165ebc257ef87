"""Routes against all there are, and against a published optimum."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.planning.methods.vehicle_routes import (
    NO_TIME,
    TOO_LONG,
    TOO_MANY,
    UNREACHABLE,
    Fleet,
    Visits,
    most_people,
    served_bound,
    shortest_routes,
)

# P-n16-k8 (P. Augerat 1995; CVRPLIB): capacity 35, 8 vehicles, optimum 450; places and demands
# as in the copy of github.com/saschapas/VRP_genetic_algo, instances/P-n16-k8.vrp.
P_N16_K8 = (
    "30 40 0, 37 52 19, 49 49 30, 52 64 16, 31 62 23, 52 33 11, 42 41 31, 52 41 15, 57 58 28, "
    "62 42 8, 42 57 8, 27 68 7, 43 67 14, 58 48 6, 58 27 19, 37 69 11"
)


def straight(x, y):
    return np.rint(np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]))


def some_visits(seed, stops=6):
    rng = np.random.default_rng(seed)
    minutes = straight(*rng.integers(0, 60, (2, stops + 1)).astype(float))
    people = rng.integers(1, 90, stops)
    return Visits(minutes, people, -(-people // 10), 10 + people // 4)


def every_route(visits, fleet):
    """The fewest minutes of a route of each set of stops that fit on one, by trying all orders."""
    stops = range(len(visits.people))
    shortest = {}
    for size in range(1, len(visits.people) + 1):
        for some in combinations(stops, size):
            if fleet.seats and visits.visitors[list(some)].sum() > fleet.seats:
                continue
            minutes = min(visits.duration(order) for order in permutations(some))
            if minutes <= fleet.minutes:
                shortest[frozenset(some)] = minutes
    return shortest


def best_of_all(visits, fleet):
    """The most people that any routes serve, and the fewest minutes of all that do."""
    routes = every_route(visits, fleet)
    reached = {frozenset(): 0}
    for _ in range(fleet.routes):
        for done, minutes in list(reached.items()):
            for route, more in routes.items():
                if not done & route:
                    both = done | route
                    reached[both] = min(reached.get(both, np.inf), minutes + more)
    return max((visits.served((tuple(some),)), -minutes) for some, minutes in reached.items())


@pytest.mark.parametrize("seed", range(6))
def test_no_other_routes_are_better(seed):
    visits = some_visits(seed)
    fleet = Fleet(vehicles=1, days=2, hours=2 + seed % 2, seats=20 * (seed % 3))
    routes = most_people(visits, fleet)[-1]
    people, minutes = best_of_all(visits, fleet)
    assert visits.served(routes) == people <= served_bound(visits, fleet)
    shorter = shortest_routes(visits, fleet, routes, even=False)
    assert sum(map(visits.duration, shorter)) == -minutes


def test_a_published_optimum_is_reached():
    x, y, demand = np.array([row.split() for row in P_N16_K8.split(",")], np.float64).T
    demand = demand[1:].astype(np.int64)
    visits = Visits(straight(x, y), demand, demand, np.zeros(15, np.int64))
    fleet = Fleet(vehicles=8, days=1, hours=10, seats=35)
    routes = shortest_routes(visits, fleet, most_people(visits, fleet)[-1], even=False)
    assert sorted(stop for route in routes for stop in route) == list(range(15))
    assert sum(map(visits.duration, routes)) == 450


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 3))
def test_more_vehicles_or_hours_never_serve_fewer(seed, vehicles, hours):
    visits = some_visits(seed, stops=9)
    fleet = Fleet(vehicles, 1, hours, seats=25)
    by_vehicles = [visits.served(routes) for routes in most_people(visits, fleet)]
    assert by_vehicles == sorted(by_vehicles)
    longer = most_people(visits, fleet._replace(hours=hours + 1))
    assert visits.served(longer[-1]) >= by_vehicles[-1]
    again = most_people(visits, fleet._replace(vehicles=vehicles + 1))
    assert [visits.served(routes) for routes in again[:-1]] == by_vehicles
    for route in longer[-1]:
        assert visits.duration(route) <= 60 * (hours + 1)
        assert visits.visitors[list(route)].sum() <= 25


def test_the_order_of_stops_changes_nothing():
    visits, fleet = some_visits(3), Fleet(vehicles=1, days=2, hours=3, seats=20)
    order = np.random.default_rng(1).permutation(len(visits.people))
    places = np.concatenate([[0], order + 1])
    amounts = (of[order] for of in (visits.people, visits.visitors, visits.service))
    shuffled = Visits(visits.minutes[np.ix_(places, places)], *amounts)
    served = [of.served(most_people(of, fleet)[-1]) for of in (visits, shuffled)]
    assert served[0] == served[1]


def test_stops_that_fit_no_day_say_why():
    minutes = np.zeros((5, 5))
    minutes[2, 0] = np.inf  # one comes there, and not back
    minutes[0, 3] = minutes[3, 0] = 40
    visits = Visits(minutes, *np.array([[9, 9, 9, 9], [5, 5, 5, 99], [10, 10, 10, 10]]))
    fleet = Fleet(1, 1, 1, seats=20)
    assert visits.reasons(fleet) == ["", UNREACHABLE, TOO_LONG, TOO_MANY]
    assert most_people(visits, fleet) == [((0,),)]
    assert NO_TIME not in visits.reasons(fleet)


def test_days_are_as_long_as_each_other():
    minutes = np.full((5, 5), 2.0) - 2 * np.eye(5)
    visits = Visits(minutes, *np.array([[5] * 4, [1] * 4, [50] * 4]))
    fleet = Fleet(1, 2, 4)
    routes = shortest_routes(visits, fleet, most_people(visits, fleet)[-1])
    assert [len(route) for route in routes] == [2, 2]
