"""Reach: figures are those that networkx finds; tables, filters and map agree with them."""

import math
from collections import Counter
from html import unescape

import numpy as np
import pytest
from support.asking import ask, communities
from support.street_city import (
    BARE,
    CODE_ONLY,
    FIRST,
    NODES,
    OFF,
    POPULATION,
    SECOND,
    THIRD,
    minutes_on_foot,
    within,
    write_street_city,
)

from geo.analyses.access.page.controls import LAYERS, MINUTES
from geo.analyses.access.products import Access
from geo.core.i18n import say

KNOWN = sum(POPULATION.values())
HALF_A_CELL = 0.003  # degrees


@pytest.fixture(scope="module")
def write_folder():
    return write_street_city


@pytest.fixture
def told(figures):
    """Return the key figures in the order of the page: what stands big, and the line below."""
    return lambda app: list(figures(app).values())


def sites(app):
    return app.dataframe[1].value.iloc[:, 0].tolist()


# --- figures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_those_that_networkx_finds(start, told, html, lang):
    app = start("accessibility", lang=lang)
    assert not app.error
    minutes = minutes_on_foot().min(axis=1)
    walked = [
        minutes[at]
        for at, population in POPULATION.items()
        if at in NODES
        for _ in range(population)
    ]
    median = np.median([value for value in walked if np.isfinite(value)])
    backup = [value for value in minutes_on_foot().max(axis=1).items() if value[1] <= 15]
    twice = sum(POPULATION.get(at, 0) for at, _ in backup)
    assert (within(15), twice) == (270, 30)
    assert told(app) == [
        (
            f"{100 * 270 / KNOWN:.1f}%",
            say("access.of_population", lang, within="270", known=f"{KNOWN}"),
        ),
        (
            f"{KNOWN - 270}",
            say("access.beyond_share", lang, share=f"{100 * (KNOWN - 270) / KNOWN:.1f}%"),
        ),
        ("2", say("access.of_communities", lang, communities="4")),
        (
            say("access.minutes", lang, minutes=f"{median:.1f}"),
            say("access.p90", lang, minutes=say("access.minutes", lang, minutes="16.2")),
        ),
        (f"{100 * 30 / KNOWN:.1f}%", say("access.backup_told", lang)),
        (str(POPULATION["I0"] + POPULATION[OFF]), say("access.unreachable_told", lang)),
        ("270", say("access.over_capacity", lang, people="0")),  # capacity for everyone within
    ]
    assert say("access.travel_time_source.network", lang) in unescape(html(app))
    told_below = unescape(html(app))
    everybody = KNOWN + CODE_ONLY
    shares = [f"{100 * many / everybody:.1f}%" for many in (270, 270 + CODE_ONLY)]
    assert (
        say(
            "access.within_range",
            lang,
            unknown=f"{CODE_ONLY}",
            all=f"{everybody:,}",
            least="270",
            most=f"{270 + CODE_ONLY}",
            least_share=shares[0],
            most_share=shares[1],
        )
        in told_below
    )


@pytest.mark.long
def test_more_minutes_never_make_fewer_population_and_a_limit_is_exact(start, told):
    app = start("accessibility", lang="en")
    shares = []
    for minutes in MINUTES:
        share, below = told(ask(app, minutes=minutes))[0]
        assert below == f"{within(minutes)} of {KNOWN} people"
        shares.append(float(share.removesuffix("%")))
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_a_car_is_no_slower_than_an_e_bike_nor_that_than_feet(start, told):
    app = start("accessibility", lang="en")
    shares = []
    for mode in ("walk", "ebike", "drive"):
        entries = told(ask(app, mode=mode, minutes=5))
        shares.append(float(entries[0][0].removesuffix("%")))
    assert shares[0] < shares[1] < shares[2]


def test_a_service_counts_only_the_sites_that_offer_it(start, told):
    app = ask(start("accessibility", lang="en"), service="健康检查")
    population = within(15, ["对岸站"])
    assert population < within(15)
    assert told(app)[0][1] == f"{population} of {KNOWN} people"
    assert sites(app) == ["对岸站"]
    nowhere = ask(app, service="政策咨询")  # its only site has no street
    assert told(nowhere)[0] == ("0.0%", f"0 of {KNOWN} people")
    assert told(nowhere)[3][0] == "—"
    assert not nowhere.error


