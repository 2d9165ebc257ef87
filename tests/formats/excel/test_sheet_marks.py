"""Formulas without values, hidden rows and references, whatever the prefix of the elements."""

import re
import zipfile
from pathlib import Path
from shutil import copy

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from support.prefixed import PREFIXES, prefixed

from geo.city.schemas import TABLES
from geo.core.issues import TableError
from geo.formats.excel.guard import refuse_bomb
from geo.formats.excel.sheet_marks import SheetMarks, sheet_marks
from geo.formats.source import Source
from geo.formats.tables import open_table, read_matched

STAFF = Path(__file__).parents[3] / "data" / "staff.xlsx"
RELATIONS = (
    '<{p}Relationships xmlns{of}="http://schemas.openxmlformats.org/package/2006/relationships">'
    "<{p}Relationship Id='rId1' Type='http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/externalLinkPath' Target='file:///other.xlsx' TargetMode='External'/>"
    "</{p}Relationships>"
)


def marked(path, *, formula=False):
    """Write a table with a hidden row and a hidden column, and a formula without a value."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["社区代码", "人数", "备注"])
    for at in range(1, 6):
        sheet.append([f"41010200100{at}", "=1+2" if formula and at == 2 else at * 100, "甲<f>&r:f"])
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.save(path)
    return path


# Places of cells, of rows, and of both, which programs may leave out where nothing stands between.
PLACES = (rb' r="[A-Z]+[0-9]+"', rb' r="[0-9]+"', rb' r="[A-Z]*[0-9]+"')


def placeless(path, places):
    """Leave out where cells or rows of the first sheet stand."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            less = re.sub(places, b"", content) if name.endswith("sheet1.xml") else content
            archive.writestr(name, less)
    return path


def read(path):
    return read_matched(Source(path, path.name), TABLES["records"], {})


def as_openpyxl(path):
    (sheet, *_) = openpyxl.load_workbook(path).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def as_calamine(path):
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("as_read", [as_openpyxl, as_calamine])
def test_readers_know_prefixes(tmp_path, prefix, as_read):
    path = marked(tmp_path / "r.xlsx", formula=True)
    before = as_read(path)
    assert as_read(prefixed(path, prefix)) == before


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_staff_of_the_sample_city_is_read_the_same(tmp_path, prefix):
    path = prefixed(copy(STAFF, tmp_path / "staff.xlsx"), prefix)
    of_both = [
        read_matched(Source(each, "staff.xlsx"), TABLES["staff"], {}) for each in (STAFF, path)
    ]
    assert of_both[0].issues == of_both[1].issues
    assert of_both[0].frame.equals(of_both[1].frame)
    assert not of_both[1].frame.empty


@pytest.mark.parametrize("prefix", PREFIXES)
def test_hidden_rows_are_named(tmp_path, told, prefix):
    path = prefixed(marked(tmp_path / "r.xlsx"), prefix)
    assert openpyxl.load_workbook(path).active.row_dimensions[5].hidden
    found = read(path)
    issue = told(found.issues, "issue.rows_hidden")
    assert (issue.row, issue.rows, issue.value, issue.stops) == (5, 1, "5", False)
    assert found.frame["count"].to_list() == ["100", "200", "300", "400", "500"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_formulas_that_were_never_worked_out_stop(tmp_path, prefix):
    path = prefixed(marked(tmp_path / "r.xlsx", formula=True), prefix)
    with pytest.raises(TableError) as refused:
        open_table(Source(path, path.name), TABLES["records"], {})
    (issue,) = refused.value.issues
    assert (issue.what, issue.value, issue.row) == ("issue.formula_unread", "B3", 3)


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("prefix", ["", "x"])
def test_what_says_no_place_comes_after_what_is_before_it(tmp_path, prefix, places):
    path = placeless(marked(tmp_path / "r.xlsx", formula=True), places)
    as_told = as_openpyxl(path)
    assert as_told[2][1] == "=1+2"
    path = prefixed(path, prefix) if prefix else path
    assert sheet_marks(Source(path, path.name), "Sheet") == SheetMarks(("B3",), (5,))


def test_only_rows_with_cells_and_formulas_without_values_are_marked_where_no_place_is_said(
    tmp_path,
):
    """Rows 2 and 7 say so, those after them do not; D5 is a text that is empty."""
    sheet = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="2"><c r="B2"><v>1</v></c><c><f>A1</f></c></row><row hidden="1"/>
    <row hidden="true"><c><f>A1</f><v>2</v></c><c r="AA4"><f>A1</f><v/></c><c><f/><v></v></c></row>
    <row><c r="C5"><v>1</v></c><c t="str"><f>A1</f><v></v></c></row><row hidden="0"><c/></row>
    <row r="7" hidden="1"><c><v>1</v></c></row><row hidden="1"><c><v>1</v></c></row>
    </sheetData></worksheet>"""
    path = marked(tmp_path / "r.xlsx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else content)
    rows = openpyxl.load_workbook(path).active.row_dimensions
    assert [number for number in range(1, 9) if rows[number].hidden] == [3, 4, 7, 8]
    marks = sheet_marks(Source(path, path.name), "Sheet")
    assert marks == SheetMarks(("C2", "AA4", "AB4"), (4, 7, 8))


@pytest.mark.parametrize("prefix", ["", *PREFIXES])
def test_formulas_with_values_are_read(tmp_path, prefix):
    path = marked(tmp_path / "r.xlsx", formula=True)
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in members.items():
            valued = content.replace(b"<v />", b"<v>3</v>").replace(b"<v></v>", b"<v>3</v>")
            new.writestr(name, valued if name.endswith("sheet1.xml") else content)
    if prefix:
        prefixed(path, prefix)
    assert sheet_marks(Source(path, path.name), "Sheet") == SheetMarks(hidden_rows=(5,))
    assert read(path).frame["count"].to_list() == ["100", "3", "300", "400", "500"]


@pytest.mark.parametrize("prefix", ["", *PREFIXES])
def test_links_to_other_files_are_told(tmp_path, told, prefix):
    path = marked(tmp_path / "r.xlsx")
    of = f":{prefix}" * bool(prefix)
    with zipfile.ZipFile(path, "a") as archive:
        relations = RELATIONS.format(p=f"{prefix}:" * bool(prefix), of=of)
        archive.writestr("xl/_rels/other.xml.rels", relations)
    told(refuse_bomb(Source(path, path.name)), "issue.workbook_links")
