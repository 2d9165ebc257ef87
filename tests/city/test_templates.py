"""The templates are read as they are, without an issue."""

import io

import pytest
from openpyxl import load_workbook
from support.worlds import write_city

import geo
from geo.city.schemas import TABLES
from geo.city.templates import SHEETS, template_workbook
from geo.core.i18n import LANGUAGES, say
from geo.formats.header_matching import match


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request):
    return request.param, template_workbook(request.param)


def test_a_sheet_for_each_table_with_every_column(made):
    language, content = made
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [
        say("template.about", language),
        *(say(key, language) for key in SHEETS.values()),
    ]
    for table, key in SHEETS.items():
        headers, row = book[say(key, language)].iter_rows(values_only=True)
        found = match(headers, TABLES[table])
        assert list(found.headers) == [column.name for column in TABLES[table].columns]
        assert not found.dropped
        assert all(isinstance(cell, str) and cell for cell in row)


def test_what_every_column_means_is_told(made):
    _, content = made
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    told = list(sheet.iter_rows(min_row=5, values_only=True))
    assert len(told) == sum(len(TABLES[table].columns) for table in SHEETS)
    assert all(row[3] and row[4] for row in told)


def test_the_examples_are_read_without_a_issue(made, tmp_path):
    language, content = made
    folder = write_city(tmp_path / "city")
    (folder / "t.xlsx").write_bytes(content)
    lines = (folder / "city.toml").read_text("utf-8").split("[records]")[0]
    for section in ("staff", "sites", "agreements"):
        sheet = say(SHEETS[section], language)
        lines += f'[{section}]\nfile = "t.xlsx"\nsheet = "{sheet}"\n'
        lines += 'coordinates = "wgs84"\n'
    lines += '[records]\nfiles = ["t.xlsx"]\ncoordinates = "wgs84"\n'
    lines += f'sheet = "{say(SHEETS["records"], language)}"\n'
    (folder / "city.toml").write_text(lines, "utf-8")
    city = geo.City.open(folder)
    for table in (city.staff, city.sites, city.agreements):
        assert len(table.frame) == 1
        assert table.issues == ()
        assert table.dropped == ()
    (records,) = city.records()
    assert records["count"].tolist() == [1]
    assert city.record_issues == ()
