"""Ways of vehicles against networkx, and drawn along the streets."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from geo.network.driven_streets import DrivenStreets
from geo.network.layers import Speeds
from geo.network.lines import Lines
from geo.network.street_network import network_of

WALK_ONLY, ALL = 1, 7
SPEEDS = Speeds(5.0, 15.0)


@pytest.fixture(scope="module")
def streets():
    """A grid of one-way streets at different speeds, a lane on foot, and an island of its own."""
    rng = np.random.default_rng(3)
    grid = nx.grid_2d_graph(6, 6)
    nodes = {node: number for number, node in enumerate(grid.nodes)}
    pairs = [(nodes[a], nodes[b]) for a, b in grid.edges]
    pairs += [pair[::-1] for pair in pairs if rng.random() < 0.7]
    pairs += [(36, 37), (37, 36), (0, 35)]
    x, y = np.array([*nodes, (9, 9), (9, 10)], float).T
    edges = pd.DataFrame(pairs, columns=["tail", "head"]).assign(
        length_m=rng.integers(50, 400, len(pairs)).astype(float),
        drive_kph=rng.integers(10, 60, len(pairs)),
        modes=ALL,
    )
    edges.loc[edges.index[-1], "modes"] = WALK_ONLY
    frame = pd.DataFrame({"node_id": range(38), "lon": 103 + x / 500, "lat": 40 + y / 500})
    return DrivenStreets(network_of(frame, edges), SPEEDS)


def test_minutes_and_metres_are_those_of_networkx(streets):
    network, used = streets.network, streets.edges
    graph = nx.MultiDiGraph()
    for edge in used.tolist():
        metres, kph = float(network.length_m[edge]), float(network.drive_kph[edge])
        minutes = round(metres * 36 / kph) / 600
        graph.add_edge(network.tail[edge], network.head[edge], minutes=minutes, metres=metres)
    nodes = np.array([0, 7, 20, 30, 37])
    table = streets.minutes(nodes, nodes)
    for row, start in enumerate(nodes):
        far = nx.single_source_dijkstra_path_length(graph, start, weight="minutes")
        assert table[row] == pytest.approx([far.get(node, np.inf) for node in nodes])
    for start, stop in ((0, 1), (1, 2), (2, 0)):
        if np.isfinite(table[start, stop]):
            metres, line = streets.way(int(nodes[start]), int(nodes[stop]))
            assert line[0] == pytest.approx([network.lon[nodes[start]], network.lat[nodes[start]]])
            assert line[-1] == pytest.approx([network.lon[nodes[stop]], network.lat[nodes[stop]]])
            shortest = nx.dijkstra_path(graph, nodes[start], nodes[stop], weight="minutes")
            ends = pairwise(shortest)
            assert metres == sum(graph.edges[one, other, 0]["metres"] for one, other in ends)
    alone = int(np.flatnonzero(network.node_id == 36)[0])
    with pytest.raises(ValueError, match="no way"):
        streets.way(0 if alone else 1, alone)


def test_ways_bend_as_their_streets_do():
    frame = pd.DataFrame({"node_id": [1, 2], "lon": [103.0, 103.01], "lat": [40.0, 40.0]})
    both = {"tail": [1, 2], "head": [2, 1], "line": [0, 0], "against": [False, True]}
    edges = pd.DataFrame({**both, "length_m": 900.0, "drive_kph": 30.0, "modes": ALL})
    bend = Lines(np.array([0, 3]), np.array([103.0, 103.005, 103.01]), np.array([40.0, 40.1, 40.0]))
    streets = DrivenStreets(network_of(frame, edges, bend), SPEEDS)
    for start, stop in ((0, 1), (1, 0)):
        metres, line = streets.way(start, stop)
        assert (metres, line[1].tolist()) == (900.0, [103.005, 40.1])
        assert line[0, 0] == streets.network.lon[start]
    assert streets.way(0, 0)[0] == 0.0


def test_vehicles_stop_where_they_come_from_everywhere(streets):
    lon, lat = np.array([103 + 9 / 500, 103 + 9 / 500, 103.2]), np.array([40.018, 40.018, 40.0])
    near, far = (streets.crossings(lon, lat, limit_m) for limit_m in (100.0, 5000.0))
    assert streets.network.node_id[near[0]] == 36
    assert streets.network.node_id[far[0]] == 35
    assert near[2] == far[2] == -1


def test_crossings_are_thinned_to_one_in_a_square(streets):
    nodes = streets.network.node_id[streets.thinned(10.0)]
    assert sorted(nodes) == list(range(36))
    assert len(streets.thinned(50_000.0)) in {1, 2, 4}
