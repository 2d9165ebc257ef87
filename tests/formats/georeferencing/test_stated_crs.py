"""The gate for CRS texts: what names a file, a grid or an address never reaches PROJ."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from pyproj.database import query_crs_info

from geo.core.issues import TableError
from geo.formats.georeferencing.stated_crs import names_no_file, stated_crs
from geo.formats.source import Source

SECRET = "/etc/passwd"
PLAIN = [
    "EPSG:4490",
    "epsg:4547",
    "EPSG:4490+5737",
    "OGC:CRS84",
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:EPSG::4490",
    "urn:ogc:def:crs:EPSG:4490",
    "http://www.opengis.net/def/crs/EPSG/0/4490",
    "4490",
    4490,
    "WGS 84 / UTM zone 50N",
    "+proj=tmerc +lat_0=0 +lon_0=117 +k=1 +x_0=500000 +y_0=0 +ellps=krass +units=m +no_defs",
    "+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3,0,0,0,0 +no_defs",
]
GEOGCS = CRS.from_epsg(4214).to_wkt("WKT1_GDAL")
MERCATOR = CRS.from_epsg(3857).to_wkt("WKT1_GDAL")
BOUND = CRS.from_user_input("+proj=longlat +ellps=krass +nadgrids=secret.gsb +type=crs")
PIPELINE = "PROJ-based operation method: +proj=pipeline +step +proj=gridshift +grids=/etc/passwd"
REACHING = [
    f"+init={SECRET}:section",
    "init=epsg:4326",
    f"+proj=longlat +ellps=GRS80 +nadgrids={SECRET} +no_defs",
    f"+proj=longlat +ellps=GRS80 +geoidgrids=@{SECRET} +no_defs",
    f"+proj=pipeline +step +proj=hgridshift +grids={SECRET}",
    f"+proj=vgridshift +grids={SECRET}",
    "https://127.0.0.1/crs",
    "http://www.opengis.net.evil.example/def/crs/EPSG/0/4490",
    f"file://{SECRET}",
    SECRET,
    "/vsicurl/http://127.0.0.1/crs",
    MERCATOR.replace("@null", SECRET),
    MERCATOR.replace("+proj=merc", f"+init={SECRET}:x"),
    MERCATOR.replace('"PROJ4"', '"PROJ4_GRIDS"'),
    MERCATOR.replace("EXTENSION[", "extension (").replace("@null", "x"),
    BOUND.to_wkt(),
    BOUND.to_json(),
    # A quote within quotes must not hide what stands after it.
    GEOGCS[:-1] + f',EXTENSION["a ""b"],EXTENSION["PROJ4","+nadgrids={SECRET}"]]',
    f'GEOGCS["a EXTENSION["PROJ4","b"],EXTENSION["PROJ4","+nadgrids={SECRET}"]]',
    CRS.from_epsg(4547).to_wkt().replace('"Transverse Mercator"', f'"{PIPELINE}"'),
    CRS.from_epsg(4547).to_wkt().replace('"Transverse Mercator"', "PROJ-based"),
    CRS.from_epsg(4547).to_json().replace("Transverse Mercator", PIPELINE),
    '{"type":"GeographicCRS","geoid_model":{"name":"/etc/passwd"}}',
    'GEOGCRS["x",GEOIDMODEL["/etc/passwd"]]',
    "EPSG:4490\0/etc/passwd",
    "WGS 84 " * 10_000,
]
SOURCE = Source(None, "层.gpkg")


@pytest.mark.parametrize("said", PLAIN)
def test_codes_and_plain_strings_are_taken(said):
    assert stated_crs(said, SOURCE, TableError) == CRS.from_user_input(
        4490 if said == "4490" else said
    )


@pytest.mark.parametrize("said", REACHING)
def test_what_names_a_file_or_an_address_is_refused_in_a_sentence(said):
    with pytest.raises(TableError) as refused:
        stated_crs(said, SOURCE, TableError)
    (issue,) = refused.value.issues
    assert issue.what == "issue.crs_refers"
    assert all(len(issue.sentence(language)) > 40 for language in ("zh", "en"))


@pytest.mark.parametrize("said", [None, True, 1.5, [], b"EPSG:4490", "nonsense", "{", "{}" * 3, 0])
def test_what_is_no_crs_is_told(said):
    with pytest.raises(TableError) as refused:
        stated_crs(said, SOURCE, TableError)
    assert refused.value.issues[0].what == "issue.crs_unknown"


@pytest.mark.parametrize("form", ["WKT1_GDAL", "WKT1_ESRI", "WKT2_2015", "WKT2_2019"])
def test_every_system_of_china_is_taken_in_every_form(form):
    codes = [
        *range(4491, 4555),
        *(2327, 2434, 2437, 4214, 4326, 4490, 4610, 3857, 32650, 5737),
    ]
    for code in codes:
        crs = CRS.from_epsg(code)
        assert names_no_file(crs.to_wkt(form, pretty=code % 2 == 0)), code
        assert names_no_file(crs.to_json())


def test_hardly_any_system_of_epsg_is_refused():
    kinds = ["GEOGRAPHIC_2D_CRS", "PROJECTED_CRS"]
    codes = [about.code for about in query_crs_info("EPSG", kinds)][::23]
    refused = [code for code in codes if not names_no_file(CRS.from_epsg(code).to_wkt())]
    assert len(codes) > 200
    assert not refused


@given(st.text(max_size=60), st.sampled_from(["+nadgrids=", "PARAMETERFILE[", "+init=", "grids="]))
def test_no_text_around_hides_a_file(text, access):
    assert not names_no_file(f"{text} {access}{SECRET}")


def test_projjson_given_parsed_is_the_same_as_written():
    told = CRS.from_epsg(4547).to_json_dict()
    assert stated_crs(told, SOURCE, TableError) == stated_crs(json.dumps(told), SOURCE, TableError)
