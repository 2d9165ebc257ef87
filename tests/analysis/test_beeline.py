"""Straight lines: known distances, and the nearest is the nearest."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.analysis.beeline import EARTH_RADIUS_M, nearest_sites

PLACE = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
SPHERE = Geod(a=EARTH_RADIUS_M, b=EARTH_RADIUS_M)


def frame(places):
    return pd.DataFrame(places, columns=["lon", "lat"], dtype="float64")


def test_a_degree_of_the_meridian():
    found = nearest_sites(frame([(0, 1)]), 0, 0, 1)
    assert found["metres"].item() == pytest.approx(EARTH_RADIUS_M * np.pi / 180)
    assert found["least_minutes"].item() == pytest.approx(found["metres"].item() / 5000 * 60)


@given(st.lists(PLACE, min_size=1, max_size=8), PLACE, st.integers(1, 9))
def test_as_another_program_has_it(places, here, most):
    found = nearest_sites(frame(places), *here, most)
    by_proj = np.array([SPHERE.inv(*here, *place)[2] for place in places])
    np.testing.assert_allclose(found["metres"], by_proj[found.index], rtol=1e-6, atol=0.5)
    assert len(found) == min(most, len(places))
    left_out = np.delete(by_proj, found.index)
    assert (left_out >= found["metres"].max() - 0.5).all()


def test_of_none_there_is_no_nearest():
    assert nearest_sites(frame([]), 0, 0, 3).empty
