"""The workbook of accessibility: the numbers of the table, under their headers, in both languages."""

from io import BytesIO

import openpyxl
import pytest
from support.worlds import write_city

import geo
from geo.analyses.access.workbook import WIDTHS, access_workbook
from geo.city.folder import City
from geo.core.i18n import say

SITES = "名称,经度,纬度,服务项目,人员\n一站,103.505,40.505,登记,1\n"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbook") / "city"
    write_city(folder)
    (folder / "sites.csv").write_text(SITES, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n')
    return geo.run(City.open(folder))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_numbers_are_those_of_the_table(results, language):
    told = results.communities
    book = access_workbook(told, results, ("=asked", "=unit"), ["=note"], language)
    assert book == access_workbook(told, results, ("=asked", "=unit"), ["=note"], language)
    [sheet] = openpyxl.load_workbook(BytesIO(book)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert [str(cell).replace("\n", "") for cell in rows[3]] == [
        say(f"access.header.{name}", language) for name in WIDTHS
    ]
    nothing = say("book.nothing", language)
    for row, community in zip(rows[5:], told.to_dict("records"), strict=False):
        for shown, (name, value) in zip(
            row, ((name, community[name]) for name in WIDTHS), strict=True
        ):
            if name == "underserved":
                assert shown == say(f"underserved.{value}", language)
            else:
                assert shown == (nothing if value is None or value != value else value), name
    assert rows[-1][0] == "=note"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