def test_the_table_has_the_population_of_every_community_by_state(start):
    table = start("accessibility", lang="en").dataframe[0].value.set_index("Code")
    assert set(table.index) == {FIRST, SECOND, THIRD, BARE}
    assert table.loc[FIRST, ["Within the limit", "Beyond the limit", "Unreachable"]].tolist() == [
        110,
        0,
        0,
    ]
    assert table.loc[SECOND, ["Within the limit", "Beyond the limit", "Unreachable"]].tolist() == [
        160,
        0,
        20,
    ]
    assert table.loc[
        THIRD, ["Within the limit", "Beyond the limit", "Off the network"]
    ].tolist() == [0, 300, 7]
    assert table.loc[BARE, "Location unknown"] == CODE_ONLY
    assert table.loc[SECOND, "Share within the limit"] == pytest.approx(160 / 180, abs=5e-4)
    ranks = table["Rank"].dropna()
    assert ranks.is_monotonic_increasing
    not_reaching = table["People not within the limit"].loc[ranks.index].fillna(0)
    assert not_reaching.is_monotonic_decreasing
    assert (
        table.loc[
            SECOND,
            ["People not within the limit", "Not within the limit, not counted as underserved"],
        ].tolist()
        == [20] * 2
    )


# --- filters -----------------------------------------------------------------------------------


def test_a_district_narrows_both_tables_and_not_the_figures(start, told):
    app = start("accessibility", lang="en")
    figures = told(app)
    app.multiselect(key="filter_district").set_value(["990102"]).run()
    assert communities(app) == [THIRD]
    assert sites(app) == []
    app.multiselect(key="filter_district").set_value(["990101"]).run()
    assert sorted(communities(app)) == [FIRST, SECOND, BARE]
    assert sorted(sites(app)) == ["同街站", "对岸站"]
    assert told(app) == figures


def test_what_was_chosen_in_another_city_does_no_harm(start):
    app = start("overview", lang="en")
    for key, value in {
        "filter_district": ["440305"],
        "access_service": "别项",
        "access_site": 99,
        "open_community": "440305001001",
        "access_minutes": 7,
        "access_mode": "swim",
        "access_layer": "other",
    }.items():
        app.session_state[key] = value
    app.switch_page("geo/analyses/access/page/access.py").run()
    assert not app.error
    assert len(communities(app)) == 4
    assert len(sites(app)) == 3


# --- the map -----------------------------------------------------------------------------------


def test_the_legend_says_what_the_map_shows(start, html, read_map, painted, results, lang):
    app = start("accessibility", lang=lang)
    minutes = minutes_on_foot().min(axis=1)
    limits = {"beyond": 10, "share": 10, "underserved": 15}
    assert limits.keys() == set(LAYERS)
    for layer, limit in limits.items():
        told = html(ask(app, layer=layer, minutes=limit))
        assert say(f"access.legend.{layer}", lang, minutes=limit) in told
        if layer == "share":
            assert read_map(app) == {code: fifth(share) for code, share in shares(10).items()}
        elif layer == "underserved":
            people = results[Access].communities["population_underserved"].drop(BARE)
            none = say("access.nobody_underserved", lang)
            shown = read_map(app)
            assert {code for code in shown if shown[code] == none} == set(people[people == 0].index)
            assert shown.keys() == set(people.index)
        else:
            assert painted[-1]["fill"] == {}
            hot = [(lon, lat) for lat, lon, _ in painted[-1]["heat"]["points"]]
            far = [NODES[at] for at in POPULATION if at in NODES and not minutes[at] <= 10]
            apart = np.abs(np.subtract.outer(np.array(hot), np.array(far)))[:, (0, 1), :, (0, 1)]
            in_cell = apart.max(axis=0) < HALF_A_CELL
            assert in_cell.any(axis=0).all()
            assert in_cell.any(axis=1).all()


def shares(limit):
    """Return the share of a community's people who have a site within some minutes, by networkx."""
    nearest = minutes_on_foot().min(axis=1)
    whole, near = Counter(), Counter()
    for at, population in POPULATION.items():
        lon, _ = NODES.get(at, at)
        code = (FIRST, SECOND, THIRD)[min(int((lon - 103.5) / 0.01), 2)]
        whole[code] += population
        near[code] += population * (at in NODES and nearest[at] <= limit)
    return {code: near[code] / whole[code] for code in whole}


def fifth(share):
    return ("≤ 20%", "20–40%", "40–60%", "60–80%", "80–100%")[max(math.ceil(share * 5), 1) - 1]


@pytest.mark.long
def test_who_is_beyond_but_not_shown_is_told(start, html, folder):
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write("[standards]\nmin_cell = 30\n")
    told = html(start("accessibility", lang="en"))
    assert say("access.told.beyond", "en", people=POPULATION["L10"]) in told
    assert say("overview.small.surface", "en", least=30, people=POPULATION["I0"]) in told
    assert say("access.told.unsnapped", "en", people=POPULATION[OFF]) in told
