"""Supply is what the standards name, staff or capacity: both apportioned as the formulas say."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.street_city import (
    FIRST,
    NODES,
    POPULATION,
    SECOND,
    SITES,
    THIRD,
    minutes_on_foot,
    write_street_city,
)

import geo
from geo.analyses.access.demand import demand_of
from geo.analyses.access.demand_issues import demand_issues
from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Access
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.city.access_settings import AccessSettings
from geo.core.standards import Standards
from geo.network.street_network import network_of

SUPPLY = {"staff": {"对岸站": 2, "同街站": 1}, "capacity": {"对岸站": 70, "同街站": 400}}


@pytest.fixture
def folder(tmp_path):
    """The city of two streets, whose sites state a capacity that ranks them the other way round."""
    folder = write_street_city(tmp_path / "city")
    sites = pd.read_csv(folder / "sites.csv")
    sites["服务能力"] = sites["站点名称"].map(SUPPLY["capacity"])
    sites.to_csv(folder / "sites.csv", index=False)
    return folder


def results(folder, supply):
    path = folder / "city.toml"
    text = path.read_text("utf-8")
    path.write_text(f'{text}[standards]\nsupply = "{supply}"\n', "utf-8")
    return geo.run(geo.City.open(folder))


def by_hand(supply):
    """Return e2SFCA (Luo & Qi 2009) and spatial availability (Soukhov et al. 2023) by community."""
    minutes = minutes_on_foot()
    at = [place for place in POPULATION if place in NODES]
    population = np.array([POPULATION[place] for place in at])
    times = minutes.loc[at, list(SITES)].to_numpy()
    weights = np.select([times <= 10, times <= 20, times <= 30], [1, 0.68, 0.22], 0.0)
    per_person = (np.array([supply[site] for site in SITES]) / (population @ weights)) * weights
    codes = [(FIRST, SECOND, THIRD)[min(int((NODES[place][0] - 103.5) / 0.01), 2)] for place in at]
    return pd.Series(per_person.sum(axis=1) * population, codes).groupby(level=0).sum()


@pytest.mark.parametrize("supply", SUPPLY)
def test_the_supply_that_is_named_is_the_one_apportioned(folder, supply):
    told = results(folder, supply)[Access].communities
    expected = by_hand(SUPPLY[supply])
    found = told.loc[expected.index, "spatial_availability"].astype(float)
    assert found.sum() == pytest.approx(sum(SUPPLY[supply].values()))
    assert found.to_dict() == pytest.approx(expected.to_dict())


# --- people known by their community, and supply that is not known ------------------------------

LON = [103.500 + 0.0059 * at for at in range(8)]  # 500 m apart: six minutes on foot
CROSSINGS = pd.DataFrame({"node_id": range(8), "lon": LON, "lat": 40.5})
ENDS = [(at, at + 1) for at in range(7)] + [(at + 1, at) for at in range(7)]
STREET = pd.DataFrame(ENDS, columns=["tail", "head"]).assign(
    length_m=500.0, drive_kph=30.0, modes=0b111
)
FAR = 105.0  # from every street
SQUARES = [box(LON[0] - 0.001, 40.49, LON[2] + 0.001, 40.51), box(LON[3], 40.49, LON[7], 40.51)]


def model_of(points, unlocated, sites, *, streets, registered=None, settings=None):
    """Rows of community, crossing (8: far from all) and people; sites of crossing and supply."""
    known = pd.DataFrame(points, columns=["at", "crossing", "floating_population"])
    known["community_code"] = [f"c{at}" for at in known.pop("at")]
    known["lon"] = [[*LON, FAR][at] for at in known.pop("crossing")]
    known = known.assign(lat=40.5).astype({"community_code": "str", "lon": "float64"})
    here = known.groupby("community_code")["floating_population"].sum()
    total = [int(here.get(f"c{at}", 0)) + unlocated[at] for at in range(2)]
    communities = gpd.GeoDataFrame(
        {
            "community_code": ["c0", "c1"],
            "subdistrict_code": "s",
            "district_code": "d",
            "floating_population": pd.array(total, dtype="Int64"),
            "registered": pd.array(registered or [None, None], dtype="Int64"),
        },
        geometry=SQUARES,
        crs="EPSG:4326",
    )
    demand = demand_of(known, communities, registered=registered is not None)
    stops = pd.DataFrame(sites, columns=["crossing", "staff"])
    stops = stops.assign(lon=[LON[at] for at in stops["crossing"]], lat=40.5, services="x")
    stops = stops.assign(site_name=[f"s{at}" for at in stops.index], capacity=np.nan, row=2)
    stops["staff"] = stops["staff"].astype("float64")
    norms = Standards()
    source = (
        NetworkTravelTimes(network_of(CROSSINGS, STREET), stops, norms)
        if streets
        else EuclideanTravelTimes(stops, norms)
    )
    listed = pd.DataFrame(communities.drop(columns="geometry"))
    listed = listed.join(demand.communities, on="community_code")
    more = {"settings": settings} if settings else {}
    return AccessModel(
        source,
        demand.points,
        listed,
        stops,
        norms,
        representative=demand.representative,
        **more,
    )


def by_brute_force(access, zones=((10, 1.0), (20, 0.68), (30, 0.22))):
    """Return index, availability and share of known sites, a person after the other."""
    points, supply = access.demand_points, access.sites["staff"].to_numpy()
    people = [
        (code, point)
        for point, (code, many) in enumerate(
            zip(points["community_code"], points["demand"], strict=True)
        )
        if not access.off[point]
        for _ in range(round(many))
    ]
    minutes = [
        access.site_minutes(site).to_numpy(float, na_value=np.inf) for site in range(len(supply))
    ]

    def weight(point, site):
        return next((of for limit, of in zones if minutes[site][point] <= limit), 0.0)

    known = [site for site, given in enumerate(supply) if not np.isnan(given)]
    ratio = {
        site: supply[site] / total
        for site in known
        if (total := sum(weight(point, site) for _, point in people))
    }
    told = {}
    for asked in ("c0", "c1"):
        here = [point for code, point in people if code == asked]
        falls = sum(weight(point, site) * of for point in here for site, of in ratio.items())
        every = sum(weight(point, site) for point in here for site in range(len(supply)))
        rests = sum(weight(point, site) for point in here for site in known)
        share = rests / every if every else 1.0
        index = 1000 * falls / len(here) if here and share else None
        told[asked] = (index, falls if here and share else None, share if here else None)
    return told


@pytest.mark.parametrize("streets", [True, False])
@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(1, 9)), max_size=6),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 5)), min_size=1, max_size=4),
)
def test_everybody_shares_and_what_is_not_known_is_left_out(streets, points, times, sites):
    # as many known by their community as at its points, or twice: so that nobody is halved
    here = [sum(many for at, _, many in points if at == community) for community in range(2)]
    unlocated = [many * more if many else more for many, more in zip(here, times, strict=True)]
    access = model_of(points, unlocated, sites, streets=streets)
    told = access.floating_catchment()
    for code, expected in by_brute_force(access).items():
        found = told.loc[code, ["e2sfca_index", "spatial_availability", "supply_known_share"]]
        assert [None if pd.isna(value) else value for value in found] == pytest.approx(expected)


def test_two_communities_with_as_many_people_have_as_much():
    # ../shared/cases/reach-c6: 1,000 at a point, and 1 at a point with 999 known by a code.
    access = model_of([(0, 1, 1000), (1, 3, 1)], [0, 999], [(2, 4)], streets=True)
    told = access.floating_catchment()
    assert told["e2sfca_index"].tolist() == pytest.approx([2.0, 2.0])
    assert told["spatial_availability"].sum() == pytest.approx(4.0)
    capacity = access.capacity_coverage()
    assert capacity["population_within_capacity"].tolist() == [1000, 1000]


def test_supply_that_is_not_known_is_not_0():
    # ../shared/cases/reach-c7b: the only site states no staff.
    access = model_of([(0, 1, 1000), (1, 3, 1000)], [0, 0], [(2, None)], streets=True)
    told = access.floating_catchment()
    assert told[["e2sfca_index", "spatial_availability"]].isna().all(axis=None)
    assert told["supply_known_share"].tolist() == [0, 0]
    [issue] = demand_issues(access, pd.Series([1, 1]), "sites.csv")
    assert (issue.what, issue.row, issue.more["names"]) == ("issue.supply_unknown", 2, "s0")
    stated = model_of([(0, 1, 1000), (1, 3, 1000)], [0, 0], [(2, 0)], streets=True)
    assert stated.floating_catchment()["e2sfca_index"].tolist() == [0, 0]
    assert demand_issues(stated, pd.Series([1, 1]), "sites.csv") == ()


def test_registered_residents_share_the_sites():
    points = [(0, 1, 10), (1, 3, 10)]
    alone = model_of(points, [0, 0], [(2, 3)], streets=True).floating_catchment()
    everybody = model_of(points, [0, 0], [(2, 3)], streets=True, registered=[20, None])
    together = everybody.floating_catchment()
    assert alone["e2sfca_index"].tolist() == pytest.approx([150, 150])
    assert together["e2sfca_index"].tolist() == pytest.approx([75, 75])
    assert together["spatial_availability"].tolist() == pytest.approx([2.25, 0.75])
    assert everybody.coverage()["floating_population"].item() == 20


def test_each_mode_has_its_zones():
    zones = AccessSettings(mode_zones={"walk": "5:1 12:0.5"})
    points, sites = [(0, 0, 8), (0, 2, 4)], [(2, 3)]
    access = model_of(points, [0, 0], sites, streets=True, settings=zones)
    index = access.floating_catchment()["spatial_availability"]
    assert index["c0"] == pytest.approx(3)  # 12 minutes count half, the rest in full
    expected = by_brute_force(access, ((5, 1.0), (12, 0.5)))["c0"][0]
    assert access.floating_catchment()["e2sfca_index"]["c0"] == pytest.approx(expected)
    assert access.zones_of("drive") == Standards().catchment_zones
