"""No text of a file comes alive on any page, on a map, or in what a page gives away."""

import contextlib

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect
from support.living_text import IMAGE, write_living_city
from support.screen import FRAME, choose_row, open_page, settle
from support.screen import hover as over
from support.server import PATIENCE_S, serving

pytestmark = pytest.mark.browser

PAGES = ["staffing", "accessibility", "corridors", "planning", "data", "norms"]
IN_CANVASES = ["norms"]  # what users wrote stands in its table and map only
DRAWN = "Boolean(window.map && map.yipan && document.querySelector('canvas, path'))"
ALIVE = """() => [
    window.alive,
    document.querySelectorAll("img[src=x], svg[onload], a[href*=evil], img[src*=evil], .katex").length,
]"""


@pytest.fixture(scope="module")
def living(tmp_path_factory):
    folder = write_living_city(tmp_path_factory.mktemp("living") / "city")
    with serving(folder, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


def hover(page):
    """Move over the map, so that it tells of what is there."""
    for _ in range(4):  # the first frame may be that of the page before, which goes away
        frame = page.locator(FRAME).element_handle().content_frame()
        with contextlib.suppress(PlaywrightError):
            frame.wait_for_function(DRAWN, timeout=PATIENCE_S * 250)
            break
    assert frame.evaluate(DRAWN)
    box = page.locator(FRAME).bounding_box()
    for share in (0.2, 0.4, 0.6, 0.8):
        over(page.locator(FRAME), share * box["width"], box["height"] / 2)


def test_nothing_comes_alive_on_any_page(living, context, watch):
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 1200})
    page.set_default_timeout(PATIENCE_S * 1000)
    watch.follow(page)
    page.goto(f"{living}/?lang=en")
    for name in ["", *PAGES]:
        if name:
            open_page(page, name)
        settle(page)
        if page.locator(FRAME).count():
            hover(page)
        if name in PAGES[:3]:
            page.get_by_test_id("stDataFrame").first.locator("canvas").first.wait_for()
            choose_row(page, 0)
            settle(page)
        if name not in IN_CANVASES:
            expect(page.get_by_test_id("stMain")).to_contain_text(IMAGE)
        assert [frame.evaluate(ALIVE) for frame in page.frames] == [[None, 0]] * len(page.frames)
        # The table's own CSV and copies would have live formulas in them; ours have none.
        shown = page.get_by_role("button", name="Download as CSV", include_hidden=True)
        assert shown.count() == 0
    page.close()
    assert not [url for url in watch.requested if "evil" in url]
