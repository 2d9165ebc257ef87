"""What offices call .xls and is none, hidden sheets, OpenDocument, formulas without a value."""

import zipfile

import openpyxl
import pandas as pd
import pytest
from hostile.make import write_xls

from geo.city.schemas import TABLES
from geo.core.issues import TableError
from geo.formats.excel.sheet_marks import sheet_marks
from geo.formats.source import Source
from geo.formats.tables import open_table, read_matched

ROWS = [["410102001001", "600"], ["410102001002", "400"]]
PAGE = (
    '<html><head><meta charset="{charset}"></head><body><table border=1>'
    "<tr><th colspan=2>流动人口</th></tr><tr><td>社区代码</td><td>人数</td></tr>"
    "<tr><td>410102001001<td>600<tr><td>410102001002</td><td>&#52;00</td></tr></table></body></html>"
)
XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><Worksheet ss:Name="一"><Table>'
    '<Row ss:Index="2"><Cell><Data ss:Type="String">社区代码</Data></Cell>'
    '<Cell ss:Index="3"><Data ss:Type="String">人数</Data></Cell></Row>'
    '<Row><Cell><Data ss:Type="String">410102001001</Data></Cell>'
    '<Cell ss:Index="3"><Data ss:Type="Number">600</Data></Cell></Row>'
    '<Row><Cell><Data ss:Type="String">410102001002</Data></Cell><Cell/>'
    '<Cell><Data ss:Type="Number">400</Data></Cell></Row></Table></Worksheet>'
    '<Worksheet ss:Name="字典"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>'
    "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"
)


def read(path, sheet=""):
    return read_matched(Source(path, path.name, sheet), TABLES["records"], {})


def cells(found):
    return found.frame[["community_code", "count"]].astype(str).to_numpy().tolist()


@pytest.mark.parametrize("charset", ["gbk", "utf-8", "gb2312"])
def test_a_page_called_a_workbook_is_read(tmp_path, told, charset):
    path = tmp_path / "r.xls"
    path.write_bytes(PAGE.format(charset=charset).encode("gbk" if charset != "utf-8" else "utf-8"))
    found = read(path)
    assert cells(found) == ROWS
    assert not told(found.issues, "issue.web_table").stops


def test_what_spans_rows_holds_for_each_and_numbers_are_not_repeated(tmp_path):
    path = tmp_path / "r.xls"
    path.write_text(
        "<table><tr><td>社区代码<td>来源部门<td>人数</tr>"
        "<tr><td>410102001001<td rowspan=2>公安<td rowspan=2>5</tr><tr><td>410102001002</tr></table>",
        "utf-8",
    )
    found = read(path).frame
    assert found["source"].tolist() == ["公安", "公安"]
    assert found["count"].tolist() == ["5", ""]


def test_excel_2003_xml_is_read_and_its_hidden_sheet_is_not(tmp_path):
    path = tmp_path / "r.xls"
    path.write_text(XML, "utf-8")
    assert cells(read(path)) == ROWS


