"""Geometries of communities: repaired and told, or refused in a sentence."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box
from support.boundary_layers import CODES, SQUARES, layer, one_bad, read, shp


def test_a_small_bowtie_is_mended_and_told(gpkg, told):
    tail = [(103.51, 40.5000), (103.51, 40.5001), (103.50999, 40.51005)]
    bowtie = Polygon([(103.50, 40.5), *tail, (103.51, 40.51), (103.50, 40.51)])
    assert not bowtie.is_valid
    communities = one_bad(gpkg, bowtie)
    issue = told(communities.issues, "issue.repaired", CODES[0], "%")
    assert issue.row == 1
    assert not communities.stopping
    assert communities.frame.geometry.is_valid.all()


def test_a_bowtie_stops_with_the_change_in_area(gpkg, told):
    bowtie = Polygon([(103.50, 40.5), (103.51, 40.51), (103.51, 40.5), (103.50, 40.51)])
    issue = told(one_bad(gpkg, bowtie).stopping, "issue.not_repaired", CODES[0], "100")
    assert issue.stops


def test_a_hole_outside_its_shell_stops(gpkg, told):
    hole = box(103.6, 40.6, 103.605, 40.605)
    wrong = Polygon(SQUARES[0].exterior.coords, [hole.exterior.coords])
    told(one_bad(gpkg, wrong).stopping, "issue.not_repaired")


def test_overlapping_parts_of_one_community_stop(gpkg, told):
    told(one_bad(gpkg, MultiPolygon([SQUARES[0], SQUARES[0]])).stopping, "issue.not_repaired")


@pytest.mark.parametrize("geometry", [Point(103.5, 40.5), LineString(SQUARES[0].exterior)])
def test_what_is_no_polygon_stops(tmp_path, told, geometry):
    path = tmp_path / "c.geojson"
    layer(geometry=[geometry, *SQUARES[1:]]).to_file(path)
    told(read(path).stopping, "issue.not_polygon", geometry.geom_type)


def test_height_is_dropped(gpkg):
    communities = one_bad(gpkg, shapely.force_3d(SQUARES[0], 5))
    assert not communities.frame.geometry.has_z.any()


@pytest.mark.parametrize("far", [np.inf, 1e9])
def test_coordinates_that_are_no_degrees_stop(tmp_path, told, far):
    square = shapely.transform(SQUARES[0], lambda points: points + np.array([far, 0]))
    path = tmp_path / "c.parquet"
    layer(geometry=[square, *SQUARES[1:]]).to_parquet(path)
    told(read(path).stopping, "issue.not_degrees")


def test_metres_said_to_be_degrees_stop(gpkg, told):
    told(
        read(gpkg(layer().to_crs(4547).set_crs(4326, allow_override=True))).stopping,
        "issue.not_degrees",
    )


def test_what_the_numbers_look_like_is_told(gpkg, tmp_path, told):
    metres = layer().to_crs(4523)  # zone 35, written before the easting
    told(
        read(gpkg(metres.set_crs(4326, allow_override=True))).stopping,
        "issue.not_degrees",
        "EPSG:4523",
    )
    shp(layer(), tmp_path / "c.shp")
    (tmp_path / "c.prj").unlink()
    told(read(tmp_path / "c.shp").stopping, "issue.crs_missing", "EPSG:4490")


@pytest.mark.parametrize("west", [103.5, 80.0])  # 80° is a latitude too: nothing else would tell
def test_longitude_and_latitude_exchanged_stop(gpkg, told, west):
    moved = layer().translate(west - 103.5)
    swapped = layer(geometry=shapely.transform(moved.to_numpy(), lambda points: points[:, ::-1]))
    issue = told(read(gpkg(swapped)).stopping, "issue.layer_exchanged")
    assert issue.stops


def test_a_layer_outside_the_area_of_its_crs_is_told(gpkg, told):
    wrong_zone = layer().to_crs(4547).set_crs(32652, allow_override=True)
    moved = wrong_zone.set_geometry(wrong_zone.translate(-900_000))
    found = read(gpkg(moved))
    issue = told(found.issues, "issue.crs_area", "UTM zone 52N")
    assert not issue.stops


def test_a_layer_abroad_is_told_only_where_its_numbers_would_fit_here(gpkg, told):
    abroad = layer(geometry=[shapely.affinity.translate(square, -100) for square in SQUARES])
    assert not [issue for issue in read(gpkg(abroad)).issues if issue.what.startswith("issue.crs")]
    metres = layer().to_crs(4543).set_crs(3857, allow_override=True)
    issue = told(read(gpkg(metres)).issues, "issue.crs_abroad", "EPSG:4534")
    assert not issue.stops


def test_codes_of_a_subdistrict_and_wrong_parents_are_told(gpkg, told):
    codes = [*CODES[:2], "990102001"]
    found = read(gpkg(layer(codes=codes, 街道代码=["990101001", "990101002", None])))
    assert told(found.issues, "issue.code_level", "990102001").row == 3
    assert told(found.issues, "issue.code_parent", "990101002", CODES[1]).row == 2
    assert not found.stopping


def test_a_hole_outside_its_shell_would_add_area_and_stops(gpkg, told):
    outside = Polygon(SQUARES[0].exterior, [box(103.502, 40.52, 103.508, 40.525).exterior])
    issue = told(one_bad(gpkg, outside).stopping, "issue.not_repaired", CODES[0])
    assert float(issue.more["percent"]) > 30


def test_a_missing_crs_is_asked_for(tmp_path, told):
    shp(layer().to_crs(4547), tmp_path / "c.shp")
    (tmp_path / "c.prj").unlink()
    told(read(tmp_path / "c.shp").stopping, "issue.crs_missing", "crs = ")
    np.testing.assert_allclose(
        read(tmp_path / "c.shp", crs="EPSG:4547").frame.total_bounds,
        [103.5, 40.5, 103.53, 40.51],
        atol=1e-8,
    )
    told(read(tmp_path / "c.shp", crs="EPSG:none").stopping, "issue.crs_unknown", "EPSG:none")
