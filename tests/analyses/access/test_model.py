"""Reach over streets, by Euclidean distance and by a table.

The states, and their invariants.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.model import LEVELS, AccessModel
from geo.analyses.access.nearest import nearest_to
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.standards import Standards
from geo.network.street_network import network_of

# A street of six crossings, 500 m apart (six minutes on foot at 5 km/h), and an island of two.
LON = [103.500 + 0.0059 * at for at in range(6)] + [103.60, 103.606]
NODES = pd.DataFrame({"node_id": range(8), "lon": LON, "lat": 40.5})
ENDS = [(a, a + 1) for a in range(5)] + [(a + 1, a) for a in range(5)] + [(6, 7), (7, 6)]
STREETS = pd.DataFrame(ENDS, columns=["tail", "head"]).assign(
    length_m=500.0, drive_kph=30.0, modes=0b111
)
NORMS = Standards()


def sites_at(*lon, services="登记", staff=1.0):
    names = [f"站{at}" for at in range(len(lon))]
    told = {"site_name": names, "lon": list(lon), "lat": 40.5, "services": services}
    return pd.DataFrame(told).assign(staff=staff, capacity=np.nan, row=range(2, len(lon) + 2))


def communities_of(population):
    codes = [f"99010100100{at + 1}" for at in range(len(population))]
    return pd.DataFrame(
        {
            "community_code": codes,
            "subdistrict_code": [code[:9] for code in codes],
            "district_code": "990101",
            "floating_population": pd.array(population, dtype="Int64"),
        }
    )


def demand_points_of(*rows):
    """Rows of community number, node (-1: far from all), metres north of it, people."""
    frame = pd.DataFrame(rows, columns=["at", "node", "north_m", "floating_population"])
    codes = [f"99010100100{at + 1}" for at in frame.pop("at")]
    frame.insert(0, "community_code", codes)
    frame["lon"] = [105.0 if node < 0 else LON[node] for node in frame["node"]]
    frame["lat"] = 40.5 + frame.pop("north_m") / 111_195
    return frame


def network_access(sites, demand_points, population, standards=NORMS):
    source = NetworkTravelTimes(network_of(NODES, STREETS), sites, standards)
    return AccessModel(source, demand_points, communities_of(population), sites, standards)


def euclidean_access(sites, demand_points, population, standards=NORMS):
    source = EuclideanTravelTimes(sites, standards)
    return AccessModel(source, demand_points, communities_of(population), sites, standards)


def test_three_communities_and_a_site_that_reaches_only_the_first():
    # DESIGN.md's case: 1/3 covered, two named "no route".
    demand_points = demand_points_of((0, 0, 0, 100), (1, 6, 0, 100), (2, 7, 0, 100))
    access = network_access(sites_at(LON[0]), demand_points, [100, 100, 100])
    city = access.coverage().iloc[0]
    assert city["share_within"] == pytest.approx(1 / 3)
    assert city["communities_within"] == 1
    assert city["share_communities_within"] == pytest.approx(1 / 3)
    states = access.coverage("community")["accessibility_state"].tolist()
    assert states == ["within", "unreachable", "unreachable"]


def test_two_sites_too_far_apart_are_no_back_up_for_each_other():
    demand_points = demand_points_of((0, 0, 0, 50), (0, 5, 0, 50))
    access = network_access(sites_at(LON[0], LON[5]), demand_points, [100])
    city = access.coverage().iloc[0]
    assert (city["share_within"], city["share_backup"]) == (1.0, 0.0)
    longer = access.coverage(minutes=30).iloc[0]
    assert longer["share_backup"] == 1.0


def test_the_states_are_apart_and_add_up_to_everybody():
    demand_points = demand_points_of(
        (0, 0, 0, 1), (0, 5, 0, 20), (0, 6, 0, 300), (0, -1, 0, 4000), (0, 0, 600, 7)
    )
    access = network_access(sites_at(LON[0]), demand_points, [10000])
    city = access.coverage().iloc[0]
    found = [
        city[f"population_{state}"] for state in ("within", "beyond", "unreachable", "unsnapped")
    ]
    assert found == [1, 20, 300, 4007]  # 600 m from a street is farther than network_snap_m
    assert city["population_location_unknown"] == 10000 - 4328
    assert city["floating_population"] == 10000


def test_the_legs_to_and_from_the_streets_count():
    # 500 m of street take 6 minutes; 250 m from the door to the street 3 more.
    demand_points = demand_points_of((0, 1, 250, 10))
    access = network_access(sites_at(LON[0]), demand_points, [10])
    assert access.coverage(minutes=9)["population_within"].item() == 10
    assert access.coverage(minutes=8)["population_within"].item() == 0
    assert access.coverage()["median_minutes"].item() == pytest.approx(9.0)


def test_a_car_is_faster_and_a_site_off_the_streets_is_named():
    demand_points = demand_points_of((0, 5, 0, 10))
    sites = sites_at(LON[0], 103.9)
    access = network_access(sites, demand_points, [10])
    assert access.coverage(mode="walk")["population_within"].item() == 0
    assert access.coverage(mode="drive")["population_within"].item() == 10
    assert access.site_states().tolist() == ["snapped", "unsnapped"]
    assert access.site_minutes(1).isna().all()


def test_a_service_is_reached_only_where_it_is_offered():
    sites = sites_at(LON[0], LON[5]).assign(services=["登记;计生", "计生"])
    access = network_access(sites, demand_points_of((0, 5, 0, 10)), [10])
    assert access.services == ("any", "计生", "登记")
    within = [access.coverage(service=word)["population_within"].item() for word in access.services]
    assert within == [10, 10, 0]


def test_the_limit_tells_whether_the_nearest_site_is_within():
    access = network_access(sites_at(LON[0]), demand_points_of((0, 5, 0, 10)), [10])
    told = [nearest_to(access, (LON[3], 40.5), minutes=limit)[1] for limit in (None, 17, 18)]
    assert told == ["beyond", "beyond", "within"]


def test_the_curve_ends_where_the_coverage_is():
    demand_points = demand_points_of(*((0, at, 30 * at, 10 + at) for at in range(8)))
    access = network_access(sites_at(LON[1]), demand_points, [500])
    curve = access.curve().set_index("minutes")["floating_population"]
    assert curve.is_monotonic_increasing
    for minutes in (0, 6, 15, 27, 60):
        assert curve[minutes] == access.coverage(minutes=minutes)["population_within"].item()
    of_one = access.curve(level="community", code="990101001001")
    assert of_one["floating_population"].tolist() == curve.tolist()


def test_cells_beyond_hold_those_who_are_not_within_nor_off_the_network():
    demand_points = demand_points_of((0, 0, 0, 40), (0, 5, 0, 20), (0, 6, 0, 3), (0, -1, 0, 9))
    access = network_access(sites_at(LON[0]), demand_points, [100])
    assert access.beyond_cells()["floating_population"].sum() == 23
    assert list(access.beyond_cells()) == ["lon", "lat", "floating_population"]


def test_a_catchment_holds_its_population_and_grows_with_the_limit():
    demand_points = demand_points_of(*((0, at, 0, 10) for at in range(6)))
    access = network_access(sites_at(LON[0]), demand_points, [60])
    areas = access.catchment(0)
    assert areas["minutes"].tolist() == [30, 15, 10, 5]
    assert areas["floating_population"].tolist() == [60, 30, 20, 10]
    assert areas.crs.to_epsg() == 4326
    sizes = areas.to_crs(areas.estimate_utm_crs()).area.tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_the_nearest_sites_to_a_place():
    access = network_access(sites_at(LON[5], LON[1], LON[7]), demand_points_of((0, 0, 0, 1)), [1])
    found, state = nearest_to(access, (LON[0], 40.5))
    assert (found.index.tolist(), state) == ([1, 0], "within")
    assert found["minutes"].tolist() == pytest.approx([6.0, 30.0], abs=0.1)
    assert nearest_to(access, (104.5, 40.5))[1] == "unsnapped"
    found, state = nearest_to(access, (LON[6], 40.5), mode="drive")
    assert (found.index.tolist(), state) == ([2], "within")


def test_supply_is_shared_among_those_who_access_it():
    # 5 posts for 132 people; the 32 next door are whole, the 100 at 12 minutes count 0.68.
    demand_points = demand_points_of((0, 2, 0, 100), (1, 0, 0, 32), (2, 6, 0, 9))
    access = network_access(sites_at(LON[0], staff=5.0), demand_points, [100, 32, 9])
    told = access.floating_catchment()
    ratio = 5 / (0.68 * 100 + 32)
    assert told["e2sfca_index"].tolist() == pytest.approx([680 * ratio, 1000 * ratio, 0])
    assert told["spatial_availability"].sum() == pytest.approx(5.0)


def test_a_city_without_streets_is_measured_by_euclidean_distance():
    sites = sites_at(LON[0])
    demand_points = demand_points_of((0, 5, 0, 10), (0, 6, 0, 10))
    access = AccessModel(
        EuclideanTravelTimes(sites, NORMS), demand_points, communities_of([20]), sites, NORMS
    )
    assert access.euclidean
    assert access.coverage(minutes=31)["population_within"].item() == 10
    assert access.coverage()["population_unreachable"].item() == 0
    assert access.catchment(0, limits=[15])["floating_population"].item() == 0
    found, state = nearest_to(access, (LON[1], 40.5))
    assert found["minutes"].item() == pytest.approx(6, abs=0.1)
    assert state == "within"


CASES = st.tuples(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(-1, 7), st.sampled_from([0, 90, 700]), st.integers(1, 99)
        ),
        max_size=12,
    ),
    st.lists(st.sampled_from([*LON, 103.7]), min_size=1, max_size=4),
    st.integers(1, 40),
)


@settings(max_examples=10)
@given(CASES)
def test_nobody_is_lost_and_more_sites_or_minutes_never_access_fewer(case):
    rows, places, minutes = case
    demand_points = demand_points_of(*rows)
    population = [int(sum(row[3] for row in rows if row[0] == at)) + at for at in range(3)]
    access = network_access(sites_at(*places), demand_points, population)
    states = ["within", "beyond", "unreachable", "unsnapped", "location_unknown"]
    for level in LEVELS:
        told = access.coverage(level, minutes=minutes)
        assert (
            told[[f"population_{state}" for state in states]]
            .sum(axis=1)
            .eq(told["floating_population"])
            .all()
        )
        assert told["floating_population"].sum() == sum(population)
        assert (told["population_backup"] <= told["population_within"]).all()
    within = access.coverage(minutes=minutes)["population_within"].item()
    assert within <= access.coverage(minutes=minutes + 1)["population_within"].item()
    more = network_access(sites_at(*places, LON[2]), demand_points, population)
    assert within <= more.coverage(minutes=minutes)["population_within"].item()


@pytest.mark.parametrize("streets", [True, False])
def test_several_entrances_are_one_site_at_the_nearest(streets):
    demand_points = demand_points_of(*((at % 3, at, 0, 10 + at) for at in range(6)))
    population = [int(sum(10 + at for at in range(6) if at % 3 == of)) for of in range(3)]
    gates = [[LON[0], LON[4]], [LON[5]]]
    joined = sites_at(LON[0], LON[5]).assign(
        entrances=[tuple((lon, 40.5) for lon in lons) for lons in gates]
    )
    apart = sites_at(LON[0], LON[4], LON[5])
    made = network_access if streets else euclidean_access
    one, each = (made(sites, demand_points, population) for sites in (joined, apart))
    gate = [each.site_minutes(at) for at in range(3)]
    assert one.site_minutes(0).tolist() == np.minimum(gate[0], gate[1]).tolist()
    assert one.site_minutes(1).tolist() == gate[2].tolist()
    told = one.demand_point_minutes()
    assert told["minutes"].tolist() == each.demand_point_minutes()["minutes"].tolist()
    second = np.maximum(one.site_minutes(0), one.site_minutes(1))
    assert told["minutes_second"].tolist() == second.tolist()  # the other gate is no back-up
    assert one.floating_catchment()["spatial_availability"].sum() == pytest.approx(2.0)