@pytest.mark.parametrize(
    "harm",
    [
        XML.replace("<Workbook", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Workbook"),
        XML.replace('ss:Index="3"', 'ss:Index="99999999999"'),
        XML.replace('ss:Index="2"', 'ss:Index="999999999"'),
        XML[:300],
        "<table>" + "<tr><td colspan=1000 rowspan=1000>x</td></tr>" * 20_000,
    ],
)
def test_pages_and_xml_made_to_harm_are_refused(tmp_path, harm):
    path = tmp_path / "r.xls"
    path.write_text(harm, "utf-8")
    found = read(path)
    assert any(issue.stops for issue in found.issues)
    assert found.frame.empty


def test_tabs_called_a_workbook_are_read(tmp_path):
    path = tmp_path / "r.xls"
    path.write_bytes(
        "\n".join("\t".join(row) for row in [["社区代码", "人数"], *ROWS]).encode("gbk")
    )
    assert cells(read(path)) == ROWS


def workbook(path, rows=ROWS, *, hidden=(), state="hidden"):
    book = openpyxl.Workbook()
    for row in [["社区代码", "人数"], *rows]:
        book.active.append(row)
    for name in hidden:
        book.create_sheet(name).append(["类型", "说明"])
        book[name].sheet_state = state
    book.save(path)
    return path


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_named(tmp_path, told, state):
    path = workbook(tmp_path / "r.xlsx", hidden=["字典"], state=state)
    found = read(path)
    asked = {"sheet_name": "Sheet", "dtype": str, "engine": "openpyxl"}
    assert cells(found) == ROWS == pd.read_excel(path, **asked).to_numpy().tolist()
    assert not told(found.issues, "issue.sheets_hidden", "字典").stops
    assert read(path, "Sheet").issues == ()  # which sheet is said: nothing to tell


def test_a_hidden_sheet_is_read_if_it_is_asked_for(tmp_path):
    path = workbook(tmp_path / "r.xlsx", hidden=["字典"])
    (header, *_) = open_table(Source(path, "r.xlsx", "字典"), TABLES["records"], {}).header.cells
    assert header == "类型"


def test_formulas_that_were_never_worked_out_are_named(tmp_path, told):
    path = workbook(tmp_path / "r.xlsx", [["410102001001", "=1+2"], ["410102001002", "=SUM(B2)"]])
    found = read(path)
    issue = told(found.issues, "issue.formula_unread", "B2, B3")
    assert (issue.stops, issue.row, issue.rows) == (True, 2, 2)
    assert found.frame.empty


def test_formulas_with_values_and_empty_texts_are_read(tmp_path):
    path = workbook(tmp_path / "r.xlsx", [["410102001001", "=1+2"]])
    kept = tmp_path / "kept.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                valued = content.replace(b"<v />", b"<v>3</v>").replace(b"<v></v>", b"<v>3</v>")
                assert valued != content
                text = b'<c r="C2" t="str"><f>IF(1,"","")</f><v></v></c></row></sheetData>'
                content = valued.replace(b"</row></sheetData>", text)
            new.writestr(name, content)
    assert sheet_marks(Source(kept, "kept.xlsx"), "Sheet").unread_formulas == ()
    assert cells(read(kept)) == [["410102001001", "3"]]


CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="一">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
CELL = (
    '<table:table-cell {more}office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
)
HIDDEN = ' table:visibility="collapse"'


def ods(path, rows, more="", row_more="", hidden=()):
    body = "".join(
        f"<table:table-row {row_more}{HIDDEN * (number in hidden)}>"
        + "".join(CELL.format(text=text, more=more if at else "") for at, text in enumerate(row))
        + "</table:table-row>"
        for number, row in enumerate([["社区代码", "人数"], *rows], start=1)
    )
    # As LibreOffice ends a sheet.
    body += (
        '<table:table-row table:number-rows-repeated="1048500">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.format(rows=body))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def test_opendocument_is_read(tmp_path):
    assert cells(read(ods(tmp_path / "r.ods", ROWS))) == ROWS


@pytest.mark.parametrize(
    "how",
    [
        {
            "more": 'table:number-columns-repeated="16000" ',
            "row_more": 'table:number-rows-repeated="99999"',
        },
        {"more": 'table:number-columns-repeated="99999999999999999999" '},
    ],
)
def test_opendocument_that_swells_is_refused(tmp_path, told, how):
    found = read(ods(tmp_path / "r.ods", ROWS, **how))
    assert told(found.issues, "issue.workbook_swells").stops


def test_a_page_with_several_tables_asks_which(tmp_path):
    path = tmp_path / "r.xls"
    path.write_text("<table><tr><td>a</table><table><tr><td>社区代码<td>人数</table>", "utf-8")
    with pytest.raises(TableError) as refused:
        open_table(Source(path, "r.xls"), TABLES["records"], {})
    assert [issue.what for issue in refused.value.issues] == ["issue.sheet"]
    assert open_table(Source(path, "r.xls", "2"), TABLES["records"], {}).match.headers


@pytest.mark.parametrize("kind", ["ods", "xls", "short xls"])
def test_hidden_rows_of_other_formats_are_named(tmp_path, told, kind):
    path = tmp_path / f"r.{kind[-3:]}"
    if kind == "ods":
        ods(path, ROWS, hidden=(2, 3))
    else:
        write_xls(path, [["社区代码", "人数"], *ROWS], 2, hidden=(2, 3), short="short" in kind)
    found = read(path, "" if kind == "ods" else "S1")
    assert cells(found) == ROWS
    issue = told(found.issues, "issue.rows_hidden")
    assert (issue.row, issue.rows, issue.value) == (2, 2, "2, 3")


def test_a_short_workbook_whose_cells_lie_far_apart_is_refused(tmp_path, told):
    path = write_xls(tmp_path / "r.xls", cells=[(0, 0, "a"), (65535, 16383, "b")], short=True)
    assert told(read(path).issues, "issue.workbook_swells").stops
