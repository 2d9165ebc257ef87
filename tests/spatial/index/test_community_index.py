"""The join answers as geopandas.sjoin does, with the lowest code on a shared edge."""

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.worlds import make_communities

from geo.spatial.index.community_index import NOWHERE, CommunityIndex, communities_at


def sjoin_answer(communities, lon, lat):
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    joined = points.sjoin(communities[["geometry"]], predicate="intersects", how="left")
    lowest = joined["index_right"].groupby(level=0).min()
    return lowest.fillna(NOWHERE).astype("int64").to_numpy()


grid = st.integers(0, 8).map(lambda step: 103.5 + step * 0.0025)
corners = st.tuples(grid, grid, grid, grid).filter(lambda c: c[0] != c[2] and c[1] != c[3])
boxes = corners.map(
    lambda c: box(min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]), max(c[1], c[3]))
)
with_hole = boxes.map(lambda b: b.difference(shapely.buffer(b.centroid, 0.0008)))
multipart = st.tuples(boxes, boxes).map(shapely.union_all)
places = st.lists(st.one_of(boxes, with_hole, multipart), min_size=1, max_size=8)


@settings(max_examples=30, deadline=None)
@given(places, st.lists(st.tuples(grid, grid), min_size=1, max_size=40), st.randoms())
def test_same_answer_as_sjoin_on_corners_edges_overlaps_and_holes(geometries, on_grid, random):
    communities = make_communities(geometries)
    anywhere = [(random.uniform(103.49, 103.53), random.uniform(103.49, 103.53)) for _ in range(40)]
    lon, lat = np.array(on_grid + anywhere).T
    assert CommunityIndex(communities).find(lon, lat).tolist() == (
        sjoin_answer(communities, lon, lat).tolist()
    )


def test_point_on_a_shared_edge_belongs_to_the_lowest_code(three_communities):
    index = CommunityIndex(three_communities)
    assert index.find(np.array([103.51]), np.array([40.505])).tolist() == [0]


def test_points_that_are_not_numbers_lie_nowhere(three_communities):
    lon = np.array([np.nan, np.inf, 103.505, -np.inf])
    lat = np.array([40.505, 40.505, np.nan, np.nan])
    index = CommunityIndex(three_communities)
    assert (index.find(lon, lat) == NOWHERE).all()
    assert (index.find_near(lon, lat, 50.0) == NOWHERE).all()


def test_near_is_measured_in_metres_on_the_ground(three_communities):
    # 0.0005° of longitude at 40.5° N is 42 m; of latitude everywhere 55.5 m.
    lon = np.array([103.4995, 103.505, 103.505])
    lat = np.array([40.505, 40.4995, 40.49])
    assert CommunityIndex(three_communities).find_near(lon, lat, 50.0).tolist() == [0, -1, -1]
    assert CommunityIndex(three_communities).find_near(lon, lat, 60.0).tolist() == [0, 0, -1]


def test_what_lies_on_the_last_meridian_or_a_pole_is_on_the_earth():
    communities = make_communities([box(179, 89, 180, 90), box(-180, -90, -179, -89)])
    lon, lat = np.array([180, -180, 180.0001, -180]), np.array([90, -90, 89.5, -90.0001])
    near = CommunityIndex(communities).find_near(lon, lat, 50.0)
    assert near.tolist() == [0, 1, NOWHERE, NOWHERE]


def test_equally_near_goes_to_the_lowest_code():
    twice = make_communities([None, *[box(103.50, 40.50, 103.51, 40.51)] * 2])
    found = CommunityIndex(twice).find_near(np.array([103.505]), np.array([40.5101]), 50.0)
    assert found.tolist() == [1]


def test_where_nothing_has_a_boundary_nothing_is_found():
    index = CommunityIndex(make_communities([None, None]))
    here = np.array([103.5]), np.array([40.5])
    assert index.find(*here).tolist() == index.find_near(*here, 50.0).tolist() == [NOWHERE]


def test_a_few_points_without_an_index_lie_where_it_has_them(three_communities):
    # Within, on an edge of one, on the edge of two, a corner, nowhere, no place at all.
    lon = np.array([103.505, 103.50, 103.51, 103.51, 104.0, np.nan])
    lat = np.array([40.505, 40.505, 40.505, 40.51, 40.505, 40.505])
    index = CommunityIndex(three_communities)
    expected = index.find(lon, lat)
    assert communities_at(three_communities, lon, lat).tolist() == expected.tolist()
    assert expected[2] == 0
    turned = three_communities.iloc[::-1].reset_index(drop=True)
    at = communities_at(turned, lon, lat)
    last = len(turned) - 1
    assert np.where(at < 0, -1, last - at).tolist() == expected.tolist()
