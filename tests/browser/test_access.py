"""The Reach page as a person meets it: asked, clicked, filtered, without the internet."""

import re
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect
from support.screen import (
    FRESH,
    LISTED_MS,
    CityMap,
    card,
    choose_row,
    close_card,
    drag,
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
    expect(page.get_by_role("heading", name="服务可及性", exact=True)).to_be_visible()
    yield page
    close_card(page)


@pytest.fixture
def own_page(visit):
    """A page of the test's own, for it to ask."""
    page = visit("accessibility", query="?lang=zh")
    expect(page.get_by_role("heading", name="服务可及性", exact=True)).to_be_visible()
    return page


@pytest.fixture
def access(results):
    return results.get(AccessModel)


@pytest.fixture
def lonely(results):
    """Return the site farthest from any other, which a mouse hits with ease."""
    listed = site_directory(results[Sites].frame, results.communities)
    place = listed[["lon", "lat"]].to_numpy() * [np.cos(np.radians(listed["lat"].mean())), 1]
    apart = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return listed.iloc[apart.min(axis=1).argmax()]


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
    city.frame.wait_for_function("many => map.yipan.painting.heat.points.length === many", arg=many)
    city.settle()


def heated(city):
    """Count the pixels that heat has coloured."""
    return city.frame.evaluate(
        """() => {
            const canvas = document.querySelector("canvas.leaflet-heatmap-layer");
            if (!canvas) return 0;
            const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let inked = 0;
            for (let i = 3; i < data.length; i += 4) inked += data[i] > 60;
            return inked;
        }"""
    )


# --- the map -----------------------------------------------------------------------------------


def test_the_heat_of_those_beyond_is_drawn_with_every_site(page, results):
    city = CityMap(page)
    wait_for_heat(city, cells(results, "walk", 15))
    assert heated(city) > 500
    many = city.frame.evaluate("map.yipan.painting.places.sites.length")
    assert many == len(results[Sites].frame)


def test_mode_and_minutes_repaint_the_same_map_in_the_same_view(own_page, results, watch):
    city = CityMap(own_page)
    city.frame.evaluate("() => { map.setZoom(map.getZoom() + 1, { animate: false }); }")
    view, fetched, before = city.view(), watch.layers(), heated(city)
    choose(own_page, "30")
    wait_for_heat(city, cells(results, "walk", 30))
    assert heated(city) < before
    choose(own_page, say("access.mode.drive", "zh"))
    wait_for_heat(city, cells(results, "drive", 30))
    within = results.get(AccessModel).coverage("city", ANY, "drive", 30)["population_within"].item()
    expect(own_page.locator(".yipan-figure").first).to_contain_text(f"{within:,}")
    assert city.view() == pytest.approx(view)
    assert watch.layers() == fetched


def test_another_layer_paints_communities_and_takes_the_heat_away(own_page, results):
    city = CityMap(own_page)
    view = city.view()
    drawn = results.communities.loc[results.communities.geometry.notna(), "community_code"]
    for layer, colours in (("share", SEQUENCE[:5]), ("underserved", SEVERITY)):
        choose(own_page, say(f"access.layer.{layer}", "zh"))
        city.frame.wait_for_function(
            """colours => !map.yipan.painting.heat
            && map.yipan.painting.palette.filter((one) => colours.includes(one)).length >= 4""",
            arg=colours,
        )
        city.settle()
        expect(own_page.locator(".yipan-legend strong")).to_have_text(
            say(f"access.legend.{layer}", "zh", minutes=15)
        )
        assert city.filled() == set(drawn)
        assert heated(city) == 0
        assert city.view() == pytest.approx(view)


def test_a_service_leaves_only_the_sites_that_offer_it(own_page, results):
    city = CityMap(own_page)
    service = results.get(AccessModel).services[-1]
    own_page.get_by_role("combobox", name=say("access.service", "zh")).click()
    own_page.get_by_role("option", name=service, exact=True).click()
    wanted = int(results.get(AccessModel).offers(service).sum())
    assert 0 < wanted < len(results[Sites].frame)
    city.frame.wait_for_function(
        "many => map.yipan.painting.places.sites.length === many", arg=wanted
    )
    expect(
        own_page.get_by_role("heading", name=say("site.table", "zh", sites=wanted))
    ).to_be_visible()


def test_panning_asks_nothing_of_the_server(page):
    city = CityMap(page)
    city.frame.evaluate(
        """() => {
            window.told = 0;
            const tell = window.Streamlit.setComponentValue;
            window.Streamlit.setComponentValue = (...value) => { window.told++; tell(...value); };
        }"""
    )
    before = city.view()
    drag(city.box, city.point(*before[1::-1]), (80, 40))
    page.wait_for_timeout(600)  # until the map has come to rest
    assert city.view() != before
    assert city.frame.evaluate("window.told") == 0
    city.frame.evaluate("([lat, lon, zoom]) => { map.setView([lat, lon], zoom); }", before)


# --- cards -------------------------------------------------------------------------------------


def test_a_site_that_is_clicked_opens_with_its_zones(own_page, lonely, access, watch):
    city = CityMap(own_page)
    view, fetched = city.view(), watch.layers()
    city.hover(lonely["lon"], lonely["lat"])
    expect(city.frame.locator(".yipan-tooltip")).to_contain_text(lonely["site_name"])
    city.click(lonely["lon"], lonely["lat"])
    for name in ("site_name", "address", "phone"):
        expect(body(own_page)).to_contain_text(lonely[name])
    areas = access.catchment(lonely.name)
    legend = own_page.locator(".yipan-legend").filter(has_text=say("access.legend.zones", "zh"))
    for area in areas.itertuples():
        label = say(
            "access.zone", "zh", minutes=area.minutes, people=f"{area.floating_population:,}"
        )
        expect(legend).to_contain_text(label)
    settle(own_page)
    assert city.frame.evaluate("map.yipan.painting.places.chosen") == lonely.name
    assert city.frame.evaluate("map.yipan.painting.places.zones.length") == len(LIMITS)
    assert city.view() == pytest.approx(view, abs=1e-3)  # a pixel: the page is laid out anew
    assert watch.layers() == fetched


def test_a_place_that_is_clicked_shows_the_nearest_sites_and_is_marked(page, lonely, access):
    city = CityMap(page)
    x, y = city.point(lonely["lon"], lonely["lat"])
    city.click(lonely["lon"], lonely["lat"], beside=FREE)
    title = say("access.nearest.title", "zh", mode=say("mode.walk", "zh"))
    expect(card(page).first).to_have_text(title)
    settle(page)
    pin = city.frame.evaluate("map.yipan.painting.places.pin")
    assert city.point(*pin) == pytest.approx([x + FREE, y], abs=1)
    near, _ = nearest_to(access, tuple(pin))
    expect(body(page).locator("h4")).to_have_text(near["site_name"].tolist())
    # The community there is open too, and outlined.
    expect(card(page)).to_have_count(2)
    assert city.outlined()
    press(page, say("card.close", "zh"))
    expect(body(page)).to_have_count(0)
    city.frame.wait_for_function("() => !map.yipan.painting.places.pin")


def test_a_row_of_communities_opens_its_card_and_is_outlined(page, results):
    city = CityMap(page)
    ranked = results.communities.sort_values("underserved_rank").iloc[2]
    choose_row(page, 2)
    expect(card(page)).to_have_text(ranked["community_name"])
    code = ranked["community_code"]
    city.frame.wait_for_function("code => map.yipan.selected === code", arg=code)
    assert city.outlined()
    choose_row(page, 4)
    expect(card(page)).not_to_have_text(ranked["community_name"])
    # The mark is on the row whose card is open, not on one that stands where it stood.
    marked = page.get_by_test_id("stDataFrame").first.locator("[role=row][aria-selected=true]")
    settle(page)
    page.wait_for_timeout(LISTED_MS)
    expect(marked).to_contain_text(card(page).text_content())


def test_a_row_of_sites_opens_its_card_and_is_stressed_on_the_map(page, results):
    city = CityMap(page)
    listed = site_directory(results[Sites].frame, results.communities)
    choose_row(page, 1, table=1)
    expect(card(page)).to_have_text(listed["site_name"].iloc[1])
    city.frame.wait_for_function(
        "number => map.yipan.painting.places.chosen === number", arg=int(listed.index[1])
    )


def test_the_language_switches_and_what_is_open_and_asked_stays(own_page, lonely, access):
    city = CityMap(own_page)
    choose(own_page, "20")
    city.click(lonely["lon"], lonely["lat"])
    expect(card(own_page)).to_have_text(lonely["site_name"])
    own_page.get_by_text("English", exact=True).click()
    expect(own_page.get_by_role("heading", name="Accessibility", exact=True)).to_be_visible()
    population = access.catchment(lonely.name, "walk", [20])["floating_population"].item()
    told = say(
        "access.site_population", "en", people=f"{population:,}", minutes=20, mode=Term("mode.walk")
    )
    expect(body(own_page)).to_contain_text(told)
    expect(own_page).to_have_url(re.compile("lang=en"))


def test_a_phone_shows_all_without_scrolling_sideways(visit, lonely):
    page = visit("accessibility", width=390, height=844, query="?lang=en")  # the longer words
    city = CityMap(page)
    assert heated(city) > 100
    city.click(lonely["lon"], lonely["lat"])
    expect(body(page)).to_contain_text(lonely["address"])
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".stMain").evaluate("main => main.scrollWidth <= main.clientWidth")


