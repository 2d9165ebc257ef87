"""A crosswalk of codes: followed to today, or refused with every reason."""

import pytest

from geo.city.datasets.crosswalk import read_crosswalk
from geo.city.settings import CrosswalkSettings

HEADER = ["旧代码", "新代码", "份额"]
TODAY = ("990101001001", "990101001002", "990101001003")
ONE, TWO, THREE = TODAY
OLD, OLDER = "990101001091", "990101001092"


@pytest.fixture
def read(write):
    def reading(*lines, header=HEADER):
        source = write("crosswalk.csv", [header, *lines])
        return read_crosswalk(source, CrosswalkSettings(file="crosswalk.csv"), TODAY)

    return reading


def table(checked):
    assert not checked.issues
    return [tuple(row) for row in checked.frame.itertuples(index=False)]


def test_renamed_and_split(read):
    got = table(read([OLD, ONE, "0.4"], [OLD, TWO, "0.6"], [OLDER, THREE, ""]))
    assert got == [(OLD, ONE, 0.4), (OLD, TWO, 0.6), (OLDER, THREE, 1.0)]


def test_shares_are_not_needed_where_codes_were_renamed(read):
    assert table(read([OLD, ONE], header=HEADER[:2])) == [(OLD, ONE, 1.0)]


def test_shares_of_two_or_three_digits_are_made_to_add_up(read):
    got = table(read([OLD, ONE, "0.333"], [OLD, TWO, "0.333"], [OLD, THREE, "0.333"]))
    assert sum(share for *_, share in got) == pytest.approx(1, abs=1e-12)


def test_a_chain_of_years_is_followed_to_today(read):
    got = table(
        read([OLDER, OLD, "0.5"], [OLDER, ONE, "0.5"], [OLD, ONE, "0.5"], [OLD, TWO, "0.5"])
    )
    assert got == [(OLD, ONE, 0.5), (OLD, TWO, 0.5), (OLDER, ONE, 0.75), (OLDER, TWO, 0.25)]


def test_a_community_that_gave_a_part_away(read):
    assert table(read([ONE, ONE, "0.7"], [ONE, TWO, "0.3"])) == [(ONE, ONE, 0.7), (ONE, TWO, 0.3)]


@pytest.mark.parametrize(
    ("lines", "what", "row", "shown"),
    [
        ([[OLD, ONE, "0.5"], [OLD, TWO, "0.4"]], "issue.crosswalk_sum", 2, "0.9"),
        ([[OLD, ONE, "1"], [OLD, TWO, "1"]], "issue.crosswalk_sum", 2, "2"),
        ([[OLD, ONE, ""], [OLD, TWO, ""]], "issue.crosswalk_sum", 2, OLD),
        ([[OLD, ONE, "1"], [OLD, ONE, "1"]], "issue.crosswalk_twice", 3, OLD),
        ([[OLD, "990101001999", "1"]], "issue.crosswalk_unknown", 2, "990101001999"),
        ([[OLD, OLDER, "1"], [OLDER, OLD, "1"]], "issue.crosswalk_circle", 2, OLD),
        ([[OLD, OLD, "1"]], "issue.crosswalk_circle", 2, OLD),
        ([[ONE, TWO, "1"]], "issue.crosswalk_still", 2, ONE),
        ([[OLD, ONE, "1"], ["", TWO, "1"]], "issue.crosswalk_cell", 3, "old_code"),
        ([[OLD, "9.90101E+11", "1"]], "issue.code_mangled", 2, "9.90101E+11"),
        ([[OLD, ONE, "60%"]], "issue.crosswalk_share", 2, "60%"),
        ([[OLD, ONE, "0"], [OLD, TWO, "1"]], "issue.crosswalk_share", 2, "0"),
        ([[OLD, ONE, "-1"], [OLD, TWO, "2"]], "issue.crosswalk_share", 2, "-1"),
    ],
)
def test_what_would_lose_or_make_population_stops_a_run(read, told, lines, what, row, shown):
    checked = read(*lines)
    issue = told(checked.issues, what, shown)
    assert issue.stops
    assert issue.row == row
    assert checked.frame.empty
    assert checked.frame.columns.tolist() == ["old_code", "new_code", "share"]


def test_all_at_once(read):
    checked = read([OLD, "x", "0.5"], [OLDER, OLD, "0.7"], [ONE, TWO, "1"])
    assert {issue.what for issue in checked.issues} == {
        "issue.crosswalk_unknown",
        "issue.crosswalk_sum",
        "issue.crosswalk_still",
    }


def test_nothing_is_said_of_codes_where_the_communities_could_not_be_read(write):
    source = write("crosswalk.csv", [HEADER, [OLD, ONE, "1"]])
    checked = read_crosswalk(source, CrosswalkSettings(file="crosswalk.csv"), ())
    assert not checked.stopping
