"""Maps: nothing from outside, and nothing of a user's comes alive in page or server."""

import json
import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from support.hostile_text import HOSTILE

from geo.publish.maps.basemaps import Tiles, basemap_tiles
from geo.publish.maps.choropleth import by_state, legend_html
from geo.publish.maps.city_map import OPAQUE, Painting, city_options
from geo.publish.maps.outlines import MapLayer
from geo.publish.maps.symbols import Spot
from geo.publish.maps.tooltips import Tooltips

LAYER = MapLayer(
    Path("abc.json"),
    "app/static/layers/abc.json",
    (103.4, 40.4, 103.6, 40.6),
    frozenset("ab"),
)


def test_names_of_users_and_of_the_source_of_tiles_arrive_as_they_were_written():
    communities = pd.DataFrame({"community_code": ["a"], "status": ["compliant"]})
    for text in HOSTILE:
        (tiles,) = city_options(LAYER, [Tiles("http://10.0.0.5/{z}/{x}/{y}.png", text)])["tiles"]
        assert unescape(tiles["about"]) == text  # Leaflet takes it for HTML
        assert not re.search(r"[<>]", tiles["about"])
        values = Painting(
            by_state(communities, "en"),
            Tooltips([text], {"a": [text, text]}),
            selected=text,
            spots=[Spot(103.5, 40.5, 3, "#123456", text, {text: text})],
        ).values()
        assert values["tooltips"]["texts"] == values["headers"] == [text]
        assert values["spots"][0]["title"] == values["selected"] == text


def test_legend_is_escaped():
    communities = pd.DataFrame({"community_code": ["a"], "status": ["compliant"]})
    drawn = legend_html(by_state(communities, "en").classes, "<script>alert(1)</script>")
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_map_is_the_same_on_every_page_and_holds_no_values():
    """Else it would be made anew at every click, and geometry and view with it."""
    assert city_options(LAYER) == city_options(LAYER)
    assert city_options(LAYER) | {"tiles": []} == {
        "url": LAYER.url,
        "streets": "",
        "centre": [40.5, 103.5],
        "opacity": OPAQUE,
        "tiles": [],
    }


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
