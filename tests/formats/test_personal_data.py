"""Columns about persons are told by what stands in them, and others are left alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.formats.personal_data import PHONE, is_id_number, kind_in_column, kind_of_person

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@given(st.from_regex(r"[1-9][0-9]{16}", fullmatch=True))
def test_of_eleven_last_digits_one_is_right(first):
    right = [last for last in "0123456789X" if is_id_number(first + last)]
    assert right == ["10X98765432"[np.dot([int(digit) for digit in first], WEIGHTS) % 11]]


@pytest.mark.parametrize(
    "values",
    [
        ["990101001001", "990101001002", "990101001003"],
        ["20261101000000001", "20261101000000002", "20261101000000003"],
        ["甘肃省徽县", "陇南地区徽县", "襄樊市", "江苏省"],
        ["公安局", "卫健委", "公安局"],
        ["13800138000"] * 9,
        ["103.505000", "103.515000", "103.525000"],
        ["2026-10", "2026-11", "2026-12"],
        ["3f2504e0-4f89-11d3-9a0c-0305e82c3301"] * 4,
        ["", " ", ""],
        ["13800138000"],
    ],
)
def test_what_is_about_nobody(values):
    assert kind_of_person(values) == ""


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["11010519491231002x", "x", "11010519491231002X", "y"] * 2, "id_number"),
        (["13800138000", "13900139000", "15912345678", "17712345678", "x"], "phone"),
        (["王伟", "欧阳娜娜", "司马光", "李四", "外地人甲"], "name"),
        ([f"租住在东街{at}号院，{at}月搬来，在工地干活" for at in range(12)], "text"),
    ],
)
def test_what_is_about_persons(values, kind):
    assert kind_of_person(values) == f"personal.{kind}"


def test_census_tracts_are_no_phone_numbers_but_phone_numbers_are():
    tracts = pd.Series([f"1703101{n:02}00" for n in range(12)], dtype="str")
    phones = pd.Series([f"1{n % 7 + 3}{n % 10}{n * 7919:08}" for n in range(12)], dtype="str")
    assert kind_in_column(tracts, "communities", "community_code") == ""
    assert kind_in_column(tracts, "records", "source") == PHONE
    assert kind_in_column(phones, "communities", "community_code") == PHONE
