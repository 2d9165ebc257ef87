"""Outlines hold the places they are drawn around."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.network.isochrones import AROUND_M, circle, outline

GEOD = Geod(ellps="WGS84")


def scattered(count, size=0.05):
    """Draw points in a horseshoe, whose middle is empty."""
    rng = np.random.default_rng(1)
    angle, radius = rng.uniform(0, 5, count), rng.uniform(0.8, 1, count) * size
    return 113.6 + radius * np.cos(angle), 34.7 + radius * np.sin(angle)


@pytest.mark.parametrize("count", [1, 2, 3, 50, 5000, 40_000])
def test_an_outline_holds_its_places(count):
    lon, lat = scattered(count)
    shape = outline(lon, lat)
    assert shape.is_valid
    assert shapely.contains_xy(shape, lon, lat).all()


def test_places_in_a_row_have_an_outline():
    lon = np.linspace(113.6, 113.7, 20)
    shape = outline(lon, np.full(20, 34.7))
    assert shapely.contains_xy(shape, lon, 34.7).all()


def test_an_outline_leaves_out_where_nobody_is():
    lon, lat = scattered(5000)
    shape = outline(lon, lat)
    assert not shapely.contains_xy(shape, 113.6, 34.7)
    hull = shapely.convex_hull(shapely.multipoints(np.column_stack([lon, lat])))
    assert shape.area < 0.6 * hull.area


def test_one_place_is_a_circle_around_it():
    edge = shapely.get_coordinates(outline(np.array([113.6]), np.array([34.7])))
    metres = GEOD.inv(*np.tile([[113.6], [34.7]], len(edge)), *edge.T)[2]
    assert metres.max() == pytest.approx(AROUND_M, rel=0.01)
    assert metres.min() > AROUND_M * 0.85  # its line is drawn with few corners


def test_without_places_there_is_no_outline():
    assert outline(np.empty(0), np.empty(0)).is_empty


@pytest.mark.parametrize("lat", [0.0, 34.7, 53.0])
def test_a_circle_has_its_radius_everywhere(lat):
    edge = shapely.get_coordinates(circle(113.6, lat, 1250.0))
    metres = GEOD.inv(*np.tile([[113.6], [lat]], len(edge)), *edge.T)[2]
    np.testing.assert_allclose(metres, 1250, rtol=1e-6)
