"""Tiles in GCJ-02 lie under the outlines where WGS84 has the same ground."""

import numpy as np
import pytest
from support.javascript import run_script

from geo.city.basemap_settings import BasemapSettings
from geo.publish.maps.basemaps import basemap_tiles
from geo.spatial.coordinates import from_wgs84

XYZ = "https://tiles.example/{z}/{x}/{y}.png"


@pytest.fixture(scope="module")
def points():
    random = np.random.default_rng(1)
    inside = np.column_stack([random.uniform(75, 134, 60), random.uniform(18, 53, 60)])
    return [*inside.tolist(), [2.35, 48.86], [-70.0, -30.0]]


def test_the_browser_shifts_as_the_tables_are_shifted(points):
    shifted = run_script("gcj02_tiles.js", "given.map(window.YipanGcj02.toGcj02)", points)
    expected = np.column_stack(from_wgs84(*np.transpose(points), "gcj02"))
    np.testing.assert_allclose(shifted, expected, atol=1e-9)


def test_what_is_shifted_and_back_is_where_it_was(points):
    back = run_script(
        "gcj02_tiles.js",
        "given.map((at) => window.YipanGcj02.fromGcj02(window.YipanGcj02.toGcj02(at)))",
        points,
    )
    np.testing.assert_allclose(back, points, atol=1e-8)


@pytest.mark.parametrize(
    ("coordinates", "moved"), [("wgs84", False), ("cgcs2000", False), ("gcj02", True)]
)
def test_tiles_are_moved_by_what_the_setting_says(coordinates, moved):
    (tiles,) = basemap_tiles("xyz", XYZ, coordinates=coordinates)
    assert tiles.in_gcj02 == moved


@pytest.mark.parametrize(
    ("url", "coordinates", "issue"),
    [
        (XYZ, "wgs84", ""),
        ("https://notamap.com/{z}/{x}/{y}", "wgs84", ""),
        ("http://webst01.is.autonavi.com/{z}/{x}/{y}", "wgs84", "issue.setting_tiles_gcj02"),
        ("http://rt0.map.gtimg.com/{z}/{x}/{y}", "cgcs2000", "issue.setting_tiles_gcj02"),
        ("http://webst01.is.autonavi.com/{z}/{x}/{y}", "gcj02", ""),
        ("http://online1.map.bdimg.com/{z}/{x}/{y}", "gcj02", "issue.setting_tiles_bd09"),
    ],
)
def test_tiles_that_would_lie_off_are_refused(url, coordinates, issue):
    assert BasemapSettings("xyz", url, coordinates=coordinates).issue == issue
