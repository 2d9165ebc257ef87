"""Overlaps and gaps: found where they are, and nowhere else."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.worlds import make_communities

from geo.spatial.topology import gaps, overlaps

SIDE = 0.01  # degrees, 850 m by 1,110 m at 40° N


def squares(*corners, side=SIDE):
    return make_communities(
        [
            box(103 + x * SIDE, 40 + y * SIDE, 103 + x * SIDE + side, 40 + y * SIDE + side)
            for x, y in corners
        ],
        [f"9901010010{at:02}" for at in range(1, len(corners) + 1)],
    )


def pairs(communities):
    found = overlaps(communities)
    return {(row.first_code[-2:], row.second_code[-2:]) for row in found.itertuples()}


def test_neighbours_that_share_an_edge_or_a_corner_do_not_overlap():
    grid = squares((0, 0), (1, 0), (0, 1), (1, 1))
    assert overlaps(grid).empty
    assert gaps(grid).empty


def test_an_overlap_has_its_pair_and_its_area():
    found = overlaps(squares((0, 0), (0.5, 0)))
    assert found[["first_code", "second_code"]].to_numpy().tolist() == [
        ["990101001001", "990101001002"]
    ]
    metric = gpd.GeoSeries([box(103.005, 40, 103.01, 40.01)], crs=4326).to_crs(32648)
    assert found["area_m2"].item() == pytest.approx(metric.area.item(), rel=2e-3)
    assert found.crs.to_epsg() == 4326


def test_one_within_another_and_one_drawn_twice():
    inner = squares((0, 0), (0.2, 0.2), (3, 0), (3, 0))
    inner.loc[1, "geometry"] = box(103.002, 40.002, 103.004, 40.004)
    assert pairs(inner) == {("01", "02"), ("03", "04")}


def test_the_largest_comes_first_and_three_over_one_another_are_three_pairs():
    found = overlaps(squares((0, 0), (0.2, 0), (0.9, 0)))
    assert found["area_m2"].is_monotonic_decreasing
    assert pairs(squares((0, 0), (0.2, 0), (0.9, 0))) == {("01", "02"), ("02", "03"), ("01", "03")}


def test_slivers_of_rounding_are_no_issue():
    metres = 1 / 111_195
    side_by_side = squares((0, 0), (1, 0))
    moved = side_by_side.geometry.translate(-0.5 * metres / 0.766, 0)
    side_by_side.loc[1, "geometry"] = moved.iloc[1]
    assert overlaps(side_by_side).empty
    assert len(overlaps(side_by_side, sliver_m=0.1)) == 1


def test_long_edges_in_a_projection_are_no_overlap():
    """A corner on a neighbour's long straight edge: degrees see no overlap where metres do."""
    whole = box(103, 40, 103.5, 40.2)
    halves = [box(103, 40.2, 103.25, 40.3), box(103.25, 40.2, 103.5, 40.3)]
    assert overlaps(make_communities([whole, *halves])).empty


def test_units_without_a_boundary_are_left_out():
    some = make_communities([box(103, 40, 103.01, 40.01), None, box(103.005, 40, 103.015, 40.01)])
    assert len(overlaps(some)) == 1
    nobody = make_communities([None, None])
    assert overlaps(nobody).empty
    assert gaps(nobody).empty


