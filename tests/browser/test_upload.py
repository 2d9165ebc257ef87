"""A visitor brings a city of their own: matched by hand, run, seen; and files made to harm."""

import json

import pytest
from playwright.sync_api import expect
from support import uploading
from support.screen import open_page, settle

from geo.core.i18n import say

pytestmark = pytest.mark.browser

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.fixture
def odd_city(tmp_path):
    return uploading.odd_city(tmp_path / "city")


def test_columns_are_matched_by_hand_and_the_city_is_run(visit, odd_city, tmp_path):
    page = visit(query="?lang=zh")
    uploading.begin(page, "zh")
    uploading.choose_kind(page, "zh", "staff")  # a city without boundaries is not tried
    uploading.upload(page, odd_city / "staff.csv")
    uploading.choose_kind(page, "zh", "records")
    uploading.upload(page, odd_city / "records" / "records.csv")
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
    uploading.apply(page, "zh")
    # What a header says stays text, whatever it says.
    assert page.locator("img[src*='example.com']").count() == 0
    expect(shown).to_contain_text("<img src=http://example.com/b.png>")
    uploading.choose(page, say("upload.coordinates", "zh"), say("system.wgs84", "zh"))

    uploading.choose_kind(page, "zh", "boundaries")
    uploading.upload(page, odd_city / "boundaries" / "communities.geojson")
    for column, header in (("community_code", "BM"), ("community_name", "MC")):
        uploading.choose(page, say(f"column.{column}", "zh"), header)
    uploading.apply(page, "zh")
    uploading.choose(page, say("upload.coordinates", "zh"), say("system.wgs84", "zh"))
    uploading.run(page, "zh")
    expect(shown).to_contain_text(say("upload.shown_now", "zh", name="").split("“")[0])
    open_page(page, "staffing")
    settle(page)
    table = uploading.table(page, "zh", tmp_path)
    assert table["floating_population"].tolist() == [501, 500, 501]
    assert table["staff_shortfall"].tolist() == [1, 0, 2]


def test_files_made_to_harm_are_refused_in_a_sentence(visit, odd_city, tmp_path):
    lang, width = "en", 390
    page = visit(width=width, query=f"?lang={lang}")
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
