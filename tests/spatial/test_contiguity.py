"""Who lies beside whom."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.worlds import make_communities

from geo.spatial.contiguity import neighbours

DEGREE_M = 111_000  # metres of a degree of latitude, nearly


def pairs(geometries, **settings):
    found = neighbours(make_communities(geometries), **settings)
    return {(a[-1], b[-1]) for a, b in found.itertuples(index=False)}


def test_an_edge_or_a_corner_in_common_makes_neighbours():
    squares = [
        box(103, 40, 103.1, 40.1),
        box(103.1, 40, 103.2, 40.1),
        box(103.2, 40.1, 103.3, 40.2),
    ]
    assert pairs(squares) == {("1", "2"), ("2", "1"), ("2", "3"), ("3", "2")}


@pytest.mark.parametrize(("metres", "are"), [(4.9, True), (5.1, False)])
def test_a_sliver_between_does_not_part_them(metres, are):
    gap = metres / DEGREE_M
    found = pairs([box(103, 40, 103.1, 40.1), box(103, 40.1 + gap, 103.1, 40.2)])
    assert bool(found) == are


def test_nobody_is_beside_itself_or_beside_one_without_a_boundary():
    assert pairs([box(103, 40, 103.1, 40.1), None]) == set()
    assert pairs([None, None]) == set()


@given(st.integers(2, 9), st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_same_as_every_pair_tried(many, seed):
    corners = np.random.default_rng(seed).uniform([103, 40], [103.3, 40.3], (many, 2))
    squares = [box(x, y, x + 0.1, y + 0.1) for x, y in corners]
    communities = make_communities(squares)
    metric = communities.geometry.to_crs(communities.geometry.estimate_utm_crs()).to_numpy()
    codes = communities["community_code"]
    told = {
        (codes[a], codes[b])
        for a in range(many)
        for b in range(many)
        if a != b and shapely.dwithin(metric[a], metric[b], 5.0)
    }
    assert set(neighbours(communities).itertuples(index=False, name=None)) == told
