"""Points outside find the polygon that is nearest by all polygons, held against each in turn."""

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shapely import box
from support.worlds import make_communities

from geo.core.artifacts import ArtifactStore
from geo.spatial.index import outer_edges as of_edges
from geo.spatial.index.community_index import NOWHERE, CommunityIndex
from geo.spatial.projections import metric_crs

STEP = 0.0005


def nearest_by_all(communities, lon, lat, distance_m):
    """Measure from every point to every polygon."""
    crs = metric_crs(communities)
    shapes = communities.geometry.to_crs(crs).to_numpy()
    points = gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326").to_crs(crs).to_numpy()
    away = shapely.distance(points[:, None], shapes[None, :])
    first = away.argmin(axis=1)
    return np.where(away.min(axis=1) <= distance_m, first, NOWHERE)


def same_as_by_all(communities, lon, lat, distance_m):
    index = CommunityIndex(communities)
    outside = np.flatnonzero(index.find(lon, lat) == NOWHERE)
    lon, lat = lon[outside], lat[outside]
    found = index.find_near(lon, lat, distance_m)
    assert found.tolist() == nearest_by_all(communities, lon, lat, distance_m).tolist()
    return int((found != NOWHERE).sum())


grid = st.integers(0, 8).map(lambda step: 40.5 + step * STEP)
corners = st.tuples(grid, grid, grid, grid).filter(lambda c: c[0] != c[2] and c[1] != c[3])
boxes = corners.map(
    lambda c: box(min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]), max(c[1], c[3]))
)
with_hole = boxes.map(lambda b: b.difference(shapely.buffer(b.centroid, STEP / 3)))
multipart = st.tuples(boxes, boxes).map(shapely.union_all)
turned = boxes.map(shapely.reverse)
places = st.lists(st.one_of(boxes, with_hole, multipart, turned), min_size=1, max_size=8)


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(places, st.integers(0, 2**32 - 1), st.sampled_from([20.0, 60.0, 200.0]))
def test_on_a_grid_with_overlaps_holes_and_both_ways_round(shapes, seed, distance_m):
    rng = np.random.default_rng(seed)
    anywhere = rng.uniform(40.5 - 3 * STEP, 40.5 + 11 * STEP, (40, 2))
    at_corners = 40.5 + rng.integers(-4, 22, (40, 2)) * STEP / 2  # as near to several
    lon, lat = np.concatenate([anywhere, at_corners]).T
    same_as_by_all(make_communities(shapes), lon, lat, distance_m)


def test_long_straight_edges_that_the_projection_bends():
    rng = np.random.default_rng(1)
    x, y = np.divmod(np.arange(9), 3)
    away = 100.0 + 0.4 * x, 38.0 + 0.4 * y
    communities = make_communities([*box(away[0], away[1], away[0] + 0.4, away[1] + 0.4)])
    along = rng.uniform(99.99, 101.21, 400)
    beside = rng.normal(0, 2e-5, 400)  # two metres, where the bend is as many
    corner = 100.4 + rng.normal(0, 2e-5, 400)
    lon = np.concatenate([along, along, corner])
    lat = np.concatenate([38.0 + beside, 39.2 + beside, 38.0 + rng.normal(0, 2e-5, 400)])
    assert same_as_by_all(communities, lon, lat, 50.0) > 300


def test_a_polygon_that_only_touches_the_outside_with_a_corner():
    # The lowest is wholly shut in but for one corner, as far from the point as its neighbours'.
    wedge = shapely.Polygon([(103.5, 40.5), (103.499, 40.501), (103.501, 40.501)])
    left = shapely.Polygon([(103.5, 40.5), (103.498, 40.5005), (103.499, 40.501)])
    right = shapely.Polygon([(103.5, 40.5), (103.501, 40.501), (103.502, 40.5005)])
    over = shapely.Polygon([(103.499, 40.501), (103.501, 40.501), (103.5, 40.502)])
    communities = make_communities([wedge, left, right, over])
    found = CommunityIndex(communities).find_near(np.array([103.5]), np.array([40.4998]), 50.0)
    assert found.tolist() == [0]
    assert same_as_by_all(communities, np.array([103.5]), np.array([40.4998]), 50.0) == 1


def test_points_far_off_ask_no_edge(monkeypatch):
    communities = make_communities([box(103.5, 40.5, 103.51, 40.51)])
    nearest = CommunityIndex(communities)._nearest
    monkeypatch.setattr(of_edges.NearestPolygons, "_edge_tree", None)
    for lon, lat in ((103.6, 40.505), (103.505, 30.0), (-103.5, 40.5)):
        assert not nearest.within(np.array([lon]), np.array([lat]), 50.0)[0].size


def test_kept_edges_are_those_that_were_found(tmp_path):
    x, y = np.divmod(np.arange(9), 3)
    communities = make_communities([*box(x + 100, y + 30, x + 101, y + 31), None])
    store = ArtifactStore(tmp_path / "kept")
    first, again = (CommunityIndex(communities, store=store)._nearest.edges for _ in range(2))
    assert [kept.kind for kept in store.artifacts()] == ["edges"]
    assert np.array_equal(first.ends, again.ends)
    assert np.array_equal(first.polygon, again.polygon)
