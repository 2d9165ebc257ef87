"""The ten bytes that a .dbf keeps of each header, in any encoding."""

import struct

import pytest

from geo.city.schemas import TABLES
from geo.formats.source import Source
from geo.formats.vector.shapefile import begun, text_encoding, unpacked


def dbf(headers, rows, encoding, width=20):
    """Write a .dbf of text columns, its headers and cells cut at bytes as some programs do."""
    size = 1 + width * len(headers)
    begin = struct.pack("<BBBBIHH20x", 3, 126, 11, 22, len(rows), 33 + 32 * len(headers), size)
    fields = b"".join(
        header.encode(encoding)[:10].ljust(11, b"\0")
        + b"C"
        + bytes(4)
        + bytes([width, 0])
        + bytes(14)
        for header in headers
    )
    body = b"".join(
        b" " + b"".join(cell.encode(encoding)[:width].ljust(width) for cell in row) for row in rows
    )
    return begin + fields + b"\r" + body + b"\x1a"


HEADERS = ["社区代码", "社区名称", "备注"]
ROWS = [["990101001001", "东社区", "一段很长很长的话会被切断"]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_text_cut_within_a_character_keeps_its_encoding(encoding):
    assert text_encoding(dbf(HEADERS, ROWS, encoding)) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_headers_end_where_a_character_does(tmp_path, encoding):
    (tmp_path / "c.dbf").write_bytes(dbf(HEADERS, ROWS, encoding))
    for part in (".shp", ".shx"):
        (tmp_path / f"c{part}").write_bytes(b"")
    with unpacked(Source(tmp_path / "c.shp", "c.shp")) as (path, found, _):
        assert found == encoding
        headers = path.with_suffix(".dbf").read_bytes()[32:64]
        assert headers[:11].rstrip(b"\0").decode(encoding) in {"社区代", "社区代码"}


def test_headers_that_are_the_beginning_of_one_column():
    found = begun(["社区代", "社区名", "街道代", "x"], TABLES["communities"], "utf-8")
    assert found == {
        "community_code": "社区代",
        "community_name": "社区名",
        "subdistrict_code": "街道代",
    }


def test_short_headers_are_not_guessed():
    assert begun(["社", "类"], TABLES["communities"], "utf-8") == {}


def test_any_bytes_are_an_encoding():
    for table in (b"", b"\x03", bytes(40), b"\xff" * 100, dbf(HEADERS, ROWS, "utf-8")[:50]):
        assert text_encoding(table) in {"utf-8", "gb18030", "cp1252"}


@pytest.mark.parametrize(
    ("text", "written", "stated", "found"),
    [
        ("甲社区", "gbk", b"ISO-8859-1", "gb18030"),
        ("甲社区", "gbk", b"UTF-8", "gb18030"),
        ("甲社区", "gbk", b"ANSI 1252", "gb18030"),
        ("甲社区", "utf-8", b"GBK", "utf-8"),
        ("朱镕基路社区", "gbk", b"1252", "gb18030"),
        ("Orléans", "latin-1", b"ISO 88591", "iso8859-1"),
        ("São Paulo Açaí", "latin-1", b"1252", "cp1252"),
        ("Québec", "latin-1", b"", "cp1252"),
    ],
)
def test_a_cpg_is_believed_only_where_the_text_can_be_that(text, written, stated, found):
    table = dbf(["code", "name"], [["1", text], ["2", text]], written)
    assert text_encoding(table, stated) == found


@pytest.mark.parametrize("stated", [b"ISO-8859-1", b"UTF-8"])
def test_a_cpg_that_lies_is_told_with_a_sample(tmp_path, told, stated):
    table = dbf(["code", "name"], [["1", "甲社区"]], "gbk")
    for suffix, content in {".dbf": table, ".shp": b"", ".shx": b"", ".cpg": stated}.items():
        (tmp_path / f"c{suffix}").write_bytes(content)
    with unpacked(Source(tmp_path / "c.shp", "c.shp")) as (_, _, issues):
        assert not told(issues, "issue.cpg_wrong", "甲社区", stated.decode()).stops
    (tmp_path / "c.cpg").write_bytes(b"GBK")
    with unpacked(Source(tmp_path / "c.shp", "c.shp")) as (_, encoding, issues):
        assert (encoding, issues) == ("gb18030", [])
