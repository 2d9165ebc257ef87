"""The Corridors page as a person meets it.

Lines clicked, drilled into, thousands of them panned.
"""

import pytest
from playwright.sync_api import expect
from support.screen import MAP, card, click, close_card, drag, settle, stand

from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.maps import FLOW_COLOURS
from geo.analyses.corridors.model import Corridors
from geo.core.i18n import Term, say

pytestmark = pytest.mark.browser

POINT = """(corridor) => {
    const line = map.yipan.flows.find((flow) => flow.corridor === corridor).line._line;
    const [a, b, c] = line.map((point) => map.layerPointToContainerPoint(point));
    const at = (axis, t) => (1 - t) ** 2 * a[axis] + 2 * t * (1 - t) * b[axis] + t ** 2 * c[axis];
    const points = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65].map((t) => [at("x", t), at("y", t)]);
    const { left, top } = map.getContainer().getBoundingClientRect();
    // Names lie on the lines and are clicked for themselves.
    return points.find(([x, y]) => !document.elementFromPoint(left + x, top + y)?.closest(".yipan-label")) || points[0];
}"""


class FlowScreen:
    """The map of flows on the page, the first of its two maps."""

    def __init__(self, page):
        self.page = page
        settle(page)
        self.box = page.locator(MAP).first
        self.box.wait_for()
        self.page.wait_for_function("window.map?.yipan.painting")
        settle(page)

    def await_flows(self, most, least=None):
        """Wait until so many corridors are drawn; return how many."""
        least = most if least is None else least
        between = f"map.yipan.flows.length >= {least} && map.yipan.flows.length <= {most}"
        self.page.wait_for_function(between)
        return self.page.evaluate("map.yipan.flows.length")

    def corridors(self):
        return self.page.evaluate("map.yipan.flows.map((flow) => flow.corridor)")

    def click(self, x, y):
        click(self.box, x, y)

    def click_line(self, corridor):
        self.click(*self.page.evaluate(POINT, corridor))

    def view(self):
        return self.page.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")


@pytest.fixture
def page(stay):
    """The page that tests share: the first corridors of all, no card open."""
    page = stay("corridors", query="?lang=en")
    expect(page.get_by_role("heading", name="Corridors", exact=True)).to_be_visible()
    yield page
    close_card(page, "en")


def choose(page, text):
    page.get_by_role("radio", name=text, exact=True).first.click()
    settle(page)


def test_the_first_corridors_are_drawn_in_the_colours_of_their_states(page, results):
    flows = FlowScreen(page)
    first = results[Corridors].frame.head(100)
    assert set(flows.corridors()) == set(first["corridor"])
    legend = page.locator(".yipan-legend").first.inner_text()
    for state, count in first["state"].value_counts().items():
        assert f"{say(f'corridor_state.{state}', 'en')} {count}" in legend.replace("\n", " ")
    drawn = flows.page.evaluate("map.yipan.painting.palette")
    assert drawn == list(FLOW_COLOURS.values())


def test_a_click_on_a_line_opens_both_ends(page, results):
    flows = FlowScreen(page)
    # the last to be drawn lies on top
    corridor = flows.corridors()[-1]
    (row,) = results[Corridors].frame.query("corridor == @corridor").to_dict("records")
    flows.click_line(corridor)
    expect(card(page)).to_have_text(f"{row['partner_name']} ⇄ {row['local_name']}")
    expect(page.locator(".yipan-ways")).to_contain_text(f"{row['inflow']:,}")


@pytest.mark.long
def test_a_partner_place_is_drilled_down_to_its_counties(page, results):
    flows = FlowScreen(page)
    place = flows.page.evaluate(
        """() => {
            const end = map.yipan.ends.find((end) => end.partner && end.name === "北京市");
            const p = map.latLngToContainerPoint(end.latlng);
            return [p.x, p.y];
        }"""
    )
    flows.click(*place)
    expect(card(page)).to_have_text("北京市")
    drill = say("corridors.partner.drill", "en", unit=Term("corridors.unit.county"))
    page.get_by_role("button", name=drill).click()
    settle(page)
    inside = corridors_of(results, "county", "district").frame
    inside = inside[inside["partner_prefecture_code"] == "110000"]
    flows = FlowScreen(page)
    flows.await_flows(min(99, len(inside)), least=1)
    assert set(flows.corridors()) <= set(inside["corridor"])
    page.get_by_role("button", name="Back from 北京市").click()
    settle(page)
    FlowScreen(page).await_flows(100)
    close_card(page, "en")


@pytest.mark.long
def test_five_thousand_corridors_are_panned_without_a_rerun_and_a_cell_of_their_matrix_opened(page):
    """The last of the page, which it leaves full."""
    sent = []
    flows = FlowScreen(page)
    choose(page, "Subdistrict")
    page.get_by_role("button", name=say("corridors.ask.more", "en")).click()
    page.get_by_role("combobox", name="Show").click()
    page.get_by_role("option", name="first 5,000").click()
    page.keyboard.press("Escape")
    settle(page)
    drawn = flows.await_flows(5000, least=4500)
    lost = say("corridors.map.lost", "en", count=str(5000 - drawn))
    expect(page.get_by_text(lost)).to_be_visible()
    page.on("request", lambda request: sent.append(request.url))
    before = flows.view()
    page.evaluate(
        """() => {
            window.reruns = 0;
            const app = document.querySelector("[data-test-script-state]");
            new MutationObserver(() => window.reruns += 1).observe(app, { attributes: true });
        }"""
    )
    box = flows.box.bounding_box()
    drag(flows.box, (box["width"] / 2, box["height"] / 2), (-120, -60))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    flows.page.wait_for_function(f"map.getZoom() > {before[2]}")
    page.wait_for_timeout(500)
    assert flows.view()[:2] != before[:2]
    assert page.evaluate("window.reruns") == 0
    assert sent == []
    choose(page, "Matrix")
    cells = page.get_by_test_id("stDataFrame").first
    cells.wait_for()
    stand(cells)
    page.wait_for_timeout(1000)
    # The third column, behind the names and the totals; the third row, under headers and totals.
    click(cells, cells.bounding_box()["width"] * 0.6, 35 * 2.5)
    expect(card(page)).to_contain_text("⇄")
