"""Places on maps: numbers and text only, bands that add up, and clicks that are not trusted."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from geo.publish.maps.city_map import Painting
from geo.publish.maps.sites import (
    ZONE_COLOURS,
    Places,
    Site,
    Zone,
    zone_legend_html,
    zones_of,
)

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}"
SITE = Site(3, 103.5, 40.5, HOSTILE, {"services": HOSTILE})


def test_sites_are_told_with_their_text_as_it_is():
    (told,) = Places([SITE], chosen=3, pin=(103.4, 40.4)).values()["sites"]
    assert (told["number"], told["lon"], told["lat"]) == (3, 103.5, 40.5)
    assert told["title"] == HOSTILE
    assert told["values"] == [HOSTILE]


def test_a_painting_without_places_says_so():
    assert Painting().values()["places"] is None
    assert json.dumps(Painting(places=Places()).values(), allow_nan=False)


def test_rings_are_latitude_first_with_holes_after():
    ring = box(0, 10, 4, 14).difference(box(1, 11, 2, 12))
    (zone,) = Places(zones=[Zone(5, "#123456", shapely.MultiPolygon([ring]))]).values()["zones"]
    ((outer, hole),) = zone["rings"]
    assert {tuple(corner) for corner in outer} == {(10, 0), (10, 4), (14, 0), (14, 4)}
    assert {tuple(corner) for corner in hole} == {(11, 1), (11, 2), (12, 1), (12, 2)}


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 4), min_size=4, max_size=4))
def test_bands_do_not_cover_each_other_and_make_up_the_whole(corners):
    """Also where a nearer area sticks out of a farther one, as simplified outlines do."""
    given_areas = [box(x, y, x + 1 + wide, y + 1 + high) for x, y, wide, high in corners]
    zones = zones_of(dict(zip((5, 10, 15, 30), given_areas, strict=True)))
    assert [zone.minutes for zone in zones] == sorted((z.minutes for z in zones), reverse=True)
    whole = shapely.union_all(given_areas)
    assert sum(zone.shape.area for zone in zones) == pytest.approx(whole.area)
    assert shapely.union_all([zone.shape for zone in zones]).area == pytest.approx(whole.area)
    for zone in zones:
        within = shapely.union_all(given_areas[: (5, 10, 15, 30).index(zone.minutes) + 1])
        assert shapely.difference(zone.shape, within).area == pytest.approx(0)


def test_the_nearest_band_is_the_darkest_whatever_is_missing():
    zones = zones_of({30: box(0, 0, 3, 3), 5: box(0, 0, 1, 1), 10: None, 15: Point(0, 0)})
    assert [(zone.minutes, zone.colour) for zone in zones] == [
        (30, ZONE_COLOURS[3]),
        (5, ZONE_COLOURS[0]),
    ]
    assert zones_of({5: None, 10: LineString([(0, 0), (1, 1)])}) == []
    assert zones_of({}) == []


def test_the_legend_is_escaped():
    drawn = zone_legend_html(HOSTILE, {"#123456": HOSTILE})
    assert "<img" not in drawn
    assert "#123456" in drawn
