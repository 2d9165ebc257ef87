"""People served within the capacity of sites: as networkx has it, and nothing lost."""

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.access.methods.capacity_coverage import Pairs, serve


@st.composite
def cities(draw):
    """Draw people, capacity at sites, and the times of those who can come."""
    people = draw(st.lists(st.integers(0, 30), min_size=1, max_size=8))
    capacity = draw(st.lists(st.integers(0, 40), min_size=1, max_size=5))
    minutes = st.none() | st.integers(0, 9)
    times = [[draw(minutes) for _ in capacity] for _ in people]
    return np.array(people), np.array(capacity), times


def pairs_of(times):
    """List who comes to which site."""
    ends = [
        (at, site, time)
        for at, row in enumerate(times)
        for site, time in enumerate(row)
        if time is not None
    ]
    return Pairs(*np.array(ends, np.int32).reshape(-1, 3).T.copy())


def networkx_flow(people, capacity, times):
    """Return how many people are served at most, and in how much time at least."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["homes", "served"])
    for at, count in enumerate(people.tolist()):
        graph.add_edge("homes", ("home", at), capacity=count, weight=0)
        for site, time in enumerate(times[at]):
            if time is not None:
                graph.add_edge(("home", at), ("site", site), weight=time)
    for site, count in enumerate(capacity.tolist()):
        graph.add_edge(("site", site), "served", capacity=count, weight=0)
    flow = nx.max_flow_min_cost(graph, "homes", "served")
    return sum(flow["homes"].values()), nx.cost_of_flow(graph, flow)


def least_time(served, times):
    """Return the least time in which just these are served at just these sites."""
    return networkx_flow(served.points, served.sites, times)


@given(cities())
def test_as_many_are_served_as_can_be_in_the_least_time(city):
    people, capacity, times = city
    served = serve(pairs_of(times), people, capacity)
    assert (served.points <= people).all()
    assert (served.sites <= capacity).all()
    assert served.points.sum() == served.sites.sum()
    assert least_time(served, times) == networkx_flow(people, capacity, times)


@given(cities(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_changes_nothing(city, random):
    people, capacity, times = city
    pairs = pairs_of(times)
    order = list(range(len(pairs.point)))
    random.shuffle(order)
    again = serve(Pairs(*(ends[order] for ends in pairs)), people, capacity)
    for told, other in zip(serve(pairs, people, capacity), again, strict=True):
        np.testing.assert_array_equal(told, other)


@given(cities(), st.integers(0, 4), st.integers(1, 20))
def test_more_capacity_never_serves_fewer(city, site, more):
    people, capacity, times = city
    larger = capacity.copy()
    larger[site % len(capacity)] += more
    before, after = (serve(pairs_of(times), people, of).points.sum() for of in (capacity, larger))
    assert before <= after <= before + more


def test_nearest_first():
    # both can come to site 0, which has capacity for one of them; the other goes on to site 1
    times = [[1, 9], [5, 6]]
    served = serve(pairs_of(times), np.array([10, 10]), np.array([10, 10]))
    assert served.points.tolist() == [10, 10]
    # without a second site those nearest are served
    served = serve(pairs_of([[1], [5]]), np.array([10, 10]), np.array([12]))
    assert served.points.tolist() == [10, 2]


def test_as_many_as_can_be_come_before_the_nearest():
    # who is near site 0 leaves it to those who have no other
    served = serve(pairs_of([[1, 9], [8, None]]), np.array([10, 10]), np.array([10, 10]))
    assert served.points.tolist() == [10, 10]


def test_a_long_row_of_exchanges():
    """Everybody moves one site on, so that the last one is served at the only free one."""
    count = 60
    times = [[None] * (count + 1) for _ in range(count)]
    for at in range(count):
        times[at][at], times[at][at + 1] = 0, 9
    times.append([0] + [None] * count)
    served = serve(pairs_of(times), np.full(count + 1, 5), np.full(count + 1, 5))
    assert served.points.tolist() == [5] * (count + 1)


def test_nobody_and_nowhere():
    none = Pairs(*np.empty((3, 0), np.int32))
    assert serve(none, np.array([5]), np.array([5])).points.tolist() == [0]
    assert serve(pairs_of([[1]]), np.array([5]), np.array([0])).points.tolist() == [0]
    assert serve(pairs_of([[1]]), np.array([0]), np.array([5])).sites.tolist() == [0]
