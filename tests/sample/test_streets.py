import geopandas as gpd
import networkx as nx
import osmnx
import pytest


@pytest.fixture(scope="module")
def graph(built):
    return osmnx.load_graphml(built / "streets.graphml")


def test_about_twelve_thousand_nodes_most_within_access_of_each_other(graph):
    assert 11_500 <= len(graph) <= 12_500
    strong = max(nx.strongly_connected_components(graph), key=len)
    assert 0.9 < len(strong) / len(graph) < 1


def test_some_islands(graph):
    sizes = sorted(len(part) for part in nx.weakly_connected_components(graph))
    assert 3 <= len(sizes) - 1 <= 30
    assert sizes[-2] < 50


def test_speeds_and_times_are_sensible(graph):
    kinds = {}
    for start, end, edge in graph.edges(data=True):
        assert 1 < edge["length"] < 5000
        assert edge["travel_time"] == pytest.approx(
            edge["length"] / edge["speed_kph"] * 3.6, abs=0.06
        )
        assert edge["oneway"] is not graph.has_edge(end, start)
        kinds.setdefault(edge["highway"], set()).add(edge["speed_kph"])
    assert set(kinds) == {
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "residential",
        "unclassified",
    }
    assert max(kinds["residential"]) < min(kinds["primary"]) < min(kinds["trunk"]) <= 80


def test_lengths_are_metres_on_the_ground(graph):
    measured = osmnx.distance.add_edge_lengths(graph.copy())
    for (*_, edge), (*_, other) in zip(
        graph.edges(data=True), measured.edges(data=True), strict=True
    ):
        assert edge["length"] == pytest.approx(other["length"], rel=0.01, abs=0.1)


def test_communities_lie_on_streets(graph, layer):
    nodes = osmnx.convert.graph_to_gdfs(graph, edges=False)
    polygons = layer.dropna(subset="geometry")
    reached = gpd.sjoin(polygons, nodes[["geometry"]])["社区代码"].nunique()
    assert reached / len(polygons) > 0.98
    assert nodes.within(polygons.union_all()).mean() > 0.9
