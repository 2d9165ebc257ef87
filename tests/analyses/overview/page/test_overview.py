"""Overview: the page says what the results says, for any city that can be run."""

import json
import re
from html import unescape

import pytest

from geo.analyses.staffing.methods.summary import headline, rank
from geo.core.i18n import say

BAR = re.compile(
    r"<span>(?:<a[^>]*>)?([^<]*)(?:</a>)?</span><div><i style=\"width:([\d.]+)%;[^>]*></i></div><b>([^<]*)</b>"
)


def replace(path, *pairs):
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def links(app):
    """Return the text, the page and the place of each link to what is to be decided."""
    return [
        (link.proto.label.replace("\\", ""), link.proto.page, link.proto.query_string)
        for link in app.get("page_link")
        if link.proto.page != "data"
    ]


def test_what_to_decide_leads_to_where_it_is_shown(start):
    # one community has nobody for 501 people; one subdistrict alone is not ranked
    assert links(start("overview", lang="en")) == [
        (
            "No staff at all in 1 community (501 people, 2 posts required); the largest: 社区3.",
            "staffing",
            "status=unstaffed",
        )
    ]


def test_the_app_opens_on_it(start):
    from geo.app.pages import pages

    assert pages()[0].name == "overview"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_headline_is_the_results_in_words(start, html, results, lang):
    found = headline(results.communities)
    assert (found.missed, found.judged, found.staff_shortfall) == (2, 3, 3)
    told = html(start("overview", lang=lang))
    assert say("overview.headline", lang, missed="2", judged="3", gap="3") in told
    assert say("overview.worst", lang, name="区", gap="3") in told


def test_figures_are_those_of_the_results(start, figures):
    told = figures(start("overview", lang="en"))
    assert told["Floating population"][0] == "1,502"
    assert told["Staff"][0] == "2"
    assert told["Required staff"] == ("5", "1 per 500 people")
    assert told["Staff shortfall"] == ("3", "in 2 communities")
    assert told["Share compliant"][0] == "33.3%"
    assert told["People below the norm"] == ("1,002", "66.7% of all")


def test_the_norm_stands_with_its_source(start, html):
    assert "郑政办〔2010〕43号" in html(start("overview", lang="zh"))


def test_how_sure_is_told_at_each_norm(start, figures):
    told = figures(start("overview", lang="en"))
    assert told["Norm as it is, 500:1"][0] == "2"
    assert told["Norm 480:1"] == ("3", "+1; 1 changes status")
    assert told["Norm 520:1"] == ("1", "−1; 1 changes status")
    assert told["10% fewer people"] == ("1", "−1; 1 changes status")


def test_the_city_of_a_whole_roster_meets_the_norm(start, html, folder):
    (folder / "staff.csv").write_text(
        "社区代码,人数\n990101001001,2\n990101001002,1\n990101001003,2\n", "utf-8"
    )
    told = html(start("overview", lang="en"))
    assert say("overview.all_compliant", "en", judged="3") in told
    assert ' alarm"' not in told


def test_without_a_roster_nothing_is_claimed(start, html, figures, folder):
    replace(folder / "city.toml", ('[staff]\nfile = "staff.csv"\n', ""))
    app = start("overview", lang="en")
    assert not app.error
    assert say("overview.not_judged", "en") in html(app)
    told = figures(app)
    assert (
        told["Staff shortfall"][0]
        == told["Share compliant"][0]
        == told["People below the norm"][0]
        == "—"
    )


@pytest.mark.parametrize("by", ["staff_shortfall", "share_compliant"])
def test_districts_are_ranked_by_what_is_chosen(start, html, folder, by):
    split_districts(folder)
    app = start("overview", lang="en")
    app.segmented_control(key="rank_by").set_value(by).run()
    bars = BAR.findall(html(app))
    expected = {
        "staff_shortfall": [("丙区", "100.0", "2"), ("甲区", "50.0", "1"), ("乙区", "0.0", "0")],
        "share_compliant": [
            ("甲区", "0.0", "0.0%"),
            ("丙区", "0.0", "0.0%"),
            ("乙区", "100.0", "100.0%"),
        ],
    }
    assert bars == expected[by]
    assert app.dataframe[0].value["District"].tolist() == [name for name, _, _ in bars]


