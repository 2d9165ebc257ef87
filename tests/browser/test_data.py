"""The Data page as a clerk meets it: the account, and places where rows were rejected."""

import pytest
from playwright.sync_api import expect
from support.screen import FRESH, CityMap, press

from geo.analyses.population.model import Population
from geo.app.data.rejects_map import COLOURS
from geo.core.i18n import say
from geo.publish.csv import csv_bytes
from geo.spatial.grid_cells import lost_cells, on_map

pytestmark = pytest.mark.browser


@pytest.fixture
def page(stay):
    """The page that tests share: all reasons, in Chinese."""
    page = stay("data", query="?lang=zh")
    expect(page.get_by_role("heading", name="数据", exact=True)).to_be_visible()
    return page


def spots(city):
    return city.page.evaluate("map.yipan.painting.spots")


def test_the_sums_close(page, results):
    read = (
        results[Population]
        .record_account.loc[results[Population].record_account["stage"] == "read", "rows"]
        .sum()
    )
    expect(page.locator(".yipan-closing")).to_contain_text(f"读取 {read:,} 行")
    expect(page.get_by_text("✓ 相符")).to_have_count(
        len(results[Population].record_account["file"].unique()) + 1
    )


def test_circles_stand_in_the_city_and_hide_small_counts(page, results):
    city = CityMap(page)
    west, south, east, north = results.communities.total_bounds
    drawn = spots(city)
    assert len(drawn) > 100
    for spot in drawn:
        assert west - 0.3 < spot["lon"] < east + 0.3
        assert south - 0.3 < spot["lat"] < north + 0.3
        (rows,) = spot["values"]
        assert rows == "<10" or int(rows.replace(",", "")) % 5 == 0
    small = {spot["radius"] for spot in drawn if spot["values"] == ["<10"]}
    assert len(small) == 1  # a hidden count cannot be told from the size of its circle


def test_points_in_the_sea_do_not_wreck_the_view(page, results):
    city = CityMap(page)
    west, south, east, north = results.communities.total_bounds
    lat, lon, zoom = city.view()
    assert west < lon < east
    assert south < lat < north
    assert zoom > 8
    far = lost_cells(results[Population].cells)
    far = far[~on_map(far, tuple(results.communities.total_bounds))]
    assert far["rows"].sum() > 0
    expect(page.get_by_text(say("data.off_map", "zh"), exact=True)).to_be_visible()


def test_the_list_is_downloaded(page, results):
    with page.expect_download() as made:
        press(page, say("download.rejected_records", "zh"))
    assert made.value.path().read_bytes() == csv_bytes(results[Population].rejected_records)


def test_one_reason_alone_and_the_language_switches(page):
    """The last of the page: it stays in English."""
    city = CityMap(page)
    name = say("outcome.duplicate", "zh")
    page.locator(FRESH).get_by_test_id("stButtonGroup").get_by_text(name).click()
    city.page.wait_for_function(
        "colour => map.yipan.painting.spots.every((spot) => spot.colour === colour)",
        arg=COLOURS["duplicate"],
    )
    assert spots(city)
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
    expect(page.locator(".yipan-closing")).to_contain_text("rejected")
