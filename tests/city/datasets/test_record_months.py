"""The month of records that have no column of it: in the title, the sheet's name or the file's."""

import openpyxl
import pytest

from geo.city.datasets.records import Records
from geo.city.settings import RecordSettings
from geo.core.i18n import LANGUAGES
from geo.core.issues import TableError
from geo.core.progress import silent
from geo.formats.source import Source

CODES = [f"99010100100{number}" for number in range(1, 5)]
HEADERS = ["社区代码", "人数"]
ROWS = [[code, 5] for code in CODES]


@pytest.fixture
def months(tmp_path):
    """Read a workbook: the months of its rows, and the issues about them."""

    def read(rows, name="r.xlsx", sheet="Sheet1", **given):
        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        records = Records([Source(tmp_path / name, name)], RecordSettings(**given))
        found = [str(one) for batch in records.batches(silent) for one in batch["period"]]
        return found, [issue for issue in records.issues if issue.column in {"", "period"}]

    return read


@pytest.mark.parametrize(
    ("title", "name", "sheet", "what"),
    [
        (["2026年10月流动人口统计表"], "r.xlsx", "Sheet1", "title"),
        (["流动人口统计表", "二〇二六年 十月份"], "r.xlsx", "Sheet1", "title"),
        (["Migrants by community, October 2026"], "r.xlsx", "Sheet1", "title"),
        (["截至2026年10月31日流动人口"], "r.xlsx", "Sheet1", "title"),
        (["流动人口统计表", "（2026.10）"], "r.xlsx", "Sheet1", "title"),
        (["流动人口统计表"], "r.xlsx", "2026年10月", "sheet"),
        (["2026年流动人口统计表"], "r.xlsx", "10月", "sheet"),
        (["10月份流动人口统计表"], "2026年.xlsx", "Sheet1", "title"),
        (["填报日期：2026年11月2日"], "2026年10月.xlsx", "Sheet1", "name"),
        (["历山街道", "2026年11月2日"], "r_202610.xlsx", "Sheet1", "name"),
        (["2026年1-10月累计"], "r_2026-10.xlsx", "Sheet1", "name"),
        ([], "r_2026-10-31.xlsx", "Sheet1", "name"),
    ],
)
def test_the_month_of_a_table_without_a_column_of_it(months, title, name, sheet, what):
    found, [issue] = months([*([line] for line in title), HEADERS, *ROWS], name, sheet)
    assert found == ["2026-10"] * 4
    assert (issue.what, issue.value, issue.is_note) == (
        f"issue.period_from_{what}",
        "2026-10",
        True,
    )


@pytest.mark.parametrize(
    ("title", "name", "told"),
    [
        ("2026年第三季度流动人口", "r.xlsx", ["issue.period_several"]),
        ("2026年1月至10月流动人口", "r.xlsx", ["issue.period_several"]),
        ("打印时间：2026-10-31", "r.xlsx", []),
        ("2026年度流动人口", "r.xlsx", []),
        ("10月流动人口", "r.xlsx", []),
        ("8月比7月增加", "2026.xlsx", ["issue.period_several"]),
        ("流动人口", "202608-202609.xlsx", []),
    ],
)
def test_what_is_not_one_month_is_none(months, title, name, told):
    found, issues = months([[title], HEADERS, *ROWS], name)
    assert found == [""] * 4
    assert [issue.what for issue in issues] == told


def test_title_and_file_that_say_different_months_are_asked_about(months):
    with pytest.raises(TableError) as error:
        months([["2026年9月流动人口"], HEADERS, *ROWS], "r_202610.xlsx")
    [issue] = error.value.issues
    assert issue.what == "issue.period_differs"
    assert all("2026-09, 2026-10" in issue.sentence(language) for language in LANGUAGES)


def test_a_column_goes_before_the_title(months):
    rows = [[*row, "2026年9月"] for row in ROWS]
    found, issues = months([["2026年10月流动人口"], [*HEADERS, "统计月份"], *rows], "r_202611.xlsx")
    assert found == ["2026-09"] * 4
    assert not issues


@pytest.mark.parametrize(
    ("headers", "pairs"),
    [
        (("年份", "月份"), [(2026, 10), ("2026年", "10月"), (2026, "十月"), ("2026", "10月份")]),
        (("年", "月"), [(2026, 10)] * 4),
        (("year", "month"), [(2026, 10), (2026, "10"), ("2026", "2026-10"), (2026.0, 10)]),
        (("统计年度", "统计月份"), [(2026, "2026年10月")] * 4),
    ],
)
def test_a_year_and_a_month_in_two_columns_are_one_period(months, headers, pairs):
    rows = [[*row, *pair] for row, pair in zip(ROWS, pairs, strict=True)]
    found, issues = months([[*HEADERS, *headers], *rows])
    assert found == ["2026-10"] * 4
    assert not issues


def test_a_month_without_its_year_is_told(months):
    rows = [[*row, year, 10] for row, year in zip(ROWS, [2026, None, 2025, "?"], strict=True)]
    found, [issue] = months([[*HEADERS, "年份", "月份"], *rows])
    assert found == ["2026-10", "", "2025-10", ""]
    assert (issue.what, issue.row, issue.rows) == ("issue.period_unread", 3, 2)


def test_months_take_their_year_from_the_title(months):
    rows = [[*row, month] for row, month in zip(ROWS, ["8月", "9月", "10月", "10月"], strict=True)]
    found, issues = months([["2026年流动人口"], [*HEADERS, "月份"], *rows])
    assert found == ["2026-08", "2026-09", "2026-10", "2026-10"]
    assert not issues


@pytest.mark.parametrize(
    "header", ["来本地日期", "来本市时间", "到达日期", "流入时间", "出生年月", "登记时间"]
)
def test_the_day_a_person_came_is_no_period(months, header):
    rows = [[*row, "2019-03-01"] for row in ROWS]
    found, _ = months([["2026年10月流动人口"], [*HEADERS, header], *rows])
    assert found == ["2026-10"] * 4
