"""Reach: a site, a place or a community that is open; and cities that lack something."""

from html import unescape

import numpy as np
import pytest
from support.asking import ask, communities
from support.pages import press
from support.street_city import (
    BARE,
    CODE_ONLY,
    FIRST,
    HOSTILE,
    NODES,
    OFF,
    SECOND,
    SITES,
    minutes_on_foot,
    within,
    write_street_city,
)

from geo.core.i18n import say


@pytest.fixture(scope="module")
def write_folder():
    return write_street_city


# --- cards -------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_open_site_shows_what_is_known_and_who_comes(start, html, lang):
    app = start("accessibility", site="0", lang=lang)
    told = html(app)
    assert "<h3>对岸站</h3>" in told
    for detail in ("上街9号", "000-1", "居住登记、健康检查"):
        assert f"<td>{detail}</td>" in told
    population = within(15, ["对岸站"])
    mode = say("mode.walk", lang)
    assert say("access.site_population", lang, people=population, minutes=15, mode=mode) in told
    for minutes in (5, 10, 15, 30):
        label = say("access.zone", lang, minutes=minutes, people=within(minutes, ["对岸站"]))
        assert label in told
    assert say("site.choose", lang) in html(press(app, "card.close", lang))


@pytest.mark.long
def test_a_site_without_a_street_has_no_zones_and_one_that_a_filter_hides_is_not_open(start, html):
    app = start("accessibility", site="0", lang="en")
    assert "<td>居住登记, 健康检查</td>" in html(app)  # as English lists them
    app.session_state["access_site"] = 2
    told = html(app.run())
    assert say("access.site_unsnapped", "en") in told
    assert say("access.legend.zones", "en") not in told
    assert HOSTILE not in told
    assert "&lt;img src=x onerror=alert(1)&gt;" in told

    app.session_state["access_site"] = 1
    assert "<h3>同街站</h3>" in html(app.run())
    told = html(ask(app, service="健康检查"))
    assert "<h3>同街站</h3>" not in told
    assert say("access.legend.zones", "en") not in told
    assert "<h3>同街站</h3>" in html(ask(app, service="居住登记"))


@pytest.mark.long
def test_the_nearest_sites_are_in_order_of_streets_and_none_near_is_told(start, html, lang):
    app = start("accessibility", {"access_place": NODES["L9"]}, lang=lang)
    told = html(app)
    assert told.index(">同街站</a></h4>") < told.index(">对岸站</a></h4>")
    by_site = minutes_on_foot().loc["L9"]
    for site in SITES:
        minutes = int(np.ceil(by_site[site]))
        assert say("access.nearest.minutes", lang, minutes=minutes) in told
    assert "000-2" in told
    assert HOSTILE not in told
    assert say("access.nearest.title", lang, mode=say("mode.walk", lang)) in told
    assert say("access.nearest.beyond", lang, minutes=15) not in told

    for place, state in (("L10", "beyond"), ("I0", "unreachable"), (OFF, "unsnapped")):
        app.session_state["access_place"] = NODES.get(place, place)
        assert say(f"access.nearest.{state}", lang, minutes=15) in html(app.run())
    app.session_state["access_place"] = NODES["L10"]
    assert say("access.nearest.beyond", lang, minutes=15) not in html(ask(app, minutes=20))


def test_a_community_that_is_open_tells_its_states_and_has_a_curve_if_it_has_places(start, html):
    lang = "en"
    app = start("accessibility", community=SECOND, lang=lang)
    told = html(app)
    assert "<h3>社区2</h3>" in told
    row = "<tr><th>{}</th><td>{}</td></tr>".format
    assert row(say("access.header.population_within", lang), 160) in told
    assert row(say("access.header.population_unreachable", lang), 20) in told
    assert f"<th>{say('access.header.population_unsnapped', lang)}" not in told
    assert row(say("access.header.share_within", lang), "88.9%") in told
    (marked,) = app.session_state["access_communities"]["selection"]["rows"]
    assert communities(app, lang)[marked] == SECOND
    chart = told[told.index("yipan-chart") :]
    assert chart.index("</i>小城<") < chart.index("</i>社区2<")

    app.session_state["open_community"] = BARE
    told = html(app.run())
    assert "<h3>社区4</h3>" in told
    assert f"<tr><th>Location unknown</th><td>{CODE_ONLY}</td></tr>" in told


# --- cities that lack something ----------------------------------------------------------------


def without(folder, part):
    toml = folder / "city.toml"
    head, tail = toml.read_text("utf-8").split(f"[{part}]")
    rest = tail[tail.find("\n[") :] if "\n[" in tail else ""
    toml.write_text(head + rest, "utf-8")


