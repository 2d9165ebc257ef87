"""What axe-core finds grave in a page, all that can be opened on it open."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import expect

from support.screen import FRESH, MAP, settle

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
GRAVE = {"serious", "critical"}
# So high that nothing is scrolled away: axe-core looks for contrast only at what is seen.
HEIGHT = 5000
# In the DOM of Streamlit alone: rule and node, and why it is not ours to mend.
OF_STREAMLIT = {}


def findings(page):
    """Return what axe-core finds grave in a page, but for what is Streamlit's own."""
    page.evaluate(AXE)
    told = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        (rule["id"], node["target"], node["html"][:200])
        for rule in told["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
        if (rule["id"], str(node["target"][-1])) not in OF_STREAMLIT
    ]


def open_all(page):
    """Wait until a page is complete, and open all that can be opened on it."""
    page.locator(f"{FRESH} .yipan-head").first.wait_for()
    settle(page)
    expect(page.locator("[data-stale='true']")).to_have_count(0)
    if page.locator(MAP).count():
        page.locator(f"{MAP} canvas").first.wait_for(state="attached")
    shut = page.locator("[data-testid=stExpander] details:not([open]) > summary")
    while shut.count():
        shut.first.click()
    settle(page)


def break_page(page):
    """Put faults into a page and its map that axe-core has to see."""
    page.evaluate(
        "document.querySelector('.yipan-head span').style.color = '#cccccc';"
        "document.querySelector('.yipan-head').insertAdjacentHTML('beforeend', '<img src=\"\">')"
    )
    page.locator(MAP).first.evaluate(
        "(box) => box.insertAdjacentHTML('beforeend', '<button></button>')"
    )
