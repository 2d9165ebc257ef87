"""Rows are given as many cells as the header where that changes no cell."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.formats.csv.ragged import levelled

ROW = st.lists(st.sampled_from(["", "", "1", "甲"]), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=8),
    st.integers(1, 4),
    st.sampled_from([";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_only_empty_cells_come_and_go(rows, width, delimiter, end, ended):
    rows = [["0" * 60], *rows]  # so that less is added than is there
    lines = [delimiter.join(row) for row in rows]
    text = end.join(lines) + (end if ended or not lines[-1] else "")
    level = levelled(text.encode(), delimiter.encode(), width).decode()
    right = [
        row[:width] + [""] * (width - len(row)) if not any(row[width:]) else row for row in rows
    ]
    if text.count(delimiter) == len(rows) * (width - 1):  # as many are missing as too many
        right = rows
    body = level.removesuffix("\n").removesuffix("\r")
    assert [line.split(delimiter) for line in body.split(end)] == right


def test_a_row_of_two_bytes_is_not_made_as_wide_as_the_header():
    assert levelled(b"1\n" * 10, b",", 2_000) == b"1\n" * 10


def test_quotes_and_lone_returns_are_left_alone():
    for text in (b'1,"a\n,b"\n1\n', b"1,2,3\r4\n"):
        assert levelled(text, b",", 2) == text