def test_a_gap_is_a_hole_between_communities_not_a_bay():
    ring = [(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    closed = squares(*ring)
    found = gaps(closed)
    assert len(found) == 1
    assert found.geometry.iloc[0].equals_exact(
        box(103.01, 40.01, 103.02, 40.02), 1e-9, normalize=True
    )
    assert len(found["between"].iloc[0].split()) == 3
    without_one_side = squares(*[at for at in ring if at != (1, 0)])
    assert gaps(without_one_side).empty


METRE = 1 / 111_195 / np.cos(np.radians(40))  # degrees of longitude


def side_by_side(metres_apart, height=0.01):
    east = 103.01 + metres_apart * METRE
    return [box(103, 40, 103.01, 40 + height), box(east, 40, east + 0.01, 40 + height)]


@pytest.mark.parametrize("metres", [3, 20, 45])
def test_a_slit_between_two_that_is_open_to_the_outside_is_a_gap(metres):
    found = gaps(make_communities(side_by_side(metres)))
    assert found["between"].tolist() == ["990101001001 990101001002"]
    assert found["area_m2"].item() == pytest.approx(metres * 0.01 * 111_050, rel=0.05)
    assert found.geometry.is_valid.all()


def test_a_slit_that_a_third_closes_at_one_end_is_a_gap_of_three():
    third = box(103, 40.01, 103.03, 40.02)
    found = gaps(make_communities([*side_by_side(20), third]))
    assert len(found["between"].item().split()) == 3


@pytest.mark.parametrize("metres", [0, 0.5, 70, 500])
def test_neighbours_that_touch_and_those_wide_apart_leave_no_slit(metres):
    assert gaps(make_communities(side_by_side(metres))).empty


@pytest.mark.parametrize(("height", "count"), [(0.001, 0), (0.0020, 0), (0.0026, 1), (0.003, 1)])
def test_a_slit_is_five_times_as_long_as_the_widest_is_wide(height, count):
    assert len(gaps(make_communities(side_by_side(20, height=height)))) == count


def test_an_inlet_of_one_community_is_no_gap():
    inlet = box(103, 40, 103.03, 40.01) - box(103.01, 40.002, 103.01 + 20 * METRE, 40.01)
    assert gaps(make_communities([inlet])).empty
    assert len(gaps(make_communities([*side_by_side(20), box(103, 39.99, 103.03, 40)]))) == 1


def test_a_corner_at_a_long_straight_outline_is_no_slit():
    """What rounding leaves along the outline does not make the corner's filling long."""
    assert gaps(
        make_communities([box(103, 40, 103.001, 40.001), box(103.001, 40, 103.003, 40.01)])
    ).empty


@pytest.mark.parametrize("degrees", [170, 90, 45, 20])
def test_where_two_meet_at_an_angle_there_is_no_slit(degrees):
    """Two that share an edge; the outlines above it lean away from each other."""
    rise = 0.01 / np.tan(np.radians(degrees / 2)) * np.cos(np.radians(40))
    left = shapely.Polygon([(103, 40), (103.01, 40), (103.01, 40.01), (103, 40.01 + rise)])
    right = shapely.Polygon([(103.02, 40), (103.01, 40), (103.01, 40.01), (103.02, 40.01 + rise)])
    assert gaps(make_communities([left, right])).empty


def test_an_island_in_a_lake_is_no_gap_but_its_lake_is():
    lake = box(103, 40, 103.05, 40.05) - box(103.01, 40.01, 103.04, 40.04)
    island = box(103.02, 40.02, 103.03, 40.03)
    found = gaps(make_communities([lake, island]))
    assert found["area_m2"].item() == pytest.approx(
        8 / 9 * gaps(make_communities([lake]))["area_m2"].item(), rel=1e-4
    )


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 12)] * 2), min_size=1, max_size=12
    )
)
def test_the_pairs_are_those_of_brute_force(drawn):
    """Rectangles on a grid of some 85 m: every overlap is wide, or there is none."""
    shapes = [
        box(103 + x / 1000, 40 + y / 1000, 103 + (x + w) / 1000, 40 + (y + h) / 1000)
        for x, y, w, h in drawn
    ]
    codes = [f"9901010010{at:02}" for at in range(len(shapes))]
    found = overlaps(make_communities(shapes, codes))
    got = set(zip(found["first_code"], found["second_code"], strict=True))
    expected = {
        (codes[a], codes[b])
        for a, b in combinations(range(len(shapes)), 2)
        if shapely.intersection(shapes[a], shapes[b]).area > 1e-12
    }
    assert got == expected
    covered = shapely.union_all(np.array(shapes, dtype=object))
    holes = shapely.union_all(
        np.array(
            [shapely.Polygon(part.exterior) for part in shapely.get_parts(covered)], dtype=object
        )
    )
    hidden = holes.area - covered.area
    found_gaps = gaps(make_communities(shapes, codes)).geometry.to_numpy()
    assert shapely.area(found_gaps).sum() == pytest.approx(hidden, abs=1e-9)


def test_shapes_on_both_sides_of_the_180th_meridian_are_neighbours():
    left, right = box(179.99, -17, 180, -16.99), box(-180, -17, -179.99, -16.99)
    over = box(-180, -17, -179.995, -16.99)
    layer = make_communities([left, right], ["990101001001", "990101001002"])
    assert overlaps(layer).empty
    assert gaps(layer).empty
    layer = make_communities([left, right, over], [f"99010100100{at}" for at in (1, 2, 3)])
    assert pairs(layer) == {("02", "03")}
    assert overlaps(layer).total_bounds[0] >= -180


@pytest.mark.long
@given(st.integers(0, 2**32 - 1))
@settings(max_examples=12, deadline=None)
def test_no_layer_breaks_the_search(seed):
    """Stars, slivers, multipolygons and holes, with edges that nearly meet, wherever they lie."""
    random = np.random.default_rng(seed)
    shapes = []
    for _ in range(random.integers(1, 12)):
        angle = np.sort(random.uniform(0, 2 * np.pi, random.integers(3, 30)))
        far = random.uniform(0.2, 1.0, len(angle)) * SIDE * random.choice([1, 1e-4, 3])
        middle = np.array([random.choice([113.0, 179.995, -179.995]), 34.0])
        at = middle + random.uniform(-SIDE, SIDE, 2)
        star = shapely.make_valid(
            shapely.Polygon(at + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
        )
        whole = shapely.buffer(star, 0)
        whole = shapely.difference(whole, shapely.Point(at).buffer(SIDE / 50))
        shapes.append(None if whole.is_empty else whole)
    layer = make_communities(shapes, [f"990101001{at:03}" for at in range(len(shapes))])
    assert set(overlaps(layer)) == {"first_code", "second_code", "area_m2", "geometry"}
    assert (gaps(layer)["area_m2"] > 0).all()
