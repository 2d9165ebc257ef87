"""Communities from every kind of layer, clean, broken and hostile."""

import contextlib
import json
import sqlite3
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.city.datasets.communities import read_communities
from geo.city.settings import BoundarySettings
from geo.formats import archives
from geo.formats.limits import Limits
from geo.formats.source import Source
from geo.formats.vector import layers
from geo.formats.vector.shapefile import text_encoding
from geo.spatial.coordinates import from_wgs84

CODES = ["990101001001", "990101001002", "990102001001"]
SQUARES = [
    box(103.50, 40.5, 103.51, 40.51),
    box(103.51, 40.5, 103.52, 40.51),
    box(103.52, 40.5, 103.53, 40.51),
]


def layer(codes=CODES, geometry=SQUARES, crs=4326, **columns):
    names = [f"某某{at}社区" for at in range(len(codes))]
    return gpd.GeoDataFrame(
        {"社区代码": codes, "社区名称": names, **columns}, geometry=geometry, crs=crs
    )


def read(path, extra=None, **settings):
    source = Source(path, path.name, settings.get("layer", ""))
    return read_communities(source, extra, BoundarySettings(communities=path.name, **settings))


@pytest.fixture
def gpkg(tmp_path):
    def written(frame, name="c.gpkg", **how):
        frame.to_file(tmp_path / name, **how)
        return tmp_path / name

    return written


def shp(frame, path):
    """Write a Shapefile as Chinese programs do: text in GBK, and no word of it."""
    frame.to_file(path, encoding="GB18030")
    path.with_suffix(".cpg").unlink()


def zipped(path, folder=""):
    """Zip a Shapefile."""
    to = path.with_suffix(".zip")
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in path.parent.glob(f"{path.stem}.*"):
            if part != to:
                archive.write(part, folder + part.name)
    return to


def one_bad(gpkg, geometry, **how):
    return read(gpkg(layer(geometry=[geometry, *SQUARES[1:]]), **how))


# --- what must be read -------------------------------------------------------------------------


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
    got = read(gpkg(layer(codes=["370102", "370103001", "X-1"]))).frame
    assert got["subdistrict_code"].isna().all()
    assert got["district_code"].fillna("").tolist() == ["370102", "370103", ""]


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
    [(b"", "社区", "utf-8"), (b"UTF-8", "社区", "utf-8"), (b"GBK", "社区", "gb18030"), (b"936", "x", "gb18030"),
     (b"\x00nonsense", "社区", "utf-8"), (b"OEM 936", "x", "gb18030")],
)  # fmt: skip
def test_encoding_of_a_shapefile(stated, text, encoding):
    assert text_encoding(text.encode(), stated) == encoding


# --- geometry ----------------------------------------------------------------------------------


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


# --- codes and kinds ---------------------------------------------------------------------------


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


# --- files that are broken or made to harm ------------------------------------------------------


def test_a_layer_without_what_is_needed(gpkg, told, tmp_path):
    told(read(gpkg(layer().drop(columns="社区代码"))).stopping, "issue.column_needed", "社区名称")
    pd.DataFrame(layer().drop(columns="geometry")).to_parquet(tmp_path / "t.parquet")
    told(read(tmp_path / "t.parquet").stopping, "issue.no_geometry")


def test_an_empty_layer(gpkg, told):
    told(read(gpkg(layer().iloc[:0])).stopping, "issue.empty")


@pytest.mark.parametrize("name", ["c.gpkg", "c.geojson", "c.shp", "c.zip", "c.fgb", "c.parquet"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        b"nonsense",
        b"SQLite format 3\0 and no more",
        b'{"type": "FeatureCollection", "features": [',
        b"\0\0\x27\x0a" + bytes(96),
        b"PK\x03\x04 and no more",
        b"fgb\x03fgb\x00" + b"\xff" * 60,
        b"PAR1 and no more",
    ],
    ids=["empty", "vrt", "nonsense", "gpkg", "geojson", "shp", "zip", "fgb", "parquet"],
)
def test_broken_layers_are_a_sentence(write, told, name, content):
    communities = read(write(name, content).path)
    assert communities.stopping
    told(communities.issues, communities.stopping[0].what, name)
    assert not len(communities.frame)


