"""A page on paper: A4, with map, legend, norm and source, and the whole table; and its link."""

from io import BytesIO
from unicodedata import normalize

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from support.screen import CityMap, press

from geo.core.i18n import say

pytestmark = pytest.mark.browser

A4 = (595, 842)  # points
CATCH = "() => { window.yipanPrint = ([html]) => { window.printed = html; }; }"


@pytest.fixture(scope="module")
def district(results):
    """The smallest district of some size."""
    districts = results.districts[results.districts["communities"] > 20]
    return districts.loc[districts["communities"].idxmin()]


@pytest.fixture
def page(stay, district):
    page = stay("staffing", query=f"?lang=zh&district={district['district_code']}")
    CityMap(page)
    return page


def test_a_page_is_printed_with_its_map_and_whole_table(page, results, district):
    page.evaluate(CATCH)
    press(page, say("page.print", "zh"))
    page.wait_for_function("window.printed")
    sheet = page.context.new_page()
    sheet.set_content(page.evaluate("window.printed"))
    legend = sheet.locator("svg text").all_text_contents()
    reader = PdfReader(BytesIO(sheet.pdf(prefer_css_page_size=True)))
    sheet.close()
    assert say("staffing.measure.state", "zh") in legend
    assert any(text.endswith(" km") for text in legend)
    assert {tuple(round(side) for side in paper.mediabox[2:]) for paper in reader.pages} == {A4}
    assert 3 <= len(reader.pages) <= 8
    text = "".join(paper.extract_text() for paper in reader.pages).replace("\n", "")
    text = normalize("NFKC", text)  # a font may write 人 as a radical
    assert say("page.staffing", "zh") in text
    assert normalize("NFKC", "郑政办〔2010〕43号") in text  # the source of the norm
    listed = results.communities.query("district_code == @district.district_code")
    assert len(listed) == district["communities"]
    assert [code for code in listed["community_code"] if code not in text] == []


def test_the_link_of_a_page_is_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=say("page.copy", "zh")).click()
    expect(page.get_by_text(say("page.copied", "zh"))).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "district=" in page.url
