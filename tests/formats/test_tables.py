"""CSV, Excel and Parquet as offices have them, broken ones, and ones made to harm."""

import csv
import io
import zipfile
from datetime import date

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city.schemas import TABLES
from geo.core.issues import TableError
from geo.formats import archives
from geo.formats.csv import reader as csv_tables
from geo.formats.limits import Limits
from geo.formats.sniffing import kind_of
from geo.formats.source import Source
from geo.formats.tables import open_table, read_matched

HEADERS = ["社区代码", "人数"]
ROWS = [["990101001001", "2"], ["990101001002", "1"]]
UNMARKED = ["utf-16-le, no mark", "utf-16-be, no mark"]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", *UNMARKED]


def as_csv(rows, **how):
    text = io.StringIO()
    csv.writer(text, **how).writerows(rows)
    return text.getvalue()


def encoded(text, encoding):
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    return (mark + text).encode(encoding.removesuffix(", no mark"))


def as_excel(path, *sheets):
    with xlsxwriter.Workbook(path) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return Source(path, path.name)


def staff(source, chosen=None):
    return read_matched(source, TABLES["staff"], chosen or {})


def seen(frame):
    return frame[["community_code", "posts", "row"]].to_numpy().tolist()


# --- what must be read -------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_in_every_encoding(write, encoding, ending):
    text = as_csv([HEADERS, *ROWS], lineterminator=ending)
    read = staff(write("staff.csv", encoded(text, encoding)))
    assert not read.issues
    assert seen(read.frame) == [["990101001001", "2", 2], ["990101001002", "1", 3]]
    assert set(read.frame["file"]) == {"staff.csv"}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_parted_by_other_marks(write, mark):
    read = staff(write("staff.txt", as_csv([HEADERS, *ROWS], delimiter=mark)))
    assert seen(read.frame) == [["990101001001", "2", 2], ["990101001002", "1", 3]]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(write):
    text = '社区代码,备注,人数\n\n990101001001,"两\n行",2\n,,\n990101001002\n990101001003,x,3,,\n'
    read = staff(write("staff.csv", text))
    assert [(code, row) for code, _, row in seen(read.frame)] == [
        ("990101001001", 3),
        ("990101001002", 5),
        ("990101001003", 6),
    ]
    assert read.frame["posts"].fillna("").tolist() == ["2", "", "3"]


def test_headers_below_a_title(write):
    rows = [["某市名册", ""], ["单位：人"], HEADERS, *ROWS]
    read = staff(write("staff.csv", rows))
    assert seen(read.frame) == [["990101001001", "2", 4], ["990101001002", "1", 5]]


def test_rows_in_many_blocks_are_all_there_in_order(write, monkeypatch):
    monkeypatch.setattr(csv_tables, "LIMITS", Limits(block_bytes=200))
    rows = [[f"9901010{at:05}", str(at), *["x", ""][: at % 3]] for at in range(300)]
    source = write("staff.csv", [[*HEADERS, "其他", "又"], *rows])
    batches = list(open_table(source, TABLES["staff"], {}).batches())
    assert len(batches) > 10
    frame = pd.concat(batches).sort_values("row")
    assert frame[0].tolist() == [row[0] for row in rows]
    assert frame["row"].tolist() == list(range(2, 302))


def test_a_number_of_excel_is_the_code_exactly(tmp_path):
    rows = [
        [*HEADERS, "级别"],
        [440305001001, 2, "社区"],
        ["", "", ""],
        ["440305001002", 1.5, True],
    ]
    read = staff(as_excel(tmp_path / "staff.xlsx", rows))
    assert seen(read.frame) == [["440305001001", "2", 2], ["440305001002", "1.5", 4]]


def test_excel_below_a_title_and_beside_an_empty_sheet(tmp_path):
    source = as_excel(tmp_path / "staff.xlsx", [["名册"], [], HEADERS, *ROWS], [])
    assert [row for *_, row in seen(staff(source).frame)] == [4, 5]


def test_days_of_excel(tmp_path):
    path = tmp_path / "agreements.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["甲方代码", "乙方代码", "签订日期"])
        sheet.write_row(1, 0, ["990100", "411700", date(2026, 10, 31)])
    read = read_matched(Source(path, "a.xlsx"), TABLES["agreements"], {})
    assert read.frame["signed_on"].tolist() == ["2026-10-31"]


