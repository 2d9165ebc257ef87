"""GeoJSON as it comes: GB18030, a feature a line, TopoJSON; KMZ. Held against pyogrio."""

import json
import zipfile

import geopandas as gpd
import pytest
from shapely import box

from geo.city.schemas import TABLES
from geo.core.issues import BoundaryError
from geo.formats.source import Source
from geo.formats.vector.layers import read_layer

LAYER = gpd.GeoDataFrame(
    {"code": ["410102001001", "410102001002"], "name": ["甲社区", "乙社区"]},
    geometry=[box(113.6, 34.7, 113.61, 34.71), box(113.61, 34.7, 113.62, 34.71)],
    crs=4326,
)
FEATURES = json.loads(LAYER.to_json())["features"]
TOPOLOGY = {"type": "Topology", "objects": {"a": {"type": "GeometryCollection"}}, "arcs": []}
POLYGON = (
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>113.6,34.7 113.61,34.7 113.61,34.71 "
    "113.6,34.7</coordinates></LinearRing></outerBoundaryIs></Polygon>"
)
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>甲</name><ExtendedData>'
    '<Data name="code"><value>410102001001</value></Data></ExtendedData>'
    f"{POLYGON}</Placemark></Document></kml>"
)


def read(path):
    return read_layer(Source(path, path.name), TABLES["communities"], {})


def lines(mark=""):
    return "".join(f"{mark}{json.dumps(one, ensure_ascii=False)}\n" for one in FEATURES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", ["", "\x1e"])
@pytest.mark.parametrize("suffix", [".geojson", ".geojsonl", ".ndjson"])
def test_a_feature_a_line_is_the_layer_that_it_is_as_a_collection(tmp_path, encoding, mark, suffix):
    path = tmp_path / f"b{suffix}"
    path.write_bytes(lines(mark).encode(encoding))
    found = read(path)
    assert found.frame["community_name"].tolist() == ["甲社区", "乙社区"]
    whole = tmp_path / "whole.geojson"
    LAYER.to_file(whole, driver="GeoJSON")
    assert found.frame.geometry.geom_equals(gpd.read_file(whole).geometry).all()
    kinds = [issue.what for issue in found.issues]
    assert kinds == (["issue.geojson_gb18030"] if encoding == "gb18030" else [])


def test_a_collection_in_gb18030_is_read_and_told_with_a_sample(tmp_path, told):
    path = tmp_path / "b.geojson"
    path.write_bytes(
        json.dumps({"type": "FeatureCollection", "features": FEATURES}, ensure_ascii=False).encode(
            "gbk"
        )
    )
    found = read(path)
    assert found.frame["community_name"].tolist() == ["甲社区", "乙社区"]
    assert not told(found.issues, "issue.geojson_gb18030", "甲社区").stops


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (json.dumps(TOPOLOGY).encode(), "issue.topojson"),
        (b'{"type":"FeatureCollection","name":"\xff\xff\xff"}', "issue.geojson_encoding"),
        (b'{"some": "thing"}', "issue.layer_unknown"),
        (lines().encode() + b"{ broken", "issue.layer_"),
    ],
)
def test_what_is_no_layer_is_told_without_words_of_a_library(tmp_path, told, content, what):
    path = tmp_path / "b.geojson"
    path.write_bytes(content)
    with pytest.raises(BoundaryError) as refused:
        read(path)
    (issue,) = refused.value.issues
    assert issue.what.startswith(what)
    said = issue.sentence("en")
    assert not any(word in said for word in ("codec", "recognized as", "GDAL", "/tmp"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_reference_hidden_in_a_line_is_refused_all_the_same(tmp_path, encoding):
    path = tmp_path / "b.geojsonl"
    link = '{"type":"Feature","crs":{"type":"link","properties":{"href":"http://127.0.0.1/x"}}}\n'
    path.write_bytes((lines() + link).encode(encoding))
    with pytest.raises(BoundaryError) as refused:
        read(path)
    assert [issue.what for issue in refused.value.issues] == ["issue.crs_refers"]


def test_kmz_is_the_kml_that_it_packs(tmp_path):
    path = tmp_path / "b.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("files/other.kml", "<kml/>")
        archive.writestr("doc.kml", KML)
        archive.writestr("files/a.png", b"x")
    plain = tmp_path / "b.kml"
    plain.write_text(KML, "utf-8")
    assert read(path).frame.equals(read(plain).frame)
    assert read(path).frame["community_code"].tolist() == ["410102001001"]


@pytest.mark.parametrize("others", [["b.kml"], ["doc.kml", "parts/c.KML"]])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_kmz_tells_of_kml_in_it_that_was_not_read(tmp_path, others):
    path = tmp_path / "b.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ["doc.kml", *others]:
            archive.writestr(name, KML)
    layer = read(path)
    assert len(layer.frame) == 1
    (issue,) = layer.issues
    assert issue.what == "issue.kmz_others"
    assert ("1 was not read" if len(others) == 1 else "2 were not read") in issue.sentence("en")


def test_a_kmz_without_kml_or_with_entities_is_refused(tmp_path):
    for at, content in enumerate([{}, {"doc.kml": "<!DOCTYPE a [<!ENTITY e 'x'>]><kml>&e;</kml>"}]):
        path = tmp_path / f"{at}.kmz"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in {"x.png": "x", **content}.items():
                archive.writestr(name, text)
        with pytest.raises(BoundaryError):
            read(path)
