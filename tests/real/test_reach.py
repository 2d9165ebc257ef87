"""Reach over Jinan's streets: islands are named, and times are those of networkx."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from geo.analyses.access.model import ReachModel
from geo.analyses.access.travel_times import StreetWays
from geo.core.artifacts import ArtifactStore
from geo.core.standards import Standards
from geo.formats.source import Source
from geo.network.routing_graph import edge_tenths
from geo.network.settings import StreetSettings
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.snapping import NodeFinder
from geo.network.streets import open_streets

pytestmark = pytest.mark.real
NORMS = Standards()
PEOPLE = 3


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
def reach(network, sites):
    """Somebody at each crossing: as many communities as the ends of their numbers."""
    nodes = np.arange(len(network.lon))
    code = pd.Series(np.char.add("37010100100", (nodes % 10).astype(str)))
    spots = pd.DataFrame({"community_code": code, "node": nodes, "leg_m": 0, "people": PEOPLE})
    people = spots.groupby("community_code")["people"].sum()
    listed = pd.DataFrame({"community_code": people.index, "people": people.to_numpy()})
    listed["people"] = listed["people"].astype("Int64")
    listed = listed.assign(street_code="370101001", district_code="370101")
    return ReachModel(StreetWays(network, sites, NORMS), spots, listed, sites, NORMS)


def test_sites_are_on_the_streets(reach, sites):
    assert len(sites) >= 4
    assert (reach.site_states() == "on_network").all()


@pytest.mark.parametrize("mode", ["walk", "ebike", "drive"])
def test_the_curve_rises_and_states_add_up(reach, network, mode):
    curve = reach.curve(mode=mode)
    assert curve["people"].is_monotonic_increasing
    assert curve["people"].iloc[-1] > curve["people"].iloc[5] > 0
    city = reach.coverage(mode=mode).iloc[0]
    states = ("within", "beyond", "no_route", "off_network")
    assert sum(city[f"people_{state}"] for state in states) == PEOPLE * len(network.lon)


def test_islands_have_no_route(reach, network):
    """Who drives from outside the largest part, and does not come into it, reaches no site."""
    open_edges = network.open_to("drive")
    ends = zip(network.tail[open_edges].tolist(), network.head[open_edges].tolist(), strict=True)
    graph = nx.DiGraph(ends)
    graph.add_nodes_from(range(len(network.lon)))
    assert (len(network.lon), len(max(nx.strongly_connected_components(graph), key=len))) == (
        12766,
        11850,
    )
    ways = reach.ways
    nodes = ways.entrances[0]
    with_way = set(nodes.tolist())
    for node in set(nodes.tolist()):
        with_way |= nx.ancestors(graph, node)
    told = reach.spot_minutes(mode="drive")
    driven = network.used_by("drive")[told["node"].to_numpy()]
    named = told.loc[driven & told["minutes"].isna(), "node"]
    expected = {node for node in np.flatnonzero(network.used_by("drive")) if node not in with_way}
    assert set(named) == expected
    assert reach.coverage(mode="drive")["people_no_route"].item() >= PEOPLE * len(expected) > 0


def test_times_on_foot_are_those_of_networkx(reach, network, sites):
    edges = network.open_to("walk")
    tenths = edge_tenths(network, "walk", NORMS.walk_kph, NORMS.ebike_kph)[edges]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(network.lon)))
    columns = (network.head[edges], network.tail[edges], tenths)  # from the site, backwards
    for head, tail, time in zip(*(column.tolist() for column in columns), strict=True):
        known = graph.get_edge_data(head, tail, {"weight": time})["weight"]
        graph.add_edge(head, tail, weight=min(time, known))
    at, leg = reach.ways.entrances
    best = np.full(len(network.lon), UNREACHED, np.int64)
    for node, start in zip(at.tolist(), leg.tolist(), strict=True):
        for place, time in nx.single_source_dijkstra_path_length(graph, node).items():
            best[place] = min(best[place], time + start)
    minutes = reach.spot_minutes(mode="walk")["minutes"]
    expected = np.where(best == UNREACHED, np.nan, best / 600)
    np.testing.assert_allclose(minutes.to_numpy(float, na_value=np.nan), expected, atol=1e-6)
