"""Names instead of codes, in a real browser: matched by hand, lost people accepted or not."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support import uploading
from support.screen import open_page, press, settle
from support.worlds import write_city

from geo.core.i18n import say

pytestmark = pytest.mark.browser

RECORDS = "社区,街道,人数\n社区1,街道,501\n甲乙丙丁社曲,街道,500\n社区3,街道办事处,501\n别处社区,,501\n异乡社区,,500\n"
ROSTER = "所在社区,人数\n社区1,1\n甲乙丙丁居委会,1\n"
PHONE = 390


def photograph(page, name, *, at=None):
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("YIPAN_PICTURES"):
        if at:
            page.get_by_role("button", name=at).scroll_into_view_if_needed()
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture
def page(visit, tmp_path):
    """The Data page, to which a city with names instead of codes has been brought."""
    own = write_city(tmp_path / "own")
    layer = own / "boundaries" / "communities.geojson"
    layer.write_text(layer.read_text("utf-8").replace('"社区2"', '"甲乙丙丁社区"'), "utf-8")
    (own / "records" / "r_2026-10.csv").write_text(RECORDS, "utf-8")
    (own / "staff.csv").write_text(ROSTER, "utf-8")
    page = visit("data", query="?lang=zh")
    uploading.begin(page, "zh")
    uploading.upload(page, layer)
    uploading.say_system(page, "zh")
    uploading.bring(page, "zh", "staff", own / "staff.csv")
    uploading.bring(page, "zh", "records", own / "records" / "r_2026-10.csv")
    return page


def test_names_are_matched_by_hand_and_a_loss_stops_until_it_is_accepted(page, tmp_path):
    shown = page.get_by_test_id("stMain")
    run = page.get_by_role("button", name=say("upload.run", "zh"), exact=True)
    wide = page.viewport_size
    expect(shown).to_contain_text("甲乙丙丁社曲 (500)")
    expect(run).to_be_disabled()
    photograph(page, "names", at=say("upload.apply_names", "zh"))
    assert page.evaluate("document.documentElement.scrollWidth") <= wide["width"]
    press(page, say("upload.apply_names", "zh"))
    settle(page)

    expect(shown).to_contain_text("别处社区")
    expect(run).to_be_disabled()
    page.set_viewport_size({"width": PHONE, "height": 844})
    photograph(page, "loss", at=say("data.accept_loss", "zh"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    press(page, say("data.accept_loss", "zh"))
    settle(page)
    expect(shown).to_contain_text(say("loss.accepted", "zh"))
    photograph(page, "accepted", at=say("upload.download", "zh"))

    page.set_viewport_size(wide)
    uploading.run(page, "zh")
    expect(shown).to_contain_text(
        say("data.closes_persons", "zh", read="2,503", counted="1,502", aside="1,001")
    )
    open_page(page, "staffing")
    settle(page)
    expect(shown).not_to_contain_text("<NA>")
    table = uploading.table(page, "zh", tmp_path)
    assert table["floating_population"].tolist() == [501, 500, 501]
    assert table["staff_shortfall"].tolist() == [1, 0, 2]
