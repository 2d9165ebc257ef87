"""Cells that people are counted by: nobody is moved farther than half a diagonal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.core.record_outcomes import OUTCOMES
from geo.network.demand_grid import NO_POINT, STREET_STEP_M, DemandGrid

SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)
POINT, CODE = (OUTCOMES.index(way) for way in ("point", "code"))
BOUNDS = (112.5, 33.8, 114.2, 35.2)  # a large city
WALK_M_A_MINUTE = 5000 / 60


@given(st.floats(112.47, 114.23), st.floats(33.77, 35.23))
def test_nobody_is_moved_more_than_a_tenth_of_a_minute(lon, lat):
    grid = DemandGrid.of(BOUNDS)
    cell = grid.demand_points(np.array([lon]), np.array([lat]), np.full(1, POINT, np.int8))
    [x], [y] = grid.places(cell)
    moved_m = SPHERE.inv(lon, lat, x, y)[2]
    assert moved_m <= STREET_STEP_M / 2**0.5 * 1.02  # a degree is longer in the south
    assert moved_m / WALK_M_A_MINUTE < 0.1


def test_a_community_by_code_has_no_point():
    grid = DemandGrid.of(BOUNDS)
    lon, lat = np.full(3, 113.0), np.array([34.0, 34.0, 90.0])
    found = grid.demand_points(lon, lat, np.array([POINT, CODE, POINT], np.int8))
    assert found[1] == NO_POINT
    assert found[0] >= 0
    assert found[2] < grid.columns * grid.rows


@pytest.mark.parametrize("most", [100, 1_000_000, 2**31 - 1])
def test_there_are_never_too_many_cells(most):
    grid = DemandGrid.of((73.0, 34.0, 96.0, 49.0), most=most)
    assert grid.columns * grid.rows <= most
    assert grid.columns * grid.rows > most / 3
    [east], [north] = grid.places(np.array([grid.columns * grid.rows - 1]))
    assert (east + grid.wide, north + grid.high) > (96.0, 49.0)