def test_a_city_of_one_district_ranks_its_subdistricts(start, html, folder):
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature, name in zip(layer["features"], ("东街道", "西街道", "西街道"), strict=True):
        code = {"东街道": "990101001", "西街道": "990101002"}[name]
        feature["properties"] |= {"subdistrict_code": code, "subdistrict_name": name}
    path.write_text(json.dumps(layer, ensure_ascii=False), "utf-8")
    app = start("overview", lang="en")
    bars = BAR.findall(html(app))
    assert [name for name, _, _ in bars] == app.dataframe[0].value["Subdistrict"].tolist()
    assert say("overview.worst", "en", name=bars[0][0], gap=bars[0][2]) in html(app)
    assert say("overview.ranked.subdistrict", "en") in html(app)


def split_districts(folder):
    """Put each of the three communities into a district of its own."""
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature, (code, name) in zip(
        layer["features"], [("990101", "甲区"), ("990102", "乙区"), ("990103", "丙区")], strict=True
    ):
        feature["properties"] |= {"district_code": code, "district_name": name}
    path.write_text(json.dumps(layer, ensure_ascii=False), "utf-8")


def test_the_table_holds_the_plans_districts(start, results):
    shown = start("overview", lang="en").dataframe[0].value.iloc[0]
    district = rank(results.districts, "staff_shortfall").iloc[0]
    assert shown["Staff shortfall"] == district["staff_shortfall"] == 3
    assert shown["Floating population"] == district["floating_population"] == 1502
    assert shown["Share compliant"] == pytest.approx(33.3)
    assert shown["Not compliant"] == 2


def test_population_who_are_not_on_the_heatmap_are_counted(start, html, results, lang):
    # 501 people of the community without a boundary have no point
    told = html(start("overview", lang=lang, show="floating_population"))
    assert say("overview.location_unknown", lang, people="501") in told


def test_small_cells_are_told_as_a_sum(start, html, folder):
    path = folder / "records" / "records.csv"
    path.write_text(path.read_text("utf-8") + "103.501,40.501,,7\n", "utf-8")
    told = html(start("overview", lang="en", show="floating_population"))
    assert say("overview.small.surface", "en", least=10, people="7") in told


def test_the_shortfall_map_tells_what_is_on_it_and_what_is_not(start, html):
    told = unescape(html(start("overview", lang="en")))
    assert say("overview.told.shortfall", "en", gap="1") in told
    assert say("overview.shortfall_off_map", "en", gap="2") in told


def test_a_city_without_boundaries_has_a_page(start, html, folder):
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature in layer["features"]:
        feature["geometry"] = None
    path.write_text(json.dumps(layer), "utf-8")
    (folder / "records" / "records.csv").write_text("社区代码,人数\n990101001001,501\n", "utf-8")
    for shown in ("floating_population", "shortfall"):
        app = start("overview", lang="en")
        app.segmented_control(key="overview_shown").set_value(shown).run()
        assert not app.error


def test_periods_are_compared(start, html, folder):
    replace(folder / "city.toml", ('"records/records.csv"', '"records/09.csv", "records/10.csv"'))
    for period, population in (("2026-09", 400), ("2026-10", 500)):
        (folder / "records" / f"{period[-2:]}.csv").write_text(
            f"经度,纬度,社区代码,人数,统计月份\n103.505,40.505,,{population},{period}\n", "utf-8"
        )
    told = html(start("overview", lang="en"))
    assert "October 2026 against September 2026: +100 people (+25.0%)." in told
    assert "<span>+100 since September 2026</span>" in told


def test_one_period_is_no_change(start, html):
    assert say("overview.one_period", "en") in html(start("overview", lang="en"))


def test_hostile_names_are_escaped(start, html, folder):
    replace(folder / "boundaries" / "communities.geojson", ('"区"', '"<img src=x>{{7*7}}"'))
    told = html(start("overview", lang="en"))
    assert "<img" not in told
    assert "&lt;img src=x&gt;{{7*7}}" in told
