"""What may be what: proposals are questions, and persons are never shown."""

import csv
import io

import pytest

from geo.city.schemas import TABLES
from geo.formats.header_matching import match
from geo.formats.header_proposals import choice, propose
from geo.formats.preview import look_at, personal_places

ROWS = [
    ["103.5012", "40.5012", "990101001001", "990102", "2026-10", "3"],
    ["103.5112", "40.5112", "990101001002", "990103", "2026-10", "12"],
    ["", "40.5212", "990101001003", "990104", "2026-09", "40"],
]


def found(headers, rows, table="records", **more):
    return {
        proposal.column: (proposal.position, proposal.sure)
        for proposal in propose(headers, rows, TABLES[table], **more)
    }


def test_by_header_before_content():
    told = found(["经度", "纬度", "社区代码", "户籍地代码", "统计月份", "人数"], ROWS)
    assert {why for place, why in told.values() if place is not None} == {"synonym"}
    assert told["lon"] == (0, "synonym")
    assert told["record_id"] == (None, "none")


def test_by_content_where_no_header_is_known():
    told = found(list("ABCDEF"), ROWS)
    assert told == {
        "lon": (0, "content"),
        "lat": (1, "content"),
        "community_code": (2, "content"),
        "community_name": (None, "none"),
        "subdistrict_name": (None, "none"),
        "district_name": (None, "none"),
        "origin": (3, "content"),
        "period": (4, "content"),
        "period_year": (None, "none"),
        "count": (None, "none"),
        "source": (None, "none"),
        "record_id": (None, "none"),
    }


@pytest.mark.parametrize(
    "cells",
    [
        ["12", "40", "7"],  # counts, though latitudes could be 12 and 40
        ["203.5", "210.25", "190.75"],  # no longitude of China
        ["202610", "202609", "202608"],  # months, not codes of origin
        ["", "", ""],
        ["103.5012", "", ""],  # one cell is no proof
    ],
)
def test_what_looks_like_nothing_is_proposed_for_nothing(cells):
    told = found(["A"], [[cell] for cell in cells])
    assert told.pop("period") in {(0, "content"), (None, "none")}
    assert set(told.values()) == {(None, "none")}


def test_two_columns_alike_are_left_to_the_user():
    rows = [["990101001001", "990101001009"], ["990101001002", "990101001008"]]
    assert found(["A", "B"], rows)["community_code"] == (None, "none")


def test_what_was_chosen_stays_chosen():
    told = found(["A", "B", "人数"], [["1", "2", "3"]] * 3, chosen={"lon": "B", "count": ""})
    assert told["lon"] == (1, "chosen")
    assert told["count"] == (None, "chosen")


def test_personal_columns_are_proposed_for_nothing():
    rows = [["990101001001"], ["990101001002"]]
    assert found(["A"], rows, personal={0})["community_code"] == (None, "none")


@pytest.mark.parametrize("table", TABLES)
def test_choices_say_again_what_was_chosen(table):
    names = [column.name for column in TABLES[table].columns]
    odd = [f"列{at}" for at in range(len(names))]
    places = dict(zip(names, reversed(range(len(names))), strict=True))
    chosen = choice(odd, TABLES[table], places)
    assert match(odd, TABLES[table], chosen).headers == places
    assert not match(odd, TABLES[table], chosen).issues
    assert choice(names, TABLES[table], {name: at for at, name in enumerate(names)}) == {}


def test_a_column_can_be_left_unread():
    headers = ["经度", "纬度", "人数"]
    chosen = choice(headers, TABLES["records"], {"lon": 0, "lat": 1, "count": None})
    told = match(headers, TABLES["records"], chosen)
    assert told.headers == {"lon": 0, "lat": 1}
    assert [column.column for column in told.dropped] == ["人数"]
    assert not told.issues


def test_a_needed_column_cannot_be_left_unread():
    assert (
        "community_code"
        in match(["code", "name"], TABLES["communities"], {"community_code": ""}).headers
    )
    assert match(["name"], TABLES["communities"], {"community_code": ""}).issues


def test_the_header_is_found_though_cells_beside_it_are_empty(write):
    source = write("staff.csv", [["名册", "", ""], ["社区代码", "人数", "级别"], ["1", "2", ""]])
    assert look_at(source, TABLES["staff"], {"level": ""}).headers == ("社区代码", "人数", "级别")


PERSONS = [
    ["王小明", "110105194912310021", "13800138000", "a@b.cn", "2"],
    ["李雷", "11010519491231002X", "13900139000", "c@d.cn", "1"],
    ["张丽华", "11010519491231002X", "15912345678", "e@f.cn", "1"],
]


@pytest.mark.parametrize("headers", [list("ABCDE"), ["姓名", "身份证号", "手机", "email", "人数"]])
def test_persons_are_not_given_out(write, headers):
    text = io.StringIO()
    csv.writer(text).writerows([headers, *PERSONS])
    look = look_at(write("x.csv", text.getvalue()), TABLES["records"], {})
    assert look.personal == {0, 1, 2, 3}
    assert look.rows == (("", "", "", "", "2"), ("", "", "", "", "1"), ("", "", "", "", "1"))


def test_a_place_has_a_name_and_a_phone_of_its_own():
    rows = [["王庄", "13800138000"], ["李村", "13900139000"], ["张家湾", "15912345678"]]
    assert personal_places(["站点名称", "电话"], rows, TABLES["sites"]) == frozenset()
    assert personal_places(["A", "B"], rows, TABLES["sites"]) == {1}
    assert personal_places(["A", "B"], rows, TABLES["communities"]) == {1}


def test_only_the_first_rows_are_shown(write):
    rows = [["社区代码", "人数"], *([str(at), "1"] for at in range(5000))]
    assert len(look_at(write("x.csv", rows), TABLES["staff"], {}).rows) == 8
