"""The Overview as a leader meets it: drawn without the internet, in both languages, on a phone."""

import pytest
from playwright.sync_api import expect
from support.pixels import HEAT
from support.screen import CityMap, card, press

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import headline, population_by_period
from geo.core.i18n import say
from geo.core.periods import period_name
from geo.publish.maps.heat import heat_cells
from geo.spatial.grid_cells import inhabited_cells
from geo.spatial.kernel_density import kernel_density

pytestmark = pytest.mark.browser
PEOPLE = "?lang=zh&show=floating_population"  # the page opens on the shortfall

INK = """([lat, lon]) => {
    const at = map.latLngToContainerPoint([lat, lon]);
    const context = map.yipan.heat._canvas.getContext("2d");
    return context.getImageData(Math.round(at.x), Math.round(at.y), 1, 1).data[3];
}"""

DENSITY = """place => {
    const at = map.latLngToContainerPoint(place);
    return map.yipan.heat.at(at.x, at.y);
}"""
NEARER = "zoom => !map._animatingZoom && Math.abs(map.getZoom() - zoom - 1) < 0.01"


@pytest.fixture
def page(stay):
    """The page that tests share: the heat of people, whatever the view."""
    page = stay(query=PEOPLE)
    expect(page.get_by_role("heading", name="总览", exact=True)).to_be_visible()
    return page


def test_it_is_where_the_app_opens_and_says_how_far(page, results):
    found = headline(results.communities)
    told = page.locator(".yipan-headline")
    expect(told).to_contain_text(f"{found.missed:,}个没有达到配备标准")
    expect(told).to_contain_text(f"共缺{found.staff_shortfall:,.0f}名")


def test_the_heatmap_is_drawn_where_population_are(page, results):
    city = CityMap(page)
    drawn, _ = city.page.evaluate(HEAT)
    assert drawn > 5000
    living = inhabited_cells(results[Population].cells, results.period)
    densest = living.loc[living["floating_population"].idxmax()]
    assert city.page.evaluate(INK, [densest["lat"], densest["lon"]]) > 128


def test_densities_do_not_change_as_the_map_moves(page, results):
    city = CityMap(page)
    living = inhabited_cells(results[Population].cells, results.period).sort_values(
        "floating_population"
    )
    places = living[["lat", "lon"]].iloc[[-1, -50, -200, -400]].to_numpy().tolist()
    before = [city.page.evaluate(DENSITY, place) for place in places]
    city.page.evaluate("() => { map.panBy([7, 5], {animate: false}); }")
    city.settle()
    after = [city.page.evaluate(DENSITY, place) for place in places]
    city.page.evaluate("() => { map.panBy([-7, -5], {animate: false}); }")
    city.settle()
    assert after == pytest.approx(before, rel=0.1)
    assert before[0] > before[-1]


def test_hovering_tells_a_community_through_the_heat(page, results):
    city = CityMap(page)
    place = largest(results)
    city.hover(place["point"].x, place["point"].y)
    expect(city.page.locator(".yipan-tooltip")).to_contain_text(place["community_name"])


def test_periods_are_bars_from_zero_in_words_of_the_page(page, results):
    people = population_by_period(results[Population].counts, results.periods)
    bars = page.locator(".yipan-periods > div")
    expect(bars).to_have_count(len(people))
    named = f"{period_name(people.index[-1], 'zh')}\n{people.iloc[-1]:,}"
    assert bars.last.inner_text().strip() == named
    heights = bars.locator(".bar").evaluate_all("(bars) => bars.map((bar) => bar.offsetHeight)")
    shares = [height / max(heights) for height in heights]
    assert shares == pytest.approx((people / people.max()).tolist(), abs=0.02)


def test_ranks_turn_by_share_compliant(page, results):
    first = page.locator(".yipan-rank > span").first
    districts = results.districts
    expect(first).to_have_text(
        districts.loc[districts["staff_shortfall"].idxmax(), "district_name"]
    )
    page.get_by_text(say("overview.rank_by.share_compliant", "zh"), exact=True).click()
    judged = districts["compliant"] + districts["understaffed"] + districts["unstaffed"]
    expect(first).to_have_text(
        districts.loc[(districts["compliant"] / judged).astype(float).idxmin(), "district_name"]
    )


