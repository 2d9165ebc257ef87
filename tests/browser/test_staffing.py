"""The Staffing page as a person meets it: drawn, clicked, filtered, without the internet."""

import re

import pytest
from playwright.sync_api import expect
from support.pixels import near
from support.screen import CityMap, card, choose_row, close_card, press, settle

from geo.core.i18n import say
from geo.publish.maps.choropleth import SEQUENCE, STATE_COLOURS

pytestmark = pytest.mark.browser

NEARER = "(place) => { map.setView(place, map.getZoom() + 1, { animate: false }); }"


@pytest.fixture
def page(stay):
    """The page that tests share, with no card open and nothing filtered."""
    page = stay("staffing", query="?lang=zh")
    expect(page.get_by_role("heading", name="人员配备", exact=True)).to_be_visible()
    yield page
    close_card(page, "en" if "lang=en" in page.url else "zh")


def choose_state(page, state):
    """Filter by a state, as a person does."""
    page.get_by_role("combobox", name=say("staffing.status", "zh")).click()
    page.get_by_role("option", name=say(f"status.{state}", "zh")).click()
    page.keyboard.press("Escape")


@pytest.fixture
def places(results):
    """All communities, first the largest, which a mouse hits with ease, with a point inside."""
    drawn = results.communities[results.communities.geometry.notna()]
    largest = drawn.assign(area=drawn.to_crs(drawn.estimate_utm_crs()).area)
    largest = largest.sort_values("area", ascending=False)
    return largest.assign(point=largest.representative_point()).reset_index(drop=True)


def test_a_row_opens_the_card_and_is_outlined_on_the_map(page, results):
    """The first of the page: no click has put a row first."""
    city = CityMap(page)
    worst = results.communities.sort_values(
        ["staff_shortfall", "floating_population", "community_code"], ascending=[False, False, True]
    )
    worst = worst.iloc[2]
    choose_row(page, 2)
    expect(card(page)).to_contain_text(worst["community_name"])
    city.page.wait_for_function("code => map.yipan.selected === code", arg=worst["community_code"])
    assert city.outlined()


def test_the_map_is_drawn_in_the_colours_of_the_states(page, results):
    found = CityMap(page).colours()
    states = results.communities["status"].value_counts()
    for state in ("compliant", "understaffed", "unstaffed"):
        assert near(found, STATE_COLOURS[state]) > 20 * states[state] ** 0.5


def test_every_community_with_a_boundary_is_on_the_map(page, results):
    drawn = results.communities.loc[results.communities.geometry.notna(), "community_code"]
    assert CityMap(page).filled() == set(drawn)


def test_hovering_tells_the_community_in_words(page, places):
    city = CityMap(page)
    place = places.iloc[0]
    city.hover(place["point"].x, place["point"].y)
    tooltip = city.page.locator(".yipan-tooltip")
    expect(tooltip).to_contain_text(place["community_name"])
    expect(tooltip).to_contain_text(say(f"status.{place['status']}", "zh"))


def test_a_click_opens_the_card_and_marks_the_row(page, places):
    city = CityMap(page)
    for place in (places.iloc[0], places.iloc[1]):
        city.click(place["point"].x, place["point"].y)
        expect(card(page)).to_contain_text(place["community_name"])
        assert city.selected() == place["community_code"]
        assert city.outlined()


@pytest.mark.long
def test_the_last_one_clicked_is_the_one_that_is_open(page, places, results):
    city = CityMap(page)
    first, second = places.iloc[0], places.iloc[1]
    city.click(first["point"].x, first["point"].y)
    expect(card(page)).to_contain_text(first["community_name"])
    choose_row(page, 3)
    expect(card(page)).not_to_contain_text(first["community_name"])
    city.click(second["point"].x, second["point"].y)
    expect(card(page)).to_contain_text(second["community_name"])
    press(page, say("card.close", "zh"))
    expect(card(page)).to_have_count(0)
    city.page.wait_for_function("map.yipan.selected === null")
    assert not city.outlined()
    city.click(second["point"].x, second["point"].y)
    expect(card(page)).to_contain_text(second["community_name"])


