"""Names on maps: each in its unit, none over another; streets thin, the main ones first."""

import json

import numpy as np
import pytest
import shapely
from shapely import box
from support.javascript import run_script
from support.worlds import make_communities

from geo.publish.maps.outlines import layer_content, write_layer
from geo.publish.maps.street_lines import Streets, street_lines
from geo.publish.maps.unit_labels import unit_labels

SQUARES = [box(103.5 + x / 10, 40.5, 103.6 + x / 10, 40.6) for x in range(3)]


@pytest.fixture
def communities():
    made = make_communities(SQUARES)
    return made.assign(
        community_name=["a", "b", None],
        subdistrict_code=["s", "s", "t"],
        subdistrict_name=["甲街道", "甲街道", "乙镇"],
        district_code="d",
        district_name="{{区}}",
    )


def test_every_unit_with_a_name_has_one_label_inside_it(communities):
    labels = unit_labels(communities, communities.geometry.to_crs(32648))
    named = [(level, name) for level, name, *_ in labels]
    assert named == [(0, "{{区}}"), (1, "甲街道"), (1, "乙镇"), (2, "a"), (2, "b")]
    areas = {
        (0, "{{区}}"): box(103.5, 40.5, 103.8, 40.6),
        (1, "甲街道"): box(103.5, 40.5, 103.7, 40.6),
    }
    areas |= {(1, "乙镇"): SQUARES[2], (2, "a"): SQUARES[0], (2, "b"): SQUARES[1]}
    for level, name, lon, lat, side in labels:
        area = areas[level, name]
        assert shapely.contains_xy(area, lon, lat)
        assert side == pytest.approx((area.area * 111_000 * 84_500) ** 0.5, rel=0.01)


def test_a_community_of_no_district_has_no_label_of_one(communities):
    alone = communities.assign(district_code=None, district_name=None)
    assert 0 not in {level for level, *_ in unit_labels(alone, alone.geometry.to_crs(32648))}


def test_names_that_would_lie_over_others_are_left_out():
    names = [
        [0, "districtdistrict", 100, 100, 500],
        [1, "hidden by it", 110, 105, 200],
        [1, "beside", 100, 130, 200],
        [2, "unit too small", 300, 300, 20],
        [2, "off the map", 900, 300, 90],
        [2, "on a number", 300, 198, 90],
        [2, "alone", 300, 220, 90],
    ]
    shown = run_script(
        "ground.js labels.js",
        "window.YipanLabels.fitting(given, {x: 400, y: 400}, (text) => 6 * text.length, [[290, 190, 310, 195]])",
        names,
    )
    assert [name for _, name, *_ in shown] == ["districtdistrict", "beside", "alone"]


@pytest.fixture
def streets():
    """A main road of three vertices, a lane, a street of one vertex, and a road of two."""
    lon = np.array([103.5, 103.6, 103.6, 103.5, 103.5, 103.5, 103.7, 103.8])
    lat = np.array([40.5, 40.5, 40.6, 40.51, 40.52, 40.5, 40.5, 40.5])
    street = np.array([0, 0, 0, 1, 1, 2, 3, 3])
    return Streets(lon, lat, street, np.array([60, 0, 60, 50], np.float32))


def test_streets_come_out_of_the_browser_as_they_went_in(streets):
    drawn = street_lines(streets)
    lines = run_script(
        "ground.js labels.js",
        "given.main.map((steps) => window.YipanLabels.unpacked(steps, given.unit))",
        drawn,
    )
    assert np.allclose(lines[0], [[40.5, 103.5], [40.5, 103.6], [40.6, 103.6]], atol=1e-5)
    assert np.allclose(lines[1], [[40.5, 103.7], [40.5, 103.8]], atol=1e-5)
    assert len(lines) == 2
    assert len(drawn["other"]) == 1


def test_where_there_are_too_many_the_slow_ones_are_left_out(streets):
    assert [
        len(street_lines(streets, most)[of]) for most in (5, 3) for of in ("main", "other")
    ] == [
        *(2, 0),
        *(1, 0),
    ]


def test_names_and_streets_are_served_beside_the_outlines(tmp_path, communities, streets):
    layer = write_layer(layer_content(communities, streets), tmp_path, tmp_path.parent)
    assert len(json.loads(layer.path.read_text("utf-8"))["labels"]) == 5
    assert json.loads(layer.streets_path.read_text("utf-8")) == street_lines(streets)
    assert layer.streets_url.endswith(layer.streets_path.name)
