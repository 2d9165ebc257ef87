"""A number is read as what it was written from, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.formats.number_words import COUNT, MINUTES, NUMBER, ONE, Unit, meaning

TEN_THOUSANDS = Unit(Decimal(10_000), "万人", chinese=True)
WHOLE = st.integers(0, 99_999_999)


def grouped(number, mark):
    return f"{number:,}".replace(",", mark)


def full_width(text):
    return "".join(chr(ord(mark) + 0xFEE0) if mark.isdigit() else mark for mark in text)


# How a number is written, and the number it is: no other may ever be read.
SPELLINGS = {
    "plain": str,
    "comma": lambda number: grouped(number, ","),
    "point": lambda number: grouped(number, "."),
    "space": lambda number: grouped(number, "\u00a0"),
    "thin space": lambda number: grouped(number, "\u202f"),
    "apostrophe": lambda number: grouped(number, "’"),
    "full width": lambda number: full_width(str(number)),
    "people": lambda number: f"{number}人",
    "english": lambda number: f"{number:,}.00",
    "german": lambda number: grouped(number, ".") + ",00",
    "ten thousands": lambda number: f"{Decimal(number) / 10_000:f}万",
    "float": lambda number: f"{number}.0",
    "households": lambda number: f"{number}户",
    "about": lambda number: f"约{number}",
}
ALWAYS = set(SPELLINGS) - {"point", "households", "about"}
NEVER = {"households", "about"}


@given(number=WHOLE, how=st.sampled_from(sorted(SPELLINGS)))
def test_a_count_is_what_was_written_or_a_question(number, how):
    read = meaning(SPELLINGS[how](number), COUNT)
    assert read in (None, number)
    assert how not in ALWAYS or read == number
    assert how not in NEVER or read is None


@given(number=st.integers(1, 999), more=st.integers(0, 999))
def test_a_point_before_three_digits_has_two_meanings(number, more):
    assert meaning(f"{number}.{more:03}", COUNT) is None
    assert meaning(f"{number},{more:03}", NUMBER) is None


@given(number=st.decimals(0, 9_999, places=4))
def test_the_unit_of_the_header_multiplies_decimals_exactly(number):
    assert meaning(str(number), COUNT, TEN_THOUSANDS) == number * 10_000
    assert meaning(f"{number}万", COUNT, TEN_THOUSANDS) is None
    assert meaning(f"{number}人", COUNT, TEN_THOUSANDS) is None
    assert meaning(f"{number}万", COUNT, ONE) == number * 10_000


MARKS = [*"019.,eE+-' ½²①٣一", "999", "万", "十万", "亿", "人", "分钟", "秒"]
SECONDS = Unit(Decimal(1) / 60, "秒")


@given(
    text=st.one_of(st.text(), st.lists(st.sampled_from(MARKS)).map("".join)),
    measure=st.sampled_from([COUNT, NUMBER, MINUTES]),
    unit=st.sampled_from([ONE, TEN_THOUSANDS, SECONDS]),
)
@example(text="1e99亿", measure=NUMBER, unit=TEN_THOUSANDS)
@example(text="9" * 40, measure=COUNT, unit=ONE)
def test_any_text_is_a_finite_number_or_none(text, measure, unit):
    read = meaning(text, measure, unit)
    assert read is None or read.is_finite()


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e99", 10**99), ("9" * 28, 10**28 - 1), ("1e20亿", 10**28), ("123456789012345.25", None)],
)
def test_huge_numbers_are_what_they_say(text, number):
    assert meaning(text, NUMBER) == (Decimal(text) if number is None else number)
