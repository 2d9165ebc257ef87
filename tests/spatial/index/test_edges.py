"""The rings of polygons, with those that need no copy beside those that do."""

import numpy as np
import pytest
import shapely

from geo.spatial.index.edges import rings_of

HOLED = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2)]])
SEVERAL = shapely.MultiPolygon([HOLED, shapely.box(9, 9, 10, 10)])
BOX = shapely.box(5, 5, 6, 6)
NOTHING = [None, shapely.Polygon(), shapely.MultiPolygon()]


@pytest.mark.parametrize(
    "geometries",
    [
        [None, BOX, SEVERAL, *NOTHING, BOX, HOLED, SEVERAL],
        [SEVERAL, HOLED],
        [BOX, *shapely.force_3d([BOX, SEVERAL], 5.0)],
        NOTHING,
        [],
    ],
)
def test_rings_are_those_of_shapely(geometries):
    array = np.array([*geometries, None], object)[:-1]
    corners, ring, polygon = rings_of(array)
    expected = [
        (number, shapely.get_coordinates(each).tolist())
        for number, geometry in enumerate(geometries)
        for part in shapely.get_parts(geometry)
        for each in shapely.get_rings(part)
    ]
    assert polygon.tolist() == [number for number, _ in expected]
    assert [corners[ring == n].tolist() for n in range(len(polygon))] == [c for _, c in expected]
    assert (np.diff(ring) >= 0).all()
