"""Coordinate systems: published points, exact round trips, and what must not move."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box, force_3d

from geo.spatial.coordinates import SYSTEMS, from_wgs84, shift_geometry, to_wgs84

METRES_A_DEGREE = 111_320
EVERYWHERE_IN_CHINA = {"lon": st.floats(72.1, 137.7), "lat": st.floats(0.9, 55.7)}

# Pairs that widely used converters publish with their tests.
WGS84_TO_GCJ02 = [
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]


@pytest.mark.parametrize(("wgs84", "gcj02"), WGS84_TO_GCJ02)
def test_published_points_of_gcj02(wgs84, gcj02):
    assert np.ravel(from_wgs84(*wgs84, "gcj02")) == pytest.approx(gcj02, abs=1e-11)
    assert np.ravel(to_wgs84(*gcj02, "gcj02")) == pytest.approx(wgs84, abs=1e-9)


def test_published_points_of_bd09():
    published = (116.41662724378733, 39.922699552216216)
    assert np.ravel(from_wgs84(116.404, 39.915, "bd09")) == pytest.approx(published, abs=1e-10)
    through_gcj02 = to_wgs84(116.404, 39.915, "gcj02")
    published = (116.41036949371029, 39.92133699351021)
    assert np.ravel(from_wgs84(*through_gcj02, "bd09")) == pytest.approx(published, abs=1e-9)


@pytest.mark.parametrize("system", SYSTEMS)
@given(**EVERYWHERE_IN_CHINA)
def test_there_and_back_is_within_a_millimetre(system, lon, lat):
    for first, second in [(from_wgs84, to_wgs84), (to_wgs84, from_wgs84)]:
        back = np.ravel(second(*first(lon, lat, system), system))
        assert np.hypot(*(back - (lon, lat))) * METRES_A_DEGREE < 0.001


@given(**EVERYWHERE_IN_CHINA)
def test_gcj02_moves_a_point_by_some_hundred_metres(lon, lat):
    there = np.ravel(from_wgs84(lon, lat, "gcj02"))
    assert 10 < np.hypot(*(there - (lon, lat))) * METRES_A_DEGREE < 2500


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    "point",
    [(0, 0), (-122.4, 37.8), (139.7, 35.7), (39.915, 116.404), (np.nan, 30), (np.inf, -np.inf)],
)
def test_what_is_outside_china_or_no_point_stays(system, point):
    np.testing.assert_array_equal(np.ravel(from_wgs84(*point, system)), point)
    np.testing.assert_array_equal(np.ravel(to_wgs84(*point, system)), point)


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_one_point_does_not_depend_on_the_others(system):
    lon, lat = [116.404, np.nan, 103.5, 500.0], [39.915, 30.0, 40.5, 500.0]
    together = np.column_stack(to_wgs84(lon, lat, system))
    alone = [np.ravel(to_wgs84(*point, system)) for point in zip(lon, lat, strict=True)]
    np.testing.assert_array_equal(together, alone)


def test_what_is_given_is_not_changed():
    lon, lat = np.array([116.404]), np.array([39.915])
    to_wgs84(lon, lat, "gcj02")
    assert (lon[0], lat[0]) == (116.404, 39.915)


def test_geometries_move_vertex_by_vertex_and_none_stays():
    given = gpd.GeoSeries([box(103, 40, 103.1, 40.1), None, Point(103.5, 40.5)], index=[7, 8, 9])
    moved = shift_geometry(given, "gcj02")
    assert moved.crs.to_epsg() == 4326
    assert list(moved.index) == [7, 8, 9]
    assert moved[8] is None
    assert np.ravel(to_wgs84(103.5, 40.5, "gcj02")) == pytest.approx([moved[9].x, moved[9].y])
    corner = np.ravel(to_wgs84(103.1, 40.0, "gcj02"))
    assert np.abs(np.array(moved[7].exterior.coords) - corner).sum(axis=1).min() < 1e-12


def test_an_unknown_system_is_refused():
    with pytest.raises(ValueError, match="gcj-02"):
        to_wgs84(103.5, 40.5, "gcj-02")


@pytest.mark.parametrize("system", SYSTEMS)
def test_shapes_are_flat_whether_they_are_shifted_or_not(system):
    given = gpd.GeoSeries([box(113, 34, 114, 35), None], [7, 9], crs=4326, name="geometry")
    high = gpd.GeoSeries(force_3d(given.to_numpy(), 5.0), [7, 9], crs=4326, name="geometry")
    assert shift_geometry(high, system).to_wkb().equals(shift_geometry(given, system).to_wkb())
