"""Places are found, opened and linked to; low screens and keys."""

import pytest
from playwright.sync_api import expect
from support.screen import CityMap, card, choose_row, close_card, open_page

from geo.core.i18n import say

pytestmark = pytest.mark.browser

SELECTED = "[data-testid=stMultiSelect]"
# Bytes that came over the line; none of what the browser had kept.
FETCHED = (
    """() => performance.getEntriesByType("resource").map((of) => [of.name, of.transferSize])"""
)


@pytest.fixture(scope="module")
def worst(results):
    """The district that stands first on the Overview."""
    districts = results.districts
    return districts.loc[districts["staff_shortfall"].idxmax()]


@pytest.mark.long
def test_a_name_and_what_is_found_by_pinyin_open_their_place_and_lead_back(visit, worst, watch):
    page = visit(query="?lang=zh", width=1366, height=768)
    CityMap(page)
    page.evaluate("window.still = true")
    page.locator(".yipan-rank a.yipan-place").first.click()
    page.wait_for_url(f"**/staffing?district={worst['district_code']}&lang=zh")
    expect(page.locator(SELECTED).first).to_contain_text(worst["district_name"])
    city = CityMap(page)
    west, south, east, north = city.page.evaluate(
        "() => map.getBounds().toBBoxString().split(',').map(Number)"
    )
    shown = city.page.evaluate(
        """() => { const all = L.latLngBounds([]);
            map.yipan.painting.focus.forEach((c) => {
                const area = map.yipan.areas.get(c);
                if (area) all.extend(area.getBounds());
            });
            return all.toBBoxString().split(",").map(Number); }"""
    )
    assert (west, south) <= tuple(shown[:2])
    assert (east, north) >= tuple(shown[2:])
    assert east - west < 3 * (shown[2] - shown[0])  # the district, not the whole city
    page.go_back()
    expect(page.get_by_role("heading", name="总览", exact=True)).to_be_visible()
    box = page.get_by_placeholder(say("search.hint", "zh"))
    box.fill("yueq")
    box.press("Enter")
    page.get_by_role("button", name=worst["district_name"], exact=True).click()
    page.wait_for_url(f"**/staffing?*district={worst['district_code']}")
    assert page.evaluate("window.still")
    page.reload()
    expect(page.locator(SELECTED).first).to_contain_text(worst["district_name"])
    assert any("/_stcore/health" in url for url in watch.requested)
    assert not any("/staffing/_stcore" in url for url in watch.requested)


@pytest.mark.long
def test_an_address_says_what_is_asked_and_a_low_screen_takes_keys_a_wheel_and_a_row(visit):
    asked = "?lang=zh&mode=drive&minutes=30&layer=share"
    page = visit("accessibility", query=asked, width=1366, height=768)
    CityMap(page)
    checked = page.locator("[role=radio][aria-checked=true]")
    told = {text.strip() for text in checked.all_text_contents()}
    assert {say("access.mode.drive", "zh"), "30", say("access.layer.share", "zh")} <= told
    open_page(page, "staffing")
    expect(page.get_by_role("heading", name="人员配备", exact=True)).to_be_visible()
    city = CityMap(page)
    fetched = city.page.evaluate(FETCHED)
    for part in ("/static/layers/", "/static/vendor/maps.js", "/static/js/"):
        assert {size for url, size in fetched if part in url} == {0}, part
    assert page.evaluate("document.documentElement.lang").startswith("zh")
    box = city.box.bounding_box()
    assert box["y"] + box["height"] <= 768
    # The first press on a map that is half below the screen goes where it was aimed at.
    page.set_viewport_size({"width": 1366, "height": int(box["y"] + box["height"] / 2)})
    wide = city.page.locator(".yipan-wide")
    at = wide.bounding_box()
    page.mouse.move(at["x"] + 15, at["y"] + 15)
    page.mouse.down()
    page.wait_for_timeout(300)
    assert wide.bounding_box() == at
    before = city.view()
    page.mouse.up()
    # Full screen shows the whole city with title and legend, and leaves the view as it was.
    city.page.wait_for_function("document.fullscreenElement")
    sheet = city.page.locator(".yipan-sheet")
    for key in ("page.staffing", "map.state", "status.unstaffed"):
        expect(sheet).to_contain_text(say(key, "zh"))
    assert city.page.evaluate("map.getBounds().contains(map.yipan.bounds())")
    city.page.evaluate("document.exitFullscreen()")
    expect(sheet).to_be_hidden()
    assert city.view()[2] == before[2]
    page.set_viewport_size({"width": 1366, "height": 768})
    # A wheel alone does not zoom.
    before = city.view()
    city.hover(*reversed(before[:2]))
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(300)
    assert city.view() == before
    # A row brings its card into view.
    choose_row(page, 2)
    expect(card(page)).to_be_in_viewport()
    close_card(page)
    # Keys open the community in the middle.
    before = city.view()
    city.page.locator(".leaflet-container").focus()
    page.keyboard.press("ArrowRight")
    city.page.wait_for_function(f"map.getCenter().lng > {before[1]}")
    page.wait_for_timeout(500)
    code = city.page.evaluate("map.yipan.keys.under()")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**community={code}**")
