"""Joining pieces changes no time between the nodes that are kept."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core.issues import TableError
from geo.formats.source import Source
from geo.network.osm.ways import Ways, great_circle_m, join
from geo.network.settings import StreetSettings
from geo.network.street_kinds import DRIVE, WALK

TAGS = [
    {"highway": "residential"},
    {"highway": "residential", "oneway": "yes"},
    {"highway": "residential", "oneway": "-1"},
    {"highway": "residential", "maxspeed": "50"},
    {"highway": "primary", "maxspeed:forward": "60", "maxspeed:backward": "40"},
    {"highway": "footway"},
    {"highway": "motorway"},
    {"highway": "construction"},
]
WAYS = st.lists(
    st.tuples(st.lists(st.integers(0, 9), min_size=0, max_size=6), st.sampled_from(TAGS)),
    min_size=1,
    max_size=8,
)


def place(node):
    return 113.0 + (node * 7 % 10) / 100, 34.0 + (node * 3 % 10) / 100


def read(ways, nodes=range(10)):
    reading = Ways(Source(None, "x.osm"), StreetSettings())
    for refs, tags in ways:
        reading.add_way(refs, tags)
    for node in nodes:
        reading.add_node(node, *place(node))
    return reading.tables()


def plain_graph(ways, nodes, bit):
    """Every piece by itself: seconds between nodes, nothing joined."""
    from geo.network.osm.tagging import rule_of

    graph = nx.DiGraph()
    for refs, tags in ways:
        rule = rule_of(tags, StreetSettings())
        for one, other in pairwise(refs):
            if one == other or not {one, other} <= set(nodes):
                continue
            lon, lat = np.array([place(one), place(other)]).T
            [metres] = great_circle_m(lon, lat, np.array([0]), np.array([1]))
            for tail, head, modes, kph in (
                (one, other, rule.forward, rule.forward_kph),
                (other, one, rule.backward, rule.backward_kph),
            ):
                if modes & bit:
                    add(graph, tail, head, metres / (kph if bit == DRIVE else 5))
    return graph


def joined_graph(tables, bit):
    graph = nx.DiGraph()
    for edge in tables.edges.itertuples():
        if edge.modes & bit:
            kph = edge.drive_kph if bit == DRIVE else 5
            add(graph, edge.tail, edge.head, edge.length_m / kph)
    return graph


def add(graph, tail, head, cost):
    before = graph.get_edge_data(tail, head, {"weight": np.inf})["weight"]
    graph.add_edge(tail, head, weight=min(before, cost))


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(WAYS, st.sets(st.integers(0, 9)))
def test_times_between_kept_nodes_stay(ways, absent):
    nodes = [node for node in range(10) if node not in absent]
    tables = read(ways, nodes)
    kept = set(tables.edges["tail"]) | set(tables.edges["head"])
    for bit in (WALK, DRIVE):
        plain, joined = plain_graph(ways, nodes, bit), joined_graph(tables, bit)
        assert set(joined) <= set(plain) <= set(nodes)
        for start in kept & set(plain):
            before = nx.single_source_dijkstra_path_length(plain, start)
            after = {start: 0.0}
            if start in joined:
                after = nx.single_source_dijkstra_path_length(joined, start)
            assert after == pytest.approx({node: t for node, t in before.items() if node in kept})


@pytest.mark.long
@given(WAYS, st.randoms(use_true_random=False))
def test_the_order_of_ways_does_not_matter(ways, random):
    turned = random.sample(ways, len(ways))
    key = ["tail", "head", "length_m", "drive_kph", "modes"]
    one, other = (read(of).edges.sort_values(key)[key].to_numpy(float) for of in (ways, turned))
    np.testing.assert_array_equal(one, other)


def test_a_node_goes_only_where_nothing_changes():
    residential, fast, oneway, back = TAGS[0], TAGS[3], TAGS[1], TAGS[2]
    assert ends(read([([0, 1, 2], residential)])) == {(0, 2), (2, 0)}
    assert ends(read([([0, 1], residential), ([2, 1], residential)])) == {(0, 2), (2, 0)}
    assert ends(read([([0, 1], residential), ([1, 2], fast)])) == {(0, 1), (1, 0), (1, 2), (2, 1)}
    one_way = read([([0, 1], oneway), ([2, 1], back)])
    assert ends(one_way, DRIVE) == {(0, 2)}
    assert ends(one_way, WALK) == {(0, 2), (2, 0)}
    against = read([([0, 1], oneway), ([2, 1], oneway)])
    assert ends(against, DRIVE) == {(0, 1), (2, 1)}
    crossing = read([([0, 1, 2], residential), ([1, 3], residential)])
    assert ends(crossing) == {(0, 1), (1, 0), (1, 2), (2, 1), (1, 3), (3, 1)}


def ends(tables, bit=WALK):
    edges = tables.edges[tables.edges["modes"] & bit > 0]
    return set(zip(edges["tail"], edges["head"], strict=True))


def test_rings():
    alone = read([([3, 1, 2, 3], TAGS[0])])
    assert ends(alone) == {(1, 1)}
    ring_m = alone.edges["length_m"].iloc[0]
    on_a_street = read([([3, 1, 2, 3], TAGS[0]), ([3, 4], TAGS[0])])
    assert ends(on_a_street) == {(3, 3), (3, 4), (4, 3)}
    assert on_a_street.edges.set_index(["tail", "head"]).loc[(3, 3), "length_m"].to_list() == (
        pytest.approx([ring_m, ring_m])
    )


def test_what_leads_to_absent_nodes_is_cut_and_nothing_is_joined_across():
    tables = read([([0, 1, 7, 8, 2, 3], TAGS[0]), ([7, 8], TAGS[0])], nodes=range(7))
    assert ends(tables) == {(0, 1), (1, 0), (2, 3), (3, 2)}
    [issue] = tables.issues
    assert (issue.what, issue.stops, dict(issue.more)) == (
        "issue.streets_cut",
        False,
        {"refs": 4, "ways": 2},
    )
    assert "4" in issue.sentence("zh")
    assert not read([([0, 1], TAGS[0])]).issues


def test_speeds_by_kind_tell_what_is_assumed():
    tables = read([([0, 1], TAGS[0]), ([1, 2], TAGS[3]), ([2, 3], TAGS[6]), ([3, 4], TAGS[5])])
    km = {edge.tail: edge.length_m / 1e3 for edge in tables.edges.itertuples()}
    told = {row["kind"]: row for row in tables.speeds}
    assert list(told) == ["motorway", "residential"]
    assert told["motorway"]["assumed_km"] == told["motorway"]["km"] == round(km[2], 1)
    known = tables.edges.query("drive_kph == 50")["length_m"].sum() / 1e3
    assumed = tables.edges.query("drive_kph == 30")["length_m"].sum() / 1e3
    assert told["residential"]["km"] == pytest.approx(known + assumed, abs=0.06)
    assert told["residential"]["assumed_km"] == pytest.approx(assumed, abs=0.06)
    assert told["residential"]["kph"] == pytest.approx(
        (known * 50 + assumed * 30) / (known + assumed), abs=0.06
    )


@pytest.mark.parametrize("where", [(113.0, 91.0), (181.0, 34.0), (np.nan, 34.0), (113, np.inf)])
def test_nodes_that_lie_nowhere(where):
    reading = Ways(Source(None, "x.osm"), StreetSettings())
    reading.add_way([1, 2], TAGS[0])
    reading.add_node(1, *where)
    reading.add_node(2, 113.0, 34.0)
    with pytest.raises(TableError, match="are no degrees"):
        reading.tables()


def test_too_many_nodes(monkeypatch):
    from dataclasses import replace

    from geo.network.osm import ways as street_ways

    few = replace(street_ways.LIMITS, street_nodes=5)
    monkeypatch.setattr(street_ways, "LIMITS", few)
    with pytest.raises(TableError):
        read([([0, 1, 2], TAGS[0])] * 2)


def test_join_of_nothing():
    none = np.zeros(0, dtype=np.int64)
    assert not len(join(none, none, none.astype(float), none, np.zeros(1, np.int64)).one)
