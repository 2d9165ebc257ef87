"""GeoPackage by our own reader: as pyogrio reads it."""

import datetime as dt
import struct

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import CRS
from shapely import Point
from support.geopackages import edited, read, refused
from support.paths import SAMPLE, SHARED

from geo.formats.source import Source
from geo.formats.vector import geopackage

REAL = [
    SAMPLE / "boundaries" / "communities.gpkg",
    *sorted(SHARED.glob("real/*/districts.gpkg")),
]


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
    header = b"GP\0\1" + (4490).to_bytes(4, "little")
    told = shapely.from_wkt(["POLYGON ZM ((0 0 1 2, 1 0 1 2, 1 1 1 2, 0 0 1 2))"])
    blob = header + shapely.to_wkb(told, output_dimension=4)[0]
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
