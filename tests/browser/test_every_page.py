"""Every page, in both languages and on both grounds: nothing is grave, and no text comes alive."""

import pytest
from playwright.sync_api import expect
from support.axe import HEIGHT, break_page, findings, open_all
from support.living_text import IMAGE, write_living_city
from support.screen import MAP, CityMap, card, choose_row, close_card, open_page, settle
from support.screen import hover as over
from support.server import PATIENCE_S, serving

from geo.app.pages import pages

pytestmark = pytest.mark.browser

MONTHS = ("2026-09", "2026-10")
COMPARED = f"?lang=en&compare={MONTHS[0]}"
WITH_ROWS = {"staffing", "accessibility", "corridors"}
WITHOUT_TEXT = {"help", "norms", "scenarios"}  # what users wrote stands in canvases there, or not
DRAWN = "Boolean(window.map?.getContainer().querySelector('canvas, path'))"
ALIVE = """() => [
    window.alive,
    document.querySelectorAll("img[src=x], svg[onload], a[href*=evil], img[src*=evil], .katex").length,
]"""
# What a map offers as it is put into a page, before it is painted: the names of its buttons.
OFFERED = """
let scripts;
window.offered = [];
const mount = (place, ...rest) => {
    const away = scripts.mount(place, ...rest);
    place.querySelectorAll("[role=button], summary").forEach((button) => {
        window.offered.push(button.title || button.textContent);
    });
    return away;
};
Object.defineProperty(window, "yipan", {
    get: () => scripts && new Proxy(scripts, { get: (of, name) => (name === "mount" ? mount : of[name]) }),
    set: (made) => (scripts = made),
});
"""
FORGED = [
    {"community_code": {"a": []}},
    ["990101001001"],
    {"community_code": "../../etc/passwd"},
    {"selection": {"rows": [-1]}},
    "<img src=x onerror=alert(1)>",
]


@pytest.fixture(scope="module")
def living(tmp_path_factory):
    """Serve a city in which every text would like to come alive."""
    folder = write_living_city(tmp_path_factory.mktemp("living") / "city", MONTHS)
    with serving(folder, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture
def opened(living, context, watch):
    """Open the city on a ground, in a window that goes from page to page."""
    opened = []

    def of(scheme, query):
        page = context.new_page()
        opened.append(page)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": 1440, "height": HEIGHT})
        page.set_default_timeout(PATIENCE_S * 1000)
        watch.follow(page)
        page.add_init_script(OFFERED)
        page.bring_to_front()  # behind another window a page draws once a second
        page.goto(f"{living}/{query}")
        return page

    yield of
    for page in opened:
        page.close()


def names():
    """Return all pages: the first, which the app opens with, and the others from the last on."""
    first, *others = (page.name for page in pages())
    return [first, *reversed(others)]


def test_no_page_has_a_grave_finding(opened):
    page = opened("light", "?lang=zh")
    found = {}
    for name in names():
        if found:
            open_page(page, name)
        open_all(page)
        found[name] = findings(page)
    assert {name: told for name, told in found.items() if told} == {}
    offered = page.evaluate("offered")
    assert len(offered) > 10
    assert all(offered)
    break_page(page)
    assert {"color-contrast", "image-alt", "button-name"} <= {rule for rule, *_ in findings(page)}


@pytest.mark.long
def test_nothing_comes_alive_is_grave_on_a_dark_ground_or_heard_of_a_forged_map(opened, watch):
    page, found = opened("dark", COMPARED), {}
    for name in names():
        if found:
            open_page(page, name)
        open_all(page)
        found[name] = findings(page)
        if page.locator(MAP).count():
            hover(page)
        if name in WITH_ROWS:
            page.get_by_test_id("stDataFrame").first.locator("canvas").first.wait_for()
            choose_row(page, 0)
            settle(page)
        if name not in WITHOUT_TEXT:
            expect(page.get_by_test_id("stMain")).to_contain_text(IMAGE)
        assert [frame.evaluate(ALIVE) for frame in page.frames] == [[None, 0]] * len(page.frames)
        # The table's own CSV and copies would have live formulas in them; ours have none.
        shown = page.get_by_role("button", name="Download as CSV", include_hidden=True)
        assert shown.count() == 0
    assert {name: told for name, told in found.items() if told} == {}
    assert not [url for url in watch.requested if "evil" in url]
    close_card(page, "en")
    forge(page)


def hover(page):
    """Move over the map, so that it tells of what is there."""
    page.wait_for_function(DRAWN)
    box = page.locator(MAP).first.bounding_box()
    for share in (0.2, 0.4, 0.6, 0.8):
        over(page.locator(MAP).first, share * box["width"], box["height"] / 2)


def forge(page):
    """Check that a map which tells nonsense chooses nothing on the page of staffing."""
    drawn = CityMap(page)
    main = page.get_by_test_id("stMain")
    usual = main.inner_text()
    for value in FORGED:
        tell(page, value)
        settle(page)
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        assert main.inner_text() == usual
    # What is told like this is heard:
    tell(page, {"community_code": drawn.page.evaluate("[...map.yipan.areas.keys()][0]")})
    expect(card(page)).to_have_count(1)


def tell(page, value):
    """Have the map tell a value, as a script in the page may."""
    page.evaluate("(value) => map.tell(value)", value)
    page.wait_for_timeout(300)