def test_a_sheet_is_asked_for_where_there_are_several(tmp_path, told):
    source = as_excel(tmp_path / "staff.xlsx", [HEADERS, ROWS[0]], [HEADERS, ROWS[1]])
    told(staff(source).issues, "issue.sheet", "Sheet1", "Sheet2")
    chosen = Source(source.path, source.name, "Sheet2")
    assert seen(staff(chosen).frame) == [["990101001002", "1", 2]]
    told(staff(Source(source.path, "s", "Sheet3")).issues, "issue.sheet", "Sheet3")


@pytest.mark.parametrize("kind", ["str", "int64", "float64", "Int64", "category"])
def test_parquet_with_codes_of_any_kind(tmp_path, kind):
    path = tmp_path / "staff.parquet"
    frame = pd.DataFrame(ROWS, columns=HEADERS)
    frame["姓名"] = "某人"
    frame.astype({"社区代码": kind}).set_index("人数").to_parquet(path)
    read = staff(Source(path, "staff.parquet"))
    assert "姓名" not in read.frame
    assert [(column.column, column.personal) for column in read.dropped] == [("姓名", True)]
    assert read.frame["row"].tolist() == [1, 2]
    assert read.frame["posts"].tolist() == ["2", "1"]


def test_only_the_columns_asked_for_are_read_of_parquet(tmp_path):
    path = tmp_path / "staff.parquet"
    pd.DataFrame({"社区代码": ["1"], "证件号码": ["x"]}).to_parquet(path)
    [batch] = open_table(Source(path, "p"), TABLES["staff"], {}).batches()
    assert list(batch) == [0, "row"]


TEXT = st.text(
    st.characters(codec="gb18030", exclude_characters="\0\ufeff", exclude_categories=["Cs", "Cc"])
)


@pytest.mark.long
@settings(max_examples=20, deadline=None)
@given(
    cells=st.lists(st.tuples(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), TEXT), min_size=1),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]),
    first=st.booleans(),
)
def test_what_is_written_is_read(tmp_path_factory, cells, encoding, first):
    rows = [[code, text, "1"] if first else ["1", text, code] for code, text in cells]
    headers = ["社区代码", "备注", "人数"] if first else ["人数", "备注", "社区代码"]
    path = tmp_path_factory.mktemp("csv") / "staff.csv"
    path.write_bytes(as_csv([headers, *rows], quoting=csv.QUOTE_ALL).encode(encoding))
    read = staff(Source(path, "staff.csv"))
    assert not read.issues
    assert read.frame["community_code"].tolist() == [code for code, _ in cells]


# --- what must be told -------------------------------------------------------------------------


def issue_of(source, told, what, *shown):
    read = staff(source)
    assert not len(read.frame)
    issue = told(read.issues, what, *shown)
    assert issue.file == source.name
    return issue


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_an_empty_file(write, told, name):
    assert issue_of(write(name, b""), told, "issue.empty").stops


@pytest.mark.parametrize("content", ["\n", "\r\n\r\n", ",,\n", "\ufeff"])
def test_a_file_without_headers(write, told, content):
    issue_of(write("a.csv", content), told, "issue.empty")


def test_only_a_header(write, told):
    assert not issue_of(write("a.csv", [HEADERS]), told, "issue.no_rows").stops


def test_a_name_that_lies(write, told, tmp_path):
    parquet = tmp_path / "real.parquet"
    pd.DataFrame(ROWS, columns=HEADERS).to_parquet(parquet)
    issue_of(write("a.csv", parquet.read_bytes()), told, "issue.not_as_named", ".csv", "Parquet")
    excel = as_excel(tmp_path / "real.xlsx", [HEADERS, *ROWS]).path
    issue_of(write("b.csv", excel.read_bytes()), told, "issue.not_as_named", "Excel")
    issue_of(write("b.parquet", as_csv([HEADERS])), told, "issue.not_as_named", ".parquet")
    issue_of(write("b.xlsx", as_csv([HEADERS])), told, "issue.not_as_named", ".xlsx")
    issue_of(write("c.csv", b"PK\x03\x04 not a zip"), told, "issue.zip_broken")
    issue_of(write("d.csv", b"a,b\n1,\x00\x01\n"), told, "issue.not_as_named")


@pytest.mark.parametrize("name", ["a.json", "a.exe", "a", "a.db"])
def test_a_file_of_no_kind_we_read(write, told, name):
    issue_of(write(name, as_csv([HEADERS])), told, "issue.table_kind")


