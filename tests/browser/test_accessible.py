"""No page has a serious or critical finding of axe-core, on a light ground or on a dark one."""

from pathlib import Path

import axe_playwright_python
import pytest
from support.screen import settle

from geo.app.shell import pages

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
GRAVE = {"serious", "critical"}
# In the DOM of Streamlit alone: rule and node, and why it is not ours to mend.
OF_STREAMLIT = {}
COMPARED = "&compare=2026-09"


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
def look(chromium, address, watch):
    """Open a page of the app on a ground; all that can be opened on it is open."""
    contexts = []

    def at(scheme, path, width=1440):
        contexts.append(chromium.new_context(color_scheme=scheme))
        page = contexts[-1].new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        page.set_default_timeout(90_000)
        watch.follow(page)
        page.goto(f"{address}/{path}")
        settle(page)
        if page.locator("iframe").count():
            page.frame_locator("iframe").first.locator("canvas").first.wait_for(state="attached")
        for summary in page.locator("[data-testid=stExpander] summary").all():
            summary.click()
        settle(page)
        return page

    yield at
    for context in contexts:
        context.close()


def test_no_page_has_a_grave_finding(look):
    found = {}
    for number, name in enumerate(page.name for page in pages()):
        path = "" if name == "overview" else name
        grounds = ("light", "dark")[:: 1 if number % 2 else -1]
        for language, scheme in zip(("zh", "en"), grounds, strict=True):
            page = look(scheme, f"{path}?lang={language}{COMPARED if language == 'en' else ''}")
            found[name, language, scheme] = findings(page)
            page.close()
    assert {where: told for where, told in found.items() if told} == {}


def test_axe_sees_what_is_wrong_in_a_page_and_in_its_frames(look):
    page = look("light", "staffing?lang=en")
    page.evaluate(
        "document.querySelector('.yipan-head span').style.color = '#cccccc';"
        "document.querySelector('.yipan-head').insertAdjacentHTML('beforeend', '<img src=\"\">')"
    )
    page.frame_locator("iframe").first.locator("body").evaluate(
        "(body) => body.insertAdjacentHTML('beforeend', '<button></button>')"
    )
    assert {"color-contrast", "image-alt", "button-name"} <= {rule for rule, *_ in findings(page)}
