"""Communities from every kind of layer: what must be read, codes and kinds."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Polygon
from support.boundary_layers import CODES, SQUARES, layer, read, shp, zipped

from geo.formats.vector.shapefile import text_encoding
from geo.spatial.coordinates import from_wgs84


@pytest.mark.parametrize(
    "kind", ["gpkg", "geojson", "json", "fgb", "shp", "zip", "folder.zip", "parquet", "geoparquet"]
)
def test_every_kind_of_layer_gives_the_same_communities(tmp_path, kind):
    frame = layer(类型=["城中村", None, "封闭式物业小区"], 户籍人口=["12", "", "7"])
    path = tmp_path / f"c.{kind}"
    if "parquet" in kind:
        frame.rename_geometry("shape").to_parquet(path)
    elif "zip" in kind:
        shp(frame, tmp_path / "c.shp")
        path = zipped(tmp_path / "c.shp", "夹/" if "folder" in kind else "")
    elif kind == "shp":
        shp(frame, path)
    else:
        driver = {"json": "GeoJSON"}.get(kind)
        frame.to_file(path, **({"driver": driver} if driver else {}))
    communities = read(path)
    assert not communities.issues
    got = communities.frame
    assert got["community_code"].tolist() == CODES
    assert got["community_name"].tolist() == ["某某0社区", "某某1社区", "某某2社区"]
    assert got["subdistrict_code"].tolist() == ["990101001", "990101001", "990102001"]
    assert got["district_code"].tolist() == ["990101", "990101", "990102"]
    assert got["kind"].fillna("").tolist() == ["urban_village", "", "gated_estate"]
    assert got["registered"].fillna(-1).tolist() == [12, -1, 7]
    assert got.crs.to_epsg() == 4326
    assert got.geometry.geom_equals(gpd.GeoSeries(SQUARES, crs=4326)).all()
    assert isinstance(got.index, pd.RangeIndex)


@pytest.mark.parametrize("kind", ["parquet", "feather"])
def test_codes_that_pandas_keeps_as_an_index_are_a_column_like_others(tmp_path, kind):
    frame, path = layer(), tmp_path / f"c.{kind}"
    getattr(frame.set_index("社区代码"), f"to_{kind}")(path)
    got = read(path)
    assert not got.issues
    assert got.frame["community_code"].tolist() == sorted(frame["社区代码"])


def test_the_order_of_rows_does_not_matter(gpkg):
    first = read(gpkg(layer())).frame
    second = read(gpkg(layer().iloc[::-1], "d.gpkg")).frame
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(second))


@pytest.mark.parametrize("crs", [4490, 4547, 3857, 32648])
def test_any_crs_becomes_wgs84_lon_first(gpkg, crs):
    got = read(gpkg(layer().to_crs(crs))).frame
    np.testing.assert_allclose(got.total_bounds, [103.5, 40.5, 103.53, 40.51], atol=1e-8)


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_shifted_boundaries_are_shifted_back(gpkg, system):
    def shift(points):
        return np.column_stack(from_wgs84(*points.T, system))

    path = gpkg(layer(geometry=[shapely.transform(square, shift) for square in SQUARES]))
    np.testing.assert_allclose(
        read(path, coordinates=system).frame.total_bounds, [103.5, 40.5, 103.53, 40.51], atol=1e-9
    )


def test_codes_of_districts_and_subdistricts_give_what_parents_they_can(gpkg):
    got = read(gpkg(layer(codes=["990101", "990102001", "X-1"]))).frame
    assert got["subdistrict_code"].isna().all()
    assert got["district_code"].fillna("").tolist() == ["990101", "990102", ""]


def test_codes_the_file_gives_go_before_derived_ones(gpkg):
    got = read(gpkg(layer(街道代码=["990199001", None, ""], 街道名称=["甲街道"] * 3))).frame
    assert got["subdistrict_code"].tolist() == ["990199001", "990101001", "990102001"]
    assert got["subdistrict_name"].tolist() == ["甲街道"] * 3


def test_units_without_a_polygon_are_kept_and_named(gpkg, told, write):
    path = gpkg(layer(geometry=[SQUARES[0], None, Polygon()]))
    extra = write("units.csv", [["代码", "名称"], ["990171001001", "开发区"]])
    communities = read(path, extra)
    told(communities.issues, "issue.no_boundary", "990101001002", 2)
    assert communities.frame["community_code"].tolist() == [*CODES, "990171001001"]
    assert communities.frame.geometry.isna().tolist() == [False, True, True, True]
    assert communities.frame["district_code"].iloc[-1] == "990171"


def test_columns_may_be_chosen(gpkg):
    frame = layer().rename(columns={"社区代码": "BM", "社区名称": "MC"})
    communities = read(gpkg(frame), columns={"community_code": "BM", "community_name": "MC"})
    assert communities.frame["community_code"].tolist() == CODES


def test_a_layer_is_chosen_by_name(gpkg, told):
    path = gpkg(layer(), layer="甲")
    gpkg(layer(codes=[code[:-1] + "9" for code in CODES]).iloc[:1], layer="乙")
    told(read(path).issues, "issue.layer", "甲", "乙")
    told(read(path, layer="丙").issues, "issue.layer", "丙")
    assert len(read(path, layer="乙").frame) == 1


def test_whole_numbers_as_codes(gpkg):
    assert (
        read(gpkg(layer(codes=np.array(CODES, dtype=float)))).frame["community_code"].tolist()
        == CODES
    )


@pytest.mark.parametrize(
    ("stated", "text", "encoding"),
    [(b"", "社区", "utf-8"), (b"UTF-8", "社区", "utf-8"), (b"GBK", "社区", "utf-8"), (b"936", "x", "utf-8"),
     (b"\x00nonsense", "社区", "utf-8"), (b"OEM 936", "x", "utf-8")],
)  # fmt: skip
def test_encoding_of_a_shapefile(stated, text, encoding):
    assert text_encoding(text.encode(), stated) == encoding


def test_codes_twice_or_missing_stop(gpkg, told, write):
    path = gpkg(layer(codes=[CODES[0], CODES[0], None]))
    issues = read(path).stopping
    assert told(issues, "issue.code_twice", CODES[0]).row == 2
    assert told(issues, "issue.code_missing").row == 3
    extra = write("units.csv", [["代码", "名称"], [CODES[0], "又一次"]])
    assert (
        told(read(gpkg(layer(), "d.gpkg"), extra).stopping, "issue.code_twice").file == "units.csv"
    )


@pytest.mark.parametrize("code", ["440305001001.0", "4.40305E+11"])
def test_codes_that_were_numbers_stop(gpkg, told, code):
    issue = told(read(gpkg(layer(codes=[*CODES[:2], code]))).stopping, "issue.code_mangled", code)
    assert issue.row == 3


def test_unknown_kinds_names_and_residents_are_told(gpkg, told):
    frame = layer(类型=["外星基地", "商（市）场", "Urban village"], 户籍人口=["-3", "1.5", "8"])
    frame.loc[2, "社区名称"] = None
    communities = read(gpkg(frame))
    told(communities.issues, "issue.kind_unknown", "外星基地")
    assert told(communities.issues, "issue.registered_unread", "-3").rows == 2
    told(communities.issues, "issue.name_missing", CODES[2])
    assert not communities.stopping
    assert communities.frame["kind"].fillna("").tolist() == ["", "market", "urban_village"]
    assert communities.frame["registered"].fillna(-1).tolist() == [-1, -1, 8]
    assert communities.frame["community_name"].iloc[2] == CODES[2]
