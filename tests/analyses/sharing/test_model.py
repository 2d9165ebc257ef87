"""Sharing between the neighbours of a small city, whose answers can be told by looking."""

import pandas as pd
import pytest
from support.corridor_worlds import CODES, EAST, WEST, write_corridor_city, write_rows
from support.needed import needed

import geo
from geo.analyses.sharing.model import Sharing
from geo.analyses.sharing.tables import sharing_told
from geo.core.issues import CityError

SHARING = needed("sharing")
POPULATION = [(CODES[0], "", 400), (CODES[1], "", 400), (CODES[2], "", 1400), (CODES[3], "", 100)]
STAFF = [(CODES[0], 1), (CODES[1], 3), (CODES[2], 1), (CODES[3], 1)]
SITES = [("东站", 103.505, 40.505, ""), ("西站", 103.525, 40.505, "")]
TIMES = [
    (CODES[0], "东站", 5), (CODES[0], "西站", 40), (CODES[1], "东站", 30), (CODES[1], "西站", 10),
    (CODES[2], "西站", 5), (CODES[3], "西站", 8), (CODES[3], "东站", 61),
]  # fmt: skip


@pytest.fixture
def run(tmp_path):
    def made(**given):
        given = {"came": POPULATION, "staff": STAFF} | given
        folder = tmp_path / f"city{len(list(tmp_path.iterdir()))}"
        return geo.run(geo.City.open(write_corridor_city(folder, **given)), analyses=SHARING)

    return made


def of(results, kind):
    return results[Sharing].exchanges[results[Sharing].exchanges["kind"] == kind]


def keys(results):
    for note in results[Sharing].notes:
        assert all("{" not in note.sentence(language) for language in ("zh", "en"))
    return {note.what.removeprefix("sharing_note.") for note in results[Sharing].notes}


def test_spare_posts_beside_a_shortage_and_the_boundary_they_cross(run):
    results = run()
    [told] = of(results, "staff").to_dict("records")
    assert (told["from_code"], told["to_code"]) == (CODES[1], CODES[2])
    # Two posts too many in the one; the other needs three for 1,400 people and has one.
    assert (told["staff"], told["floating_population"]) == (2, 900)
    assert told["crosses"] == "district"
    assert (told["from_district_code"], told["to_district_code"]) == (EAST, WEST)
    assert told["distance_m"] == pytest.approx(848, abs=2)  # 0.01° at 40.5° north
    assert keys(results) == {"no_access"}


@pytest.mark.parametrize(
    ("lends", "lacks", "crosses"),
    [(CODES[3], CODES[2], "community"), (CODES[1], CODES[0], "subdistrict")],
)
def test_smaller_boundaries_are_named_too(run, lends, lacks, crosses):
    population = [(code, "", 600 if code == lacks else 100) for code in CODES]
    posts = [(code, 2 if code == lends else 1) for code in CODES]
    [told] = of(run(came=population, staff=posts), "staff").to_dict("records")
    assert (told["from_code"], told["to_code"], told["crosses"]) == (lends, lacks, crosses)
    assert (told["staff"], told["floating_population"]) == (1, 100)


def test_those_who_are_no_neighbours_lend_nothing(run):
    posts = [(CODES[0], 3), (CODES[1], 1), (CODES[2], 1), (CODES[3], 1)]
    results = run(staff=posts)
    assert results[Sharing].exchanges.empty
    assert "no_surplus_staff" in keys(results)


HOUR = "[sharing]\nminutes = 60\n"


def test_population_use_the_nearer_site_across_the_boundary(run):
    results = run(sites=SITES, travel_times=TIMES, settings=HOUR)
    [told] = of(results, "site").to_dict("records")
    assert (told["from_code"], told["to_code"]) == (WEST, EAST)
    assert (told["from_name"], told["to_name"], told["crosses"]) == ("=西县", "东区", "district")
    assert (told["population_nearer"], told["population_first_site"]) == (400, 0)
    gained = [told[f"minutes_{name}"] for name in ("before", "after", "saved")]
    assert gained == [30, 10, 20]
    assert keys(results) == {"capacity_unknown"}


def test_within_the_limit_of_accessibility_others_have_no_site(run):
    results = run(sites=SITES, travel_times=TIMES)
    [told] = of(results, "site").to_dict("records")
    assert (told["population_nearer"], told["population_first_site"]) == (0, 400)
    assert (told["minutes_first_site"], results[Sharing].rules.minutes) == (10, 15)
    assert pd.isna(told["minutes_saved"])


@pytest.mark.long
def test_a_crowded_site_sends_on_whom_it_cannot_serve(run):
    # 东站 serves 500 with its one post: the 400 beside it, and 100 of the next community.
    times = [*TIMES[:3], (CODES[1], "西站", 35), *TIMES[4:]]
    sites = [(*SITES[0][:3], 1), SITES[1]]
    results = run(sites=sites, travel_times=times, settings=HOUR)
    [told] = of(results, "site").to_dict("records")
    assert (told["floating_population"], told["population_first_site"]) == (300, 300)
    assert pd.isna(told["minutes_saved"])
    assert told["minutes_first_site"] == 35


