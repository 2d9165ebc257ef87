"""Columns about persons are told by what stands in them, and others are left alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.formats.personal_data import PHONE, is_id_number, kind_in_column, kind_of_person

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


BORN = r"(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"


@given(st.from_regex(rf"[1-9][0-9]{{5}}{BORN}[0-9]{{3}}", fullmatch=True))
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
        ["张庄", "李家湾", "王屯", "马家沟", "石坪"],
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
    assert kind_in_column(tracts, frozenset(), coded=True) == ""
    assert kind_in_column(tracts, frozenset(), coded=False) == PHONE
    assert kind_in_column(phones, frozenset(), coded=True) == PHONE


def residents(random, count, *, old):
    """Make up identity numbers of 18 digits, or of 15."""
    numbers = []
    for _ in range(count):
        days = f"{random.integers(1, 13):02}{random.integers(1, 29):02}"
        year, last = int(random.integers(1940, 1999)), f"{random.integers(1, 999):03}"
        first = f"4101{random.integers(1, 9):02}{str(year)[2:] if old else year}{days}{last}"
        if not old:
            first += "10X98765432"[np.dot([int(digit) for digit in first], WEIGHTS) % 11]
        numbers.append(first)
    return numbers


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("count", [3, 8, 200])
def test_identity_numbers_are_still_found(count, old):
    for seed in range(30):
        numbers = residents(np.random.default_rng(seed), count, old=old)
        assert kind_of_person(numbers) == "personal.id_number"
        assert kind_of_person([*numbers, *["410102001001", ""] * count]) == "personal.id_number"


@pytest.mark.parametrize("digits", [3, 6])
@pytest.mark.parametrize("subdistricts", [[1], [401], [1, 2, 3, 101, 201, 400]])
def test_codes_of_grid_cells_and_buildings_are_about_nobody(subdistricts, digits):
    for seed in range(30):
        random = np.random.default_rng(seed)
        codes = [
            f"410102{random.choice(subdistricts):03}{random.integers(1, 31):03}"
            f"{random.integers(1, 10**3):03}{'' if digits == 3 else '007'}"
            for _ in range(random.integers(4, 200))
        ]
        assert kind_of_person(codes) == "", codes[:5]
