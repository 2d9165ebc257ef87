"""From door to door: as networkx has it where every street is cut at the points beside people."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.door_oracle import Doors, random_places, random_world

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.standards import Standards
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.street_network import MODES

NORMS = Standards()
SEEDS = st.integers(0, 2**20)


def rows(places):
    return list(places[["lon", "lat"]].itertuples(index=False, name=None))


def times_of(network, people, sites, mode, norms=NORMS):
    source = NetworkTravelTimes(network, sites, norms)
    told = [source.to_site(people, site, mode) for site in range(len(sites))]
    return np.stack(told, axis=1).astype(float), source


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.sampled_from(MODES))
def test_times_and_states_are_those_of_networkx(seed, mode):
    network = random_world(seed)
    people, sites = random_places(seed + 1, 12), random_places(seed + 2, 4)
    known = Doors(network, mode, least=40).times(rows(people), rows(sites))
    found, source = times_of(network, people, sites, mode)
    found[found == UNREACHED] = np.inf
    assert (np.isinf(known) == np.isinf(found)).all()
    there = np.isfinite(known)
    np.testing.assert_allclose(found[there], known[there], atol=1)  # of 0.1 s: legs are rounded
    (best,), (which,) = source.best_two(people, np.ones((1, len(sites)), bool), mode)
    two = np.sort(found, axis=1)[:, :2]
    np.testing.assert_array_equal(np.where(best == UNREACHED, np.inf, best), two)
    assert ((which < 0) == np.isinf(two)).all()
    for at in range(3):
        place = source.from_place(*rows(people)[at], mode)
        alone = np.full(len(sites), np.inf) if place is None else place.astype(float)
        alone[alone == UNREACHED] = np.inf
        np.testing.assert_array_equal(alone, found[at])
    assert source.off(people).tolist() == [
        not Doors(network, "walk").joins(place, 500.0, "walk") for place in rows(people)
    ]


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(MODES))
def test_more_minutes_sites_and_speed_reach_no_fewer(seed, mode):
    network = random_world(seed)
    people, sites = random_places(seed + 1, 20), random_places(seed + 2, 4)
    offered = np.array([[True] * 4, [True, False, True, False]])
    _, source = times_of(network, people, sites, mode)
    times, of_few = source.best_two(people, offered, mode)[0][..., 0]
    assert (times <= of_few).all()
    faster = Standards(walk_kph=6.0, ebike_kph=20.0)
    sooner = NetworkTravelTimes(network, sites, faster).best_two(people, offered, mode)[0][0, :, 0]
    assert (sooner <= times.astype(np.int64) + 2).all()  # each part is rounded by itself
    walked = source.best_two(people, offered, "walk")[0][0, :, 0]
    assert (times <= walked).all()  # who has a vehicle may leave it at home


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.sampled_from(MODES), st.sampled_from([1.0, 0.3]))
def test_those_near_a_site_come_in_order_of_time(seed, mode, share):
    """All of them, or, where less than half are asked for, those alone."""
    people, sites, limit = random_places(seed + 1, 40), random_places(seed + 2, 3), 9000
    told, source = times_of(random_world(seed), people, sites, mode)
    asked = np.arange(len(people)) < share * len(people)
    found = source.near_sites((people, asked), np.arange(len(sites)), mode, limit)
    for (rows, time_ds), times in zip(found, told.T, strict=True):
        assert time_ds.tolist() == sorted(times[asked & (times <= limit)])
        assert dict(zip(rows, time_ds, strict=True)) == {
            row: times[row] for row in np.flatnonzero(asked & (times <= limit))
        }


def test_two_on_one_street_meet_along_it_and_heed_its_direction():
    from geo.network.street_network import network_of

    nodes = pd.DataFrame({"node_id": [0, 1], "lon": [113.0, 113.01], "lat": 34.0})
    one_way = pd.DataFrame({"tail": [0, 1], "head": [1, 0], "length_m": 1000.0, "modes": [7, 1]})
    network = network_of(nodes, one_way.assign(drive_kph=60.0))
    people = pd.DataFrame({"lon": [113.002, 113.008], "lat": 34.0})
    sites = pd.DataFrame({"lon": [113.005], "lat": [34.0]})
    walked, _ = times_of(network, people, sites, "walk")
    assert walked.ravel() == pytest.approx([300 * 7.2, 300 * 7.2], abs=1)
    driven, _ = times_of(network, people, sites, "drive")
    assert driven.ravel() == pytest.approx([300 * 0.6, 300 * 7.2], abs=1)
