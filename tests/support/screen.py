"""What a person does on the screen: read the map, click a community, choose a row."""

from playwright.sync_api import expect

FRAME = "iframe[title*='folium']"
# While a page is drawn anew, what was there before stands beside it and fades out.
FRESH = "[data-testid='stElementContainer'][data-stale='false']"


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
        self.box = page.locator(FRAME)
        self.box.wait_for()
        self.frame = self.box.element_handle().content_frame()
        self.frame.wait_for_function("window.map && map.yipan && map.yipan.areas.size > 0")
        self.settle()

    def settle(self):
        """Wait until what is painted is drawn."""
        self.frame.wait_for_function("map.yipan.painting")
        self.frame.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))"
        )

    def colours(self):
        """Return how many pixels have which colour, of the outlines' canvas."""
        return self.frame.evaluate(
            """() => {
                const canvas = map.yipan.renderer._container;
                const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                const found = {};
                for (let i = 0; i < data.length; i += 4) {
                    if (data[i + 3] < 200) continue;
                    const key = [data[i], data[i + 1], data[i + 2]].join();
                    found[key] = (found[key] || 0) + 1;
                }
                return found;
            }"""
        )

    def selected(self):
        return self.frame.evaluate("map.yipan.selected")

    def outlined(self):
        """Return whether an outline of the selected community is on the map."""
        return self.frame.evaluate("map.yipan.marked.some((line) => map.hasLayer(line))")

    def filled(self):
        """Return the codes that are painted in a class's colour."""
        return set(
            self.frame.evaluate(
                "[...map.yipan.areas].filter(([c]) => c in map.yipan.painting.fill).map(([c]) => c)"
            )
        )

    def view(self):
        return self.frame.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")

    def place(self, code, lon, lat):
        """Return where on the page a point of a community is."""
        self.box.scroll_into_view_if_needed()
        x, y = self.frame.evaluate(
            "([lat, lon]) => { const p = map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
            [lat, lon],
        )
        corner = self.box.bounding_box()
        return corner["x"] + x, corner["y"] + y

    def click(self, code, point):
        self.page.mouse.click(*self.place(code, point.x, point.y))


def card(page):
    """The title of the card that is open."""
    return page.locator(f"{FRESH} .yipan-card h3")


def choose_row(page, row, table=0):
    """Tick a row of a table."""
    grid = page.get_by_test_id("stDataFrame").nth(table).locator("canvas").first
    grid.scroll_into_view_if_needed()
    corner = grid.bounding_box()
    page.mouse.click(corner["x"] + 18, corner["y"] + 35 * (row + 1) + 17)
