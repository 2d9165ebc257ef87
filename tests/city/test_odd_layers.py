"""Odd layers of communities: read, or a sentence, alike in `check` and `run`; never a traceback."""

import contextlib
import json

import pytest
from shapely import box
from shapely.geometry import GeometryCollection, LineString, Point, Polygon, mapping

import geo
from geo.analyses import population
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError
from geo.pipeline import run

WEST, SOUTH, SIDE = 117.0, 36.6, 0.01
EMPTY = {"type": "Polygon", "coordinates": []}


def square(number, west=WEST, south=SOUTH):
    return box(west + number * SIDE, south, west + (number + 1) * SIDE, south + SIDE)


def layer(*geometries, **members):
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"37010200100{number}", "name": f"社区{number}"},
            "geometry": one if isinstance(one, dict | None) else mapping(one),
        }
        for number, one in enumerate(geometries, start=1)
    ]
    return {"type": "FeatureCollection", "features": features, **members}


def system(name):
    return {"crs": {"type": "name", "properties": {"name": name}}}


BOW = Polygon([(117, 36.6), (117.01, 36.61), (117.01, 36.6), (117, 36.61)])
HIGH = Polygon([(x, y, 5) for x, y in square(1).exterior.coords])
TWICE = square(1)
SWAPPED = [box(SOUTH, WEST + at * SIDE, SOUTH + SIDE, WEST + (at + 1) * SIDE) for at in (1, 2)]
LINES = [LineString([(117, 36.6), (117.01, 36.61)])] * 2
HOLE = Polygon(square(1).exterior.coords, [square(5).exterior.coords])
TOPOLOGY = {"type": "Topology", "objects": {}, "arcs": []}
ODD = {
    "an empty polygon": (layer(EMPTY, square(2)), "issue.no_boundary"),
    "no geometry": (layer(None, square(2)), "issue.no_boundary"),
    "an empty collection": (layer(GeometryCollection([]), square(2)), "issue.no_boundary"),
    "a collection": (layer(GeometryCollection([square(1), Point(1, 1)])), "issue.not_polygon"),
    "points": (layer(Point(117, 36.6), Point(117.01, 36.6)), "issue.not_polygon"),
    "lines": (layer(*LINES), "issue.not_polygon"),
    "a bow": (layer(BOW, square(2)), "issue.not_repaired"),
    "a hole outside": (layer(HOLE, square(2)), "issue.not_repaired"),
    "three dimensions": (layer(HIGH, square(2)), ""),
    "one polygon twice": (layer(TWICE, TWICE), "issue.overlap_nobody"),
    "latitude first": (layer(*SWAPPED), "issue.layer_exchanged"),
    "metres": (layer(*(box(at, 0, at + 1000, 1000) for at in (5e5, 5.01e5))), "issue.not_degrees"),
    "degrees in metres": (
        layer(square(1), square(2), **system("urn:ogc:def:crs:EPSG::4547")),
        "issue.crs_area",
    ),
    "TopoJSON": (TOPOLOGY, "issue.topojson"),
    "nothing": (layer(), "issue.column_needed"),
    "a ring of two": (
        layer({"type": "Polygon", "coordinates": [[[117, 36.6], [117.01, 36.6]]]}),
        "issue.shape_unread",
    ),
    "across 180°": (
        layer(box(179.99, -16.8, 180.01, -16.79), square(0, -179.99, -16.8)),
        "",
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_layers_are_read_or_a_sentence_in_check_and_in_run(tmp_path, odd):
    content, told = ODD[odd]
    (tmp_path / "b.geojson").write_text(json.dumps(content), "utf-8")
    (tmp_path / "r.csv").write_text("code,persons\n370102001001,5\n", "utf-8")
    (tmp_path / "city.toml").write_text(
        'name = "x"\n[boundaries]\ncommunities = "b.geojson"\ncoordinates = "wgs84"\n'
        '[records]\nfiles = ["r.csv"]\nperiod = "2026-10"\n',
        "utf-8",
    )
    found = geo.check(geo.City.open(tmp_path))
    stopped = False
    with contextlib.suppress(YipanError):
        stopped = True
        run(geo.City.open(tmp_path), analyses=(population.ANALYSIS,))
        stopped = False
    assert stopped == found.stops
    of_layer = [issue for issue in found.issues if issue.file == "b.geojson"]
    assert told in {issue.what for issue in of_layer} if told else not of_layer
    for issue in of_layer:
        for language in LANGUAGES:
            said = issue.sentence(language)
            assert not any(word in said for word in ("Error", "codec", "nan", "{", "Traceback"))
