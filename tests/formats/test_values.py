"""From cells to values: what is read, and that nothing is guessed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.formats.values import (
    month,
    to_codes,
    to_counts,
    to_dates,
    to_flags,
    to_numbers,
    to_text,
)


@given(st.lists(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), min_size=1))
def test_codes_survive_as_text_and_as_whole_numbers(codes):
    whole = np.array(codes, dtype=np.int64)
    for column in (
        pd.Series(codes, dtype="str"),
        pd.Series(whole),
        pd.Series(whole.astype(float)),
        pd.Series([*whole, None], dtype="Int64").iloc[:-1],
        pd.Series([f" {code}\t" for code in codes]),
        pd.Series(codes, dtype="category"),
    ):
        read, wrong = to_codes(column)
        assert read.tolist() == codes
        assert not wrong.any()


@pytest.mark.parametrize(
    "mangled",
    ["440305001001.0", "4.40305E+11", "4.40305e11", "44E10", "440,305,001,001", "440305001001."],
)
def test_a_code_that_was_a_number_is_refused(mangled):
    codes, wrong = to_codes(pd.Series([mangled, "440305001001"]))
    assert wrong.tolist() == [True, False]
    assert codes.isna().tolist() == [True, False]


@pytest.mark.parametrize("empty", ["", " ", "-", "—", "nan", "NULL", "#N/A", None])
def test_an_empty_cell_is_missing_and_not_wrong(empty):
    column = pd.Series([empty, "1"], dtype="str")
    for read in (to_codes, to_numbers):
        values, wrong = read(column)
        assert pd.isna(values[0])
        assert not wrong.any()


def test_codes_in_full_width_digits_or_behind_an_apostrophe():
    assert to_codes(pd.Series(["４４０３０５", "'440305"]))[0].tolist() == ["440305", "440305"]


def test_other_codes_stay_as_they_are():
    assert to_codes(pd.Series(["A-01", "06075010100"]))[0].tolist() == ["A-01", "06075010100"]


@pytest.mark.parametrize(
    "text", ["103.5°", "103°30'", "1 03.5", "abc", "inf", "-inf", "1e400", "1,5"]
)
def test_what_is_no_plain_number_is_wrong(text):
    numbers, wrong = to_numbers(pd.Series([text, "103.5"]))
    assert wrong.tolist() == [True, False]
    assert np.isnan(numbers[0])
    assert numbers[1] == 103.5


def test_numbers_of_a_file_that_has_numbers():
    numbers, wrong = to_numbers(pd.Series([1.5, np.nan, np.inf]))
    np.testing.assert_array_equal(numbers, [1.5, np.nan, np.nan])
    assert wrong.tolist() == [False, False, True]


@given(st.one_of(st.integers(), st.floats(), st.text(max_size=6)))
def test_a_count_is_whole_and_not_negative_or_else_wrong(value):
    counts, wrong = to_counts(pd.Series([value], dtype="str" if isinstance(value, str) else None))
    assert counts.dtype == np.int64
    assert counts[0] >= 0
    if wrong[0]:
        assert counts[0] == 0
    else:
        assert float(value) == counts[0]


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("是", True),
        ("兼职", True),
        ("1", True),
        ("YES", True),
        ("专职", False),
        ("否", False),
        ("", False),
    ],
)
def test_part_time_in_both_languages(text, yes):
    flags, wrong = to_flags(pd.Series([text]), "part_time")
    assert flags[0] == yes
    assert not wrong[0]


@pytest.mark.parametrize(
    "text", ["2026-10", "2026/10", "202610", "2026年10月", "2026年10", "2026.10", "2026-10-31", "20261031",
             "2026/10/1", "2026年10月1日", "2026-10-01T00:00:00", "2026-10-01 08:30"]
)  # fmt: skip
def test_a_month_in_any_dress(text):
    assert month(text) == "2026-10"


@pytest.mark.parametrize(
    "text", ["2026-13", "202600", "2026", "10月", "2026年第三季度", "20261", "2026.1", "1", ""]
)
def test_what_is_no_month_is_not_guessed(text):
    assert month(text) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_gives_its_month_and_itself(day):
    texts = pd.Series([day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"])
    assert {month(text) for text in texts} == {f"{day:%Y-%m}"}
    assert list(to_dates(texts)[0]) == [day] * 3


def test_days_that_do_not_exist_are_wrong():
    dates, wrong = to_dates(pd.Series(["2026-02-30", "", "2026-02-28"]))
    assert dates.tolist() == [None, None, date(2026, 2, 28)]
    assert wrong.tolist() == [True, False, False]


def test_text_of_dates_and_of_numbers_with_fractions():
    assert to_text(pd.Series(pd.to_datetime(["2026-10-01"]))).tolist() == ["2026-10-01"]
    assert to_text(pd.Series([1.5, 2.0])).tolist() == ["1.5", "2"]


@pytest.mark.parametrize("written", ["'44", "`44", '="44"', "44\t"])
def test_what_keeps_a_code_text_is_no_part_of_it(written):
    codes, wrong = to_codes(pd.Series([written, '="x', "a`b"]))
    assert codes.tolist() == ["44", '="x', "a`b"]
    assert not wrong.any()
