"""Reach: figures are those a second reckoning finds; cards, tables, filters and map agree."""

import json
from html import unescape

import numpy as np
import pytest
from street_city import (
    BARE,
    CODE_ONLY,
    FIRST,
    HOSTILE,
    NODES,
    OFF,
    PEOPLE,
    SECOND,
    SITES,
    THIRD,
    minutes_on_foot,
    write_street_city,
)

from geo.analysis.underserved import UNDERSERVED
from geo.pages.reach_ask import LAYERS, MINUTES
from geo.pages.reach_map import KIND_COLOURS
from geo.words import say

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
KNOWN = sum(PEOPLE.values())


@pytest.fixture
def folder(tmp_path):
    return write_street_city(tmp_path / "city")


@pytest.fixture
def told(figures):
    """Return the key figures in the order of the page: what stands big, and the line below."""
    return lambda app: list(figures(app).values())


def within(minutes, sites=tuple(SITES)):
    """Count who reaches one of some sites on foot, by networkx."""
    nearest = minutes_on_foot(sites).min(axis=1)
    return sum(people for at, people in PEOPLE.items() if at in NODES and nearest[at] <= minutes)


def sites(app):
    return app.dataframe[1].value.iloc[:, 0].tolist()


def communities(app, lang="en"):
    return app.dataframe[0].value[say("reach.head.community_code", lang)].tolist()


def ask(app, **asked):
    for name, value in asked.items():
        kind = app.selectbox if name == "service" else app.segmented_control
        kind(key=f"reach_{name}").set_value(value)
    assert not app.run().error
    return app


# --- figures -----------------------------------------------------------------------------------


@BOTH
def test_figures_are_those_that_networkx_finds(start, told, html, lang):
    app = start("reach", lang=lang)
    assert not app.exception
    minutes = minutes_on_foot().min(axis=1)
    walked = [minutes[at] for at, people in PEOPLE.items() if at in NODES for _ in range(people)]
    median = np.median([value for value in walked if np.isfinite(value)])
    backup = [value for value in minutes_on_foot().max(axis=1).items() if value[1] <= 15]
    twice = sum(PEOPLE.get(at, 0) for at, _ in backup)
    assert (within(15), twice) == (270, 30)
    assert told(app) == [
        (
            f"{100 * 270 / KNOWN:.1f} %",
            say("reach.of_people", lang, within="270", known=f"{KNOWN}"),
        ),
        ("2", say("reach.of_communities", lang, communities="4")),
        (
            say("reach.minutes", lang, minutes=f"{median:.1f}"),
            say("reach.p90", lang, minutes=say("reach.minutes", lang, minutes="16.2")),
        ),
        (f"{100 * 30 / KNOWN:.1f} %", say("reach.backup_told", lang)),
        (str(PEOPLE["I0"] + PEOPLE[OFF]), say("reach.no_way_told", lang)),
    ]
    assert say("reach.way.streets", lang) in unescape(html(app))
    assert say("reach.no_point", lang, people=str(CODE_ONLY)) in html(app)


def test_more_minutes_never_make_fewer_people_and_a_limit_is_exact(start, told):
    app = start("reach", lang="en")
    shares = []
    for minutes in MINUTES:
        share, below = told(ask(app, minutes=minutes))[0]
        assert below == f"{within(minutes)} of {KNOWN} people"
        shares.append(float(share.split()[0]))
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_a_car_is_no_slower_than_an_e_bike_nor_that_than_feet(start, told):
    app = start("reach", lang="en")
    shares = []
    for mode in ("walk", "ebike", "drive"):
        entries = told(ask(app, mode=mode, minutes=5))
        shares.append(float(entries[0][0].split()[0]))
    assert shares[0] < shares[1] < shares[2]


def test_a_service_counts_only_the_sites_that_offer_it(start, told):
    app = ask(start("reach", lang="en"), service="健康检查")
    people = within(15, ["对岸站"])
    assert people < within(15)
    assert told(app)[0][1] == f"{people} of {KNOWN} people"
    assert sites(app) == ["对岸站"]
    nowhere = ask(app, service="政策咨询")  # its only site has no street
    assert told(nowhere)[0] == ("0.0 %", f"0 of {KNOWN} people")
    assert told(nowhere)[2][0] == "—"
    assert not nowhere.exception


def test_the_table_has_the_people_of_every_community_by_state(start):
    table = start("reach", lang="en").dataframe[0].value.set_index("Code")
    assert set(table.index) == {FIRST, SECOND, THIRD, BARE}
    assert table.loc[FIRST, ["Within", "Beyond", "No route"]].tolist() == [110, 0, 0]
    assert table.loc[SECOND, ["Within", "Beyond", "No route"]].tolist() == [160, 0, 20]
    assert table.loc[THIRD, ["Within", "Beyond", "Off the network"]].tolist() == [0, 300, 7]
    assert table.loc[BARE, "Place unknown"] == CODE_ONLY
    assert table.loc[SECOND, "Share within"] == pytest.approx(160 / 180, abs=5e-4)
    ranks = table["Rank"].dropna()
    assert ranks.is_monotonic_increasing
    assert table["People underserved"].loc[ranks.index].is_monotonic_decreasing


