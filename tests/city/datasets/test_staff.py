"""The roster: posts, halves of posts, totals, and what cannot be read."""

import pytest

from geo.city.datasets.staff import read_staff
from geo.city.settings import StaffSettings

HEADERS = ["社区代码", "街道代码", "级别", "专兼职", "是否专岗", "人数", "姓名"]


def staff(source, **given):
    return read_staff(source, StaffSettings(file=source.name, **given))


def test_a_roster(write):
    rows = [
        ["990101001001", "", "社区", "专职", "否", "2", "甲"],
        ["990101001001", "", "", "兼职", "", "0.5", "乙"],
        ["", "990101001", "街道", "专职", "是", "1", "丙"],
        ["", "990101001", "", "", "", "1", ""],
    ]
    read = staff(write("staff.csv", [HEADERS, *rows]))
    assert not read.issues
    assert read.frame["posts"].tolist() == [2, 0.5, 1, 1]
    assert read.frame["part_time"].tolist() == [False, True, False, False]
    assert read.frame["dedicated"].tolist() == [False, False, True, False]
    assert read.frame["level"].tolist() == ["community", "community", "subdistrict", "subdistrict"]
    assert read.frame["row"].tolist() == [2, 3, 4, 5]
    assert "姓名" not in read.frame
    assert [column.personal for column in read.dropped] == [True]


def test_without_posts_a_row_is_one_post(write):
    read = staff(write("staff.csv", [["community_code"], ["990101001001"], ["990101001001"]]))
    assert read.frame["posts"].tolist() == [1, 1]
    assert read.frame["level"].tolist() == ["community"] * 2


def test_totals_are_left_out_and_told(write, told):
    rows = [["990101001001", "2"], ["小 计", "2"], ["合计", "2"]]
    read = staff(write("staff.csv", [["社区代码", "人数"], *rows]))
    assert told(read.issues, "issue.total_right", "2").rows == 2
    assert read.frame["posts"].sum() == 2


@pytest.mark.parametrize("posts", ["-1", "two", "inf", ""])
def test_posts_that_cannot_be_read_are_told(write, told, posts):
    read = staff(write("staff.csv", [["社区代码", "人数"], ["1", posts], ["2", "1"]]))
    issue = told(read.issues, "issue.posts_unread", posts)
    assert (issue.row, issue.stops) == (2, False)
    assert read.frame["posts"].fillna(-1).tolist() == [-1, 1]  # -1: nobody knows


def test_flags_and_levels_that_cannot_be_read_are_told(write, told):
    read = staff(write("staff.csv", [HEADERS, ["1", "", "省", "临时", "也许", "1", ""]]))
    told(read.issues, "issue.flag_unread", "临时")
    told(read.issues, "issue.level_unknown", "省")
    assert read.frame["level"].tolist() == ["community"]


def test_lines_without_a_place_are_told(write, told):
    read = staff(write("staff.csv", [["社区代码", "人数"], ["", "3"]]))
    told(read.issues, "issue.staff_homeless")
    assert not len(read.frame)


def test_codes_that_were_numbers_stop(write, told):
    read = staff(write("staff.csv", [["社区代码", "人数"], ["4.40305E+11", "3"]]))
    told(read.stopping, "issue.code_mangled", "4.40305E+11")


def test_a_roster_without_any_place_stops(write, told):
    told(staff(write("staff.csv", [["人数"], ["3"]])).stopping, "issue.staff_place")


def test_posts_that_are_not_whole_are_told_and_counted(write, told):
    headers = ["社区代码", "人数", "专兼职"]
    rows = [["990101001001", "0.5", "兼职"], ["990101001001", "1.5", "专职"]]
    read = staff(write("staff.csv", [headers, *rows]))
    issue = told(read.issues, "issue.posts_part", "1.5")
    assert (issue.row, issue.rows) == (3, 1)
    assert read.frame["posts"].tolist() == [0.5, 1.5]


def test_posts_under_headers_nobody_knows_are_asked_about(write, told):
    rows = [["990101001001", "1", "1"], ["990101001002", "2", "0"], ["990101001003", "3", "1"]]
    read = staff(write("staff.csv", [["社区代码", "编制数", "在岗"], *rows]))
    assert "编制数" in told(read.stopping, "issue.count_asked").sentence("zh")


def test_a_roster_without_a_row_stops(write, told):
    told(staff(write("staff.csv", [["社区代码", "人数"]])).stopping, "issue.no_rows")
