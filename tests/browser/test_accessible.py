"""No page has a serious or critical finding of axe-core, on a light ground or on a dark one."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect
from support.chromium import new_context
from support.screen import FRESH, open_page, settle

from geo.app.shell import pages

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
GRAVE = {"serious", "critical"}
# In the DOM of Streamlit alone: rule and node, and why it is not ours to mend.
OF_STREAMLIT = {}
COMPARED = "?lang=en&compare=2026-09"


def findings(page):
    """Return what axe-core finds grave in a page and its frames, but for what is Streamlit's own."""
    for frame in page.frames:
        frame.evaluate(AXE)
    told = page.evaluate("axe.run({ resultTypes: ['violations'], iframes: true })")
    return [
        (rule["id"], node["target"], node["html"][:200])
        for rule in told["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
        if (rule["id"], str(node["target"][-1])) not in OF_STREAMLIT
    ]


@pytest.fixture
def window(chromium, address, watch):
    """Open the app on a ground, in a window that goes from page to page."""
    contexts = []

    def of(scheme, query):
        contexts.append(new_context(chromium, color_scheme=scheme))
        page = contexts[-1].new_page()
        # So high that nothing is scrolled away: axe-core looks for contrast only at what is seen.
        page.set_viewport_size({"width": 1440, "height": 5000})
        page.set_default_timeout(90_000)
        watch.follow(page)
        page.goto(f"{address}/{query}")
        return page

    yield of
    for context in contexts:
        context.close()


def open_all(page):
    """Wait until a page is complete, and open all that can be opened on it."""
    page.locator(f"{FRESH} .yipan-head").first.wait_for()
    settle(page)
    expect(page.locator("[data-stale='true']")).to_have_count(0)
    if page.locator("iframe").count():
        page.frame_locator("iframe").first.locator("canvas").first.wait_for(state="attached")
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.click()
    settle(page)


@pytest.mark.parametrize(("scheme", "query"), [("light", "?lang=zh"), ("dark", COMPARED)])
def test_no_page_has_a_grave_finding(window, scheme, query):
    page = window(scheme, query)
    first, *others = (page.name for page in pages())
    found = {}
    for name in (first, *reversed(others)):
        if name != first:
            open_page(page, name)
        open_all(page)
        found[name] = findings(page)
    assert {name: told for name, told in found.items() if told} == {}
    if scheme == "light":
        break_page(page)
        assert {"color-contrast", "image-alt", "button-name"} <= {
            rule for rule, *_ in findings(page)
        }


def break_page(page):
    """Put faults into a page and its frame that axe-core has to see."""
    page.evaluate(
        "document.querySelector('.yipan-head span').style.color = '#cccccc';"
        "document.querySelector('.yipan-head').insertAdjacentHTML('beforeend', '<img src=\"\">')"
    )
    page.frame_locator("iframe").first.locator("body").evaluate(
        "(body) => body.insertAdjacentHTML('beforeend', '<button></button>')"
    )
