"""Maps: nothing from outside, and nothing of a user's comes alive in page or server."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template
from streamlit_folium import generate_js_hash, generate_leaflet_string

from geo.publish.maps.assets import copy_assets
from geo.publish.maps.basemaps import Tiles, basemap_tiles
from geo.publish.maps.choropleth import by_state, legend_html
from geo.publish.maps.city_map import CityMap, Painting, Tooltips
from geo.publish.maps.outlines import MapLayer
from geo.publish.maps.symbols import Spot
from geo.publish.script_data import script_data

HOSTILE = [
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    "`'\"\\",
    "line\u2028end",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# gone #}",
    "<img src=x onerror=alert(1)>",
]
LAYER = MapLayer(
    Path("abc.json"),
    "../../app/static/layers/abc.json",
    (103.4, 40.4, 103.6, 40.6),
    frozenset("ab"),
)


def city_map(static, tiles=()):
    copy_assets(static)
    return CityMap(LAYER, tiles, static)


def page(made):
    made.get_root().render()
    return made.get_root().render()


def parse(expression):
    """Read what JavaScript would: the argument of JSON.parse is a JSON string of JSON."""
    return json.loads(json.loads(re.fullmatch(r"JSON\.parse\((.*)\)", expression)[1]))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_it_was_written(text):
    made = script_data({"name": text, text: [text]})
    assert parse(Template(made).render()) == {"name": text, text: [text]}
    assert not re.search(r"[{}<>&'`$\u2028]", made)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_data_survives_the_template_engine(data):
    assert parse(Template(script_data(data)).render()) == data


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_text_in_the_page(tmp_path, text):
    communities = pd.DataFrame({"community_code": ["a"], "status": ["compliant"]})
    made = city_map(tmp_path, [Tiles("http://10.0.0.5/{z}/{x}/{y}.png", text)])
    painting = Painting(
        by_state(communities, "en"),
        Tooltips([text], {"a": [text, text]}),
        selected=text,
        spots=[Spot(103.5, 40.5, 3, "#123456", text, {text: text})],
        words={"fit": text},
    )
    group = painting.feature_group()
    group.add_to(made)
    html = page(made)
    script = generate_leaflet_string(group)
    for told in (html, script):
        assert "alert(1)</script>" not in told
        assert "<img src=x" not in told
        assert "${alert" not in told
        assert "49" not in re.sub(r"[0-9a-f]{6,}", "", told) or "7*7" not in text


def test_legend_is_escaped():
    communities = pd.DataFrame({"community_code": ["a"], "status": ["compliant"]})
    drawn = legend_html(by_state(communities, "en").classes, "<script>alert(1)</script>")
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_nothing_is_asked_of_the_internet(tmp_path):
    html = page(city_map(tmp_path))
    assert not re.findall(r"https?://[^\"' )]*\.(?:js|css|png)", html)
    assert html.count("../../app/static/vendor/") == 3
    assert not re.search(r"jquery|bootstrap|awesome", html)


def test_a_map_is_the_same_every_time_and_holds_no_values(tmp_path):
    """Else the component would be made anew at every click, and geometry and view with it."""

    def identity():
        made = city_map(tmp_path)
        page(made)
        script = generate_leaflet_string(made)
        assert "yipan.draw" in script
        assert "yipan.paint" not in script
        return generate_js_hash(script)

    assert identity() == identity()


def test_painting_sends_values_but_no_geometry():
    communities = pd.DataFrame(
        {"community_code": ["a", "b"], "status": ["compliant", "understaffed"]}
    )
    values = Painting(by_state(communities, "zh"), selected="b").values()
    assert values["palette"][values["fill"]["a"]] != values["palette"][values["fill"]["b"]]
    assert "geometry" not in json.dumps(values)
    assert values["heat"] is None


def test_spots_grow_with_their_area_and_the_largest_lie_below():
    spots = [Spot(1, 1, 25, "#000", "small"), Spot(1, 1, 100, "#000", "large")]
    drawn = Painting(spots=spots).values()["spots"]
    assert [spot["title"] for spot in drawn] == ["large", "small"]
    assert drawn[0]["radius"] == 2 * drawn[1]["radius"]


@pytest.mark.parametrize("kind", ["osm", "tianditu", "xyz", "wmts"])
def test_basemaps_are_tiles_with_their_source_named(kind):
    tiles = basemap_tiles(kind, "http://10.0.0.5/{z}/{x}/{y}.png", "k y", "规划局")
    assert tiles
    for layer in tiles:
        assert all(part in layer.url for part in ("{z}", "{x}", "{y}"))
        assert layer.attribution == "规划局"
        assert "k y" not in layer.url


def test_tianditu_has_names_over_the_map():
    assert ["LAYER=vec" in layer.url for layer in basemap_tiles("tianditu", key="abc")] == [
        True,
        False,
    ]
    assert all(layer.url.endswith("&tk=abc") for layer in basemap_tiles("tianditu", key="abc"))
