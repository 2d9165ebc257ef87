"""Reach: filters, card and table agree; a straight line is called one; hostile text stays text."""

import pytest

from geo.outputs.maps_places import clicked
from geo.words import say

HOSTILE = "<img src=x onerror=alert(1)>"
SITES = f"""站点名称,经度,纬度,服务项目,地址,电话
东站,103.505,40.505,居住登记;健康检查,东路1号,000-1
西站,103.515,40.505,居住登记,{HOSTILE},000-2
{HOSTILE},103.900,40.505,政策咨询,,
"""


@pytest.fixture
def folder(folder):
    (folder / "sites.csv").write_text(SITES, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write('[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n')
    return folder


def numbers(app):
    return app.dataframe[0].value.iloc[:, 0].tolist()


def test_all_sites_are_listed_and_the_page_says_how_to_choose(start, html):
    app = start("reach", lang="en")
    assert not app.exception
    assert sorted(numbers(app)) == sorted(["东站", "西站", HOSTILE])
    assert say("site.choose", "en") in html(app)


def test_without_sites_a_sentence_says_what_is_missing(folder, start):
    toml = folder / "city.toml"
    toml.write_text(toml.read_text("utf-8").split("[sites]")[0], "utf-8")
    app = start("reach", lang="zh")
    assert [told.value for told in app.info] == [say("site.no_sites", "zh")]
    assert not app.dataframe


def test_sites_without_a_coordinate_system_are_not_used(folder, start):
    toml = folder / "city.toml"
    head, tail = toml.read_text("utf-8").split("[sites]")
    sites = tail.replace('coordinates = "wgs84"', "")
    toml.write_text(f"{head}[sites]{sites}", "utf-8")
    app = start("reach", lang="en")
    assert [told.value for told in app.info] == [say("site.no_sites", "en")]


def test_filters_narrow_table_and_figures(start, html):
    app = start("reach", lang="en")
    app.multiselect(key="reach_services").set_value(["健康检查"]).run()
    assert numbers(app) == ["东站"]
    assert "<b>1</b><span>of 3 in the city</span>" in html(app)
    app.multiselect(key="reach_services").set_value(["健康检查", "政策咨询"]).run()
    assert sorted(numbers(app)) == sorted(["东站", HOSTILE])
    app.multiselect(key="reach_district_name").set_value(["区"]).run()
    assert numbers(app) == ["东站"]


def test_an_open_site_shows_all_that_is_known_of_it(start, html, plan):
    app = start("reach", lang="en")
    app.session_state["reach_site"] = numbers(app).index("西站")
    told = html(app.run())
    assert "<h3>西站</h3>" in told
    assert "000-2" in told
    assert HOSTILE not in told
    app.button[0].click().run()
    assert say("site.choose", "en") in html(app)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_nearest_sites_are_told_in_order_and_as_a_straight_line(start, html, lang):
    app = start("reach", lang=lang)
    app.session_state["reach_place"] = clicked({"place": [103.514, 40.505]}).place
    told = html(app.run())
    assert told.index("<h4>西站</h4>") < told.index("<h4>东站</h4>") < told.index("<h4>&lt;img")
    assert say("site.straight", lang, kph=5) in told
    assert say("site.distance", lang, metres="80", minutes="1") in told
    assert say("site.distance", lang, metres="760", minutes="9") in told
    assert HOSTILE not in told


def test_a_site_that_a_filter_hides_is_not_open(start, html):
    app = start("reach", lang="en")
    app.session_state["reach_site"] = numbers(app).index("西站")
    app.multiselect(key="reach_services").set_value(["健康检查"]).run()
    assert "<h3>西站</h3>" not in html(app)
