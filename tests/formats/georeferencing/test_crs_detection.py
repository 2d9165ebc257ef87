"""Numbers of layers, and the systems they look like."""

import pytest
from pyproj import CRS, Transformer

from geo.formats.georeferencing.crs_detection import (
    NONE_FITS,
    exchanged,
    fitting,
    in_china,
    outside_area_of_use,
)

PLACES = {
    "济南": (116.2, 36.0, 117.9, 37.5),
    "深圳": (113.75, 22.4, 114.6, 22.86),
    "乌鲁木齐": (87.3, 43.6, 87.9, 44.0),
    "哈尔滨": (126.4, 45.6, 126.9, 45.9),
}


def projected(place, epsg):
    west, south, east, north = PLACES[place]
    to = Transformer.from_crs(4326, epsg, always_xy=True)
    xs, ys = to.transform([west, east, west, east], [south, north, north, south])
    return min(xs), min(ys), max(xs), max(ys)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_layer_is_in_is_among_what_fits(place):
    middle = (PLACES[place][0] + PLACES[place][2]) / 2
    assert "EPSG:4490" in fitting(PLACES[place])
    assert "EPSG:3857" in fitting(projected(place, 3857))
    three = round(middle / 3)
    assert f"EPSG:{4513 + three - 25}" in fitting(projected(place, 4513 + three - 25))
    assert "EPSG:4534–4554" in fitting(projected(place, 4534 + three - 25))
    six = int(middle // 6) + 1
    assert f"EPSG:{4491 + six - 13}" in fitting(projected(place, 4491 + six - 13))


@pytest.mark.parametrize(
    "bounds",
    [(0, 0, 1, 1), (-122.5, 37.7, -122.3, 37.9), (1e9, 1e9, 2e9, 2e9), (36.0, 116.2, 37.5, 117.9)],
)
def test_what_fits_nothing(bounds):
    assert fitting(bounds) == NONE_FITS


def test_the_zones_are_those_of_epsg():
    for first, last, code, step in ((25, 45, 4513, 3), (13, 23, 4491, 6)):
        for zone in range(first, last + 1):
            crs = CRS.from_epsg(code + zone - first)
            middle = zone * 3 if step == 3 else zone * 6 - 3
            assert f"{middle}" in str(crs.coordinate_operation.to_json())
            assert crs.coordinate_operation.params[3].value == zone * 1e6 + 5e5


@pytest.mark.parametrize("place", PLACES)
def test_exchanged_is_seen_and_nothing_else(place):
    west, south, east, north = PLACES[place]
    assert exchanged((south, west, north, east))
    assert not exchanged(PLACES[place])
    assert not exchanged(projected(place, 3857))


def test_areas_of_use():
    assert not outside_area_of_use(PLACES["济南"], CRS(4548))
    assert outside_area_of_use(PLACES["乌鲁木齐"], CRS(4548))
    assert not outside_area_of_use(PLACES["乌鲁木齐"], CRS(4326))
    assert outside_area_of_use(PLACES["深圳"], CRS(27700))


def test_in_china():
    assert in_china(PLACES["深圳"])
    assert not in_china((-122.5, 37.7, -122.3, 37.9))
