"""CSV that opens in Excel and WPS, gives everything back, and runs nothing."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.export import unit_tables_of
from geo.publish.csv import csv_bytes
from geo.publish.spreadsheet_safety import as_given, inert

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
LIVE = st.builds(str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'="]), TEXT)


def read(written: bytes) -> pd.DataFrame:
    return pd.read_csv(
        BytesIO(written),
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
        lineterminator=None,
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXT | LIVE, min_size=1, max_size=6))
def test_any_text_comes_back_and_none_is_live(texts):
    frame = pd.DataFrame({"first": pd.array(texts, dtype="str"), "last": "x"})
    back = read(csv_bytes(frame))
    assert [as_given(text) for text in back["first"]] == texts
    assert not back["first"].str.startswith(("=", "+", "-", "@", "\t", "\r")).any()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.none() | st.integers(-(2**53), 2**53), min_size=1, max_size=6))
def test_whole_numbers_have_no_point_and_missing_ones_are_empty(numbers):
    frame = pd.DataFrame(
        {"a": pd.array(numbers, dtype="Int64"), "b": pd.array(numbers, dtype="Float64")}
    )
    back = read(csv_bytes(frame.assign(c="x")))
    told = ["" if number is None else str(number) for number in numbers]
    assert back["a"].tolist() == told
    assert back["b"].tolist() == told


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_numbers_come_back_exactly(numbers):
    back = read(csv_bytes(pd.DataFrame({"a": numbers, "c": "x"})))
    assert [float(number) for number in back["a"]] == numbers


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.none() | TEXT | st.sampled_from('",\r\n '), min_size=1), min_size=1),
    st.booleans(),
)
def test_quotes_stand_where_python_puts_them(rows, first_only):
    rows = [(row * 3)[: 1 if first_only else 3] for row in rows]
    names = ["a", 'b"', "c,\n"][: len(rows[0])]
    told = [["" if text is None else inert(text) for text in row] for row in rows]
    expected = StringIO(newline="")
    csv.writer(expected, lineterminator="\r\n").writerows([names, *told])
    for dtype in ("str", "object"):
        written = csv_bytes(pd.DataFrame(rows, columns=names, dtype=dtype))
        assert written.decode("utf-8-sig") == expected.getvalue()


def test_negative_numbers_are_numbers_and_get_no_apostrophe():
    assert csv_bytes(pd.DataFrame({"a": [-1, -2], "b": [-1.5, -2.0]})).endswith(
        b"\r\n-1,-1.5\r\n-2,-2\r\n"
    )


def test_chinese_is_shown_by_excel():
    assert csv_bytes(pd.DataFrame({"名": ["沙洲"]})) == "\ufeff名\r\n沙洲\r\n".encode()


def test_a_frame_without_columns_has_an_empty_line():
    for frame in (pd.DataFrame(), pd.DataFrame(index=[1, 2])):
        assert csv_bytes(frame) == "\ufeff\r\n".encode()


def test_truth_is_told_in_words():
    assert csv_bytes(pd.DataFrame({"a": [True, False]})).endswith(b"true\r\nfalse\r\n")


def test_the_frame_is_left_as_it_was(results):
    before = results.communities.copy()
    csv_bytes(unit_tables_of(results)["communities"])
    pd.testing.assert_frame_equal(pd.DataFrame(results.communities), pd.DataFrame(before))


def test_codes_keep_their_digits_and_names_are_inert(results):
    back = read(csv_bytes(unit_tables_of(results)["communities"]))
    assert back["community_code"].tolist() == results.communities["community_code"].tolist()
    assert '\'=HYPERLINK("http://x")' in set(back["community_name"])
    assert "geometry" not in back


@settings(deadline=None, max_examples=30)
@given(st.lists(st.none() | st.integers(-9, 9) | st.floats(allow_nan=False) | TEXT, min_size=1))
def test_values_that_are_equal_but_not_alike_are_written_each_as_it_is(values):
    frame = pd.DataFrame({"a": pd.Series(values, dtype=object), "b": "x"})
    back = read(csv_bytes(frame))
    told = ["" if value is None else str(value) for value in values]
    assert [as_given(text) for text in back["a"]] == told