def test_a_kind_we_do_not_read(write, told):
    told(read(write("c.gml", "<gml/>").path).stopping, "issue.layer_kind", ".gml")


def test_a_geojson_of_another_thing(write, told):
    told(
        read(write("c.geojson", json.dumps({"type": "Topology"})).path).stopping,
        "issue.layer_broken",
    )


def test_a_virtual_table_in_a_geopackage_reads_no_other_file(gpkg, told):
    other, path = gpkg(layer(), "other.gpkg"), gpkg(layer(), layer="ok")
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA writable_schema=1")
        made = f"CREATE VIRTUAL TABLE v USING VirtualOGR('{other}')"
        base.execute("INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, ?)", [made])
        base.execute(
            "INSERT INTO gpkg_contents(table_name, data_type, srs_id) VALUES ('v', 'features', 4326)"
        )
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'GEOMETRY', 4326, 0, 0)"
        )
        base.commit()
    told(read(path, layer="v").stopping, "issue.geopackage_holds")


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_parts_of_a_shapefile_are_missing(tmp_path, told, part):
    shp(layer(), tmp_path / "c.shp")
    (tmp_path / f"c{part}").unlink()
    told(read(tmp_path / "c.shp").stopping, "issue.shapefile_parts", part)
    told(read(zipped(tmp_path / "c.shp")).stopping, "issue.shapefile_parts", part)


def test_a_truncated_shapefile_is_told(tmp_path, told):
    shp(layer(), tmp_path / "c.shp")
    content = (tmp_path / "c.shp").read_bytes()
    (tmp_path / "c.shp").write_bytes(content[: len(content) // 2])
    communities = read(tmp_path / "c.shp")
    assert communities.stopping or told(communities.issues, "issue.no_boundary")


def test_a_zip_with_two_layers(tmp_path, told):
    shp(layer(), tmp_path / "c.shp")
    shp(layer(), tmp_path / "d.shp")
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for part in [*tmp_path.glob("c.*"), *tmp_path.glob("d.*")]:
            archive.write(part, part.name)
    told(read(tmp_path / "both.zip").stopping, "issue.shapefile_many", "c", "d")


def test_names_in_a_zip_never_become_paths(tmp_path):
    shp(layer(), tmp_path / "c.shp")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        for part in tmp_path.glob("c.*"):
            archive.write(part, "../../../escaped" + part.suffix)
        archive.writestr("/tmp/yipan-escaped.txt", "x")
    before = {path.name for path in tmp_path.parent.iterdir()}
    assert not read(tmp_path / "evil.zip").stopping
    assert {path.name for path in tmp_path.parent.iterdir()} == before
    assert not list(tmp_path.rglob("escaped*"))


def test_a_zip_that_unpacks_to_too_much(tmp_path, told, monkeypatch):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in (".shp", ".shx", ".dbf"):
            archive.writestr(f"c{part}", bytes(2**22))
    assert (tmp_path / "bomb.zip").stat().st_size < 2**15
    monkeypatch.setattr(archives, "LIMITS", Limits(unzipped_bytes=2**22))
    told(read(tmp_path / "bomb.zip").stopping, "issue.too_large")
    monkeypatch.setattr(archives, "LIMITS", Limits(zip_members=2))
    told(read(tmp_path / "bomb.zip").stopping, "issue.zip_members")
    monkeypatch.setattr(archives, "LIMITS", Limits(ratio_from_bytes=2**20))
    told(read(tmp_path / "bomb.zip").stopping, "issue.zip_ratio")


def test_a_layer_that_is_too_large(gpkg, told, monkeypatch):
    path = gpkg(layer())
    monkeypatch.setattr(layers, "LIMITS", Limits(layer_bytes=100))
    told(read(path).stopping, "issue.too_large")


def test_an_encrypted_zip(tmp_path, told):
    shp(layer(), tmp_path / "c.shp")
    path = zipped(tmp_path / "c.shp")
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    path.write_bytes(content)
    told(read(path).stopping, "issue.zip_broken")