# --- filters -----------------------------------------------------------------------------------


def test_a_district_narrows_both_tables_and_not_the_figures(start, told):
    app = start("reach", lang="en")
    figures = told(app)
    app.multiselect(key="reach_district_name").set_value(["东区"]).run()
    assert communities(app) == [THIRD]
    assert sites(app) == []
    app.multiselect(key="reach_district_name").set_value(["区"]).run()
    assert sorted(communities(app)) == [FIRST, SECOND, BARE]
    assert sorted(sites(app)) == ["同街站", "对岸站"]
    assert told(app) == figures


def test_what_was_chosen_in_another_city_does_no_harm(start):
    app = start("overview", lang="en")
    for key, value in {
        "reach_district_name": ["别处"],
        "reach_service": "别项",
        "reach_site": 99,
        "reach_community": "440305001001",
        "reach_minutes": 7,
        "reach_mode": "swim",
        "reach_layer": "other",
    }.items():
        app.session_state[key] = value
    app.switch_page("geo/pages/reach.py").run()
    assert not app.exception
    assert not app.error
    assert len(communities(app)) == 4
    assert len(sites(app)) == 3


# --- cards -------------------------------------------------------------------------------------


@BOTH
def test_an_open_site_shows_what_is_known_and_who_comes(start, html, lang):
    app = start("reach", lang=lang)
    assert say("site.choose", lang) in html(app)
    app.session_state["reach_site"] = 0  # as the table of the office has it
    told = html(app.run())
    assert "<h3>对岸站</h3>" in told
    services = "居住登记、健康检查" if lang == "zh" else "居住登记, 健康检查"
    for detail in ("上街9号", "000-1", services):
        assert f"<td>{detail}</td>" in told
    people = within(15, ["对岸站"])
    mode = say("mode.walk", lang)
    assert say("reach.site_people", lang, people=people, minutes=15, mode=mode) in told
    for minutes in (5, 10, 15, 30):
        label = say("reach.zone", lang, minutes=minutes, people=within(minutes, ["对岸站"]))
        assert label in told
    app.button[0].click().run()
    assert say("site.choose", lang) in html(app)


def test_a_site_without_a_street_says_so_and_has_no_zones(start, html):
    app = start("reach", lang="en")
    app.session_state["reach_site"] = 2
    told = html(app.run())
    assert say("reach.site_off", "en") in told
    assert say("reach.legend.zones", "en") not in told
    assert HOSTILE not in told
    assert "&lt;img src=x onerror=alert(1)&gt;" in told


def test_a_site_that_a_filter_hides_is_not_open(start, html):
    app = start("reach", lang="en")
    app.session_state["reach_site"] = 1
    assert "<h3>同街站</h3>" in html(app.run())
    told = html(ask(app, service="健康检查"))
    assert "<h3>同街站</h3>" not in told
    assert say("reach.legend.zones", "en") not in told
    assert "<h3>同街站</h3>" in html(ask(app, service="居住登记"))


@BOTH
def test_the_nearest_sites_are_in_order_of_streets_not_of_straight_lines(start, html, lang):
    app = start("reach", lang=lang)
    app.session_state["reach_place"] = NODES["L9"]
    told = html(app.run())
    assert told.index("<h4>同街站</h4>") < told.index("<h4>对岸站</h4>")
    by_site = minutes_on_foot().loc["L9"]
    for site in SITES:
        minutes = int(np.ceil(by_site[site]))
        assert say("reach.nearest.minutes", lang, minutes=minutes) in told
    assert "000-2" in told
    assert HOSTILE not in told
    assert say("reach.nearest.title", lang, mode=say("mode.walk", lang)) in told
    assert say("reach.nearest.beyond", lang, minutes=15) not in told


@BOTH
def test_a_place_beyond_off_the_streets_or_without_a_way_is_told(start, html, lang):
    app = start("reach", lang=lang)
    for place, state in (("L10", "beyond"), ("I0", "no_route"), (OFF, "off_network")):
        app.session_state["reach_place"] = NODES.get(place, place)
        assert say(f"reach.nearest.{state}", lang, minutes=15) in html(app.run())
    app.session_state["reach_place"] = NODES["L10"]
    assert say("reach.nearest.beyond", lang, minutes=15) not in html(ask(app, minutes=20))


