"""Layers of communities that are broken or made to harm."""

import contextlib
import json
import sqlite3
import zipfile

import pandas as pd
import pytest
from support.boundary_layers import layer, read, shp, zipped

from geo.formats import archives
from geo.formats.limits import Limits
from geo.formats.vector import layers


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
        "issue.topojson",
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
