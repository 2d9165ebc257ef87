"""The map that leaves as one file: it asks for nothing, and no text of users comes alive in it."""

import re

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo.publish.maps.choropleth import by_state
from geo.publish.maps.tooltips import Tooltips
from geo.publish.maps.web_map import WebLayer, web_map

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}${alert(1)}`{% raw %}\\"
CODES = ["01", "02", "03"]
OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["']?(?!#)|@import|url\((?!images/)(?!['"]?data:)""")


@pytest.fixture(scope="module")
def communities():
    return gpd.GeoDataFrame(
        {
            "community_code": CODES,
            "status": ["compliant", "understaffed", "no_data"],
        },
        geometry=[box(103, 40, 104, 41), box(104, 40, 105, 41), None],
        crs="EPSG:4326",
    )


def page(communities, text):
    layers = [WebLayer(text, by_state(communities, "en")) for _ in range(2)]
    tooltips = Tooltips([text], {code: [text, text] for code in CODES})
    return web_map(communities, layers, tooltips, [text, text], "en")


def test_text_of_users_is_text(communities):
    html = page(communities, HOSTILE)
    assert "<img" not in html
    script = html[html.rindex("</header>") :]  # what went through the templates of folium
    for alive in ("{{7", "49$", "${alert", "onerror=alert(1)>", "{% raw"):
        assert alive not in script
    assert html.count("</script>") == page(communities, "text").count("</script>")
    told = "&lt;img src=x onerror=alert(1)&gt;&#123;&#123;7*7&#125;&#125;"
    assert told.replace("&", r"\u0026") in script


def test_the_same_map_is_the_same_bytes(communities):
    assert page(communities, "text") == page(communities, "text")
    assert not re.search(r"_[0-9a-f]{32}", page(communities, "text"))


def test_nothing_is_asked_of_the_internet(communities):
    html = page(communities, "text")
    own = html[html.index("</script>") :]  # behind Leaflet itself
    assert not OUTSIDE.findall(own)
    assert "cdn" not in html


def test_communities_have_the_colours_of_the_legend_and_those_without_outline_are_left_out(
    communities,
):
    html = page(communities, "text")
    painted = set(re.findall(r'"fillColor": "(#[0-9a-f]{6})"', html))
    classes = by_state(communities, "en").classes
    assert painted == {entry.colour for entry in classes if entry.label != "no data"}
    assert html.count('"id": "01"') == 2  # in each layer
    assert '"id": "03"' not in html


def test_a_city_without_outlines_is_a_map_of_nothing(communities):
    nowhere = communities.assign(geometry=gpd.GeoSeries([None] * 3, crs="EPSG:4326"))
    html = page(nowhere.set_geometry("geometry"), "text")
    assert "text" in html
    assert "fitBounds" not in html[html.rindex("</header>") :]
