"""Shapes across the 180th meridian: no wider than they are, and nothing else touched."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo.spatial.antimeridian import continuous, split


def test_a_polygon_across_is_two_parts_and_spans_two_degrees():
    across = Polygon([(179, -17), (-179, -17), (-179, -16), (179, -16)])
    beyond = box(179, -17, 181, -16)
    for shape in split(np.array([across, beyond])):
        assert shape.is_valid
        assert shape.area == 2
        assert shape.contains(shapely.Point(179.5, -16.5))
        assert shape.contains(shapely.Point(-179.5, -16.5))
        assert not shape.intersects(shapely.Point(0, -16.5))


def test_holes_stay_holes_on_either_side():
    outline = [(170, -17), (-170, -17), (-170, 0), (170, 0)]
    holes = [
        [(179, -10), (-179, -10), (-179, -9), (179, -9)],
        [(-178, -10), (-177, -10), (-177, -9), (-178, -9)],
    ]
    (made,) = split(np.array([Polygon(outline, holes)]))
    assert made.area == 20 * 17 - 2 - 1
    assert not made.intersects(shapely.Point(-177.5, -9.5))


def test_what_does_not_cross_is_the_very_same():
    shapes = np.array(
        [box(100, 20, 101, 21), None, Polygon(), box(-170, 1, 179, 2).boundary.buffer(0.1)],
        dtype=object,
    )
    stray = Polygon([(113, 34), (113.01, 34), (-113, 34.01)])  # a vertex in a wrong place
    both = MultiPolygon([box(179, 0, 180, 1), box(-180, 0, -179, 1)])
    given = np.array([*shapes[:3], stray, both], dtype=object)
    assert all(one is other for one, other in zip(split(given), given, strict=True))


@given(st.floats(-540, 540), st.floats(-60, 60), st.floats(0.01, 20), st.integers(3, 12))
def test_area_is_kept_wherever_a_shape_lies(lon, lat, size, corners):
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    x = (lon + size * np.cos(turn) + 180) % 360 - 180
    drawn = Polygon(np.column_stack([x, lat + size * np.sin(turn)]))
    flat = Polygon(np.column_stack([size * np.cos(turn), size * np.sin(turn)]))
    (made,) = split(np.array([drawn]))
    assert made.is_valid
    assert abs(made.area - flat.area) < 1e-6 * max(flat.area, 1)
    west, _, east, _ = continuous(np.array([made]))[0].bounds
    assert east - west <= 2 * size + 1e-6
