"""A visitor brings a city of their own in some clicks, and finds it again."""

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import expect
from support import uploading
from support.screen import settle
from support.street_city import write_street_city

from geo.app.visitors import COOKIE
from geo.core.i18n import say

pytestmark = pytest.mark.browser


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
