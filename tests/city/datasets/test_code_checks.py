"""Codes of one level, and of the units they are said to lie in."""

import pandas as pd
import pytest

from geo.city.datasets.code_checks import level_issues, parent_issues
from geo.formats.source import Source


def units(codes, streets=None, districts=None, file="c.gpkg"):
    frame = pd.DataFrame(
        {
            "community_code": codes,
            "subdistrict_code": streets or [None] * len(codes),
            "district_code": districts or [None] * len(codes),
            "file": file,
        },
        dtype="str",
    )
    return frame.assign(row=range(2, len(codes) + 2))


def test_codes_of_one_level_are_right(told):
    for codes in (["990101001001", "990101001002"], ["990101", "990102"], ["A-1", "A-22"]):
        assert not level_issues(units(codes))


def test_a_subdistrict_among_communities(told):
    issues = level_issues(units(["990101001001", "990101001", "990101001002", "990101002"]))
    issue = told(issues, "issue.code_level", "990101001", "9", "12")
    assert (issue.row, issue.rows, issue.stops) == (3, 2, False)
    assert "subdistrict" in issue.sentence("en")
    assert "街道代码" in issue.sentence("zh")


def test_a_digit_lost(told):
    issues = level_issues(units(["990101001001", "99010100100", "990101001002"]))
    assert told(issues, "issue.code_level", "11").row == 3


def test_every_level_that_is_odd_is_told_file_by_file():
    mixed = pd.concat(
        [units(["990101001001"] * 5 + ["990101"]), units(["990101001", "990101"], file="extra.csv")]
    ).reset_index(drop=True)
    got = [(f.file, f.value) for f in level_issues(mixed)]
    assert got == [("c.gpkg", "990101"), ("extra.csv", "990101"), ("extra.csv", "990101001")]


def test_missing_codes_have_no_level():
    assert not level_issues(units(["990101001001", None]))


@pytest.mark.parametrize(
    ("streets", "districts"),
    [
        (["990101001"], ["990101"]),
        (["990101001000"], ["990101000000"]),
        ([None], ["990101"]),
        (["街-7"], ["Q"]),
    ],
)
def test_parents_that_agree_or_are_of_another_kind(streets, districts):
    source = Source(None, "c.gpkg")
    assert not parent_issues(units(["990101001001"], streets, districts), source)


@pytest.mark.parametrize(
    ("code", "subdistrict", "district", "column"),
    [
        ("990101001001", "990101002", "990101", "subdistrict_code"),
        ("990101001001", "990101001", "990102", "district_code"),
        ("990101001", None, "990102", "district_code"),
        ("A-1", "990101001", "990102", "district_code"),
        ("990101001001", "990101002000", None, "subdistrict_code"),
    ],
)
def test_parents_that_are_not_the_codes_own(told, code, subdistrict, district, column):
    good = units(["990102001001", code], ["990102001", subdistrict], ["990102", district])
    issues = parent_issues(good, Source(None, "c.gpkg"))
    assert len(issues) == 1
    issue = told(issues, "issue.code_parent", column)
    assert (issue.row, issue.column, issue.stops) == (3, column, False)