@pytest.mark.long
def test_a_city_without_streets_says_that_distances_are_euclidean(folder, start, html, lang):
    without(folder, "streets")
    app = start("accessibility", {"access_place": NODES["L9"]}, lang=lang)
    told = html(app)
    assert told.index(">对岸站</a></h4>") < told.index(">同街站</a></h4>")
    assert told.count(say("access.travel_time_source.euclidean", lang)) == 2
    assert say("access.travel_time_source.network", lang) not in told


def test_without_sites_a_sentence_says_what_is_missing(folder, start, lang):
    without(folder, "sites")
    app = start("accessibility", lang=lang)
    assert [told.value for told in app.info] == [say("site.no_sites", lang)]
    assert not app.dataframe


def test_sites_without_a_coordinate_system_are_asked_about(folder, start, html):
    toml = folder / "city.toml"
    head, tail = toml.read_text("utf-8").split("[sites]")
    sites = tail.replace('coordinates = "wgs84"', "")
    toml.write_text(f"{head}[sites]{sites}", "utf-8")
    app = start("accessibility", lang="en")
    assert "sites.csv: the coordinate system is not given." in unescape(html(app))


@pytest.mark.long
def test_a_table_of_travel_times_knows_communities_and_no_places(folder, start, html, lang):
    times = f"社区代码,站点名称,分钟\n{FIRST},同街站,10\n{SECOND},对岸站,40\n"
    (folder / "times.csv").write_text(times, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write('[travel_times]\nfile = "times.csv"\n')
    app = start("accessibility", {"access_place": NODES["L9"]}, lang=lang)
    assert not app.error
    assert say("access.travel_time_source.matrix", lang) in html(app)
    shown = [option.content for option in app.segmented_control(key="access_layer").proto.options]
    assert shown == [say(f"access.layer.{name}", lang) for name in ("share", "underserved")]
    assert say("access.nearest.location_unknown", lang) in html(app)
    app.session_state["access_site"] = 1
    assert say("access.legend.zones", lang) not in html(app.run())


@pytest.mark.long
def test_modes_of_tables_are_choices_beside_those_of_the_streets(folder, start, html, lang):
    times = f"from_id,to_id,travel_time_p50\n{FIRST},同街站,10\n"
    for name in ("bus.csv", "lift.csv"):
        (folder / name).write_text(times, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write('[travel_times]\nmode = "transit"\nfile = "bus.csv"\n')
        settings.write('[travel_times.modes."<b>lift"]\nfile = "lift.csv"\n')
    app = start("accessibility", lang=lang)
    modes = [option.content for option in app.segmented_control(key="access_mode").proto.options]
    words = [say(f"access.mode.{mode}", lang) for mode in ("walk", "ebike", "drive", "transit")]
    assert modes == [*words, "<b>lift"]
    assert say("access.travel_time_source.network", lang) in unescape(html(app))
    for mode in ("transit", "<b>lift"):
        app.session_state["access_site"] = 2
        app.segmented_control(key="access_mode").set_value(mode).run()
        assert not app.error
        assert say("access.travel_time_source.matrix", lang) in unescape(html(app))
        people = app.session_state["access_mode"]
        assert people == mode
        assert say("access.site_not_timed", lang) in html(app)
        app.session_state["access_site"] = 0
        assert "<b>lift" not in html(app.run())
    frame = next(table.value for table in app.dataframe if FIRST in table.value.to_string())
    header = say("access.header.population_not_timed", lang)
    states = frame[say("access.header.accessibility_state", lang)]
    assert frame[header].sum() > 0
    assert say("accessibility_state.not_timed", lang) in states.tolist()


@pytest.mark.long
def test_where_nobody_has_a_place_all_rests_on_representative_points(folder, start, html, lang):
    text = f"经度,纬度,社区代码,人数\n,,{FIRST},40\n,,{BARE},5\n"
    (folder / "records" / "records.csv").write_text(text, "utf-8")
    app = start("accessibility", lang=lang)
    assert not app.error
    told = unescape(html(app))
    assert told.count(say("access.representative", lang)) == 2  # with the figures and the map
    bounds = {"least": 0, "most": 45, "least_share": "0.0%", "most_share": "100.0%"}
    assert say("access.within_range", lang, unknown="45", all="45", **bounds) in told
    where = [
        say(f"access.demand.{name}", lang, people=many)
        for name, many in (("representative_point", "40"), ("unknown", "5"))
    ]
    parts = say("access.demand.separator", lang).join(where)
    assert say("access.demand_of.floating", lang, people="45", where=parts) in told
    table = app.dataframe[0].value.set_index(say("access.header.community_code", lang))
    assert table.loc[FIRST, say("access.header.demand_location", lang)] == say(
        "demand_location.representative_point", lang
    )
    least, most = (say(f"access.header.population_within_{end}", lang) for end in ("min", "max"))
    assert table.loc[[FIRST, BARE], [least, most]].to_numpy().tolist() == [[0, 40], [0, 5]]
