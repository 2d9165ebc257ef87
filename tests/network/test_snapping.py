"""Where places join streets: beside them, by brute force; and no island near a larger part."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from support.door_oracle import Doors, random_places, random_world

from geo.network.islands import street_ranks
from geo.network.lines import Lines
from geo.network.snapping import BESIDE_M, StreetFinder
from geo.network.street_changes import without_street
from geo.network.street_network import MODES, network_of

SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)


def finder(network, mode="walk", least=40):
    return StreetFinder(network, street_ranks(network, mode, least))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**20), st.integers(2, 40), st.sampled_from([0.0, 30.0, 500.0, 2000.0]))
def test_the_streets_beside_a_place_are_found(seed, least, limit_m):
    network = random_world(seed)
    places = random_places(seed + 1, 20)
    known = Doors(network, "walk", least=least)
    found = finder(network, least=least).find(
        places["lon"].to_numpy(), places["lat"].to_numpy(), limit_m
    )
    assert (np.diff(found.place) >= 0).all()
    for at, place in enumerate(places.itertuples(index=False)):
        rows = found.place == at
        told = sorted(zip(*(of[rows] for of in found[1:]), strict=True))
        expected = sorted(known.joins(place, limit_m, "walk"))
        assert [street for street, *_ in told] == [street for street, *_ in expected]
        for one, other in zip(told, expected, strict=True):
            assert one[1:] == pytest.approx(other[1:], abs=1e-4)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**20), st.integers(2, 40), st.integers(0, 2**20))
def test_where_a_street_is_closed_only_those_beside_it_join_others(seed, least, corner):
    network = random_world(seed)
    places = [of.to_numpy() for _, of in random_places(seed + 1, 20).items()][:2]
    at = corner % len(network.vertex_lon)
    closed = without_street(network, (network.vertex_lon[at], network.vertex_lat[at]), MODES)
    before, after = (finder(of, least=least) for of in (network, closed))
    known = before, before.find(*places, 500.0)
    anew = after.found_anew(known, tuple(places), 500.0)
    if anew is None:  # what is left of an island may be the largest part now
        left = network.lines.left_in(closed.lines)
        assert (after.ranks > before.ranks[left]).any()
        return
    for found, expected in zip(anew, after.find(*places, 500.0), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert before.found_anew((after, anew), tuple(places), 500.0) is None  # a street more


def street(*points, modes=7):
    """Return a network of one bent street."""
    lon, lat = np.array(points).T
    nodes = pd.DataFrame({"node_id": [0, 1], "lon": lon[[0, -1]], "lat": lat[[0, -1]]})
    ways = pd.DataFrame({"tail": [0, 1], "head": [1, 0], "against": [False, True]})
    ways = ways.assign(length_m=1.0, drive_kph=30.0, modes=modes, line=0)
    return network_of(nodes, ways, Lines(np.array([0, len(lon)]), lon, lat))


@given(st.floats(112.99, 113.02), st.floats(59.995, 60.005))
def test_a_leg_is_as_long_as_on_the_globe(lon, lat):
    network = street((113.0, 60.0), (113.005, 60.001), (113.01, 60.0))
    found = finder(network).find(np.array([lon]), np.array([lat]), 2000.0)
    part = np.linspace(0, 1, 4001)
    x = np.concatenate([113.0 + 0.005 * part, 113.005 + 0.005 * part])
    y = np.concatenate([60.0 + 0.001 * part, 60.001 - 0.001 * part])
    away = SPHERE.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2]
    if away.min() < 1990:
        assert found.leg_m.item() == pytest.approx(away.min(), rel=1e-3, abs=0.1)


def test_a_place_exactly_at_the_limit_is_within():
    network = street((113.0, 0.0), (113.01, 0.0))
    north_m = np.array([99.9, 100.0, 100.1])
    lat = np.degrees(np.arcsin(np.tanh(north_m / 6_371_008.8)))
    found = finder(network).find(np.full(3, 113.005), lat, 100.0)
    assert found.place.tolist() == [0, 1]


def test_who_lies_nowhere_joins_no_street():
    network = street((113.0, 34.0), (113.01, 34.0))
    nowhere = np.array([np.nan, 113.005, np.nan, 113.005]), np.array([34.0, np.nan, np.nan, 34.0])
    assert finder(network).find(*nowhere, 500.0).place.tolist() == [3]


def test_one_street_across_the_earth_is_joined_all_along():
    network = street((-170.0, -80.0), (113.0, 34.0), (113.01, 34.0), (170.0, 80.0))
    at = np.array([113.005, -170.0, 0.0]), np.array([34.001, -80.0, 0.0])
    assert finder(network).find(*at, 500.0).leg_m.round().tolist() == [111.0, 0.0]


def parallel(apart_m, second_modes=7):
    """Return two streets side by side, not joined: of four crossings and of two."""
    lat = 34.0 + apart_m / 111_195
    nodes = pd.DataFrame(
        {
            "node_id": range(6),
            "lon": [113.0, 113.003, 113.006, 113.009, 113.0, 113.009],
            "lat": [34.0] * 4 + [lat] * 2,
        }
    )
    pairs = [(0, 1), (1, 2), (2, 3), (4, 5)]
    ends = pairs + [pair[::-1] for pair in pairs]
    ways = pd.DataFrame(ends, columns=["tail", "head"])
    modes = [second_modes if pair[0] > 3 else 7 for pair in ends]
    return network_of(nodes, ways.assign(length_m=300.0, drive_kph=30.0, modes=modes))


def test_who_is_beside_an_island_joins_a_larger_part_near_as_well():
    for apart_m, legs in ((80, [5.0, 85.0]), (900, [5.0])):
        network = parallel(apart_m)
        at = np.array([113.004]), np.array([34.0 + (apart_m + 5) / 111_195])
        assert sorted(finder(network).find(*at, 500.0).leg_m.round().tolist()) == legs
        # A part of two crossings matters where that is said.
        assert finder(network, least=2).find(*at, 500.0).leg_m.round().tolist() == [5.0]
    beside_main = np.array([113.004]), np.array([34.0 + 5 / 111_195])
    assert finder(parallel(80)).find(*beside_main, 500.0).leg_m.round().tolist() == [5.0]


def test_any_street_that_is_little_farther_may_be_joined():
    network = parallel(30)
    lat = np.array([34.0 + 4 / 111_195, 34.0 + 14 / 111_195])
    found = finder(network, least=2).find(np.full(2, 113.004), lat, 500.0)
    legs = {at: sorted(found.leg_m[found.place == at].round().tolist()) for at in (0, 1)}
    assert legs == {0: [4.0], 1: [14.0, 16.0]}
    assert BESIDE_M == 20.0


def test_what_a_mode_may_not_use_is_passed_over():
    network = parallel(30, second_modes=4)
    at = np.array([113.004]), np.array([34.0 + 31 / 111_195])
    assert finder(network, "walk").find(*at, 500.0).leg_m.round().tolist() == [31.0]
    assert finder(network, "drive", 2).find(*at, 500.0).leg_m.round().tolist() == [1.0]


def test_streets_without_length_and_no_streets_are_joined_by_nobody():
    bare = street((113.0, 34.0), (113.0, 34.0))
    assert not len(finder(bare).find(np.array([113.0]), np.array([34.0]), 500.0).place)
    closed = street((113.0, 34.0), (113.1, 34.0), modes=4)
    assert not len(finder(closed).find(np.array([113.0]), np.array([34.0]), 500.0).place)
