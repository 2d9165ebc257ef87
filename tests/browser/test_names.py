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

SIZES = [("zh", 1440), ("en", 390), ("zh", 390), ("en", 1440)]
MISSPELT = "社区,街道,人数\n社区1,街道,501\n甲乙丙丁社曲,街道,500\n社区3,街道办事处,501\n"
ROSTER = "所在社区,人数\n社区1,1\n甲乙丙丁居委会,1\n"
LOST = "社区,街道,人数\n别处社区,,501\n异乡社区,,500\n社区3,,5\n"


def photograph(page, name, *, at=None):
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("YIPAN_PICTURES"):
        if at:
            page.get_by_role("button", name=at).scroll_into_view_if_needed()
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture
def bring(visit, tmp_path):
    def given(lang, width, records):
        own = write_city(tmp_path / "own")
        layer = own / "boundaries" / "communities.geojson"
        layer.write_text(layer.read_text("utf-8").replace('"社区2"', '"甲乙丙丁社区"'), "utf-8")
        (own / "records" / "r_2026-10.csv").write_text(records, "utf-8")
        (own / "staff.csv").write_text(ROSTER, "utf-8")
        page = visit(width=width, query=f"?lang={lang}")
        uploading.begin(page, lang)
        uploading.upload(page, layer)
        uploading.say_system(page, lang)
        uploading.bring(page, lang, "staff", own / "staff.csv")
        uploading.bring(page, lang, "records", own / "records" / "r_2026-10.csv")
        return page

    return given


@pytest.mark.parametrize(("lang", "width"), SIZES[:1])
def test_names_are_matched_by_hand_and_give_the_table_of_codes(bring, tmp_path, lang, width):
    page = bring(lang, width, MISSPELT)
    shown = page.get_by_test_id("stMain")
    expect(shown).to_contain_text("甲乙丙丁社曲 (500)")
    expect(page.get_by_role("button", name=say("upload.run", lang), exact=True)).to_be_disabled()
    photograph(page, f"names-{lang}-{width}", at=say("upload.apply_names", lang))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page, say("upload.apply_names", lang))
    settle(page)
    uploading.run(page, lang)
    expect(shown).to_contain_text(
        say("data.closes_persons", lang, read="1,502", counted="1,502", aside="0")
    )
    if width < uploading.PHONE:  # the sidebar lies over the page
        return
    open_page(page, "staffing")
    settle(page)
    table = uploading.table(page, lang, tmp_path)
    assert table["floating_population"].tolist() == [501, 500, 501]
    assert table["staff_shortfall"].tolist() == [1, 0, 2]


@pytest.mark.parametrize(("lang", "width"), SIZES[2:3])
def test_a_loss_stops_until_it_is_accepted(bring, lang, width):
    page = bring(lang, width, LOST)
    shown = page.get_by_test_id("stMain")
    expect(shown).to_contain_text("别处社区")
    expect(page.get_by_role("button", name=say("upload.run", lang), exact=True)).to_be_disabled()
    photograph(page, f"loss-{lang}-{width}", at=say("data.accept_loss", lang))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page, say("data.accept_loss", lang))
    settle(page)
    expect(shown).to_contain_text(say("loss.accepted", lang))
    photograph(page, f"accepted-{lang}-{width}", at=say("upload.download", lang))
    uploading.run(page, lang)
    open_page(page, "staffing")
    settle(page)
    expect(shown).not_to_contain_text("<NA>")
    photograph(page, f"staffing-{lang}-{width}")
