"""Stretches of streets: their times are those of somebody who stands there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from support.door_oracle import random_places, random_world

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.standards import Standards
from geo.network.lines import EARTH_M, Lines
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import to_node
from geo.network.snapping import Joins
from geo.network.street_network import MODES
from geo.network.stretches import Stretches, quickest, stretches_to

SEEDS = st.integers(0, 2**20)
GEOD = Geod(ellps="sphere")


def world(seed, sites=4):
    network = random_world(seed)
    return network, NetworkTravelTimes(network, random_places(seed + 2, sites), Standards())


def standing(source, mode, network):
    """Somebody every 40 m between the ends of the streets open to a mode: where, and the time to each site."""
    layers = source.streets(mode).layers.layers
    edges = np.concatenate([layer.edges for layer in layers if layer.mode == mode])
    street, along, _, _ = network.lines.sampled(40 / EARTH_M)
    here = np.isin(street, network.street[edges]) & (along > 0) & (along < 1)
    street, along = street[here], along[here]
    joins = Joins(np.arange(len(street)), street, along, np.zeros(len(street)))
    streets = source.streets(mode)
    ways = streets.ways_from(dict.fromkeys(("walk", mode), joins))
    graph = streets.with_places(ways, len(street))
    times = [to_node(graph, int(node))[streets.graph.nodes :] for node in streets.nodes]
    times = np.stack(times, axis=1).astype(float)
    times[times == UNREACHED] = np.inf
    return street, along, times


def rows_at(found, street, along):
    """Find the stretch that each point is on, -1 for none."""
    if not len(found.street):
        return np.full(len(street), -1)
    on = (found.street == street[:, None]) & (found.begin <= along[:, None])
    on &= along[:, None] <= found.end
    return np.where(on.any(axis=1), on.argmax(axis=1), -1)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(MODES))
def test_times_are_those_of_somebody_who_stands_there(seed, mode):
    network, source = world(seed)
    street, along, times = standing(source, mode, network)
    found = stretches_to(source.streets(mode), np.ones(4, bool))
    if not len(street):
        assert not len(found.street)
        return
    row = rows_at(found, street, along)
    reached = np.isfinite(times.min(axis=1))
    assert ((row >= 0) == reached).all()
    told = found.chosen(row[reached])
    np.testing.assert_allclose(told.at(along[reached]), times[reached].min(axis=1), atol=1.5)
    theirs = times[reached, told.site]
    np.testing.assert_allclose(theirs, times[reached].min(axis=1), atol=1.5)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(1, 40))
def test_streets_are_cut_where_the_minutes_run_out(seed, minutes):
    _, source = world(seed)
    found = stretches_to(source.streets("walk"), np.ones(4, bool))
    cut = found.within(minutes * 600)
    assert (np.maximum(cut.begin_ds, cut.end_ds) <= minutes * 600 + 1e-6).all()
    middle = (found.begin + found.end) / 2
    for along in (found.begin, middle, found.end):
        near = found.at(along) < minutes * 600 - 1e-6
        assert (rows_at(cut, found.street[near], along[near]) >= 0).all()
        far = found.at(along) > minutes * 600 + 1e-6
        on = [
            ((cut.street == street) & (cut.begin < at - 1e-9) & (at + 1e-9 < cut.end)).any()
            for street, at in zip(found.street[far], along[far], strict=True)
        ]
        assert not any(on)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_drawn_they_are_as_long_as_their_part_of_the_street(seed):
    network, source = world(seed)
    found = stretches_to(source.streets("walk"), np.ones(4, bool)).within(6000)
    drawn = found.drawn(network.lines)
    assert len(drawn) == len(found.street)

    def metres(lines, number):
        part = slice(*lines.first[number : number + 2])
        return GEOD.line_length(lines.lon[part], lines.lat[part])

    for number, (street, begin, end) in enumerate(zip(*found[:3], strict=True)):
        part = (end - begin) * metres(network.lines, street)
        assert metres(drawn, number) == pytest.approx(part, rel=1e-3, abs=0.01)


def test_a_street_is_cut_where_another_site_is_nearer():
    one, whole = np.zeros(2, np.int64), (np.zeros(2), np.ones(2))
    ways = Stretches(one, *whole, np.array([0.0, 1000.0]), np.array([1000.0, 0.0]), np.arange(2))
    found = quickest(ways)
    assert (found.begin.tolist(), found.end.tolist()) == ([0, 0.5], [0.5, 1])
    assert found.site.tolist() == [0, 1]
    assert found.end_ds[0] == found.begin_ds[1] == 500


def test_of_two_sites_as_far_the_first_is_nearest():
    one = np.zeros(2, np.int64)
    same = np.full(2, 300.0), np.full(2, 900.0)
    assert quickest(Stretches(one, np.zeros(2), np.ones(2), *same, np.array([4, 2]))).site == [2]


def test_where_no_site_is_there_are_no_stretches():
    network, source = world(1)
    found = stretches_to(source.streets("walk"), np.zeros(4, bool))
    assert not len(found.street)
    assert isinstance(found.drawn(network.lines), Lines)
