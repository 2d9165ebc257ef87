"""The front-end files come out of the installed packages, and nothing else is needed."""

import re

import pytest

from geo.publish.maps.assets import ASSETS, asset_url, copy_assets


@pytest.fixture
def static(tmp_path):
    copy_assets(tmp_path)
    return tmp_path


def test_every_file_is_copied_and_a_second_time_none(tmp_path):
    assert len(copy_assets(tmp_path)) == len(ASSETS)
    assert copy_assets(tmp_path) == []


def test_a_file_that_differs_is_mended(static):
    broken = static / "vendor" / "maps.js"
    broken.write_text("no map", "utf-8")
    assert copy_assets(static) == [broken]
    assert "version" in broken.read_text("utf-8")


def test_leaflet_is_the_version_folium_is_made_for(static):
    from folium.folium import _default_js

    wanted = re.search(r"leaflet@([\d.]+)/", dict(_default_js)["leaflet"])[1]
    assert f'version="{wanted}"' in (static / "vendor" / "maps.js").read_text("utf-8")


def test_no_file_asks_for_anything_outside(static):
    for name in ASSETS:
        if name.endswith(".css"):
            links = re.findall(r"url\(([^)]*)\)", (static / "vendor" / name).read_text("utf-8"))
            assert not [link for link in links if "//" in link]


def test_address_changes_with_the_content(static):
    before = asset_url("maps.js", static)
    (static / "vendor" / "maps.js").write_text("changed", "utf-8")
    assert before.startswith("app/static/vendor/maps.js?")
    assert asset_url("maps.js", static) != before
