"""Distances along great circles, against those of PROJ on the same sphere."""

import numpy as np
from pyproj import Geod

from geo.spatial.great_circles import EARTH_M, SpherePoints


def test_distances_and_what_is_near_are_those_of_proj():
    lon, lat = np.random.default_rng(1).uniform((-180, -90), (180, 90), (300, 2)).T
    points, sphere = SpherePoints.of_degrees(lon, lat), Geod(a=EARTH_M, b=EARTH_M)
    metres = np.array(
        [
            sphere.inv(lon, lat, np.full(300, x), np.full(300, y))[2]
            for x, y in zip(lon[:2], lat[:2], strict=True)
        ]
    )
    places = points.at(slice(2))
    np.testing.assert_allclose(places.at((slice(None), None)).metres_to(points), metres, atol=0.001)
    assert points.nearest_to(places, 5).tolist() == np.argsort(metres, axis=1)[:, :5].tolist()
    for limit in (0.0, 4_000_000.0, 19_000_000.0, np.inf):
        pairs = np.stack(points.pairs_within(limit, places), axis=1)
        assert pairs.tolist() == np.argwhere(metres <= limit).tolist()
