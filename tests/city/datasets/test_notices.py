"""Single notices."""

from datetime import date

from geo.city.datasets.notices import read_notices
from geo.city.settings import NoticeSettings

HEADERS = ["发出地代码", "接收地代码", "发出日期", "反馈日期"]


def notices(write, *rows):
    return read_notices(write("n.csv", [HEADERS, *rows]), NoticeSettings(file="n.csv"))


def test_a_notice(write):
    read = notices(
        write,
        ["990100", "411700", "2026-09-01", "2026年9月3日"],
        ["411700", "990100", "20260902", ""],
    )
    assert not read.issues
    columns = ["place_a", "place_b", "sent_on", "answered_on"]
    assert read.frame[columns].to_numpy().tolist() == [
        ["990100", "411700", date(2026, 9, 1), date(2026, 9, 3)],
        ["411700", "990100", date(2026, 9, 2), None],
    ]


def test_what_cannot_be_read_is_left_out_and_told(write, told):
    read = notices(
        write,
        ["", "411700", "2026-09-01", ""],
        ["990100", "411700", "2026-02-30", ""],
        ["990100", "411700", "2026-09-01", "尽快"],
        ["990100", "411700", "2026-09-05", "2026-09-01"],
        ["990100", "411700", "", ""],
        ["990100", "411700", "2026-09-01", "2026-09-01"],
    )
    assert told(read.issues, "issue.notice_cell", "place_a").row == 2
    assert told(read.issues, "issue.notice_date", "2026-02-30").row == 3
    [_, answered] = [issue for issue in read.issues if issue.what == "issue.notice_date"]
    assert (answered.row, answered.value) == (4, "尽快")
    assert told(read.issues, "issue.notice_order", "2026-09-01").row == 5
    assert read.frame["row"].tolist() == [7]
