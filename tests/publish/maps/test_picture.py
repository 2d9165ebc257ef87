"""Pictures of maps: what belongs on them stands there, and the scale bar is true."""

import json
import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from pyproj import Geod

from geo.publish.maps.choropleth import Choropleth, MapClass
from geo.publish.maps.city_map import Before, Painting
from geo.publish.maps.picture import WIDTH, Sheet, city_plane, picture
from geo.publish.maps.tooltips import Tooltips

HOSTILE = "<img src=x onerror=alert(1)>&"


@pytest.fixture
def outlines(tmp_path):
    """Two communities with a name that is hostile."""
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[lon, 40], [lon + 0.1, 40], [lon + 0.1, 40.1], [lon, 40.1], [lon, 40]]
                ],
            },
        }
        for code, lon in (("a", 103.0), ("b", 103.1))
    ]
    labels = [[0, HOSTILE, 103.1, 40.05, None]]
    path = tmp_path / "outlines.json"
    path.write_text(json.dumps({"features": features, "labels": labels}), "utf-8")
    return path


def test_title_legend_scale_bar_and_notes_stand_on_a_picture(outlines):
    classes = (MapClass("#b5420a", "未配备", 1), MapClass("#2f78b0", "达标", 1))
    choropleth = Choropleth(classes, pd.Series({"a": 0, "b": 1}))
    painting = Painting(choropleth, selected="a", marks={"site": "服务站点"})
    plane = city_plane(outlines, painting)
    svg = picture(plane, Sheet(f"配备 {HOSTILE}", "状态", ["500:1", "2026-11-29"]))
    root = ET.fromstring(svg)
    texts = ["".join(of.itertext()) for of in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:2] == [f"配备 {HOSTILE}", "状态"]
    assert {"未配备 (1)", "达标 (1)", "服务站点", "500:1", "2026-11-29", HOSTILE} <= set(texts)
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "script" not in {element.tag.rpartition("}")[2] for element in root.iter()}
    (kilometres,) = [float(text[:-3]) for text in texts if text.endswith(" km")]
    (long,) = [float(of) for of in re.findall(r'v7h([\d.]+)v-7" fill="none" stroke="#1f', svg)]
    frame = plane.frame
    east = frame.west + long / frame.scale / frame.narrowing
    metres = Geod(ellps="WGS84").inv(frame.west, 40.05, east, 40.05)[2]
    assert metres == pytest.approx(kilometres * 1000, rel=0.01)
    assert 0 < long < WIDTH / 4


def test_both_sides_of_a_divider_stand_on_a_picture_whole(outlines):
    grey, blue = MapClass("#cccccc", "缺口", 2), MapClass("#2f78b0", "达标", 2)
    today = Choropleth((grey,), pd.Series({"a": 0, "b": 0}))
    then = Choropleth((blue,), pd.Series({"a": 0, "b": 0}))
    before = Before(today, Tooltips((), {}), ("现状", "方案实施后"))
    plane = city_plane(outlines, Painting(then, before=before))
    svg = picture(plane, Sheet("规划", "状态"))
    root = ET.fromstring(svg)
    texts = ["".join(of.itertext()) for of in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[1:6] == ["状态", "现状", "缺口 (2)", "方案实施后", "达标 (2)"]
    paths = root.iter("{http://www.w3.org/2000/svg}path")
    starts = [(of.get("fill"), float(re.match(r"M([\d.]+)", of.get("d"))[1])) for of in paths]
    for colour, half in (("#cccccc", (0, WIDTH / 2)), ("#2f78b0", (WIDTH / 2, WIDTH))):
        drawn = [x for fill, x in starts if fill == colour]
        assert len(drawn) == 2
        assert all(half[0] < x < half[1] for x in drawn)