@BOTH
def test_a_community_that_is_open_tells_its_states_and_has_a_curve(start, html, lang):
    app = start("reach", lang=lang)
    app.session_state["reach_community"] = SECOND
    told = html(app.run())
    assert "<h3>社区2</h3>" in told
    row = "<tr><th>{}</th><td>{}</td></tr>".format
    assert row(say("reach.head.people_within", lang), 160) in told
    assert row(say("reach.head.people_no_route", lang), 20) in told
    assert f"<th>{say('reach.head.people_off_network', lang)}" not in told
    assert row(say("reach.head.share_within", lang), "88.9 %") in told
    (marked,) = app.session_state["reach_communities"]["selection"]["rows"]
    assert communities(app, lang)[marked] == SECOND
    (chart,) = app.get("vega_lite_chart")
    assert json.loads(chart.proto.spec)["layer"][0]["encoding"]["color"]["scale"]["domain"] == [
        "小城",
        "社区2",
    ]


def test_of_a_community_without_a_known_place_no_curve_is_drawn(start, html):
    app = start("reach", lang="en")
    app.session_state["reach_community"] = BARE
    told = html(app.run())
    assert not app.exception
    assert "<h3>社区4</h3>" in told
    assert f"<tr><th>Place unknown</th><td>{CODE_ONLY}</td></tr>" in told


# --- the map -----------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
@BOTH
def test_the_legend_says_what_the_map_shows(start, html, layer, lang):
    told = html(ask(start("reach", lang=lang), layer=layer, minutes=20))
    assert say(f"reach.legend.{layer}", lang, minutes=20) in told


def test_every_kind_of_underserved_has_its_colour():
    assert set(KIND_COLOURS) == set(UNDERSERVED)


def test_who_is_beyond_but_not_shown_is_told(start, html, folder):
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write("[standards]\nmin_cell = 30\n")
    told = html(start("reach", lang="en"))
    assert say("reach.told.beyond", "en", people=PEOPLE["L10"]) in told
    assert say("overview.small_cells", "en", least=30, people=PEOPLE["I0"]) in told
    assert say("reach.told.off", "en", people=PEOPLE[OFF]) in told


# --- cities that lack something ----------------------------------------------------------------


def without(folder, part):
    toml = folder / "city.toml"
    head, tail = toml.read_text("utf-8").split(f"[{part}]")
    rest = tail[tail.find("\n[") :] if "\n[" in tail else ""
    toml.write_text(head + rest, "utf-8")


@BOTH
def test_a_city_without_streets_is_told_in_straight_lines(folder, start, html, lang):
    without(folder, "streets")
    app = start("reach", lang=lang)
    assert say("reach.way.straight_line", lang) in html(app)
    app.session_state["reach_place"] = NODES["L9"]
    told = html(app.run())
    assert told.index("<h4>对岸站</h4>") < told.index("<h4>同街站</h4>")
    assert told.count(say("reach.way.straight_line", lang)) == 2
    assert say("reach.way.streets", lang) not in told


@BOTH
def test_without_sites_a_sentence_says_what_is_missing(folder, start, lang):
    without(folder, "sites")
    app = start("reach", lang=lang)
    assert [told.value for told in app.info] == [say("site.no_sites", lang)]
    assert not app.dataframe


def test_sites_without_a_coordinate_system_are_not_used(folder, start):
    toml = folder / "city.toml"
    head, tail = toml.read_text("utf-8").split("[sites]")
    sites = tail.replace('coordinates = "wgs84"', "")
    toml.write_text(f"{head}[sites]{sites}", "utf-8")
    app = start("reach", lang="en")
    assert [told.value for told in app.info] == [say("site.no_sites", "en")]


@BOTH
def test_a_table_of_travel_times_knows_communities_and_no_places(folder, start, html, lang):
    times = f"社区代码,站点名称,分钟\n{FIRST},同街站,10\n{SECOND},对岸站,40\n"
    (folder / "times.csv").write_text(times, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write('[travel_times]\nfile = "times.csv"\n')
    app = start("reach", lang=lang)
    assert not app.exception
    assert say("reach.way.table", lang) in html(app)
    shown = [option.content for option in app.segmented_control(key="reach_layer").proto.options]
    assert shown == [say(f"reach.layer.{name}", lang) for name in ("share", "underserved")]
    app.session_state["reach_place"] = NODES["L9"]
    assert say("reach.nearest.no_point", lang) in html(app.run())
    app.session_state["reach_site"] = 1
    assert say("reach.legend.zones", lang) not in html(app.run())


@BOTH
def test_where_nobody_has_a_place_the_page_says_so(folder, start, html, lang):
    text = f"经度,纬度,社区代码,人数\n,,{FIRST},40\n"
    (folder / "records" / "records.csv").write_text(text, "utf-8")
    app = start("reach", lang=lang)
    assert not app.exception
    assert not app.error
    assert say("reach.nobody_placed", lang) in unescape(html(app))
    assert say("reach.no_point", lang, people=40) in html(app)
