"""A user's text is never translated: names, sheets and headers that look like keys of messages."""

import json

import openpyxl
import pytest
from support.pages import (  # noqa: F401  # fixtures
    city,
    html,
    kept_by_pages,
    shared,
    start,
    write_folder,
)
from support.worlds import write_city

import geo
from geo.cli.terminal import summary
from geo.core.analysis import ExportOptions
from geo.core.i18n import LANGUAGES, exists, say
from geo.core.issues import YipanError
from geo.export import export

CITY, COMMUNITY, STREET, DISTRICT = (
    "status.compliant",
    "kind.market",
    "level.subdistrict",
    "column.kind",
)
SHEETS = ("personal.phone", "rule.share")
NO_SHEET = "rule.percent"
FILE = "issue.rows"


@pytest.fixture
def folder(tmp_path):
    """A city whose every name is a key."""
    folder = write_city(tmp_path / "city")
    assert all(map(exists, (CITY, COMMUNITY, STREET, DISTRICT, FILE, *SHEETS)))
    told = folder / "boundaries" / "communities.geojson"
    layer = json.loads(told.read_text("utf-8"))
    for feature in layer["features"]:
        names = {"community_name": COMMUNITY, "subdistrict_name": STREET, "district_name": DISTRICT}
        feature["properties"].update(names)
    told.write_text(json.dumps(layer), "utf-8")
    change(folder, "小城", CITY)
    return folder


def change(folder, old, new):
    """Change what city.toml says."""
    path = folder / "city.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def issues(folder, language):
    """Return the sentences of all that is wrong with a city."""
    try:
        found = geo.check(geo.City.open(folder)).issues
    except YipanError as error:
        found = error.issues
    return "\n".join(issue.sentence(language) for issue in found)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_and_its_workbook_say_the_names_as_they_are(folder, tmp_path, language):
    results = geo.run(geo.City.open(folder))
    assert summary(results, language).startswith(CITY)
    (path,) = export(results, tmp_path / "out", ("xlsx",), ExportOptions(language))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert say("book.title", language, city="{}").format(CITY) in " ".join(cells)
    assert COMMUNITY in cells
    assert any(DISTRICT in cell for cell in cells)
    assert any(STREET in cell for cell in cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_the_names_as_they_are(folder, start, html, language):  # noqa: F811
    overview, staffing = (html(start(page, lang=language)) for page in ("overview", "staffing"))
    assert CITY in overview
    assert say("overview.worst", language, name="{}", gap=3).format(DISTRICT) in overview
    assert CITY in staffing
    assert COMMUNITY in staffing


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_header_that_a_setting_names_is_said_as_it_is(folder, language):
    change(folder, "[staff]", 'columns = { count = "period" }\n[staff]')
    told = issues(folder, language)
    assert "period" in told
    assert say("column.period", language) not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_and_files_are_said_as_they_are(folder, language):
    book = openpyxl.Workbook()
    book.active.title = SHEETS[0]
    book.active.append(["x"])
    book.create_sheet(SHEETS[1]).append(["x"])
    book.save(folder / f"{FILE}.xlsx")
    change(folder, 'file = "staff.csv"', f'file = "{FILE}.xlsx"\nsheet = "{NO_SHEET}"')
    told = issues(folder, language)
    assert f"{FILE}.xlsx" in told
    assert SHEETS[0] in told
    assert SHEETS[1] in told
    assert f"“{NO_SHEET}”" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_of_a_file_is_said_as_it_is(folder, language):
    change(folder, "[staff]", '[standards]\naccess_mode = "status.compliant"\n[staff]')
    assert "status.compliant" in issues(folder, language)
    change(folder, 'access_mode = "status.compliant"', "")
    path = folder / "staff.csv"
    path.write_text(path.read_text("utf-8").replace(",1\n", ",source.setting\n"), "utf-8")
    assert "source.setting" in issues(folder, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_of_ours_in_a_setting_is_said_by_its_name(folder, language):
    change(folder, "[staff]", "[notices]\nplace_a = 1\n[staff]")
    told = issues(folder, language)
    assert "notices.place_a" in told
    assert say("column.notices.place_a", language) not in told
