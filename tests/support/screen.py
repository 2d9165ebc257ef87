"""What a person does on the screen: read the map, click a community, choose a row."""

import numpy as np
from playwright.sync_api import expect

from geo.analyses.access.directory.listing import site_directory
from geo.analyses.access.products import Sites
from geo.core.i18n import say
from support.server import PATIENCE_S

ROW = 35  # pixels of a table's row
LISTED_MS = 300  # a table is drawn; what its rows say is listed for readers 0.2 s later
LOOK_MS = 50  # between looks at a map; to look at each frame makes the browser draw each
MAP = ".yipan-map"
# While a page is drawn anew, what was there before stands beside it and fades out.
FRESH = "[data-testid='stElementContainer'][data-stale='false']"
STANDING = """(element) => new Promise((done) => {
    let before = "", frames = 0;
    const look = () => {
        const now = JSON.stringify(element.getBoundingClientRect());
        frames = now === before ? frames + 1 : 0;
        before = now;
        if (frames < 5) requestAnimationFrame(look);
        else done();
    };
    look();
})"""


def open_page(page, name):
    """Go to a page by its link in the sidebar, which a narrow screen hides at first."""
    link = page.locator(f"[data-testid='stSidebarNavLink'][href*='{name}']")
    menu = page.get_by_test_id("stExpandSidebarButton")
    link.or_(menu).first.wait_for()
    if menu.is_visible():
        menu.click()
    link.click()
    page.wait_for_url(f"**/{name}**")


def settle(page):
    """Wait until the page is complete: until then the map may be that of the page before."""
    page.wait_for_timeout(100)
    page.locator("[data-test-script-state='notRunning']").wait_for()


def stand(locator):
    """Wait until the page is complete and what is on it has stood still for some frames."""
    settle(locator.page)
    locator.scroll_into_view_if_needed()
    locator.evaluate(STANDING)


def click(locator, x, y):
    """Click a point of what is on the page."""
    stand(locator)
    locator.click(position={"x": x, "y": y})


def hover(locator, x, y):
    """Move the mouse to a point of what is on the page."""
    stand(locator)
    locator.hover(position={"x": x, "y": y})


def drag(locator, start, by):
    """Draw what is on the page from a point of it, by so many pixels."""
    hover(locator, *start)
    corner, mouse = locator.bounding_box(), locator.page.mouse
    mouse.down()
    mouse.move(corner["x"] + start[0] + by[0], corner["y"] + start[1] + by[1], steps=5)
    mouse.up()


def press(page, name, *, exact=False):
    """Press a button once it alone has that name and can be pressed."""
    button = page.locator(FRESH).get_by_role("button", name=name, exact=exact)
    expect(button).to_have_count(1)
    expect(button).to_be_enabled()
    button.click()


class CityMap:
    """The map on a page."""

    def __init__(self, page):
        settle(page)
        self.page = page
        self.box = page.locator(MAP)
        self.box.wait_for()
        drawn = "window.map?.yipan.areas.size > 0"
        self.page.wait_for_function(drawn, polling=LOOK_MS)
        self.settle()

    def settle(self):
        """Wait until what is painted is drawn."""
        self.page.wait_for_function("window.map?.yipan.painting", polling=LOOK_MS)
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))"
        )

    def colours(self):
        """Return how many pixels have about which colour, of the outlines' canvas."""
        return self.page.evaluate(
            """() => {
                const canvas = map.yipan.renderer._container;
                const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                const found = {};
                for (let i = 0; i < data.length; i += 4) {
                    if (data[i + 3] < 200) continue;
                    const key = [data[i] | 3, data[i + 1] | 3, data[i + 2] | 3].join();
                    found[key] = (found[key] || 0) + 1;
                }
                return found;
            }"""
        )

    def selected(self):
        return self.page.evaluate("map.yipan.selected")

    def outlined(self):
        """Return whether an outline of the selected community is on the map."""
        return self.page.evaluate("map.yipan.marked.some((line) => map.hasLayer(line))")

    def filled(self):
        """Return the codes that are painted in a class's colour."""
        return set(
            self.page.evaluate(
                "[...map.yipan.areas].filter(([c]) => c in map.yipan.painting.fill).map(([c]) => c)"
            )
        )

    def view(self):
        return self.page.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")

    def point(self, lon, lat):
        """Return where in the map a place is, once the map stands still."""
        stand(self.box)
        point = "([lat, lon]) => { const p = map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }"
        return self.page.evaluate(point, [lat, lon])

    def hover(self, lon, lat):
        hover(self.box, *self.point(lon, lat))

    def click(self, lon, lat, beside=0):
        """Click a place, or so many pixels beside it."""
        x, y = self.point(lon, lat)
        click(self.box, x + beside, y)


def lonely_site(results):
    """Return the site farthest from any other, which a mouse hits with ease."""
    listed = site_directory(results[Sites].frame, results.communities)
    place = listed[["lon", "lat"]].to_numpy() * [np.cos(np.radians(listed["lat"].mean())), 1]
    apart = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return listed.iloc[apart.min(axis=1).argmax()]


def card(page):
    """The title of the card that is open."""
    return page.locator(f"{FRESH} .yipan-card h3")


def close_card(page, lang="zh"):
    """Close the card if one is open."""
    settle(page)
    button = page.locator(FRESH).get_by_role("button", name=say("card.close", lang))
    if button.count():
        press(page, say("card.close", lang))
        expect(button).to_have_count(0)


def choose_row(page, row, table=0):
    """Tick a row of a table; again, where a table just drawn anew has not taken the click."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    rows, ticked = grid.locator("[role=row]"), grid.locator("[role=row][aria-selected=true]")
    wanted = None
    for patience_s in (5, 15, PATIENCE_S):
        stand(grid)
        page.wait_for_timeout(LISTED_MS)
        if wanted is None:
            wanted = rows.nth(row + 1).text_content()  # the first one holds the headers
        at = rows.all_text_contents().index(wanted)
        grid.click(position={"x": 18, "y": ROW * (at + 0.5)})
        settle(page)
        try:
            expect(ticked).to_have_text(wanted, timeout=patience_s * 1000)
        except AssertionError:
            if patience_s == PATIENCE_S:
                raise
        else:
            return
