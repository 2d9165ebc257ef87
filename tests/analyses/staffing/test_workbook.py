"""The staffing-gap workbook, opened and read back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest

from geo.analyses.population.model import Population
from geo.analyses.staffing.table_lines import community_lines
from geo.analyses.staffing.workbook import workbook_bytes
from geo.core.results import CityDescription, SignOff

FIRST_ROW = 6
COLUMNS = {
    "code": 3,
    "floating_population": 4,
    "staff": 5,
    "required_staff": 6,
    "staff_shortfall": 7,
    "staff_surplus": 8,
}


@cache  # results are told apart by which they are
def opened(results, language="zh"):
    return openpyxl.load_workbook(BytesIO(workbook_bytes(results, language)))


@pytest.fixture(scope="module", params=["zh", "en"])
def book(request, results):
    return opened(results, request.param)


def column(sheet, lines, level, name) -> list:
    rows = [FIRST_ROW + n for n, line in enumerate(lines) if line.level == level]
    return [sheet.cell(row, COLUMNS[name]).value for row in rows]


def numbers(values) -> float:
    return sum(value for value in values if value != "—")


def test_five_sheets_in_the_language_asked_for(results):
    assert opened(results, "zh").sheetnames == [
        *("人员配备缺口表", "明细数据", "敏感性分析", "分区县", "数据账目")
    ]
    assert opened(results, "en").sheetnames == [
        *("Staff shortfall", "Flat data", "Sensitivity", "By district", "Data account")
    ]


def test_nothing_is_a_formula_or_a_link(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert book.vba_archive is None
    assert not book.defined_names


def test_awkward_names_stand_as_they_are(book, results):
    sheet = book.worksheets[0]
    names = {sheet.cell(row, 2).value for row in range(FIRST_ROW, sheet.max_row)}
    assert {'=HYPERLINK("http://x")', "+1", "@a", "-x", "<b>${x}", "'=quoted name"} <= names


def test_codes_are_text(book, results):
    lines = community_lines(results, "zh")
    codes = column(book.worksheets[0], lines, "community", "code")
    assert sorted(codes) == results.communities["community_code"].tolist()
    assert all(isinstance(code, str) for code in codes)


@pytest.mark.parametrize(
    "name", ["floating_population", "staff", "required_staff", "staff_shortfall", "staff_surplus"]
)
@pytest.mark.parametrize("level", ["community", "district"])
def test_totals_are_the_sums(book, results, name, level):
    sheet, lines = book.worksheets[0], community_lines(results, "zh")
    (total,) = column(sheet, lines, "total", name)
    assert total == numbers(column(sheet, lines, level, name))


def test_every_subtotal_stands_above_what_it_sums(long_results):
    sheet, lines = opened(long_results).worksheets[0], community_lines(long_results, "zh")
    for n, line in enumerate(lines):
        if line.level == "subdistrict":
            below = [
                sheet.cell(FIRST_ROW + n + k, COLUMNS["staff_shortfall"]).value for k in range(9)
            ]
            assert below[0] == sum(below[1:])


def test_what_is_missing_is_a_dash_and_zero_is_zero(book):
    sheet = book.worksheets[0]
    unknown = next(row for row in sheet.iter_rows() if row[2].value == "990101002002")
    assert [cell.value for cell in unknown[3:8]] == ["—", 1, "—", "—", "—"]
    no_demand = next(row for row in sheet.iter_rows() if row[2].value == "990101002001")
    assert [cell.value for cell in no_demand[3:8]] == [0, 2, 0, 0, 2]


def test_states_are_told_in_words_and_colour(results):
    sheet = opened(results).worksheets[0]
    told = {
        cell.value: cell.fill.fgColor.rgb
        for row in sheet.iter_rows(min_row=FIRST_ROW, min_col=11, max_col=11)
        for cell in row
    }
    states = {"达标", "不足", "未配备", "无需求", "无数据"}
    assert states <= set(told)
    assert len({told[state] for state in states}) == 5


def test_rank_is_by_shortfall_and_only_where_there_is_one(results):
    sheet, lines = opened(results).worksheets[0], community_lines(results, "zh")
    ranked = {
        line.code: sheet.cell(FIRST_ROW + n, 10).value
        for n, line in enumerate(lines)
        if line.level == "community"
    }
    assert ranked["990102001001"] == 1
    assert ranked["990101001003"] == ranked["990102900001"] == 2
    assert ranked["990101001002"] == 4
    assert ranked["990101001001"] == ranked["990101002002"] == "—"


def test_sensitivity_is_told_where_a_state_changes(results):
    sheet = opened(results).worksheets[2]
    rows = {row[2].value: [cell.value for cell in row[8:12]] for row in sheet.iter_rows()}
    assert rows["990101001001"] == ["不足", "不变", "不变", "不足"]
    assert rows["990101"][0] == "2个社区会变"


def test_printed_on_a4_landscape_one_page_wide_with_the_header_repeated(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth or 1), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert "&P" in sheet.oddFooter.right.text
    repeated = ["$4:$5", "$1:$1", "$4:$5", "$4:$5", "$1:$2"]
    assert [sheet.print_title_rows for sheet in book] == repeated
    assert [sheet.freeze_panes for sheet in book] == ["D6", "A2", "D6", "D6", "A3"]


def test_what_is_printed_is_what_is_there(book):
    for sheet in [book.worksheets[0], *book.worksheets[2:]]:
        assert sheet.print_area.replace("$", "").split("!")[-1] == sheet.dimensions


def test_headers_are_merged(book):
    merged = {str(area) for area in book.worksheets[0].merged_cells.ranges}
    assert {"A1:L1", "A4:A5", "E4:H4", "A3:F3", "G3:L3"} <= merged


def test_subdistricts_and_districts_fold(results):
    sheet, lines = opened(results).worksheets[0], community_lines(results, "zh")
    folds = {
        line.level: sheet.row_dimensions[FIRST_ROW + n].outlineLevel for n, line in enumerate(lines)
    }
    assert folds == {"total": 0, "district": 0, "subdistrict": 1, "community": 2}
    assert sheet.sheet_properties.outlinePr.summaryBelow is False


def test_communities_that_are_districts_stand_without_groups(flat_results):
    lines = community_lines(flat_results, "zh")
    assert [line.level for line in lines] == ["total", *["community"] * 9]
    districts = opened(flat_results).worksheets[3]
    assert [districts.cell(row, 1).value for row in range(7, 16)] == list(range(1, 10))


def test_a_community_without_a_subdistrict_stands_before_the_subdistricts_of_its_district(results):
    codes = [line.code for line in community_lines(results, "zh")]
    assert codes.index("990102") + 1 == codes.index("990102900001")
    assert codes.index("990102900001") + 1 == codes.index("990102001")


def test_districts_are_listed_with_their_communities_by_state(results):
    sheet = opened(results).worksheets[3]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=8)]
    assert [row[11] for row in rows] == [9, 5, 4]
    assert [row[12:17] for row in rows] == [[3, 3, 1, 1, 1], [1, 1, 1, 1, 1], [2, 2, 0, 0, 0]]


def test_the_account_adds_up(results):
    sheet = opened(results, "en").worksheets[4]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    subtotals = {row[1]: row[4:6] for row in rows if str(row[1]).endswith("subtotal")}
    read = results[Population].record_account[results[Population].record_account["stage"] == "read"]
    assert subtotals["read, subtotal"] == [read["rows"].sum(), read["persons"].sum()]
    assert ["records/a.csv", "point outside every community", None, "17, 20", 2, 5] in rows
    assert ["records/a.csv", "姓名", None, "personal, dropped when read", None, None] in rows


def test_the_population_behind_a_bad_count_are_unknown_not_none(results):
    record_account = results[Population].record_account.replace(
        {"outcome": {"duplicate": "bad_count"}}
    )
    record_account.loc[record_account["outcome"] == "bad_count", "persons"] = 0
    sheet = opened(
        results.having(replace(results[Population], record_account=record_account)), "en"
    ).worksheets[4]
    told = [
        row
        for row in sheet.iter_rows()
        if "count is not a whole number from 0 up" in str([c.value for c in row])
    ]
    assert [row[5].value for row in told] == ["—", "—"]


def test_where_there_is_nothing_to_account_for_it_says_so(flat_results):
    empty = ("record_account", "notes", "rejected_records", "dropped")
    counted = flat_results[Population]
    nothing = {name: getattr(counted, name).iloc[:0] for name in empty}
    sheet = opened(flat_results.having(replace(counted, **nothing))).worksheets[4]
    assert [row[0].value for row in sheet.iter_rows()].count("无") == 5


def test_a_long_name_with_an_ampersand_fits_the_footer(results):
    written = workbook_bytes(replace(results, city=CityDescription("A&B" + "长" * 400)), "zh")
    with ZipFile(BytesIO(written)) as parts:
        footer = parts.read("xl/worksheets/sheet1.xml").decode().split("oddFooter>")[1]
    assert footer.startswith("&amp;L&amp;9A&amp;&amp;B长")
    assert len(footer) < 255


def flat(results, language="zh"):
    """Return the flat sheet as a frame: its first row is the header."""
    header, *rows = opened(results, language).worksheets[1].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=header)


def test_the_flat_sheet_has_every_community_with_its_district_and_sums_as_the_table(results):
    frame, whole = flat(results), results.communities
    assert sorted(frame["社区代码"]) == whole["community_code"].tolist()
    assert frame[["区县", "区县代码"]].notna().all(axis=None)
    for header, name in [
        ("流动人口（人）", "floating_population"),
        ("缺口（名）", "staff_shortfall"),
    ]:
        assert frame[header].sum() == whole[name].sum()
    by_district = frame.groupby("区县代码")["缺口（名）"].sum()
    expected = results.districts.set_index("district_code")["staff_shortfall"]
    assert by_district.to_dict() == expected.to_dict()


def test_the_flat_sheet_filters_over_all_its_rows_and_leaves_blank_what_is_missing(results):
    sheet = opened(results).worksheets[1]
    assert sheet.auto_filter.ref == sheet.dimensions
    assert not sheet.merged_cells.ranges
    frame = flat(results)
    assert frame.loc[frame["社区代码"] == "990101002002", "缺口（名）"].isna().all()
    assert set(frame["配备状态"]) == {"达标", "不足", "未配备", "无需求", "无数据"}


def test_a_district_has_its_own_lines_and_the_total_of_the_city_table(results):
    of_district = results.of_district("990102")
    lines = community_lines(of_district, "zh")
    whole = results.districts.set_index("district_code").loc["990102"]
    for name in ("floating_population", "staff", "required_staff", "staff_shortfall"):
        assert lines[0].figures[name] == whole[name]
    codes = {line.code for line in lines if line.level == "community"}
    in_district = results.communities["district_code"] == "990102"
    assert codes == set(results.communities.loc[in_district, "community_code"])
    book = opened(of_district)
    assert book.sheetnames == ["人员配备缺口表", "明细数据", "敏感性分析"]
    name = whole["district_name"]
    assert book.worksheets[0]["A1"].value.startswith(f"沙洲市{name}流动人口")


def test_who_hands_the_table_in_is_told_or_left_to_fill_in(results):
    sheet = opened(results).worksheets[0]
    assert sheet["A3"].value == "填报单位：沙洲市"
    assert sheet["G3"].value.split() == ["填报日期：", "年", "月", "日"]
    said = SignOff("=沙洲市卫健委", "2026-11-05", "张三", "")
    signed = opened(replace(results, city=replace(results.city, sign_off=said)), "zh").worksheets[0]
    assert signed["A3"].value == "填报单位：=沙洲市卫健委"
    assert signed["G3"].value == "填报日期：2026年11月5日"
    told = {row[0].value: row[6].value for row in signed.iter_rows()}
    assert told["制表人：张三"].startswith("审核人：＿")
