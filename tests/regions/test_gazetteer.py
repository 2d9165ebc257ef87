"""Divisions since 1981: followed to today by their successors, and no other way."""

import itertools

import pytest
from support.paths import GEO

from geo.regions.gazetteer import (
    TODAY,
    by_code,
    county_places,
    divisions,
    last_year,
    meanings,
    parent,
    place_names,
)


def test_the_table_is_small_and_names_its_source():
    for name, source in (("divisions", "CC0"), ("traditional", "Apache"), ("romanised", "MIT")):
        text = (GEO / "regions" / f"{name}.csv").read_text(encoding="utf-8")
        header = "".join(line for line in text.splitlines() if line.startswith("#"))
        assert source in header
        assert len(text.encode()) < 220_000


def test_there_are_as_many_as_published():
    assert len(divisions()) == 6823
    assert sum(one.is_county for one in divisions()) == 6245
    assert sum(one.is_province for one in divisions()) == 34
    assert last_year() == 2024


def test_a_code_means_one_division_in_a_year():
    for had in by_code().values():
        years = sorted((one.since, one.until) for one in had)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(years))


def test_every_successor_is_known_when_it_begins():
    for one in divisions():
        if one.is_county and one.until != TODAY:
            for code in one.successors:
                assert any(other.known_in(one.until) for other in by_code()[code])


def test_what_there_is_today_stands_for_itself():
    for one in divisions():
        if one.until == TODAY and one.is_county:
            (meant,) = meanings(one)
            assert meant.county == one.code
            assert meant.place == county_places()[one.code]
            assert meant.place in place_names()


def test_a_county_ends_where_its_successors_lie():
    """Followed by brute force: a step a generation, until nothing changes."""
    places = {one: {meant.place for meant in meanings(one)} for one in divisions()}
    for one in divisions():
        if not one.is_county or one.until == TODAY:
            continue
        after = [
            next(other for other in by_code()[code] if other.known_in(one.until))
            for code in one.successors
        ]
        assert places[one] == set().union(*(places[other] for other in after))


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("342700", {"341000", "341700", "341800"}),  # 徽州地区
        ("422400", {"421000", "420800", "429004", "429005", "429006"}),  # 荆州地区
        ("442700", {"440400", "440600", "440700", "442000"}),  # 佛山地区
        ("371200", {"370100"}),  # 莱芜市
        ("320800", {"320800"}),  # 淮阴市, 淮安市 today, whatever left it
        ("622600", {"621100", "621200"}),  # 武都地区, 陇南地区 since 岷县 left it
        ("420400", {"421000"}),  # 沙市市, a district of 荆州
    ],
)
def test_a_prefecture_that_is_no_more_is_where_its_counties_are(code, places):
    assert {meant.place for meant in meanings(by_code()[code][0])} == places


def test_a_prefecture_of_a_year_is_where_its_counties_of_that_year_are():
    (chengde,) = by_code()["132600"]
    assert {meant.place for meant in meanings(chengde)} == {"130300", "130800"}
    assert {meant.place for meant in meanings(chengde, 1982)} == {"130300", "130800"}
    assert {meant.place for meant in meanings(chengde, 1990)} == {"130800"}


def test_a_county_lay_in_the_prefecture_of_its_code():
    (hui,) = by_code()["622630"]
    above = parent(hui)
    assert above is not None
    assert above.name in ("武都地区", "陇南地区")
    assert parent(by_code()["429004"][-1]) is None
