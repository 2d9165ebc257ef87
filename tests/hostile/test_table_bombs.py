"""Workbooks and tables that swell: refused in a sentence."""

import zipfile

import numpy as np
import pytest
from hostile import make
from support.hostile_city import refused
from support.prefixed import PREFIXES, prefixed


def rezip(path, **exchanged):
    """Exchange members of a workbook."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            change = exchanged.get(name.rpartition("/")[2].split(".")[0])
            archive.writestr(name, change(content) if change else content)
    return path


@pytest.fixture
def workbook(city):
    city.records = "records.xlsx"
    return make.write_xlsx(city.path("records.xlsx"))


def test_two_cells_at_the_ends_of_a_sheet(city, workbook, sentences):
    rezip(
        workbook,
        sheet1=lambda xml: xml.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
    )
    assert workbook.stat().st_size < 10_000
    refused(city, sentences, "issue.workbook_swells")


@pytest.mark.parametrize("prefix", ["", *PREFIXES])
def test_cells_without_a_place_do_not_get_round_it(city, workbook, sentences, prefix):
    rows = b"<row>" + b"<c/>" * 16_000 + b"<c><v>1</v></c></row>" + b"<row/>" * 20_000
    rezip(
        workbook,
        sheet1=lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"),
    )
    if prefix:
        prefixed(workbook, prefix)
    refused(city, sentences, "issue.workbook_swells")


def test_one_long_text_in_every_cell(city, workbook, sentences):
    cells = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 500) for row in range(9, 200)
    )
    rezip(
        workbook,
        sharedStrings=lambda xml: xml.replace(b"<t>", b"<t>" + b"x" * 20_000, 1),
        sheet1=lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"),
    )
    refused(city, sentences, "issue.workbook_swells")


def test_one_text_longer_than_a_cell_can_be(city, workbook, sentences):
    rezip(workbook, sharedStrings=lambda xml: xml.replace(b"<t>", b"<t>" + b"x" * 40_000, 1))
    refused(city, sentences, "issue.workbook_swells")


def test_a_member_that_swells(city, workbook, sentences):
    with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(2**25))
    refused(city, sentences, "issue.zip_ratio", "200")


def test_more_members_than_any_workbook(city, workbook, sentences):
    with zipfile.ZipFile(workbook, "a") as archive:
        for at in range(1_001):
            archive.writestr(f"xl/media/{at}", b"")
    refused(city, sentences, "issue.zip_members", "1000")


@pytest.mark.parametrize("member", ["sheet1", "sharedStrings", "workbook", "styles"])
def test_entities_in_a_workbook(city, workbook, sentences, member):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    rezip(workbook, **{member: lambda xml: xml.replace(b"?>", b"?>" + bomb, 1)})
    refused(city, sentences, "issue.excel_broken")


def test_an_old_workbook_with_cells_far_apart_ends_no_process(city, sentences):
    far = [
        (0, 0, "社区代码"),
        (0, 1, "人数"),
        (1, 0, "990101001001"),
        (1, 1, "12"),
        (65_535, 255, "x"),
    ]
    make.write_xls(city.path("records.xls"), cells=far, sheets=60)
    city.records = "records.xls"
    refused(city, sentences, "issue.workbook_swells", "20,000,000")


def test_a_text_that_stands_for_a_million(city, sentences):
    import pyarrow as pa
    from pyarrow import parquet

    long = pa.array(["9" * 20_000])
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(400_000, np.int32)), long)
    table = pa.table({"社区代码": column, "人数": pa.array(np.ones(400_000, np.int64))})
    parquet.write_table(
        table.cast(
            pa.schema({"社区代码": pa.dictionary(pa.int32(), pa.string()), "人数": pa.int64()})
        ),
        city.path("records.parquet"),
    )
    assert city.path("records.parquet").stat().st_size < 500_000
    city.records = "records.parquet"
    refused(city, sentences, "issue.too_large")