# --- downloads ---------------------------------------------------------------------------------


def test_access_is_downloaded_as_tables_and_layer(page, results):
    made = {}
    for key in ("table", "all", "layer"):
        with page.expect_download() as download:
            press(page, say(f"access.download.{key}", "zh"))
        made[key] = download.value.path().read_bytes()
    assert made["table"].count(b"\r\n") == len(results.communities) + 1
    assert (
        made["all"].decode("utf-8-sig").startswith("单位级别,单位代码,单位名称,服务项目,出行方式,")
    )
    assert made["layer"].startswith(b"SQLite format 3")


def test_minutes_of_all_pairs_are_downloaded_as_parquet(page, results):
    with page.expect_download() as download:
        press(page, say("access.download.od", "zh"))
    table = pd.read_parquet(BytesIO(download.value.path().read_bytes()))
    assert list(table) == ["from_id", "to_id", "travel_time"]
    assert set(table["from_id"]) <= set(results.communities["community_code"])
    assert table["travel_time"].between(0, 60).all()


def test_the_directory_is_downloaded_and_printed_on_its_own(page, results, tmp_path):
    made = {}
    for key in ("workbook", "csv", "page"):
        with page.expect_download() as download:
            press(page, say(f"directory.{key}", "zh"))
        made[key] = download.value.path().read_bytes()
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
