"""Every page with a map on a phone: by its menu, without scrolling sideways."""

import pytest
from playwright.sync_api import expect
from support.chromium import new_context
from support.pixels import HEAT, heated, near
from support.screen import CityMap, lonely_site, open_page, settle
from support.server import PATIENCE_S

from geo.core.i18n import say
from geo.publish.maps.choropleth import STATE_COLOURS

pytestmark = pytest.mark.browser

WIDTH = 390


@pytest.fixture
def page(chromium, address, watch):
    looks = {"width": WIDTH, "height": 844}
    context = new_context(chromium, viewport=looks, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    watch.follow(page)
    page.goto(f"{address}/?lang=en")  # the longer words
    yield page
    context.close()


TABLES = (
    "[...document.querySelectorAll('.stMain [data-testid=stElementContainer]:has(.stDataFrame)')]"
)
BUTTONS = "table.querySelector('[data-testid=stElementToolbar]')?.getBoundingClientRect()"
HAVE_BUTTONS = f"() => {TABLES}.length && {TABLES}.every((table) => {BUTTONS}?.height)"
# The tables whose buttons, which are always there on a phone, stand on what is above them.
COVERING = f"""() => {TABLES}.filter((table) => {{
    const above = table.previousElementSibling?.getBoundingClientRect();
    return above?.height && {BUTTONS}.top < above.bottom;
}}).length"""


def fits(page):
    """Return whether a page has nothing beside what its screen shows."""
    settle(page)
    page.wait_for_function(HAVE_BUTTONS)
    assert not page.evaluate(COVERING)
    main = page.locator(".stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
    return main and page.evaluate("document.documentElement.scrollWidth") <= WIDTH


@pytest.mark.long
def test_all_is_shown_without_scrolling_sideways_and_the_menu_closes(page, results):
    city = CityMap(page)
    assert city.page.evaluate(HEAT)[0] > 500
    expect(page.get_by_text(say("overview.table.district", "en"), exact=True)).to_be_attached()
    assert fits(page)
    menu = page.get_by_test_id("stExpandSidebarButton")

    open_page(page, "staffing")
    expect(menu).to_be_visible()
    expect(page.get_by_role("heading", name="Staffing", exact=True)).to_be_visible()
    city = CityMap(page)
    assert near(city.colours(), STATE_COLOURS["compliant"]) > 200
    assert not city.page.evaluate("map.dragging.enabled()")  # one finger scrolls the page
    assert fits(page)

    open_page(page, "accessibility")
    expect(menu).to_be_visible()
    expect(page.get_by_role("heading", name="Accessibility", exact=True)).to_be_visible()
    city = CityMap(page)
    assert heated(city) > 100
    site = lonely_site(results)
    city.click(site["lon"], site["lat"])
    expect(page.locator(".yipan-card").first).to_contain_text(site["address"])
    assert fits(page)

    open_page(page, "corridors")
    expect(page.get_by_role("heading", name="Corridors", exact=True)).to_be_visible()
    settle(page)
    page.wait_for_function("window.map?.yipan.painting")
    assert fits(page)

    open_page(page, "data")
    expect(page.get_by_text(say("data.inputs", "en"), exact=True)).to_be_attached()
    assert CityMap(page).page.evaluate("map.yipan.painting.spots.length")
    assert fits(page)
