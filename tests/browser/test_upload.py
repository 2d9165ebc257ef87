"""A visitor brings a city of their own: matched by hand, run, seen; and files made to harm."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import expect
from support import uploading
from support.screen import open_page, settle
from support.street_city import write_street_city

from geo.app.visitors import COOKIE
from geo.core.i18n import say

pytestmark = pytest.mark.browser

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.fixture
def odd_city(tmp_path):
    return uploading.odd_city(tmp_path / "city")


@pytest.fixture
def five(tmp_path):
    """One file of each kind, in the formats and by the names that their owner has them in."""
    city = write_street_city(tmp_path / "city")
    own = {name: tmp_path / name for name in ("边界.gpkg", "2026-10.parquet", "名册.xlsx")}
    gpd.read_file(city / "boundaries" / "communities.geojson").to_file(own["边界.gpkg"])
    pd.read_csv(city / "records" / "records.csv", dtype={"社区代码": str}).to_parquet(
        own["2026-10.parquet"]
    )
    staff = pd.read_csv(city / "staff.csv").assign(岗位="协管员")
    staff.to_excel(own["名册.xlsx"], index=False)
    return [*own.values(), city / "sites.csv", city / "streets.graphml"]


class Clicks:
    """Clicks of a person on a page, counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def on(self, what):
        what.click()
        self.count += 1

    def choose(self, label, option):
        """Open a box and choose: two clicks, and those again that a page drawn anew has lost."""
        uploading.choose(self.page, label, option)
        self.count += 2


def test_five_good_files_are_seen_after_eight_clicks_and_outlast_a_reload(visit, five):
    page = visit(query="?lang=zh")
    settle(page)
    page.get_by_test_id("stSidebar").hover()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    clicks = Clicks(page)
    clicks.on(page.get_by_test_id("stPageLink").get_by_text(say("overview.own_data", "zh")))
    chooser = page.get_by_test_id("stFileUploaderDropzone").get_by_test_id("stBaseButton-secondary")
    with page.expect_file_chooser() as chosen:
        clicks.on(chooser)
    chosen.value.set_files([str(path) for path in five])
    shown = page.get_by_test_id("stMain")
    for path in five:  # as their owner calls them
        expect(shown).to_contain_text(path.name)
    settle(page)
    clicks.choose(say("upload.system_of_all", "zh"), say("system.gcj02", "zh"))
    clicks.on(page.get_by_role("button", name=say("upload.run", "zh"), exact=True))
    expect(page.get_by_role("button", name=say("upload.back", "zh"))).to_have_count(1)
    assert clicks.count <= 8
    page.reload()
    settle(page)
    expect(shown).to_contain_text("我的城市")
    (cookie,) = [it for it in page.context.cookies() if it["name"] == COOKIE]
    assert cookie["httpOnly"]
    assert cookie["value"] not in page.url + page.content()


def test_columns_are_matched_by_hand_and_the_city_is_run(visit, odd_city, tmp_path):
    page = visit("data", query="?lang=zh")
    uploading.begin(page, "zh")
    uploading.upload(page, odd_city / "records" / "records.csv")
    uploading.say_kind(page, "zh", "records")
    shown = page.get_by_test_id("stMain")
    for name in ("王小明", "李雷", "张丽华"):
        expect(shown).not_to_contain_text(name)
    for column, header in (
        ("lon", "甲"),
        ("lat", "乙"),
        ("community_code", "住在哪"),
        ("count", "多少"),
    ):
        uploading.choose(page, say(f"column.{column}", "zh"), header)
    # What a header says stays text, whatever it says.
    assert page.locator("img[src*='example.com']").count() == 0
    expect(shown).to_contain_text("<img src=http://example.com/b.png>")
    uploading.apply(page, "zh")
    uploading.upload(page, odd_city / "staff.csv")
    uploading.say_kind(page, "zh", "staff")
    uploading.upload(page, odd_city / "boundaries" / "communities.geojson")
    for column, header in (("community_code", "BM"), ("community_name", "MC")):
        uploading.choose(page, say(f"column.{column}", "zh"), header)
    uploading.apply(page, "zh")
    uploading.say_system(page, "zh")
    uploading.run(page, "zh")
    expect(shown).to_contain_text(say("upload.shown_now", "zh", name="").split("“")[0])
    open_page(page, "staffing")
    settle(page)
    table = uploading.table(page, "zh", tmp_path)
    assert table["floating_population"].tolist() == [501, 500, 501]
    assert table["staff_shortfall"].tolist() == [1, 0, 2]


def test_files_made_to_harm_are_refused_in_a_sentence(visit, odd_city, tmp_path):
    lang, width = "en", 390
    page = visit("data", width=width, query=f"?lang={lang}")
    uploading.begin(page, lang)
    vrt = tmp_path / "<img src=x onerror=alert(1)>.geojson"
    vrt.write_text(VRT, "utf-8")
    uploading.upload(page, vrt)
    told = page.get_by_test_id("stMain")
    expect(told).to_contain_text(say("upload.refused", lang))
    expect(told).to_contain_text("img_src_x_onerror_alert_1.geojson")
    expect(told).not_to_contain_text("root:")

    layer = json.loads((odd_city / "boundaries" / "communities.geojson").read_text("utf-8"))
    for feature in layer["features"]:
        feature["properties"]["MC"] = "<script>alert(2)</script>${alert(3)}"
    (tmp_path / "live.geojson").write_text(json.dumps(layer), "utf-8")
    uploading.upload(page, tmp_path / "live.geojson")
    expect(told).to_contain_text("<script>alert(2)</script>${alert(3)}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
