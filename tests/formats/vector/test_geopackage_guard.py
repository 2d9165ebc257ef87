"""GeoPackages that are not as they say: nothing is run that stands in their schema."""

import contextlib
import shutil
import sqlite3

import geopandas as gpd
import numpy as np
import pytest
from pyproj import CRS
from shapely import Point
from support.geopackages import edited, entered, read, refused

from geo.formats.source import Source
from geo.formats.vector import geopackage, guarded_sqlite

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
