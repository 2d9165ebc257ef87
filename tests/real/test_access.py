"""Access over Jinan's streets: islands are named, and times are those of networkx."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from support.door_oracle import Doors

from geo.analyses.access.model import AccessModel
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.artifacts import ArtifactStore
from geo.core.standards import Standards
from geo.formats.source import Source
from geo.network.settings import StreetSettings
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.streets import open_streets

pytestmark = pytest.mark.real
NORMS = Standards()
POPULATION = 3
SAMPLE = 150


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
    crossings = shapely.STRtree(shapely.points(network.lon, network.lat))
    inside = districts.geometry.representative_point().to_numpy()
    node = np.unique(crossings.query_nearest(inside, max_distance=0.02)[1])
    names = [f"站{at}" for at in range(len(node))]
    told = {"site_name": names, "lon": network.lon[node], "lat": network.lat[node]}
    return pd.DataFrame(told).assign(services="登记", staff=10.0, capacity=np.nan, row=1)


@pytest.fixture(scope="module")
def access(network, sites):
    """Somebody beside each crossing: as many communities as the ends of their numbers."""
    nodes = np.arange(len(network.lon))
    code = pd.Series(np.char.add("37010100100", (nodes % 10).astype(str)))
    away = np.random.default_rng(4).normal(0, 4e-4, (2, len(nodes)))
    places = {"lon": network.lon + away[0], "lat": network.lat + away[1]}
    demand_points = pd.DataFrame(
        {"community_code": code, **places, "floating_population": POPULATION}
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


@pytest.mark.parametrize("mode", ["walk", "drive"])
def test_times_and_states_are_those_of_networkx(access, network, sites, mode):
    """Of those without a way everybody, of the others some: edge-exact, written apart."""
    every = np.ones((1, len(sites)), bool)
    time_ds = access.source.best_two(access.demand_points, every, mode)[0][0]
    ours = np.where(time_ds[:, 0] == UNREACHED, np.inf, time_ds[:, 0])
    lost, reached = np.flatnonzero(np.isinf(ours)), np.flatnonzero(np.isfinite(ours))
    some = np.random.default_rng(5).choice(reached, SAMPLE, replace=False)
    chosen = np.concatenate([lost[:SAMPLE], some])
    people = access.demand_points.iloc[chosen]
    places, there = (list(zip(of["lon"], of["lat"], strict=True)) for of in (people, sites))
    theirs = Doors(network, mode).times(places, there, NORMS.network_snap_m).min(axis=1)
    np.testing.assert_array_equal(np.isinf(ours[chosen]), np.isinf(theirs))
    same = np.isfinite(theirs)
    np.testing.assert_allclose(
        ours[chosen][same], theirs[same], atol=2
    )  # of 0.1 s: three roundings
