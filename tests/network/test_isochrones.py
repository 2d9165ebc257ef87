"""Isochrones hold the places within the minutes, and no others."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from support.door_oracle import random_places, random_world
from support.metre_streets import degrees, network

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.standards import Standards
from geo.network.isochrones import circle
from geo.network.street_network import MODES

GEOD = Geod(ellps="WGS84")
NORMS = Standards()
METRES_A_MINUTE = 5000 / 60


def area_m2(shape):
    return abs(GEOD.geometry_area_perimeter(shape)[0])


def street(tmp_path, *ways, norms=NORMS, site=(0, 0), nodes=None, **more):
    """Streets of metres, a site beside them."""
    nodes = nodes or {1: (-3000, 0), 2: (3000, 0)}
    streets = network(tmp_path / "streets.osm", nodes, ways or ["1 2"])
    lon, lat = degrees(*site)
    return NetworkTravelTimes(streets, pd.DataFrame({"lon": [lon], "lat": [lat]}), norms, **more)


@pytest.mark.parametrize("minutes", [1, 3, 5, 6])
def test_beside_a_straight_street_the_area_is_a_diamond(tmp_path, minutes):
    """Who lives x along and y beside it walks x + y, and y is 500 m at most."""
    (shape,) = street(tmp_path).areas(0, "walk", [minutes])
    far = minutes * METRES_A_MINUTE
    assert area_m2(shape) == pytest.approx(2 * far**2, rel=0.05)
    (west, south, east, north), (lon, lat) = shape.bounds, degrees(far, far)
    assert (east, north) == pytest.approx((lon, lat), abs=2e-4)
    middle = degrees(0, 0)
    assert (west + east, south + north) == pytest.approx((2 * middle[0], 2 * middle[1]), abs=2e-4)


def test_nobody_farther_from_a_street_than_the_limit_is_inside(tmp_path):
    norms = Standards(network_snap_m=60.0)
    (shape,) = street(tmp_path, norms=norms).areas(0, "walk", [15])
    heights = shape.bounds[1], shape.bounds[3]
    assert heights == pytest.approx((degrees(0, -60)[1], degrees(0, 60)[1]), abs=1e-4)


def test_more_minutes_more_area(tmp_path):
    areas = street(tmp_path).areas(0, "walk", [5, 10, 15])
    for inner, outer in pairwise(areas):
        assert shapely.difference(inner, outer).area < 0.01 * inner.area


def test_a_street_across_the_river_is_left_out(tmp_path):
    """Two streets 300 m apart, without a bridge: nobody beside the other one is inside."""
    nodes = {1: (-3000, 0), 2: (3000, 0), 3: (-3000, 300), 4: (3000, 300)}
    source = street(tmp_path, "1 2", "3 4", nodes=nodes, island_nodes=2)
    (shape,) = source.areas(0, "walk", [15])
    assert shape.contains(shapely.Point(degrees(500, 100)))
    assert not shape.contains(shapely.Point(degrees(0, 200)))


def test_those_who_drive_heed_a_one_way(tmp_path):
    """Whoever is past the site drives away from it, and would have to walk back."""
    way = ("1 2", {"highway": "residential", "oneway": "yes", "maxspeed": "30"})
    (shape,) = street(tmp_path, way).areas(0, "drive", [5])
    (west, _, east, _), far = shape.bounds, 5 * METRES_A_MINUTE
    assert west == pytest.approx(degrees(-2500, 0)[0], abs=6e-4)  # a needle
    assert east == pytest.approx(degrees(far, 0)[0], abs=3e-4)


@pytest.mark.long
@pytest.mark.parametrize("mode", MODES)
def test_of_many_places_nearly_all_are_on_the_right_side(mode):
    """Random streets with islands, one-ways, private streets: each place by its own time."""
    inside = within = wrong = missed = 0
    for seed in range(12):
        source = NetworkTravelTimes(random_world(seed), random_places(seed + 50, 1), NORMS)
        people = random_places(seed + 99, 2000)
        shape = source.areas(0, mode, [10])[0]
        assert shape.is_valid
        own = source.to_site(people, 0, mode) <= 10 * 600
        drawn = shapely.contains_xy(shape, people["lon"].to_numpy(), people["lat"].to_numpy())
        inside, within = inside + drawn.sum(), within + own.sum()
        wrong, missed = wrong + (drawn & ~own).sum(), missed + (own & ~drawn).sum()
    assert min(inside, within) > 1000
    assert wrong < 0.05 * inside
    assert missed < 0.05 * within


def test_a_site_without_a_street_has_no_area(tmp_path):
    (shape,) = street(tmp_path, site=(0, 900)).areas(0, "walk", [15])
    assert shape.is_empty


@pytest.mark.parametrize("lat", [0.0, 34.7, 53.0])
def test_a_circle_has_its_radius_everywhere(lat):
    edge = shapely.get_coordinates(circle(113.6, lat, 1250.0))
    metres = GEOD.inv(*np.tile([[113.6], [lat]], len(edge)), *edge.T)[2]
    np.testing.assert_allclose(metres, 1250, rtol=1e-6)
