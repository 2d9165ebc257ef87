"""GeoPackage by our own reader: as pyogrio reads it, and nothing run that stands in its schema."""

import contextlib
import datetime as dt
import hashlib
import shutil
import sqlite3
import struct

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import CRS
from shapely import Point, box
from support.paths import SAMPLE, SHARED

from geo.core.i18n import LANGUAGES
from geo.core.issues import BoundaryError
from geo.formats.source import Source
from geo.formats.vector import geopackage, guarded_sqlite

REAL = [
    SAMPLE / "boundaries" / "communities.gpkg",
    *sorted(SHARED.glob("real/*/districts.gpkg")),
]


def read(path, layer=None, crs="", **how):
    with geopackage.opened(Source(path, path.name, crs=crs)) as file:
        return file.read(layer or file.layers()[0], **how)


def refused(path, what):
    """The sentence in both languages; the file is as it was."""
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(BoundaryError) as error:
        read(path)
    assert hashlib.sha256(path.read_bytes()).digest() == before
    (issue,) = error.value.issues
    assert issue.what == what
    return [issue.sentence(language) for language in LANGUAGES]


def edited(path, *statements):
    """Carry out statements with the schema open to writing and its triggers gone."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            base.execute(*([statement] if isinstance(statement, str) else statement))
        base.commit()
    return path


def entered(kind, name, sql, page=0):
    return ("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", (kind, name, name, page, sql))


@pytest.fixture
def path(tmp_path):
    """A layer of two squares."""
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b"], "n": [1, 2]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4490
    )
    frame.to_file(tmp_path / "layer.gpkg")
    return tmp_path / "layer.gpkg"


# --- as pyogrio reads it -----------------------------------------------------------------------


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.parent.name)
def test_real_layers_are_read_alike(path):
    theirs = pyogrio.read_dataframe(path)
    assert_frame_equal(read(path), theirs)
    assert read(path).crs == theirs.crs
    with geopackage.opened(Source(path, path.name)) as file:
        (layer,) = file.layers()
        about = pyogrio.read_info(path)
        assert file.fields(layer) == list(about["fields"])
        assert file.count(layer) == about["features"]
        assert file.crs(layer) == about["crs"]


PLACE = st.tuples(*[st.floats(-180, 180, width=32)] * 3)
RING = st.lists(PLACE, min_size=3, max_size=6)


def shapes(kind):
    """Geometries of a kind, by what GeoPackage calls it; empty ones too."""
    flat = {
        "Point": PLACE.map(Point),
        "LineString": st.lists(PLACE, min_size=2, max_size=5).map(shapely.LineString),
        "Polygon": RING.map(shapely.Polygon),
        "MultiPoint": st.lists(PLACE.map(Point), max_size=3).map(shapely.MultiPoint),
        "MultiPolygon": st.lists(RING.map(shapely.Polygon), max_size=3).map(shapely.MultiPolygon),
        "GeometryCollection": st.lists(PLACE.map(Point), max_size=3).map(
            shapely.GeometryCollection
        ),
    }
    empty = st.just(shapely.from_wkt(f"{kind} EMPTY"))
    return st.one_of(flat[kind], flat[kind].map(shapely.force_2d), empty, st.none())


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
CELLS = {
    "text": st.one_of(TEXT, st.none()),
    "whole": st.integers(-(2**62), 2**62),
    "whole_or_none": st.one_of(st.integers(-(2**31), 2**31), st.none()),
    "real": st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.none()),
    "yes": st.booleans(),
    "bytes": st.one_of(st.binary(max_size=8), st.none()),
    "date": st.one_of(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.none()),
    "time": st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)),  # noqa: DTZ001
}
DECLARED = {
    "text": "TEXT(40)",
    "whole": "INTEGER",
    "whole_or_none": "INTEGER",
    "real": "DOUBLE",
    "yes": "BOOLEAN",
    "bytes": "BLOB",
    "date": "DATE",
    "time": "DATETIME",
}


def stored(cell):
    """A cell as the standard has it stored."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%S}.{cell.microsecond // 1000:03}Z"
    return cell.isoformat() if isinstance(cell, dt.date) else cell


