"""Where people are by the nearest node: exact, conserved, and never said to be nearer."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.core.record_outcomes import OUTCOMES
from geo.network.lattice import STEP_M, grid_network
from geo.network.snapping import MOST_LEG_M, NO_POINT, OFF, NodeFinder, unpack
from geo.network.street_network import network_of

SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)
POINT, CODE = (OUTCOMES.index(way) for way in ("point", "code"))
places = st.tuples(st.floats(113.0, 113.2), st.floats(34.0, 34.2))


def finder(nodes):
    lon, lat = np.array(nodes).T
    frame = pd.DataFrame({"node_id": range(len(nodes)), "lon": lon, "lat": lat})
    edges = {"tail": range(len(nodes)), "head": range(len(nodes)), "length_m": 0.0}
    streets = pd.DataFrame(edges).assign(drive_kph=30.0, modes=1)
    return NodeFinder(network_of(frame, streets))


@given(st.lists(places, min_size=1, max_size=30), st.lists(places, min_size=1, max_size=30))
def test_the_nearest_node_is_found(nodes, points):
    found = finder(nodes)
    lon, lat = np.array(points).T
    node, leg_m = found.find(lon, lat)
    for at, (x, y) in enumerate(points):
        away = [
            SPHERE.inv(x, y, *other)[2]
            for other in zip(found.network.lon, found.network.lat, strict=True)
        ]
        if min(away) > MOST_LEG_M + 1e-3:
            assert node[at] == OFF
            assert np.isinf(leg_m[at])
        elif min(away) < MOST_LEG_M - 1e-3:
            assert leg_m[at] == pytest.approx(min(away), abs=1e-3)
            assert away[node[at]] == pytest.approx(min(away), abs=1e-3)


@given(st.lists(places, min_size=1, max_size=30), st.lists(places, min_size=1, max_size=30))
def test_a_leg_is_rounded_up_to_ten_metres(nodes, points):
    found = finder(nodes)
    lon, lat = np.array(points).T
    node, leg_m = found.find(lon, lat)
    told, steps_m = unpack(
        found.demand_points(lon, lat, np.full(len(lon), POINT, np.int8)).astype(int)
    )
    assert told.tolist() == node.tolist()
    on = node != OFF
    assert (steps_m[on] >= leg_m[on] - 1e-3).all()
    assert (steps_m[on] < leg_m[on] + 10).all()


def test_a_community_by_code_has_no_point():
    found = finder([(113.0, 34.0)])
    lon, lat = np.full(3, 113.0), np.array([34.0, 34.0, 35.0])
    demand_points = found.demand_points(lon, lat, np.array([POINT, CODE, POINT], np.int8))
    assert demand_points[1] == NO_POINT
    node, leg_m = unpack(demand_points[[0, 2]].astype(int))
    assert node.tolist() == [0, OFF]
    assert leg_m[0] == 0


@pytest.mark.parametrize("most", [100, 100_000])
def test_a_grid_is_never_too_large(most):
    bounds = (113.0, 34.0, 113.3, 34.1)
    grid = grid_network(bounds, most)
    assert len(grid.lon) <= most
    assert len(grid.tail) == 0
    access = STEP_M if most == 100_000 else MOST_LEG_M
    corners = np.array([(113.0, 34.0), (113.3, 34.1), (113.15, 34.05)])
    _, leg_m = NodeFinder(grid).find(*corners.T)
    assert (leg_m < access).all()


def test_a_node_that_nobody_walks_to_is_passed_over():
    nodes = pd.DataFrame({"node_id": [0, 1, 2], "lon": [113.0, 113.01, 113.02], "lat": 34.0})
    streets = {"tail": [0, 1], "head": [1, 2], "length_m": 900.0, "drive_kph": 30.0}
    network = network_of(nodes, pd.DataFrame(streets).assign(modes=[4, 1]))
    node, _ = NodeFinder(network).find(np.array([113.0]), np.array([34.0]))
    assert network.node_id[node].tolist() == [1]
    closed = network_of(nodes, pd.DataFrame(streets).assign(modes=4))
    assert NodeFinder(closed).find(np.array([113.0]), np.array([34.0]))[0].tolist() == [OFF]
