"""Distances along great circles, against those of PROJ on the same sphere."""

import numpy as np
from pyproj import Geod

from geo.spatial.great_circles import EARTH_M, SpherePoints


def test_distances_and_what_is_near_are_those_of_proj():
    lon, lat = np.random.default_rng(1).uniform((-180, -90), (180, 90), (300, 2)).T
    points, [ours] = SpherePoints.of_degrees(lon, lat), [7]
    sphere = Geod(a=EARTH_M, b=EARTH_M)
    _, _, metres = sphere.inv(lon, lat, np.full(300, lon[ours]), np.full(300, lat[ours]))
    place = points.at(ours)
    np.testing.assert_allclose(points.metres_to(place), metres, atol=0.001)
    assert points.nearest_to(points.at([ours]), 5)[0].tolist() == np.argsort(metres)[:5].tolist()
    for limit in (0.0, 4_000_000.0, 19_000_000.0, np.inf):
        assert points.within(limit, place).tolist() == np.flatnonzero(metres <= limit).tolist()
