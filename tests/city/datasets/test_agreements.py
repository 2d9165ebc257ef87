"""Cooperation agreements."""

from datetime import date

import pandas as pd

from geo.city.datasets.agreements import read_agreements
from geo.city.settings import AgreementSettings

HEADERS = ["甲方代码", "乙方代码", "签订日期", "有效期至", "发出通报", "收到反馈", "按时反馈"]


def agreements(write, *rows):
    return read_agreements(write("a.csv", [HEADERS, *rows]), AgreementSettings(file="a.csv"))


def test_an_agreement(write):
    read = agreements(
        write, ["990100", "411700", "2023-03-15", "2028年3月14日", "412", "398", "371"]
    )
    assert not read.issues
    assert read.frame.iloc[0].tolist() == [
        "990100", "411700", date(2023, 3, 15), "until", date(2028, 3, 14), 412, 398, 371, *[pd.NA] * 3, "a.csv", 2,
    ]  # fmt: skip


def test_only_what_says_so_has_no_end(write, told):
    read = agreements(
        write,
        ["990100", "411700", "2023-03-15", "长期", "", "", ""],
        ["990100", "411600", "2023-03-15", "", "", "", ""],
        ["990100", "341200", "2023-03-15", "另行商定", "", "", ""],
        ["990100", "341200", "2023.3.15", "三年", "", "", ""],
        ["990100", "341200", "45000", "至2027-05-31", "", "", ""],  # a day as Excel keeps it
    )
    assert read.frame["term"].tolist() == ["open", "unknown", "unknown", "until", "until"]
    ends = [None, None, None, date(2026, 3, 14), date(2027, 5, 31)]
    assert read.frame["valid_until"].tolist() == ends
    assert read.frame["signed_on"].tolist() == [date(2023, 3, 15)] * 5
    assert told(read.issues, "issue.term_missing").row == 3
    assert told(read.issues, "issue.term_unread", "另行商定").row == 4
    assert len(read.issues) == 2
    assert read.frame[["notices_sent", "notices_answered"]].isna().all(axis=None)


def test_what_cannot_be_read_is_told(write, told):
    read = agreements(
        write,
        ["990100", "411700", "2023-02-30", "", "1", "1", "1"],
        ["", "411700", "2023-02-03", "", "1", "1", "1"],
        ["990100", "411700", "2023-02-03", "永久", "1.5", "-1", "1"],
        ["4.1E+5", "411700", "2023-02-03", "", "1", "1", "1"],
    )
    assert told(read.issues, "issue.date_unread", "2023-02-30").row == 2
    assert told(read.issues, "issue.agreement_cell", "place_a").row == 3
    assert told(read.issues, "issue.number_unread", "1.5").row == 4
    assert told(read.issues, "issue.code_mangled", "4.1E+5").row == 5
    assert read.frame["row"].tolist() == [4]


def test_no_more_can_be_answered_than_were_sent(write, told):
    read = agreements(write, ["990100", "411700", "2023-02-03", "", "10", "11", "9"])
    told(read.issues, "issue.notices", "11")
    assert read.frame["notices_answered"].isna().all()
    assert read.frame["notices_sent"].tolist() == [10]


def test_what_the_first_place_got_is_counted_by_itself(write, told):
    headers = [*HEADERS, "收到通报", "甲方反馈", "甲方按时反馈"]
    row = ["990100", "411700", "2023-02-03", "长期", "10", "9", "8", "7", "8", "6"]
    read = read_agreements(write("a.csv", [headers, row]), AgreementSettings(file="a.csv"))
    told(read.issues, "issue.notices", "8")
    counts = ["notices_sent", "notices_answered_in_time", "notices_received", "notices_replied"]
    assert read.frame[counts].iloc[0].tolist() == [10, 8, 7, pd.NA]


def test_no_more_in_time_than_sent_though_the_answers_are_not_given(write, told):
    read = agreements(write, ["990100", "411700", "2023-02-03", "", "10", "", "11"])
    told(read.issues, "issue.notices", "11")
    assert read.frame["notices_answered_in_time"].isna().all()


def test_an_agreement_that_ends_before_it_begins_is_told(write, told):
    read = agreements(
        write,
        ["990100", "411700", "2023-02-03", "2024-02-03", "", "", ""],
        ["990100", "411700", "2023-02-03", "2022-02-03", "", "", ""],
        ["990100", "411700", "2023-02-03", "", "", "", ""],
    )
    issue = told(read.issues, "issue.dates_order", "2022-02-03", "2023-02-03")
    assert (issue.row, issue.rows, issue.stops) == (3, 1, False)
    assert len(read.frame) == 3
