"""Months by their column: what pandas, openpyxl and a calendar read, and nothing that may be two."""

from datetime import date

import openpyxl.utils.datetime
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.formats.months import read_months

DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31))
CHINESE = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def months(*texts, hint=""):
    return [found for found, _ in read_months(texts, hint).values()]


@given(DAYS)
def test_forms_that_are_one_month_alone(day):
    serial = openpyxl.utils.datetime.to_excel(day)
    texts = [
        f"{day:%Y-%m}", f"{day:%Y/%m/%d}", f"{day:%Y%m}", f"{day:%Y%m%d}", f"{day:%Y-%m-%dT08:30:00}", str(serial),
        f"{day:%Y-%m-%d 00:00:00}", f"{day.year}年{day.month}月", f"{day.year}年{day.month}月份", f"{day:%y}年{day.month}月",
        f"{day.year}年{CHINESE[day.month - 1]}月", f"{day:%d.%m.%Y}", f"{day:%m/%Y}", f"{day:%b %Y}", f"{day:%d %B %Y}",
        f"{day:%B %d, %Y}", f"{day:%d-%b-%y}", f"{day:%Y %m}", f"{day:%Y-%m-01}至{day:%Y-%m-%d}",
    ]  # fmt: skip
    assert {text: months(text) for text in texts} == {text: [f"{day:%Y-%m}"] for text in texts}


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(["%m/%d/%Y", "%d/%m/%Y"]))
def test_the_order_of_day_and_month_is_that_of_the_column(days, form):
    texts = pd.Series([f"{day:{form}}" for day in days])
    read = read_months(texts)
    right = pd.to_datetime(texts, format=form).dt.strftime("%Y-%m")
    certain = any(day.day > 12 for day in days)
    for text, month in zip(texts, right, strict=True):
        assert read[text] in {(month, ""), ("", "" if certain else "ambiguous")}
    if not certain and any(day.day != day.month for day in days):
        assert ("", "ambiguous") in read.values()


@pytest.mark.parametrize(
    ("texts", "hint", "found"),
    [
        (["2026-10", "10月", "Oct-26", "26-10", "31-Oct"], "", ["2026-10"] * 5),
        (["10月"], "2026-11", ["2026-10"]),
        (["12月"], "2026-11", [""]),
        (["2025-12", "2026-01", "12月"], "", ["2025-12", "2026-01", ""]),
        (["Oct-26", "Sep-26"], "", ["2026-10", "2026-09"]),
        (["Oct-26", "Oct-03", "Oct-17"], "", ["", "", ""]),
        (["10/31/26", "11/05/26"], "", ["2026-10", "2026-11"]),
        (["9/10/2026", "10/10/2026"], "", ["", "2026-10"]),
        (["2026.1", "2026", "Q3 2026", "2026-13", "12345678", "46296人"], "", [""] * 6),
    ],
)
def test_what_one_cell_leaves_open(texts, hint, found):
    assert months(*texts, hint=hint) == found


def test_marks_of_notes_are_no_digits():
    assert months("2026-1¹", "2026-10①") == ["", ""]
