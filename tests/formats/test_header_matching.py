"""Heads in two languages: what is matched, what is never read."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.city.schemas import TABLES
from geo.formats.header_detection import find_header
from geo.formats.header_matching import column_named, match, plain


@pytest.mark.parametrize("table", TABLES)
def test_no_header_means_two_columns(table):
    seen = {}
    for column in TABLES[table].columns:
        for word in {plain(column.name), *column.headers.split(), *column.loose.split()}:
            assert word == plain(word), "a synonym is written as `plain` leaves it"
            assert word not in seen, (word, seen[word], column.name)
            seen[word] = column.name


@pytest.mark.parametrize(
    "header",
    ["经度", " 经 度 ", "经度(°)", "经度（度）", "LON", "Longitude", "ｌｏｎ", "lng", "经度*"],
)
def test_a_header_is_known_in_any_dress(header):
    assert match([header], TABLES["records"]).headers == {"lon": 0}


@given(st.permutations(["社区代码", "经度", "纬度", "人数", "户籍地", "姓名", "无关"]))
def test_the_order_of_columns_does_not_matter(headers):
    found = match(headers, TABLES["records"]).headers
    assert {name: headers[place] for name, place in found.items()} == {
        "community_code": "社区代码",
        "lon": "经度",
        "lat": "纬度",
        "count": "人数",
        "origin": "户籍地",
    }


def test_a_plain_code_is_taken_only_where_nothing_better_is():
    assert match(["code", "name"], TABLES["communities"]).headers == {
        "community_code": 0,
        "community_name": 1,
    }
    assert (
        match(["code", "社区代码", "社区名称"], TABLES["communities"]).headers["community_code"]
        == 1
    )
    assert match(["户籍地", "户籍地代码", "社区代码"], TABLES["records"]).headers["origin"] == 1


def test_personal_columns_are_never_read_and_are_named():
    headers = [
        "姓名",
        "身份证号",
        "证件号码",
        "联系电话",
        "手机号",
        "监护人姓名",
        "本人手机号码1",
        "联系方式",
        "住址",
        "Name",
        "ID number",
        "phone",
        "无关",
    ]
    for table in ("records", "staff"):
        found = match([*headers, "社区代码"], TABLES[table])
        assert found.headers == {"community_code": len(headers)}
        assert [column.column for column in found.dropped] == headers
        assert [column.column for column in found.dropped if column.personal] == headers[:-1]


def test_a_site_has_a_name_an_address_and_a_telephone():
    headers = ["name", "经度", "纬度", "地址", "电话", "联系人"]
    found = match(headers, TABLES["sites"])
    assert set(found.headers) == {"site_name", "lon", "lat", "address", "phone"}
    assert [(column.column, column.personal) for column in found.dropped] == [("联系人", True)]


def test_a_chosen_column_goes_before_its_synonyms():
    found = match(["经度", "x2", "纬度"], TABLES["records"], {"lon": "x2", "lat": "纬度"})
    assert found.headers == {"lon": 1, "lat": 2}
    assert [column.column for column in found.dropped] == ["经度"]


def test_a_header_chosen_for_one_column_is_not_another_too():
    found = match(["人数", "数量"], TABLES["staff"], {"dedicated": "人数"})
    assert found.headers == {"dedicated": 0}


def test_issues_name_the_headers_found(told):
    chosen = told(
        match(["a", "b"], TABLES["records"], {"lon": "经度"}, "r.csv").issues,
        "issue.column_chosen",
        "a、b",
    )
    assert chosen.stops
    assert chosen.file == "r.csv"
    needed = told(
        match(["名称", "x"], TABLES["communities"]).issues, "issue.column_needed", "名称、x"
    )
    assert needed.column == "community_code"
    twice = told(
        match(["经度", "lng", "纬度"], TABLES["records"]).issues, "issue.column_twice", "经度、lng"
    )
    assert twice.column == "lon"
    told(match(["经度", "经度"], TABLES["records"]).issues, "issue.column_twice")


def test_a_choice_ends_an_ambiguity():
    assert not match(["经度", "lng", "纬度"], TABLES["records"], {"lon": "lng"}).issues


def test_headers_stand_below_a_title_and_units():
    rows = [
        ["某市名册", "", ""],
        ["单位：人", "", ""],
        ["社区代码", "人数", "级别"],
        ["1", "2", "社区"],
    ]
    assert find_header(rows, TABLES["staff"], {}).row == 3
    assert find_header([["甲", "乙"], ["1", "2"]], TABLES["staff"], {"posts": "乙"}).row == 1
    assert find_header([], TABLES["staff"], {}).cells == ()


def test_keys_of_city_toml_are_synonyms_too():
    assert column_named("community", TABLES["records"]) == "community_code"
    assert column_named("record_id", TABLES["records"]) == "record_id"
    assert column_named("nonsense", TABLES["records"]) is None


@given(st.lists(st.text(max_size=8), max_size=12), st.sampled_from(list(TABLES)))
def test_any_headers_are_matched_or_dropped_but_not_lost(headers, table):
    found = match(headers, TABLES[table])
    used = {headers[place] for place in found.headers.values()}
    assert used | {column.column for column in found.dropped} == set(filter(None, headers)) | used
    shuffled = random.Random(0).sample(headers, len(headers))
    assert len(match(shuffled, TABLES[table]).issues) == len(found.issues)
