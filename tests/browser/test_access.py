"""The Reach page as a person meets it: asked, clicked, filtered, without the internet."""

import re
from io import BytesIO

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pixels import heated
from support.screen import (
    FRESH,
    LISTED_MS,
    CityMap,
    card,
    choose_row,
    close_card,
    drag,
    lonely_site,
    press,
    settle,
)

from geo.analyses.access.directory.listing import site_directory
from geo.analyses.access.model import LIMITS, AccessModel
from geo.analyses.access.nearest import nearest_to
from geo.analyses.access.products import Sites
from geo.core.i18n import Term, say
from geo.publish.maps.choropleth import SEQUENCE, SEVERITY
from geo.publish.maps.heat import heat_weights

pytestmark = pytest.mark.browser

ANY = "any"
FREE = 25  # pixels beside a site where no other is


@pytest.fixture
def page(stay):
    """The page that tests share: nothing asked for, no card open."""
    page = stay("accessibility", query="?lang=zh")
    title = say("page.accessibility", language(page))
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    yield page
    close_card(page, language(page))


def language(page):
    """Return the language that a page is in."""
    return "en" if "lang=en" in page.url else "zh"


@pytest.fixture
def access(results):
    return results.get(AccessModel)


@pytest.fixture
def lonely(results):
    return lonely_site(results)


def body(page):
    return page.locator(f"{FRESH} .yipan-card")


def choose(page, name):
    """Choose one of the words beside each other."""
    page.get_by_role("radio", name=name, exact=True).click()


def cells(results, mode, minutes, service=ANY):
    """Return how many cells the heat of those beyond has."""
    beyond = results.get(AccessModel).beyond_cells(service, mode, minutes)
    return len(heat_weights(beyond, results.standards.min_cell))


def wait_for_heat(city, many):
    city.page.wait_for_function("many => map.yipan.painting.heat.points.length === many", arg=many)
    city.settle()


# --- the map -----------------------------------------------------------------------------------


def test_the_heat_of_those_beyond_is_drawn_with_every_site(page, results):
    city = CityMap(page)
    wait_for_heat(city, cells(results, "walk", 15))
    assert heated(city) > 500
    many = city.page.evaluate("map.yipan.painting.places.sites.length")
    assert many == len(results[Sites].frame)


def test_panning_asks_nothing_of_the_server(page):
    city = CityMap(page)
    city.page.evaluate(
        """() => {
            window.told = 0;
            const tell = map.tell;
            map.tell = (value) => { window.told++; tell(value); };
        }"""
    )
    before = city.view()
    drag(city.box, city.point(*before[1::-1]), (80, 40))
    page.wait_for_timeout(600)  # until the map has come to rest
    assert city.view() != before
    assert city.page.evaluate("window.told") == 0
    city.page.evaluate("([lat, lon, zoom]) => { map.setView([lat, lon], zoom); }", before)


# --- cards -------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_place_that_is_clicked_shows_the_nearest_sites_and_is_marked(page, lonely, access):
    city = CityMap(page)
    x, y = city.point(lonely["lon"], lonely["lat"])
    city.click(lonely["lon"], lonely["lat"], beside=FREE)
    title = say("access.nearest.title", "zh", mode=say("mode.walk", "zh"))
    expect(card(page).first).to_have_text(title)
    settle(page)
    pin = city.page.evaluate("map.yipan.painting.places.pin")
    assert city.point(*pin) == pytest.approx([x + FREE, y], abs=1)
    near, _ = nearest_to(access, tuple(pin))
    expect(body(page).locator("h4")).to_have_text(near["site_name"].tolist())
    # The community there is open too, and outlined.
    expect(card(page)).to_have_count(2)
    assert city.outlined()
    press(page, say("card.close", "zh"))
    expect(body(page)).to_have_count(0)
    city.page.wait_for_function("() => !map.yipan.painting.places.pin")


@pytest.mark.long
def test_a_row_of_communities_opens_its_card_and_is_outlined(page, results):
    city = CityMap(page)
    ranked = results.communities.sort_values("underserved_rank").iloc[2]
    choose_row(page, 2)
    expect(card(page)).to_have_text(ranked["community_name"])
    code = ranked["community_code"]
    city.page.wait_for_function("code => map.yipan.selected === code", arg=code)
    assert city.outlined()
    choose_row(page, 4)
    expect(card(page)).not_to_have_text(ranked["community_name"])
    # The mark is on the row whose card is open, not on one that stands where it stood.
    marked = page.get_by_test_id("stDataFrame").first.locator("[role=row][aria-selected=true]")
    settle(page)
    page.wait_for_timeout(LISTED_MS)
    expect(marked).to_contain_text(card(page).text_content())


@pytest.mark.long
def test_a_row_of_sites_opens_its_card_and_is_stressed_on_the_map(page, results):
    city = CityMap(page)
    listed = site_directory(results[Sites].frame, results.communities)
    choose_row(page, 1, table=1)
    expect(card(page)).to_have_text(listed["site_name"].iloc[1])
    city.page.wait_for_function(
        "number => map.yipan.painting.places.chosen === number", arg=int(listed.index[1])
    )


# --- downloads ---------------------------------------------------------------------------------


