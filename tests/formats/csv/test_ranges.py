"""A CSV read in ranges of bytes is the same CSV, wherever it is cut; what cannot be cut is not."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.core.columns import ROW
from geo.core.issues import TableError
from geo.formats.csv.reader import CsvTable
from geo.formats.source import Source
from geo.formats.summary_rows import LINE

HEADER = "经度,纬度,备考"
# Of 丂, 乗 and 馸 the second byte in GB18030 is @, \ and |; 䶮 and 😀 are of four bytes, of which two
# are digits. Rows are too short, too long, empty, totals and notes.
LINES = st.sampled_from(
    ["103.5,40.5,某", "1,2,丂乗馸", "䶮,😀,", "103.5", "1,2,3,4", "1,2,,,", "", ",,", "合计,,12", "注：无,,"]
)  # fmt: skip


def lines_of(source, header_row=1):
    """Cells, row and kind of every row, and how many rows were met."""
    table = CsvTable(source)
    rows = [
        tuple(row)
        for frame in table.batches([0, 1, 2], header_row)
        for row in frame[[0, 1, 2, ROW, LINE]].astype(object).to_numpy().tolist()
    ]
    return rows, table.met.rows, table.met.empty


def in_ranges(source, ranges, header_row=1):
    return [lines_of(replace(source, byte_range=part), header_row) for part in ranges]


def outcome(read):
    """Return what reading gives, or the issues it ends with."""
    try:
        return read()
    except TableError as error:
        return error.issues


@pytest.mark.long
@settings(max_examples=7, deadline=None)
@given(
    st.lists(LINES, min_size=2, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)
@example(["1,2,3", "", "1,2", "䶮,丂乗馸,"], "\n", "\n", "gb18030")
@example(["1,2,3", "1,2,3", "1,2,3,4"], "\r\n", "", "utf-8-sig")
def test_wherever_it_is_cut(tmp_path_factory, lines, end, last, encoding):
    path = tmp_path_factory.mktemp("r") / "a.csv"
    path.write_bytes((end.join([HEADER, *lines]) + last).encode(encoding))
    source = Source(path, "a.csv")
    whole = outcome(lambda: lines_of(source))
    sizes = range(1, path.stat().st_size // 2 + 1)
    ways = {tuple(CsvTable(source).ranges(1, size)) for size in sizes} - {()}
    assert ways
    for ranges in ways:
        assert [part.start for part in ranges[1:]] == [part.stop for part in ranges[:-1]]
        parts = outcome(lambda ranges=ranges: in_ranges(source, ranges))
        if isinstance(parts, list):
            rows, met, empty = zip(*parts, strict=True)
            parts = ([*itertools.chain(*rows)], sum(met), sum(empty))
        assert parts == whole


def test_it_is_cut_at_every_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"经\n度",纬度,备考\n' + "".join(f"{n},2,\n" for n in range(9)), "utf-8")
    source = Source(path, "a.csv")
    parts = in_ranges(source, CsvTable(source).ranges(1, 1))
    assert [[row[0] for row in rows] for rows, *_ in parts] == [[str(n)] for n in range(9)]
    assert [row[3] for rows, *_ in parts for row in rows] == list(range(2, 11))


@pytest.mark.parametrize(
    "text",
    [
        f'{HEADER}\n1,2,"a\nb"\n3,4,c\n',  # a cell of two lines
        f'{HEADER}\n1,2,"a"\n3,4,c\n',
        f"{HEADER}\n1,2,a\r3,4,c\n5,6,d\n",  # two rows in one line
    ],
)
def test_what_cannot_be_cut_is_not(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    assert len(lines_of(Source(path, "a.csv"))[0]) >= 2
    for size in range(1, len(text)):
        assert CsvTable(Source(path, "a.csv")).ranges(1, size) == []


def test_utf_16_is_not_cut(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "\n1,2,\n" * 40, "utf-16")
    assert CsvTable(Source(path, "a.csv")).ranges(1, 10) == []
