"""The cell index answers as geopandas.sjoin does, whatever the polygons and the points."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.hostile_shapes import (
    SIZES,
    random_polygons,
    resized,
    sjoin_answer,
    unit_points,
    valid_polygons,
)

from geo.spatial.index.polygon_index import CellIndex, fingerprint


def array(*geometries):
    return np.array(geometries, dtype=object)


def agree(geometries, x, y):
    found = CellIndex.build(geometries).find(x, y)
    expected = sjoin_answer(geometries, x, y)
    wrong = np.flatnonzero(found != expected)
    assert not wrong.size, [(x[w], y[w], found[w], expected[w]) for w in wrong[:5]]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.sampled_from(SIZES))
def test_same_answer_as_sjoin_on_and_beside_edges_of_any_polygons(seed, many, size):
    rng = np.random.default_rng(seed)
    geometries = resized(random_polygons(rng, many), *size)
    agree(geometries, *unit_points(geometries, rng, 40))


def test_same_answer_in_a_coverage_for_scattered_clustered_and_edge_points():
    rng = np.random.default_rng(4)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(rng.uniform(0, 1, (400, 2))))
    )
    geometries = shapely.segmentize(cells, 0.01)
    clustered = rng.normal(0.5, 1e-6, (2, 2000))
    scattered = rng.uniform(-0.2, 1.2, (2, 20_000))
    agree(geometries, *np.hstack([clustered, scattered, unit_points(geometries, rng, 500)]))


def test_polygons_far_smaller_than_a_cell_are_found():
    rng = np.random.default_rng(5)
    x, y = rng.uniform(113, 115, (2, 30))
    dense = [box(114 + i * 1e-5, 30, 114 + (i + 1) * 1e-5, 30.0001) for i in range(300)]
    geometries = array(box(113, 29, 115, 31), *shapely.buffer(shapely.points(x, y), 1e-5), *dense)[
        ::-1
    ]
    agree(geometries, *unit_points(geometries, rng, 1000))


@pytest.mark.parametrize("many", [59, 60, 61, 64, 65, 200])
def test_many_polygons_may_meet_in_a_point(many):
    angles = np.linspace(0, 2 * np.pi, many, endpoint=False)
    rim = np.column_stack([np.cos(angles), np.sin(angles)])
    wedges = [
        shapely.Polygon([(0, 0), a, b]) for a, b in zip(rim, np.roll(rim, -1, 0), strict=True)
    ]
    x, y = np.random.default_rng(6).normal(0, 0.01, (2, 3000))
    agree(array(*wedges), np.append(x, 0.0), np.append(y, 0.0))


def test_the_lowest_of_many_polygons_on_top_of_each_other():
    piled = [box(0, 0, 100 - i, 100 - i) for i in range(99)]
    x, y = np.random.default_rng(7).uniform(-1, 101, (2, 5000))
    agree(array(*piled), x, y)
    agree(array(*piled[::-1]), x, y)


def test_holes_islands_in_them_and_parts_that_touch():
    ring = box(0, 0, 10, 10).difference(box(2, 2, 8, 8))
    island = shapely.union_all([ring, box(4, 4, 6, 6)])
    touching = shapely.MultiPolygon([box(20, 0, 21, 1), box(21, 1, 22, 2)])
    pinched = shapely.make_valid(shapely.Polygon([(30, 0), (32, 2), (30, 2), (32, 0)]))
    x, y = np.meshgrid(np.linspace(-1, 33, 137), np.linspace(-1, 11, 49))
    agree(array(island, touching, pinched, box(2, 2, 8, 8)), x.ravel(), y.ravel())


def test_points_that_are_not_numbers_lie_nowhere():
    odd = np.array([np.nan, np.inf, -np.inf, 0.5, 1e308, -1e308])
    x, y = (part.ravel() for part in np.meshgrid(odd, odd))
    found = CellIndex.build(array(box(0, 0, 1, 1))).find(x, y)
    assert found.tolist() == [0 if (a, b) == (0.5, 0.5) else -1 for a, b in zip(x, y, strict=True)]


@pytest.mark.parametrize(
    "geometries",
    [
        array(),
        array(None),
        array(None, shapely.Polygon(), shapely.MultiPolygon()),
        array(shapely.Polygon([(0, 0), (1, 1), (2, 2)])),
        array(box(1e200, 1e200, 2e200, 2e200)),
        array(box(0, 0, 1e-200, 1e-200)),
        array(box(-1e308, -1e308, 1e308, 1e308)),
        array(box(0, 0, 1e9, 1e-9)),
        array(box(1.0, 1.0, np.nextafter(1.0, 2), np.nextafter(1.0, 2))),
    ],
)
def test_polygons_that_are_none_or_beyond_calculation(geometries):
    x, y = np.array([0.0, 1.0, 1.5e200, 5e-201, np.nan]), np.array([0.0, 1.0, 1.5e200, 5e-201, 0.0])
    expected = np.full(len(x), -1)
    for at, geometry in list(enumerate(geometries))[::-1]:
        inside = shapely.intersects(geometry, shapely.points(x[:4], y[:4]))
        expected[:4][inside] = at
    assert CellIndex.build(geometries).find(x, y).tolist() == expected.tolist()


def test_what_is_no_polygon_is_refused():
    with pytest.raises(ValueError, match="LINESTRING"):
        CellIndex.build(array(box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])))


def test_columns_of_pandas_and_slices_are_taken_and_not_changed():
    index = CellIndex.build(array(box(0, 0, 1, 1)))
    x = np.array([0.5, 9.0, 1.5, 9.0])
    locked = x.copy()
    locked.flags.writeable = False
    assert index.find(x[::2], locked[::2]).tolist() == [0, -1]
    assert x.tolist() == locked.tolist() == [0.5, 9.0, 1.5, 9.0]


def test_an_index_of_its_arrays_answers_the_same():
    rng = np.random.default_rng(8)
    geometries = random_polygons(rng, 20)
    x, y = unit_points(geometries, rng, 200)
    index = CellIndex.build(geometries)
    again = CellIndex.from_arrays(geometries, index.to_arrays())
    assert (again.find(x, y) == index.find(x, y)).all()


def test_the_fingerprint_tells_of_every_change():
    squares = array(box(0, 0, 1, 1), None, box(1, 0, 2, 1))
    others = [
        squares[::-1],
        squares[:2],
        array(box(0, 0, 1, 1), box(1, 0, 2, 1), None),
        array(box(0, 0, 1, 1), None, box(1, 0, 2, np.nextafter(1, 2))),
    ]
    assert fingerprint(squares) == fingerprint(squares.copy())
    assert len({fingerprint(g) for g in [squares, *others]}) == 5


def test_valid_polygons_of_this_test_are_valid():
    made = valid_polygons(list(random_polygons(np.random.default_rng(9), 50)))
    assert shapely.is_valid(made[~shapely.is_missing(made)]).all()
    assert (~shapely.is_missing(made)).sum() > 30
