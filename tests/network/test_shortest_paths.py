"""Travel times: the same as networkx, whatever the graph."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.network.routing_graph import MAX_DECISECONDS, Graph
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import from_node, nearest, nearest_k, to_node, within

NODES = 9


@st.composite
def cases(draw):
    """One-ways, islands, parallel edges, edges of no length, loops.

    Sites on and off the network.
    """
    node = st.integers(0, NODES - 1)
    long = st.one_of(st.integers(0, 4), st.integers(0, 3000))
    edges = draw(st.lists(st.tuples(node, node, long), max_size=30))
    site = st.tuples(st.integers(-1, NODES - 1), st.one_of(st.just(0), long))
    sites = draw(st.lists(site, max_size=6))
    return edges, sites, draw(st.integers(0, 6000))


def graph_of(edges, nodes=NODES):
    return Graph.of(nodes, *np.array(edges, dtype=int).reshape(-1, 3).T)


def starts(sites):
    return np.array(sites, dtype=int).reshape(-1, 2).T


def by_networkx(edges, sites):
    """Times by node and site, inf where there is no way."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_weighted_edges_from(edges)
    told = np.full((NODES, len(sites)), np.inf)
    for number, (node, offset) in enumerate(sites):
        if node >= 0:
            for other, time in nx.single_source_dijkstra_path_length(graph.reverse(), node).items():
                told[other, number] = time + offset
    return told


def unreached(times):
    return np.where(np.isfinite(times), times, UNREACHED)


@settings(max_examples=100)
@given(cases())
def test_times_to_sites_are_those_of_networkx(case):
    edges, sites, limit = case
    graph, told = graph_of(edges), by_networkx(edges, sites)
    for most in (None, limit):
        wanted = np.where(told <= (np.inf if most is None else most), told, np.inf)
        time_ds, site = nearest(graph, *starts(sites), most)
        best = wanted.min(axis=1, initial=np.inf)
        assert time_ds.tolist() == unreached(best).tolist()
        for node in range(NODES):
            first = int(wanted[node].argmin()) if np.isfinite(best[node]) else -1
            assert site[node] == first  # of equals the first


@settings(max_examples=100)
@given(cases(), st.integers(1, 4), st.integers(0, 2**20), st.integers(1, 3))
def test_the_nearest_few_of_each_group_are_those_of_networkx(case, count, bits, many):
    edges, sites, limit = case
    told = by_networkx(edges, sites)
    told = np.where(told <= limit, told, np.inf)
    groups = np.array(
        [[bits >> (5 * row + site) & 1 for site in range(len(sites))] for row in range(many)], bool
    ).reshape(many, len(sites))
    groups[0] = True
    time_ds, site = nearest_k(graph_of(edges), starts(sites), groups, count, limit)
    for group, among in enumerate(groups):
        of_group = np.where(among, told, np.inf)
        order = np.argsort(of_group, axis=1, kind="stable")[:, :count]
        times = np.take_along_axis(of_group, order, axis=1)
        some = order.shape[1]
        assert time_ds[:, group, :some].tolist() == unreached(times).tolist()
        assert site[:, group, :some].tolist() == np.where(np.isfinite(times), order, -1).tolist()
        assert (time_ds[:, group, some:] == UNREACHED).all()
        assert (site[:, group, some:] == -1).all()


@settings(max_examples=100)
@given(cases())
def test_pairs_within_a_limit_are_those_of_networkx(case):
    edges, sites, limit = case
    told = by_networkx(edges, sites)
    pairs = within(graph_of(edges), *starts(sites), limit)
    found = {(n, s): t for n, s, t in zip(pairs.node, pairs.site, pairs.time_ds, strict=True)}
    assert len(found) == len(pairs.node)
    assert found == {(n, s): t for (n, s), t in np.ndenumerate(told) if t <= limit}


@settings(max_examples=100)
@given(cases())
def test_single_searches_agree_with_networkx(case):
    edges, _, limit = case
    told = by_networkx(edges, [(node, 7) for node in range(NODES)])
    graph = graph_of(edges)
    for node in range(NODES):
        assert to_node(graph, node, 7).tolist() == unreached(told[:, node]).tolist()
        short = np.where(told[node] <= limit, told[node], np.inf)
        assert from_node(graph, node, 7, limit).tolist() == unreached(short).tolist()


@settings(max_examples=100)
@given(cases(), st.lists(st.tuples(st.integers(-1, NODES - 1), st.integers(0, 900)), max_size=5))
def test_places_hang_on_the_streets_by_their_legs(case, places):
    edges, sites, _ = case
    graph = graph_of(edges)
    alone, _ = nearest(graph, *starts(sites))
    on = [(NODES + at, node, leg) for at, (node, leg) in enumerate(places) if node >= 0]
    hung = graph.extended(len(places), *np.array(on, dtype=int).reshape(-1, 3).T)
    time_ds, _ = nearest(hung, *starts(sites))
    assert time_ds[:NODES].tolist() == alone.tolist()
    for (node, leg), time in zip(places, time_ds[NODES:], strict=True):
        reached = node >= 0 and alone[node] != UNREACHED
        assert time == (alone[node] + leg if reached else UNREACHED)


def test_what_leads_on_tells_it_again_when_it_is_found_to_be_nearer():
    """All in one bucket: 1 leads 3 on after 20, before 2 is asked, by which 1 is 2 away."""
    edges = [(2, 0, 1), (1, 0, 20), (1, 2, 1), (3, 1, 5), (4, 3, 0)]
    pairs = within(graph_of(edges, 5), [0], [0], 100)
    assert dict(zip(pairs.node.tolist(), pairs.time_ds.tolist(), strict=True)) == {
        0: 0,
        1: 2,
        2: 1,
        3: 7,
        4: 7,
    }
    assert len(pairs.node) == 5  # each once


def test_a_limit_counts_itself_in():
    graph = graph_of([(0, 1, 9000)], 2)
    assert sorted(within(graph, [1], [0], 9000).node.tolist()) == [0, 1]
    assert within(graph, [1], [0], 8999).node.tolist() == [1]


def test_a_way_of_more_than_a_day_is_none():
    graph = Graph.of(3, [0, 1], [1, 2], [MAX_DECISECONDS + 1, MAX_DECISECONDS])
    assert to_node(graph, 2).tolist() == [UNREACHED, MAX_DECISECONDS, 0]
    assert to_node(graph, 2, MAX_DECISECONDS + 1).tolist() == [UNREACHED] * 3


def test_a_long_way_of_long_streets_does_not_overflow():
    nodes = 3000  # 3 thousand million tenths, were they all followed
    at = np.arange(nodes - 1)
    time_ds = to_node(Graph.of(nodes, at + 1, at, np.full(nodes - 1, MAX_DECISECONDS)), 0)
    reached = time_ds != UNREACHED
    assert reached.sum() == 2**30 // MAX_DECISECONDS + 1
    assert time_ds[reached].tolist() == [at * MAX_DECISECONDS for at in range(reached.sum())]


@pytest.mark.parametrize(("node", "leg"), [(2, 0), (0, -1)])
def test_sites_that_cannot_be_are_refused(node, leg):
    with pytest.raises(ValueError, match="a site is at no node"):
        nearest(graph_of([], 2), [node], [leg])


def test_no_sites_and_no_streets():
    assert nearest(graph_of([], 0), [], [])[0].tolist() == []
    assert within(graph_of([], 2), [], [], 100).first.tolist() == [0]
    assert nearest(graph_of([], 2), [1, -1], [0, 0])[1].tolist() == [-1, 0]