def test_a_parquet_file_cut_off(write, told, tmp_path):
    whole = tmp_path / "real.parquet"
    pd.DataFrame(ROWS * 1000, columns=HEADERS).to_parquet(whole)
    content = whole.read_bytes()
    for end in (8, len(content) // 2, len(content) - 1):
        issue_of(write("a.parquet", content[:end]), told, "issue.parquet_broken")
    middle = content[:60] + bytes(200) + content[260:]
    issue_of(write("b.parquet", middle), told, "issue.parquet_broken")


def test_a_workbook_cut_off(write, told, tmp_path):
    content = as_excel(tmp_path / "real.xlsx", [HEADERS, *ROWS]).path.read_bytes()
    for end in (10, len(content) // 2):
        issue_of(write("a.xlsx", content[:end]), told, "issue.zip_broken")
    issue_of(
        write("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), told, "issue.excel_broken"
    )


def test_a_workbook_that_unpacks_to_too_much(tmp_path, told, monkeypatch):
    source = as_excel(tmp_path / "a.xlsx", [HEADERS, *ROWS])
    with zipfile.ZipFile(source.path, "a", zipfile.ZIP_DEFLATED) as members:
        members.writestr("xl/media/big.bin", bytes(2**20))
    monkeypatch.setattr(archives, "LIMITS", Limits(unzipped_bytes=2**20))
    issue_of(source, told, "issue.too_large")
    monkeypatch.setattr(archives, "LIMITS", Limits(zip_members=3))
    issue_of(source, told, "issue.zip_members", "3")


def test_an_open_quote(write, told):
    for text in ('"990101001001,2\n990101001002,1\n', '990101001001,"2\n990101001002,1\n'):
        issue_of(write("a.csv", f"社区代码,人数\n{text}"), told, "issue.csv_quote")


def test_two_stray_quotes_do_not_swallow_the_rows_between(write, told):
    rows = 'a,"b\n990101001001,2\n990101001002,3\nc",4\n'
    for text in (rows, rows.replace('c",4', 'c"')):
        issue = issue_of(
            write("a.csv", f"社区代码,人数\n990101001009,1\n{text}"), told, "issue.csv_quote"
        )
        assert issue.row == 3


def test_a_row_longer_than_a_block(write, told, monkeypatch):
    monkeypatch.setattr(csv_tables, "LIMITS", Limits(block_bytes=100))
    long = as_csv([HEADERS, *ROWS, ["9" * 500, "1"]])
    issue_of(write("a.csv", long), told, "issue.row_too_long")


def test_a_row_with_too_many_cells(write, told):
    text = as_csv([HEADERS, *ROWS, ["990101001003", "1", "surplus"]])
    issue = issue_of(write("a.csv", text), told, "issue.uneven", "3", "2")
    assert issue.row == 4


def test_no_text_at_all(write, told):
    issue_of(write("a.csv", b"\x81\xff\xff,\xff\n" * 20), told, "issue.encoding")


def test_a_needed_column_is_missing(write, told):
    source = write("a.csv", [["地方", "数"], ["x", "1"]])
    read = read_matched(source, TABLES["agreements"], {})
    told(read.issues, "issue.column_needed", "place_a", "地方、数")


def test_formulas_are_text(write):
    source = write("a.csv", [["社区代码", "人数"], ["=1+1", '=HYPERLINK("x")']])
    assert seen(staff(source).frame) == [["=1+1", '=HYPERLINK("x")', 2]]


def test_kinds_are_told_from_content(write):
    assert kind_of(write("a", b"PAR1xxxx")) == "parquet"
    assert kind_of(write("a", "代码,名称".encode("gbk"))) == "csv"
    assert kind_of(write("a", b"GIF\0")) == "unknown"


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".xlsx", ".xls", ".parquet"])
)
def test_any_bytes_give_a_sentence_or_rows(tmp_path_factory, content, suffix):
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(content)
    read = staff(Source(path, path.name))
    assert len(read.frame) or read.issues


def test_the_rest_of_a_broken_file_is_refused_while_reading(write):
    source = write("a.csv", as_csv([HEADERS, *ROWS]) + "1,2,3")
    with pytest.raises(TableError):
        list(open_table(source, TABLES["staff"], {}).batches())
