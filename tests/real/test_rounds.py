"""Rounds over the streets of Jinan 济南: ways as networkx has them, routes within a day."""

import networkx as nx
import numpy as np
import pytest

from geo.analyses.planning.methods.vehicle_routes import (
    Fleet,
    Visits,
    most_people,
    served_bound,
    shortest_routes,
)
from geo.core.artifacts import ArtifactStore
from geo.formats.source import Source
from geo.network.driven_streets import DrivenStreets
from geo.network.layers import Speeds
from geo.network.settings import StreetSettings
from geo.network.streets import open_streets

pytestmark = pytest.mark.real
STOPS = 25


@pytest.fixture(scope="module")
def streets(real, tmp_path_factory):
    path = real / "jinan" / "streets.graphml"
    store = ArtifactStore(tmp_path_factory.mktemp("jinan"))
    network = open_streets(store, Source(path, path.name), StreetSettings()).frame
    return DrivenStreets(network, Speeds(5.0, 15.0))


def test_rounds_keep_to_the_streets_and_to_the_day(streets):
    network = streets.network
    rng = np.random.default_rng(20)
    usual = streets.thinned(2000.0)
    near = usual[np.hypot(network.lon[usual] - 117.0, network.lat[usual] - 36.66) < 0.15]
    nodes = rng.permutation(near)[: STOPS + 1]
    table = streets.minutes(nodes, nodes)
    graph = nx.DiGraph()
    for edge in streets.edges.tolist():
        tail, head = int(network.tail[edge]), int(network.head[edge])
        metres, kph = float(network.length_m[edge]), float(network.drive_kph[edge])
        minutes = max(round(metres * 36 / kph), 1) / 600
        if minutes < graph.get_edge_data(tail, head, {"minutes": np.inf})["minutes"]:
            graph.add_edge(tail, head, minutes=minutes, metres=metres)
    for row in (0, 7):
        far = nx.single_source_dijkstra_path_length(graph, int(nodes[row]), weight="minutes")
        assert table[row] == pytest.approx([far[int(node)] for node in nodes], abs=1e-6)
    metres, line = streets.way(int(nodes[0]), int(nodes[7]))
    shortest = nx.dijkstra_path(graph, int(nodes[0]), int(nodes[7]), weight="minutes")
    assert metres == pytest.approx(nx.path_weight(graph, shortest, "metres"), rel=0.01)
    assert len(line) >= len(shortest)

    people = rng.integers(50, 2000, STOPS)
    visitors = -(-people // 50)
    visits = Visits(np.ceil(table - 1e-9), people, visitors, 15 + 5 * visitors)
    fleet = Fleet(vehicles=2, days=3, hours=7, seats=80)
    by_vehicles = most_people(visits, fleet)
    served = [visits.served(routes) for routes in by_vehicles]
    assert served[0] <= served[1] <= served_bound(visits, fleet)
    routes = shortest_routes(visits, fleet, by_vehicles[-1])
    assert visits.served(routes) == served[1]
    assert max(map(visits.duration, routes)) <= fleet.minutes
    assert all(visits.visitors[list(route)].sum() <= fleet.seats for route in routes)