def test_nobody_is_sent_farther_than_the_limit(run):
    times = [*TIMES[:2], (CODES[1], "东站", 61), (CODES[1], "西站", 60), *TIMES[4:]]
    [told] = of(run(sites=SITES, travel_times=times, settings=HOUR), "site").to_dict("records")
    assert (told["floating_population"], told["population_first_site"]) == (400, 400)
    shorter = run(sites=SITES, travel_times=times, settings="[sharing]\nminutes = 59\n")
    assert of(shorter, "site").empty


@pytest.mark.long
def test_capacity_is_what_a_site_serves_where_the_city_says_so(tmp_path):
    # The staff of 西站 could serve 5,000; it has capacity for 1,600: 1,500 of its own, and 100 others.
    rows = [
        ("站点名称", "经度", "纬度", "工作人员", "接待能力"),
        ("东站", 103.505, 40.505, 0, 0),
        ("西站", 103.525, 40.505, 10, 1600),
    ]
    for supply, served in (("staff", 800), ("capacity", 100)):
        folder = write_corridor_city(
            tmp_path / supply, came=POPULATION, sites=[], travel_times=TIMES,
            settings=f'{HOUR}[standards]\nsupply = "{supply}"\n',
        )  # fmt: skip
        write_rows(folder / "sites.csv", rows)
        results = geo.run(geo.City.open(folder), analyses=SHARING)
        assert of(results, "site")["population_first_site"].sum() == served
        assert results[Sharing].rules.supply == supply


@pytest.mark.long
def test_losses_are_shown_where_they_are_allowed(run):
    # 500 places in the east, for 400 people at 5 minutes, and for 1,400 of the west at 1.
    times = [(CODES[0], "东站", 5), (CODES[2], "东站", 1), (CODES[3], "东站", 61)]
    city = {"sites": [(*SITES[0][:3], 1)], "travel_times": times}
    careful = run(**city)
    assert of(careful, "site")["population_first_site"].tolist() == [100]
    told = run(**city, settings="[sharing]\nallow_losses = true\n")
    rows = of(told, "site").set_index(["from_code", "to_code"])
    assert rows.loc[(EAST, WEST), "population_first_site"] == 500
    assert rows.loc[(EAST, EAST), "population_losing_site"] == 400
    assert told[Sharing].sites["population_losing_site"].tolist() == [400]
    told, careful = (
        " ".join(sharing_told(each[Sharing], "site", "en")) for each in (told, careful)
    )
    assert "400 people lose the site they have." in told
    assert "Nobody loses a site, and nobody’s trip gets longer." in careful


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("no_site_minutes = 239", "from 240 to 10000"),
        ("minutes = 241", "from 0 to 240"),
        ("allow_losses = 1", "true"),
    ],
)
def test_settings_that_make_no_sense_are_refused(run, wrong, told):
    with pytest.raises(CityError, match=told):
        run(settings=f"[sharing]\n{wrong}\n")


def test_where_no_way_is_nearer_it_is_said(run):
    times = [row for row in TIMES if row[:2] != (CODES[1], "西站")]
    results = run(sites=SITES, travel_times=times)
    assert of(results, "site").empty
    assert keys(results) == {"no_sites", "capacity_unknown"}


def test_a_site_on_a_boundary_is_of_the_lowest_code(run):
    line = [("界站", 103.52, 40.505, "")]  # where the districts meet
    results = run(sites=line, travel_times=[(CODES[1], "界站", 3), (CODES[2], "界站", 3)])
    [told] = of(results, "site").to_dict("records")
    assert (told["from_code"], told["to_code"]) == (EAST, WEST)
    assert told["population_first_site"] == 1400


def test_without_a_roster_no_posts_but_sites(run):
    results = run(staff=None, sites=SITES, travel_times=TIMES)
    assert results[Sharing].exchanges["kind"].tolist() == ["site"]
    assert keys(results) == {"no_staff", "capacity_unknown"}


def test_sites_in_no_district_are_left_out(run):
    away = [SITES[0], ("西站", 103.6, 40.505, "")]
    results = run(sites=away, travel_times=TIMES)
    assert of(results, "site").empty


def test_the_same_in_any_order_of_rows(run, tmp_path):
    results = run(sites=SITES, travel_times=TIMES)
    again = write_corridor_city(
        tmp_path / "again",
        came=POPULATION[::-1], staff=STAFF[::-1], sites=SITES[::-1], travel_times=TIMES[::-1],
    )  # fmt: skip
    pd.testing.assert_frame_equal(
        results[Sharing].exchanges,
        geo.run(geo.City.open(again), analyses=SHARING)[Sharing].exchanges,
    )