def test_a_map_that_has_no_room_yet_shows_the_city_once_it_has_some(page):
    """In a folded part a map has no width: Leaflet takes it for a place of NaN."""
    city = CityMap(page)
    whole = city.view()
    city.box.evaluate("(box) => (box.style.width = '0')")
    city.page.wait_for_function("(map.invalidateSize(), map.getSize().x === 0)")
    city.page.evaluate("map.setView([0, 0], 5, { animate: false }), null")
    city.page.evaluate("map.yipan.fit()")
    city.box.evaluate("(box) => (box.style.width = '')")
    city.page.wait_for_function("map.getSize().x > 0 && map.waiting === null")
    assert city.view() == pytest.approx(whole, abs=0.2)


def test_the_workbook_and_the_layer_are_downloaded(page):
    for key, start in (("download.workbook", b"PK"), ("download.layer", b"SQLite format 3")):
        with page.expect_download() as made:
            press(page, say(key, "zh"))
        assert made.value.path().read_bytes().startswith(start)


@pytest.mark.long
def test_the_map_leaves_as_a_page_that_draws_itself_without_a_net(page, results, tmp_path):
    with page.expect_download() as made:
        press(page, say("download.web_map", "zh"))
    file = tmp_path / "map.html"
    made.value.save_as(file)
    other, asked = page.context.new_page(), []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(file.as_uri())
    # Each community with an outline is drawn, and the other measure is a click away.
    drawn = "Object.values(window).find((it) => it instanceof L.Map)._renderer._layers"
    many = results.communities.geometry.notna().sum()
    assert other.evaluate(f"Object.keys({drawn}).length") == many
    other.get_by_text(say("card.shortfall", "zh"), exact=True).last.click()
    colours = set(other.evaluate(f"Object.values({drawn}).map((it) => it.options.fillColor)"))
    assert SEQUENCE[0] in colours
    other.locator(".folium-map").hover()
    expect(other.locator(".foliumtooltip")).to_contain_text(say("map.tip.district", "zh"))
    assert asked == [file.as_uri()]
    other.close()


@pytest.mark.long
def test_a_measure_repaints_but_does_not_fetch_the_outlines_again(page, stay, watch):
    city = CityMap(page)
    assert stay.watch_of(page).layers() == 1
    watch.follow(page)
    before = city.colours()
    for measure in ("ratio", "shortfall", "state"):
        fill = city.page.evaluate("JSON.stringify(map.yipan.painting.fill)")
        page.get_by_role("radio", name=say(f"staffing.measure.{measure}", "zh")).click()
        expect(page.locator(".yipan-legend strong")).to_have_text(say(f"map.{measure}", "zh"))
        city.page.wait_for_function(
            "before => JSON.stringify(map.yipan.painting.fill) !== before", arg=fill
        )
        city.settle()
        if measure != "state":
            assert SEQUENCE[0] in city.page.evaluate("map.yipan.painting.palette")
            unstaffed = near(city.colours(), STATE_COLOURS["unstaffed"])
            assert unstaffed < near(before, STATE_COLOURS["unstaffed"])
    assert watch.layers() == 0
    watch.leave(page)


@pytest.mark.long
def test_a_filter_repaints_in_the_same_view_and_like_a_language_leaves_the_card_open(
    page, places, watch
):
    """The last of the page: it stays in English, and filtered."""
    city, wanted = CityMap(page), places[places["status"] == "unstaffed"]
    watch.follow(page)
    place = wanted.iloc[0]
    city.click(place["point"].x, place["point"].y)
    expect(card(page)).to_contain_text(place["community_name"])
    settle(page)
    city.page.evaluate(NEARER, [place["point"].y, place["point"].x])
    view = city.view()
    choose_state(page, "unstaffed")
    city.page.wait_for_function(
        "many => Object.keys(map.yipan.painting.fill).length === many", arg=len(wanted)
    )
    city.settle()
    assert city.filled() == set(wanted["community_code"])
    assert near(city.colours(), STATE_COLOURS["compliant"]) == 0
    assert city.view() == pytest.approx(view)
    assert watch.layers() == 0
    watch.leave(page)
    page.wait_for_timeout(1500)  # whatever the browser still tells the app
    expect(card(page)).to_contain_text(place["community_name"])
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Staffing", exact=True)).to_be_visible()
    expect(card(page)).to_contain_text(place["community_name"])
    expect(card(page)).to_contain_text(say("status.unstaffed", "en"))
    expect(page).to_have_url(re.compile("lang=en"))
    assert CityMap(page).selected() == place["community_code"]
