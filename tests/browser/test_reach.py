"""The Reach page as a person meets it: sites and places clicked, filtered, without the internet."""

import re

import pytest
from browser.screen import CityMap, open_page, settle
from playwright.sync_api import expect

from geo.analysis.beeline import nearest_sites
from geo.outputs.site_directory import site_directory
from geo.words import say

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit):
    page = visit(query="?lang=zh")
    open_page(page, "reach")
    expect(page.get_by_role("heading", name="服务可及", exact=True)).to_be_visible()
    return page


@pytest.fixture
def listed(plan):
    return site_directory(plan.sites, plan.communities)


def drawn(city):
    """How many sites the map has."""
    city.settle()
    return city.frame.evaluate("map.yipan.painting.places.sites.length")


def card(page):
    return page.locator(".yipan-card")


def lonely(listed):
    """Return the site farthest from any other: a mouse hits it with ease."""
    far = [
        nearest_sites(listed, site.lon, site.lat, 2)["metres"].max() for site in listed.itertuples()
    ]
    return listed.iloc[far.index(max(far))]


def test_a_site_that_is_clicked_opens_and_hovering_names_it(page, listed, watch):
    city = CityMap(page)
    assert drawn(city) == len(listed)
    view, fetched = city.view(), watch.layers()
    site = lonely(listed)
    spot = city.place(None, site["lon"], site["lat"])
    page.mouse.move(*spot)
    expect(city.frame.locator(".yipan-tooltip")).to_contain_text(site["site_name"])
    page.mouse.click(*spot)
    expect(card(page)).to_contain_text(site["site_name"])
    expect(card(page)).to_contain_text(site["address"])
    expect(card(page)).to_contain_text(site["phone"])
    settle(page)
    assert city.frame.evaluate("map.yipan.painting.places.chosen") == site.name
    assert city.view() == view
    assert watch.layers() == fetched


def test_a_place_that_is_clicked_shows_the_nearest_sites_and_is_marked(page, listed):
    city = CityMap(page)
    site = lonely(listed)
    spot = city.place(None, site["lon"], site["lat"])
    page.mouse.click(spot[0] + 25, spot[1])
    expect(card(page).locator("h3")).to_have_text(say("site.nearest", "zh"))
    expect(card(page).locator("h4").first).to_have_text(site["site_name"])
    settle(page)
    lon, lat = city.frame.evaluate("map.yipan.painting.places.pin")
    assert city.place(None, lon, lat) == pytest.approx((spot[0] + 25, spot[1]), abs=1)


def test_panning_asks_nothing_of_the_server_and_a_filter_keeps_the_view(page, listed):
    city = CityMap(page)
    city.frame.evaluate(
        """() => {
            window.told = 0;
            const tell = window.Streamlit.setComponentValue;
            window.Streamlit.setComponentValue = (...value) => { window.told++; tell(...value); };
        }"""
    )
    before = city.view()
    x, y = city.place(None, *before[1::-1])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 40, steps=5)
    page.mouse.up()
    page.wait_for_timeout(600)  # until the map has come to rest
    view = city.view()
    assert view != before
    assert city.frame.evaluate("window.told") == 0
    page.get_by_role("combobox", name=say("directory.services", "zh")).click()
    page.get_by_role("option", name="健康检查").click()
    page.keyboard.press("Escape")
    wanted = listed["services"].str.contains("健康检查").sum()
    city.frame.wait_for_function(f"map.yipan.painting.places.sites.length === {wanted}")
    assert city.view() == view


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phone_shows_all_without_scrolling_sideways(visit, lang):
    page = visit(width=390, height=844, query=f"?lang={lang}")
    open_page(page, "reach")
    assert drawn(CityMap(page)) > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".stMain").evaluate("main => main.scrollWidth <= main.clientWidth")


def test_the_directory_is_downloaded_and_printed_on_its_own(page, visit, listed, tmp_path):
    made = {}
    for key in ("workbook", "csv", "page"):
        with page.expect_download() as download:
            page.get_by_role("button", name=say(f"directory.{key}", "zh")).click()
        made[key] = download.value.path().read_bytes()
    assert made["workbook"].startswith(b"PK")
    assert made["csv"].count(b"\r\n") == len(listed) + 1
    file = tmp_path / "directory.html"
    file.write_bytes(made["page"])
    other = page.context.browser.new_page(viewport={"width": 390, "height": 800})
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(file.as_uri())
    expect(other.locator("li")).to_have_count(len(listed))
    assert other.evaluate("document.documentElement.scrollWidth") <= 390
    assert re.match(r"file:", asked[0])
    assert len(asked) == 1
    other.close()