def test_the_workbook_is_downloaded(page):
    with page.expect_download() as made:
        press(page, say("download.workbook", "zh"))
    assert made.value.path().read_bytes().startswith(b"PK")


def largest(results):
    """The largest community, which a mouse hits with ease, with a point inside it."""
    drawn = results.communities[results.communities.geometry.notna()]
    drawn = drawn.assign(point=drawn.representative_point())
    return drawn.loc[drawn.to_crs(drawn.estimate_utm_crs()).area.idxmax()]


def test_what_a_page_asks_of_the_outside_is_noticed_and_comes_to_nothing(context, address, watch):
    page = context.new_page()
    watch.follow(page)
    page.goto(f"{address}/_stcore/health")
    asked = ["http://example.com/a.png", "http://93.184.216.34/b.png"]
    for url in asked:
        complaint = page.expect_console_message(lambda told, of=url: told.location["url"] == of)
        with complaint, page.expect_event("requestfailed"):
            page.evaluate("(url) => { new Image().src = url }", url)
    assert watch.outside == asked
    assert [told.split()[0] for told in watch.failed] == ["net::ERR_NAME_NOT_RESOLVED"] * 2
    for told in (watch.outside, watch.failed, watch.complaints):
        told.clear()
    page.close()


def test_the_switch_repaints_the_same_map_in_the_same_view(page, stay, results, watch):
    city = CityMap(page)
    assert stay.watch_of(page).layers() == 1
    watch.follow(page)
    population = city.page.evaluate(HEAT)
    city.page.evaluate(
        "() => { map.setView(map.getCenter(), map.getZoom() + 0.5, {animate: false}); }"
    )
    view = city.view()
    page.get_by_text(say("overview.show.shortfall", "zh"), exact=True).click()
    legend = page.locator(".yipan-legend strong")
    expect(legend).to_have_text(say("overview.surface.shortfall", "zh"))
    city.page.wait_for_function(f"before => ({HEAT})()[1] !== before", arg=population[1])
    assert city.page.evaluate(HEAT)[0] > 1000
    assert city.view() == pytest.approx(view)
    assert watch.layers() == 0
    watch.leave(page)
    shortfall = city.page.evaluate(HEAT)
    page.get_by_text(say("overview.show.floating_population", "zh"), exact=True).click()
    city.page.wait_for_function(f"before => ({HEAT})()[1] !== before", arg=shortfall[1])
    city.page.evaluate("map.yipan.fit()")


@pytest.mark.long
def test_densities_are_true_however_near_one_looks_and_a_click_leads_to_the_card(page, results):
    """The last of the page, which it leaves."""
    city, least = CityMap(page), results.standards.min_cell
    cells = heat_cells(results[Population].cells, results.period, least)
    at = cells.assign(density=kernel_density(cells)).nlargest(1, "density").iloc[0]
    place = [at["lat"], at["lon"]]
    city.page.evaluate("place => { map.setView(place, map.getZoom(), {animate: false}); }", place)
    city.settle()
    assert city.page.evaluate(DENSITY, place) == pytest.approx(at["density"], rel=0.05)
    for _ in range(4):
        zoom = city.page.evaluate("map.getZoom()")
        city.page.locator(".leaflet-control-zoom-in").click()
        city.page.wait_for_function(NEARER, arg=zoom)
    city.settle()
    drawn = city.page.evaluate(DENSITY, place)
    assert drawn == pytest.approx(at["density"], rel=0.03)
    page.get_by_text(say("overview.draw.hexagons", "zh"), exact=True).click()
    city.page.wait_for_function("map.yipan.hexagons && !map.yipan.heat")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    expect(page.locator(".yipan-headline")).to_contain_text("The norm is missed by")
    CityMap(page).page.wait_for_function("map.yipan.hexagons && !map.yipan.heat")
    city = CityMap(page)
    city.page.evaluate("map.yipan.fit()")
    place = largest(results)
    city.click(place["point"].x, place["point"].y)
    expect(page.get_by_role("heading", name="Staffing", exact=True)).to_be_visible()
    expect(card(page)).to_contain_text(place["community_name"])