@settings(max_examples=15)
@given(st.data(), st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "MultiPoint"]))
def test_made_layers_are_read_alike(tmp_path_factory, data, kind):
    path = tmp_path_factory.mktemp("made") / "made.gpkg"
    geometry = data.draw(st.lists(shapes(kind), min_size=1, max_size=5))
    frame = gpd.GeoDataFrame(geometry=geometry, crs=4490)
    frame.to_file(path, layer="层 (1)", driver="GPKG", geometry_type="Unknown")
    rows = [[stored(data.draw(CELLS[name])) for name in CELLS] for _ in range(len(geometry))]
    set_all = ", ".join(f"{name} = ?" for name in CELLS)
    edited(
        path,
        *(f'ALTER TABLE "层 (1)" ADD COLUMN {name} {kind}' for name, kind in DECLARED.items()),
        *(
            (f'UPDATE "层 (1)" SET {set_all} WHERE fid = ?', [*row, at])
            for at, row in enumerate(rows, 1)
        ),
    )
    theirs = pyogrio.read_dataframe(path)
    ours = read(path)
    drop = ["geometry"]
    assert_frame_equal(
        pd.DataFrame(ours).drop(columns=drop), pd.DataFrame(theirs).drop(columns=drop)
    )
    assert shapely.to_wkb(ours.geometry).tolist() == shapely.to_wkb(theirs.geometry).tolist()
    assert ours.crs == theirs.crs
    part = read(path, columns=["text"], skip=1, most=2)
    assert part.columns.tolist() == ["text", "geometry"]
    second = theirs["text"].iloc[1:3].astype(object)
    assert part["text"].astype(object).fillna("—").tolist() == second.fillna("—").tolist()


def test_an_empty_layer_has_its_columns(tmp_path):
    frame = gpd.GeoDataFrame({"a": ["x"]}, geometry=[Point(0, 0)], crs=4490)
    frame.iloc[:0].to_file(tmp_path / "e.gpkg", engine="pyogrio")
    ours = read(tmp_path / "e.gpkg")
    assert ours.columns.tolist() == ["a", "geometry"]
    assert (len(ours), ours.crs) == (0, CRS.from_epsg(4490))


def test_heights_and_measures(path):
    head = b"GP\0\1" + (4490).to_bytes(4, "little")
    told = shapely.from_wkt(["POLYGON ZM ((0 0 1 2, 1 0 1 2, 1 1 1 2, 0 0 1 2))"])
    blob = head + shapely.to_wkb(told, output_dimension=4)[0]
    edited(path, ("UPDATE layer SET geom = ? WHERE fid = 1", (blob,)))
    assert shapely.force_2d(read(path).geometry[0]) == shapely.force_2d(told[0])


ARC = b"\1" + struct.pack("<II10d", 8, 5, 0, 0, 4, 0, 4, 4, 0, 4, 0, 0)
CURVES = {
    "curve_polygon": b"\1" + struct.pack("<II", 10, 1) + ARC,
    "arc": ARC,
    "surface": b"\1" + struct.pack("<II", 12, 1) + b"\1" + struct.pack("<II", 10, 1) + ARC,
    "no_surface": b"\1" + struct.pack("<II", 12, 0),
    "in_a_collection": b"\1" + struct.pack("<II", 7, 1) + ARC,
}


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.filterwarnings("ignore:Layer.*:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:geometry.*:RuntimeWarning")
def test_curves_are_straightened_as_gdal_does(path, name):
    blob = b"GP\0\1" + (4490).to_bytes(4, "little") + CURVES[name]
    edited(path, ("UPDATE layer SET geom = ? WHERE fid = 2", (blob,)))
    theirs = pyogrio.read_dataframe(path).geometry
    ours = read(path).geometry
    assert shapely.to_wkb(ours).tolist() == shapely.to_wkb(theirs).tolist()


@pytest.mark.parametrize("blob", [b"", b"GP", b"XX" + bytes(60), b"GP\0\x0f" + bytes(90), "text"])
def test_what_is_no_geometry_is_told_as_unread(path, blob):
    edited(path, ("UPDATE layer SET geom = ? WHERE fid = 2", (blob,)))
    with geopackage.opened(Source(path, path.name)) as file:
        frame = file.read("layer")
        assert file.unread("layer", frame).tolist() == [False, True]


def test_text_that_is_not_utf8_is_a_sentence(path):
    edited(path, "UPDATE layer SET code = CAST(x'b6ab' AS TEXT)")
    refused(path, "issue.layer_broken")


def test_a_word_in_a_column_of_numbers_stays_a_word(path):
    edited(path, "UPDATE layer SET n = '12 or so' WHERE fid = 1")
    assert read(path)["n"].tolist() == ["12 or so", 2]