@pytest.mark.long
def test_access_is_downloaded_as_tables_and_layer(page, results):
    made = {
        key: downloaded(page, f"access.download.{key}") for key in ("table", "all", "layer", "od")
    }
    assert made["table"].count(b"\r\n") == len(results.communities) + 1
    assert (
        made["all"].decode("utf-8-sig").startswith("单位级别,单位代码,单位名称,服务项目,出行方式,")
    )
    assert made["layer"].startswith(b"SQLite format 3")
    table = pd.read_parquet(BytesIO(made["od"]))
    assert list(table) == ["from_id", "to_id", "travel_time"]
    assert set(table["from_id"]) <= set(results.communities["community_code"])
    assert table["travel_time"].between(0, 60).all()


def downloaded(page, key):
    """Return what a button gives away."""
    with page.expect_download() as download:
        press(page, say(key, "zh"))
    return download.value.path().read_bytes()


def test_the_directory_is_downloaded_and_printed_on_its_own(page, results, tmp_path):
    made = {key: downloaded(page, f"directory.{key}") for key in ("workbook", "csv", "page")}
    assert made["workbook"].startswith(b"PK")
    assert made["csv"].count(b"\r\n") == len(results[Sites].frame) + 1
    file = tmp_path / "directory.html"
    file.write_bytes(made["page"])
    other = page.context.browser.new_page(viewport={"width": 390, "height": 800})
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(file.as_uri())
    expect(other.locator("li")).to_have_count(len(results[Sites].frame))
    assert other.evaluate("document.documentElement.scrollWidth") <= 390
    assert asked == [file.as_uri()]
    other.close()


# --- the last of the page: it stays in English, and asked ------------------------------------------


@pytest.mark.long
def test_a_site_that_is_clicked_opens_with_its_zones_and_stays_in_another_language(
    page, lonely, access, watch
):
    city = CityMap(page)
    watch.follow(page)
    view = city.view()
    city.hover(lonely["lon"], lonely["lat"])
    expect(city.page.locator(".yipan-tooltip")).to_contain_text(lonely["site_name"])
    city.click(lonely["lon"], lonely["lat"])
    for name in ("site_name", "address", "phone"):
        expect(body(page)).to_contain_text(lonely[name])
    areas = access.catchment(lonely.name)
    legend = page.locator(".yipan-legend").filter(has_text=say("access.legend.zones", "zh"))
    for area in areas.itertuples():
        label = say(
            "access.zone", "zh", minutes=area.minutes, people=f"{area.floating_population:,}"
        )
        expect(legend).to_contain_text(label)
    settle(page)
    assert city.page.evaluate("map.yipan.painting.places.chosen") == lonely.name
    assert city.page.evaluate("map.yipan.painting.places.zones.length") == len(LIMITS)
    assert city.view() == pytest.approx(view, abs=1e-3)  # a pixel: the page is laid out anew
    assert watch.layers() == 0
    # What is open and asked stays as the language switches.
    choose(page, "20")
    settle(page)
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Accessibility", exact=True)).to_be_visible()
    expect(card(page)).to_have_text(lonely["site_name"])
    population = access.catchment(lonely.name, "walk", [20])["floating_population"].item()
    shown = say(
        "access.site_population", "en", people=f"{population:,}", minutes=20, mode=Term("mode.walk")
    )
    expect(body(page)).to_contain_text(shown)
    expect(page).to_have_url(re.compile("lang=en"))
    watch.leave(page)


@pytest.mark.long
def test_mode_minutes_layer_and_service_repaint_the_same_map_in_the_same_view(page, results, watch):
    """The last of the page: it is asked in the language that is spoken."""
    lang = language(page)
    close_card(page, lang)
    city, access = CityMap(page), results.get(AccessModel)
    watch.follow(page)
    city.page.evaluate("() => { map.setZoom(map.getZoom() + 1, { animate: false }); }")
    view, before = city.view(), heated(city)
    choose(page, "30")
    wait_for_heat(city, cells(results, "walk", 30))
    assert heated(city) < before
    choose(page, say("access.mode.drive", lang))
    wait_for_heat(city, cells(results, "drive", 30))
    within = access.coverage("city", ANY, "drive", 30)["population_within"].item()
    expect(page.locator(".yipan-figure").first).to_contain_text(f"{within:,}")
    assert city.view() == pytest.approx(view)
    # Another layer paints communities and takes the heat away.
    choose(page, say("access.mode.walk", lang))
    wait_for_heat(city, cells(results, "walk", 30))
    drawn = results.communities.loc[results.communities.geometry.notna(), "community_code"]
    for layer, colours in (("share", SEQUENCE[:5]), ("underserved", SEVERITY)):
        choose(page, say(f"access.layer.{layer}", lang))
        city.page.wait_for_function(
            """colours => !map.yipan.painting.heat
            && map.yipan.painting.palette.filter((one) => colours.includes(one)).length >= 4""",
            arg=colours,
        )
        city.settle()
        expect(page.locator(".yipan-legend strong")).to_have_text(
            say(f"access.legend.{layer}", lang, minutes=30)
        )
        assert city.filled() == set(drawn)
        assert heated(city) == 0
        assert city.view() == pytest.approx(view)
    assert watch.layers() == 0
    # A service leaves only the sites that offer it.
    service = access.services[-1]
    wanted = int(access.offers(service).sum())
    assert 0 < wanted < len(results[Sites].frame)
    page.get_by_role("combobox", name=say("access.service", lang)).click()
    page.get_by_role("option", name=service, exact=True).click()
    city.page.wait_for_function(
        "many => map.yipan.painting.places.sites.length === many", arg=wanted
    )
    expect(page.get_by_role("heading", name=say("site.table", lang, sites=wanted))).to_be_visible()
    watch.leave(page)
