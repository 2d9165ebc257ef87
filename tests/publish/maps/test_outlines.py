"""Outlines for the browser: whole, small, keyed by content, with codes and nothing else."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.worlds import make_communities

from geo.publish.maps.outlines import layer_content, outer_lines, simplify, write_layer


def read(static):
    (path,) = static.glob("*.json")
    return json.loads(path.read_text("utf-8"))["features"]


@pytest.fixture
def wiggly():
    """Four communities whose common edges have far more points than a screen can show."""
    cells = [box(x, y, x + 0.1, y + 0.1) for x in (103.5, 103.6) for y in (40.5, 40.6)]
    fine = shapely.segmentize(cells, 0.0002)

    def wave(points):
        across, along = np.sin(points[:, 1] * 20_000), np.cos(points[:, 0] * 20_000)
        return points + 0.00001 * np.column_stack([across, along])

    return make_communities(list(shapely.transform(fine, wave)))


def test_features_carry_their_code_and_nothing_else(tmp_path, wiggly):
    layer = write_layer(layer_content(wiggly), tmp_path, tmp_path)
    areas = [feature for feature in read(tmp_path) if "id" in feature]
    assert [area["id"] for area in areas] == wiggly["community_code"].tolist()
    assert all(area["properties"] == {} for area in areas)
    assert layer.codes == frozenset(wiggly["community_code"])
    assert layer.bounds == pytest.approx((103.5, 40.5, 103.7, 40.7), abs=0.001)


def test_no_gaps_and_far_fewer_points(wiggly):
    thinned = simplify(wiggly.geometry)
    assert shapely.get_num_coordinates(thinned).sum() < (
        shapely.get_num_coordinates(wiggly.geometry.to_numpy()).sum() / 2
    )
    whole = shapely.union_all(thinned)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert sum(shapely.area(thinned)) == pytest.approx(whole.area, rel=1e-6)


def test_nobody_can_guess_the_address(tmp_path, wiggly):
    content = layer_content(wiggly)
    first, again = (write_layer(content, tmp_path, tmp_path.parent) for _ in range(2))
    assert first.url != again.url
    assert all(len(layer.path.stem) >= 43 for layer in (first, again))  # 32 bytes
    assert first.url == f"app/static/{tmp_path.name}/{first.path.name}"
    assert first.path.read_bytes() == again.path.read_bytes()


def test_what_all_see_is_named_after_what_it_holds_and_who_shows_it(tmp_path, wiggly):
    content, other = layer_content(wiggly), layer_content(wiggly.iloc[1:])
    paths = [
        write_layer(of, tmp_path, tmp_path, owner).path
        for of, owner in ((content, "a"), (content, "a"), (content, "b"), (other, "a"))
    ]
    assert paths[0] == paths[1]
    assert len(set(paths)) == 3
    assert paths[0].read_bytes() == content.outlines.tobytes()


def test_a_community_without_a_boundary_is_left_out():
    layer = layer_content(make_communities([box(103.5, 40.5, 103.6, 40.6), None]))
    assert layer.codes == {"990101001001"}


def test_a_city_without_any_boundary_has_no_layer():
    assert layer_content(make_communities([None, None])) is None


def test_districts_are_outlined_once_there_are_two(tmp_path):
    squares = [box(103.5, 40.5, 103.6, 40.6), box(103.6, 40.5, 103.7, 40.6)]
    communities = make_communities(squares, ["990101001001", "990102001001"])
    write_layer(layer_content(communities), tmp_path, tmp_path)
    lines = [feature for feature in read(tmp_path) if "id" not in feature]
    assert len(lines) == 2


def test_overlapping_districts_are_outlined_too():
    cells = np.array([box(0, 0, 2, 2), box(1, 0, 3, 2), box(2.5, 0, 4, 2)], dtype=object)
    lines = outer_lines(cells, np.array(["a", "a", "b"], dtype=object))
    assert [shapely.bounds(line).tolist() for line in lines] == [[0, 0, 3, 2], [2.5, 0, 4, 2]]


@given(st.integers(2, 6), st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_any_coverage_stays_without_gaps(many, seed):
    points = shapely.points(np.random.default_rng(seed).uniform([103, 40], [104, 41], (many, 2)))
    hull = box(103, 40, 104, 41)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=hull))
    communities = make_communities(list(shapely.intersection(cells, hull)))
    thinned = simplify(communities.geometry)
    assert len(thinned) == many
    assert shapely.union_all(thinned).area == pytest.approx(sum(shapely.area(thinned)), rel=1e-5)
