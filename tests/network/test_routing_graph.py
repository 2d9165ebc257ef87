"""Streets to search: times of edges and legs, and what is refused."""

import pandas as pd
import pytest

from geo.network.routing_graph import Graph, edge_ds, leg_ds
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import from_node
from geo.network.street_network import network_of


@pytest.mark.parametrize("edge", [(0, 2, 1), (-1, 0, 1), (0, 1, -1)])
def test_edges_that_cannot_be_are_refused(edge):
    tail, head, time_ds = edge
    with pytest.raises(ValueError, match="an edge ends at no node"):
        Graph.of(2, [tail], [head], [time_ds])


def small_network():
    nodes = pd.DataFrame({"node_id": [0, 1], "lon": [113.0, 113.01], "lat": 34.0})
    streets = {"tail": [0, 1], "head": [1, 0], "length_m": [1000, 250], "modes": [7, 1]}
    return network_of(nodes, pd.DataFrame(streets).assign(drive_kph=[60, 30]))


def test_speeds_by_mode():
    network = small_network()
    told = {mode: edge_ds(network, mode, 5, 15).tolist() for mode in ("walk", "ebike", "drive")}
    assert told == {"walk": [7200, 1800], "ebike": [2400, 600], "drive": [600, 300]}
    with pytest.raises(ValueError, match="above 0"):
        leg_ds([1], 0)


def test_a_graph_has_the_streets_open_to_its_mode():
    network = small_network()
    for mode, times in {"walk": [1800, 0], "ebike": [UNREACHED, 0]}.items():
        graph = Graph.of_network(network, mode, walk_kph=5, ebike_kph=15)
        assert from_node(graph, 1).tolist() == times