@pytest.mark.parametrize("number", [-1, 0, 77])
def test_a_crs_that_is_not_said_is_asked_for(path, number):
    edited(path, f"UPDATE gpkg_geometry_columns SET srs_id = {number}")
    assert read(path).crs is None


def test_a_crs_of_no_authority_is_read_from_its_definition(path):
    wkt = CRS.from_epsg(4547).to_wkt("WKT1_GDAL")
    statement = "UPDATE gpkg_spatial_ref_sys SET organization = 'own', definition = ?"
    edited(path, (statement, (wkt,)))
    assert read(path).crs == CRS.from_wkt(wkt)


# --- what is not opened ------------------------------------------------------------------------

MODULES = ["VirtualText", "VirtualShape", "VirtualXL", "VirtualDbf", "VirtualOGR", "fts5", "csv"]
HELD = {
    **{
        module: entered("table", "v", f"CREATE VIRTUAL TABLE v USING {module}('/etc/passwd', x)")
        for module in MODULES
    },
    "virtual_named_as_rtree": entered(
        "table", "v", """CREATE VIRTUAL TABLE "v USING rtree(a)" USING csv('/etc/passwd')"""
    ),
    "view": entered("view", "w", "CREATE VIEW w AS SELECT * FROM layer"),
    "recursive_view": entered(
        "view",
        "w",
        "CREATE VIEW w AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x FROM c",
    ),
    "view_called_table": entered("table", "w", "CREATE VIEW w AS SELECT 1"),
    "another_name": entered("table", "w", "CREATE TABLE gpkg_w (a)", 2),
    "sql_in_a_name": 'CREATE TABLE "a""; ATTACH \'x\' AS y; --" (a)',
    "without_row_numbers": "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID",
    "without_row_numbers_spread": "CREATE TABLE t (a TEXT PRIMARY KEY) STRICT,\nwithout\trowid",
    "index_of_a_function": "CREATE INDEX i ON layer (lower(code))",
    "index_with_a_condition": "CREATE INDEX i ON layer (code) WHERE n > 1",
    "attach": entered("table", "t", "ATTACH '/etc/passwd' AS t"),
}


# SQLite itself finds that these are not what they say.
MALFORMED = {"virtual_named_as_rtree", "view_called_table", "another_name", "attach"}


@pytest.mark.parametrize("name", HELD)
def test_what_is_no_plain_table_is_refused_in_a_sentence(path, name):
    edited(path, HELD[name])
    what = "issue.layer_broken" if name in MALFORMED else "issue.geopackage_holds"
    for sentence in refused(path, what):
        assert "sqlite." not in sentence


def test_a_column_made_by_an_expression_is_refused(path):
    edited(path, "ALTER TABLE layer ADD COLUMN big TEXT AS (hex(zeroblob(1000000000)))")
    refused(path, "issue.geopackage_holds")


def test_a_spatial_index_is_no_layer(path):
    edited(path, "UPDATE gpkg_geometry_columns SET table_name = 'rtree_layer_geom'")
    edited(path, "UPDATE gpkg_contents SET table_name = 'rtree_layer_geom'")
    with geopackage.opened(Source(path, path.name)) as file:
        assert file.layers() == []


def test_indexes_of_columns_and_triggers_are_no_harm(path):
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute('CREATE UNIQUE INDEX "of code" ON layer ("code" COLLATE NOCASE DESC, n)')
        base.execute("CREATE TRIGGER t AFTER INSERT ON layer BEGIN SELECT load_extension('x'); END")
        base.commit()
    assert read(path)["code"].tolist() == ["a", "b"]


def test_a_grid_in_the_definition_is_not_opened_but_another_crs_goes_before(path):
    wkt = CRS.from_epsg(3857).to_wkt("WKT1_GDAL").replace("@null", "/etc/passwd")
    statement = "UPDATE gpkg_spatial_ref_sys SET organization = 'own', definition = ?"
    edited(path, (statement, (wkt,)))
    refused(path, "issue.crs_refers")
    assert len(read(path, crs="EPSG:4490")) == 2


# --- files that are not as they say ------------------------------------------------------------


@pytest.mark.parametrize("pages", [1, 10_000_000])
def test_a_count_of_pages_that_is_not_so(path, pages):
    content = bytearray(path.read_bytes())
    content[28:32] = pages.to_bytes(4, "big")
    path.write_bytes(content)
    refused(path, "issue.geopackage_pages")


