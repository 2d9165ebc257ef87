"""Reach over Jinan's streets: islands are named, and times are those of networkx."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from geo.analyses.access.model import AccessModel
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.artifacts import ArtifactStore
from geo.core.standards import Standards
from geo.formats.source import Source
from geo.network.routing_graph import edge_ds
from geo.network.settings import StreetSettings
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.snapping import NodeFinder
from geo.network.streets import open_streets

pytestmark = pytest.mark.real
NORMS = Standards()
POPULATION = 3


@pytest.fixture(scope="module")
def network(real, tmp_path_factory):
    path = real / "jinan" / "streets.graphml"
    source = Source(path, path.name)
    return open_streets(
        ArtifactStore(tmp_path_factory.mktemp("jinan")), source, StreetSettings()
    ).frame


@pytest.fixture(scope="module")
def sites(real, network):
    """A site at the crossing nearest to the middle of each district that has one near."""
    districts = gpd.read_file(real / "jinan" / "districts.gpkg").to_crs("EPSG:4326")
    inside = districts.geometry.representative_point()
    lon, lat = inside.x.to_numpy(), inside.y.to_numpy()
    node, _ = NodeFinder(network).find(lon, lat, 2000)
    found = np.unique(node[node >= 0])
    names = [f"站{at}" for at in range(len(found))]
    told = {"site_name": names, "lon": network.lon[found], "lat": network.lat[found]}
    return pd.DataFrame(told).assign(services="登记", staff=10.0, capacity=np.nan, row=1)


@pytest.fixture(scope="module")
def access(network, sites):
    """Somebody at each crossing: as many communities as the ends of their numbers."""
    nodes = np.arange(len(network.lon))
    code = pd.Series(np.char.add("37010100100", (nodes % 10).astype(str)))
    demand_points = pd.DataFrame(
        {"community_code": code, "node": nodes, "leg_m": 0, "floating_population": POPULATION}
    )
    population = demand_points.groupby("community_code")["floating_population"].sum()
    listed = pd.DataFrame(
        {"community_code": population.index, "floating_population": population.to_numpy()}
    )
    listed["floating_population"] = listed["floating_population"].astype("Int64")
    listed = listed.assign(subdistrict_code="370101001", district_code="370101")
    return AccessModel(
        NetworkTravelTimes(network, sites, NORMS), demand_points, listed, sites, NORMS
    )


def test_sites_are_on_the_streets(access, sites):
    assert len(sites) >= 4
    assert (access.site_states() == "snapped").all()


@pytest.mark.parametrize("mode", ["walk", "ebike", "drive"])
def test_the_curve_rises_and_states_add_up(access, network, mode):
    curve = access.curve(mode=mode)
    assert curve["floating_population"].is_monotonic_increasing
    assert curve["floating_population"].iloc[-1] > curve["floating_population"].iloc[5] > 0
    city = access.coverage(mode=mode).iloc[0]
    states = ("within", "beyond", "unreachable", "unsnapped")
    assert sum(city[f"population_{state}"] for state in states) == POPULATION * len(network.lon)


def test_islands_have_no_route(access, network):
    """Who drives from outside the largest part, and does not come into it, reaches no site."""
    open_edges = network.open_to("drive")
    ends = zip(network.tail[open_edges].tolist(), network.head[open_edges].tolist(), strict=True)
    graph = nx.DiGraph(ends)
    graph.add_nodes_from(range(len(network.lon)))
    assert (len(network.lon), len(max(nx.strongly_connected_components(graph), key=len))) == (
        12766,
        11850,
    )
    source = access.source
    nodes = source.entrances[0]
    with_way = set(nodes.tolist())
    for node in set(nodes.tolist()):
        with_way |= nx.ancestors(graph, node)
    told = access.demand_point_minutes(mode="drive")
    driven = network.used_by("drive")[told["node"].to_numpy()]
    named = told.loc[driven & told["minutes"].isna(), "node"]
    expected = {node for node in np.flatnonzero(network.used_by("drive")) if node not in with_way}
    assert set(named) == expected
    assert (
        access.coverage(mode="drive")["population_unreachable"].item()
        >= POPULATION * len(expected)
        > 0
    )


def test_times_on_foot_are_those_of_networkx(access, network, sites):
    edges = network.open_to("walk")
    time_ds = edge_ds(network, "walk", NORMS.walk_kph, NORMS.ebike_kph)[edges]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(network.lon)))
    columns = (network.head[edges], network.tail[edges], time_ds)  # from the site, backwards
    for head, tail, time in zip(*(column.tolist() for column in columns), strict=True):
        known = graph.get_edge_data(head, tail, {"weight": time})["weight"]
        graph.add_edge(head, tail, weight=min(time, known))
    at, leg = access.source.entrances
    best = np.full(len(network.lon), UNREACHED, np.int64)
    for node, start in zip(at.tolist(), leg.tolist(), strict=True):
        for place, time in nx.single_source_dijkstra_path_length(graph, node).items():
            best[place] = min(best[place], time + start)
    minutes = access.demand_point_minutes(mode="walk")["minutes"]
    expected = np.where(best == UNREACHED, np.nan, best / 600)
    np.testing.assert_allclose(minutes.to_numpy(float, na_value=np.nan), expected, atol=1e-6)
