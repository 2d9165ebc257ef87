"""Totals are checked before they are left out; notes are told; no record is taken for either."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city.schemas import TABLES
from geo.formats.source import Source
from geo.formats.summary_rows import kind_of_line
from geo.formats.tables import read_matched


@pytest.mark.parametrize(
    "text", ["合计", "合 计", "合　计", "总计：", "共计", "合计数", "Total", "GRAND TOTAL", "总数"]
)
def test_words_of_a_total(text):
    assert kind_of_line([text, "", "5"]) == kind_of_line(["", text, "5"]) == "total"


@pytest.mark.parametrize(
    "text", ["小计", "小 计", "城关街道小计", "城关街道合计", "Subtotal", "sub-total:"]
)
def test_words_of_a_subtotal(text):
    assert kind_of_line([text, "", "5"]) == "subtotal"


@pytest.mark.parametrize(
    "cells",
    [
        ["注：不含港澳台", "", ""],
        ["填表人：甲", "", "2026-11-02"],
        ["", "数据来源：公安", ""],
        ["说明 1. 按户籍统计", "", ""],
        ["制表日期", "2026年11月2日", ""],
        ["以上数据截至十月底。", "", ""],
    ],
)
def test_words_of_a_note(cells):
    assert kind_of_line(cells) == "note"


@pytest.mark.parametrize(
    "cells",
    [
        ["990101001001", "会计", "1"],
        ["990101001001", "设计院社区", "1"],
        ["", "统计局家属院", "1"],
        ["张三", "", ""],
        ["", "", ""],
        ["990101001001", "", ""],
        ["Totally", "x", "1"],
    ],
)
def test_words_of_a_record(cells):
    assert kind_of_line(cells) == ""


def staff(write, rows):
    return read_matched(write("a.csv", [["街道", "社区代码", "人数"], *rows]), TABLES["staff"], {})


def test_each_subtotal_is_of_the_rows_since_the_last(write, told):
    rows = [
        ["东", "1", "2"],
        ["", "2", "3"],
        ["小计", "", "5"],
        ["西", "3", "4"],
        ["小计", "", "4"],
        ["合计", "", "9"],
    ]
    read = staff(write, rows)
    issue = told(read.issues, "issue.total_right", "5")
    assert (issue.row, issue.rows, len(read.issues)) == (4, 3, 1)
    assert read.frame["posts"].tolist() == ["2", "3", "4"]


def test_subtotals_above_their_rows(write, told):
    rows = [
        ["合计", "", "9"],
        ["小计", "", "5"],
        ["东", "1", "5"],
        ["小计", "", "4"],
        ["西", "2", "4"],
    ]
    issue = told(staff(write, rows).issues, "issue.total_right")
    assert issue.rows == 3


def test_a_total_that_is_wrong_names_both_numbers(write, told):
    issue = told(
        staff(write, [["东", "1", "2"], ["合计", "", "1,300"]]).issues, "issue.total_line"
    )  # a number that is not plain cannot be checked
    assert not issue.stops
    issue = told(staff(write, [["东", "1", "2"], ["合计", "", "1300"]]).issues, "issue.total_wrong")
    assert (issue.row, issue.value, issue.more["summed"]) == (3, "1,300", "2")


def test_a_total_of_several_amounts(write, told):
    headers = ["甲方代码", "乙方代码", "签订日期", "发出通报", "收到反馈"]
    rows = [["1", "2", "2026-01-01", "5", "4"], ["合计", "", "", "5", "3"]]
    read = read_matched(write("a.csv", [headers, *rows]), TABLES["agreements"], {})
    issue = told(read.issues, "issue.total_wrong", "3", "4")
    assert issue.column == "notices_answered"


def test_a_row_with_a_code_is_a_record_whatever_it_says(write):
    read = staff(write, [["合计", "990101001001", "2"], ["注：", "990101001002", "3"]])
    assert not read.issues
    assert len(read.frame) == 2


def test_a_note_with_population_is_no_note(write):
    read = staff(write, [["注：东街", "", "2"]])
    assert len(read.frame) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), min_size=1, max_size=5))
def test_right_totals_are_right_and_no_row_is_lost(tmp_path_factory, groups):
    rows = [["街道", "社区代码", "人数"]]
    code = 0
    for group in groups:
        for number in group:
            code += 1
            rows.append(["街", str(code), str(number)])
        rows.append(["小计", "", str(sum(group))])
    rows.append(["合计", "", str(sum(map(sum, groups)))])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = tmp_path_factory.mktemp("totals") / "a.csv"
    path.write_text(text.getvalue(), "utf-8")
    read = read_matched(Source(path, "a.csv"), TABLES["staff"], {})
    assert len(read.frame) == code
    assert [issue.what for issue in read.issues] == ["issue.total_right"]
    assert read.issues[0].rows == len(groups) + 1