@pytest.mark.parametrize("size", [0, 1 + 2, 256])
def test_a_page_size_that_is_none(path, size):
    content = bytearray(path.read_bytes())
    content[16:18] = size.to_bytes(2, "big")
    path.write_bytes(content)
    refused(path, "issue.layer_broken")


def test_pages_that_run_in_circles_come_to_an_end(path):
    """The table's only page says it is an inner one, all of whose children are itself."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        (root,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'layer'").fetchone()
        (size,) = base.execute("PRAGMA page_size").fetchone()
    cells = 100
    page = bytearray(size)
    page[:12] = b"\5\0\0" + cells.to_bytes(2, "big") + b"\0\0\0" + root.to_bytes(4, "big")
    cell = root.to_bytes(4, "big") + b"\1"
    for at in range(cells):
        place = size - (at + 1) * len(cell)
        page[12 + 2 * at : 14 + 2 * at] = place.to_bytes(2, "big")
        page[place : place + len(cell)] = cell
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = page
    path.write_bytes(content)
    refused(path, "issue.layer_broken")


def test_what_stands_in_the_log_of_writes_is_read_and_nothing_is_changed(path, tmp_path):
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = WAL")
    writer = sqlite3.connect(path)
    for (name,) in writer.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        writer.execute(f'DROP TRIGGER "{name}"')
    writer.execute("UPDATE layer SET code = 'newer' WHERE fid = 1")
    writer.commit()
    folder = tmp_path / "copied"
    folder.mkdir()
    for file in (path, path.with_name("layer.gpkg-wal")):
        shutil.copy(file, folder)
    writer.close()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert read(folder / "layer.gpkg")["code"].tolist() == ["newer", "b"]
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_rollback_journal_beside_is_not_followed(path):
    path.with_name("layer.gpkg-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600)
    )
    refused(path, "issue.geopackage_open")


def test_a_log_that_is_a_link_is_not_followed(path, tmp_path):
    other = tmp_path / "other"
    other.write_bytes(bytes(100))
    path.with_name("layer.gpkg-wal").symlink_to(other)
    refused(path, "issue.geopackage_open")


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '/etc/passwd' AS x",
        "PRAGMA writable_schema = ON",
        "DELETE FROM layer",
        "CREATE TEMP TABLE t (a)",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT * FROM pragma_database_list",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x FROM c",
    ],
)
def test_the_connection_lets_nothing_by_but_reading(path, statement):
    with geopackage.opened(Source(path, path.name)) as file, pytest.raises(sqlite3.DatabaseError):
        file._base.execute(statement)


def test_numbers_of_single_precision_are_as_pyogrio_gives_them(tmp_path):
    values = np.array([1.1, 2.5], dtype="float32")
    frame = gpd.GeoDataFrame({"f": values}, geometry=[Point(0, 0), Point(1, 1)], crs=4490)
    frame.to_file(tmp_path / "f.gpkg")
    assert read(tmp_path / "f.gpkg")["f"].tolist() == values.tolist()


@pytest.mark.parametrize(
    ("kind", "name", "sql", "what"),
    [
        ("table", "w", "CREATE VIEW w AS SELECT 1", "sqlite.virtual"),
        ("table", "w", "CREATE TABLE other (a)", "sqlite.name"),
        ("table", "w", 'CREATE VIRTUAL TABLE "w USING rtree(a)" USING csv(x)', "sqlite.virtual"),
        ("table", "w", "CREATE VIRTUAL TABLE w USING rtree('/etc/passwd')", "sqlite.virtual"),
        ("table", "w", "CREATE TABLE w AS SELECT 1", "sqlite.virtual"),
        ("table", "w", None, "sqlite.view"),
        ("table", b"w", "CREATE TABLE w (a)", "sqlite.name"),
        ("index", "i", 'CREATE INDEX "i" ON w (a) WHERE f(b)', "sqlite.index"),
        ("trigger", "t", "CREATE TRIGGER t AFTER INSERT ON w BEGIN SELECT 1; END", ""),
        ("table", "rtree_w_geom", 'CREATE VIRTUAL TABLE "rtree_w_geom" USING rtree(id, a, b)', ""),
        ("table", "层 (1)", "CREATE TABLE '层 (1)' (a)", ""),
    ],
)
def test_entries_that_sqlite_itself_may_refuse_first(kind, name, sql, what):
    assert guarded_sqlite._strange(kind, name, sql) == what
