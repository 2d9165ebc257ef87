"""Parsing of cells as codes, numbers, counts, flags and dates.

Each function takes a column as a reader gives it (text, or numbers and dates where the file has
them) and returns the values with a mask of the cells it could not read. An empty cell is missing,
never wrong.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from geo.formats.limits import LIMITS
from geo.formats.number_words import BY_POINT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Text = pd.Series[str]

# What people and programs write where they know nothing.
_MISSING: Final = ("", "-", "—", "/", "nan", "NaN", "null", "NULL", "None", "N/A", "#N/A", "<NA>")
# A code that went through a spreadsheet as a number: 440305001001.0, 4.40305E+11, 440,305,001,001
# But 100.10 is a census tract, and 01E5 a code of letters: a number is not written so.
_MANGLED: Final = (
    r"^\d+\.0?$|^\d{6,}\.\d+$|^(?:0|[1-9]\d*)(?:\.\d+)?[eE](?:\+\d+|\d\d+)$|^\d{1,3}(?:,\d{3})+$"
)
# Levels of an administrative code, parted by hyphens or spaces, down to the grid cell.
_PARTED: Final = r"^(\d{6})([- ])(\d{3})(?:\2(\d{3}))?(?:\2(\d{3}))?$"
_KEPT_AS_TEXT: Final = r"^(?:['`]|=\"(?=.*\"$))([^\"]*)\"?$"
# 2026.1 is left out on purpose: a spreadsheet makes it of 2026.10.
_MONTH: Final = re.compile(r"((?:19|20)\d\d)(?:[-/年](\d{1,2})月?|\.(\d\d)|(\d\d))")
_DAY: Final = re.compile(
    r"((?:19|20)\d\d)(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))(?:[T\s].*)?"
)
_SERIAL: Final = re.compile(r"(\d{5})(?:\.0+)?", re.ASCII)
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIAL_DAYS: Final = range(36526, 73051)  # of this century
_DECIMAL_POINT: Final = r"\s*-?(?:0?\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+)\s*"
_TRUE: Final = ("是", "有", "1", "true", "yes", "y", "√", "✓")
_FALSE: Final = ("否", "无", "0", "false", "no", "n", "×")
FLAGS: Final[Mapping[str, Mapping[str, bool]]] = {
    "part_time": {
        "兼职": True,
        "专职": False,
        "全职": False,
        "part-time": True,
        "full-time": False,
    },
    "dedicated": {"专岗": True, "专用": True, "兼岗": False, "dedicated": True, "shared": False},
}


def to_text(column: pd.Series) -> Text:
    """Read a column as text: whole numbers without a point, missing as NA, no space around.

    Examples
    --------
    >>> to_text(pd.Series([440305001001.0, None])).tolist()
    ['440305001001', nan]
    """
    if pd.api.types.is_float_dtype(column):
        column = _whole_as_integers(column)
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    text = column.astype("str").str.strip()
    missing = text.isin(_MISSING)
    return text.mask(missing) if missing.any() else text


def to_codes(column: pd.Series) -> tuple[Text, Mask]:
    """Read codes as text; wrong are those that a spreadsheet has turned into numbers.

    Examples
    --------
    >>> codes, wrong = to_codes(pd.Series(["440305001001", "4.40305E+11", "440305001001.0", ""]))
    >>> codes.tolist(), wrong.tolist()
    (['440305001001', nan, nan, nan], [False, True, True, False])
    >>> to_codes(pd.Series(["440305-001-001", "440305 001 001", "12-345"]))[0].tolist()
    ['440305001001', '440305001001', '12-345']
    >>> to_codes(pd.Series(["100.10", "01E5", "E01000001"]))[0].tolist()
    ['100.10', '01E5', 'E01000001']
    >>> to_codes(pd.Series(['="440305001001"', "'440305001001"]))[0].tolist()
    ['440305001001', '440305001001']
    """
    codes = to_text(column)
    if codes.str.fullmatch("[0-9]+", na=True).all():  # as nearly all are
        return codes, np.zeros(len(codes), dtype=bool)
    if not codes.dropna().str.isascii().all():
        codes = codes.str.normalize("NFKC")
    if codes.str.contains("[- ]", regex=True, na=False).any():
        codes = codes.str.replace(_PARTED, r"\1\3\4\5", regex=True)
    # What keeps a spreadsheet from making a number of it: '44…, `44…, ="44…".
    if codes.str.contains("^['`=]", regex=True, na=False).any():
        codes = codes.str.replace(_KEPT_AS_TEXT, r"\1", regex=True)
    wrong = codes.str.contains(_MANGLED, regex=True, na=False).to_numpy(bool)
    return codes.mask(wrong), wrong


def to_numbers(column: pd.Series) -> tuple[NDArray[np.float64], Mask]:
    """Read plain numbers; wrong is other text, and what is not finite.

    Examples
    --------
    >>> to_numbers(pd.Series(["103.5", "103.5°", "", "inf"]))
    (array([103.5,   nan,   nan,   nan]), array([False,  True, False,  True]))
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        each, wrong = to_numbers(column.cat.categories.to_series())
        codes = column.cat.codes.to_numpy()
        return np.append(each, np.nan)[codes], np.append(wrong, False)[codes]
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        plain_type = column.dtype == np.float64
        numbers = column.to_numpy() if plain_type else column.to_numpy(np.float64, na_value=np.nan)
        wrong = np.isinf(numbers)
        if not wrong.any():
            return numbers, wrong
        numbers = numbers.copy()
    else:
        text = column.astype("str")
        if (plain := plain_numbers(text)) is not None:
            return plain, np.zeros(len(plain), dtype=bool)
        numbers = pd.to_numeric(text, errors="coerce").to_numpy(np.float64, na_value=np.nan).copy()
        unread = ~np.isfinite(numbers)
        wrong = np.zeros(len(numbers), dtype=bool)
        wrong[unread] = to_text(text[unread]).notna().to_numpy()
    numbers[wrong] = np.nan
    return numbers, wrong


def plain_numbers(text: Text) -> NDArray[np.float64] | None:
    """Read a column in which every cell is a finite number or empty, as nearly all are."""
    cells = pa.array(text)
    try:
        cells = compute.if_else(compute.equal(cells, ""), None, cells)
        numbers = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    return None if np.isinf(numbers).any() else numbers


def to_counts(column: pd.Series) -> tuple[NDArray[np.int64], Mask]:
    """Read whole numbers from 0 up; anything else, an empty cell too, is wrong and counts 0.

    Examples
    --------
    >>> to_counts(pd.Series(["3", "-1", "2.5", ""]))
    (array([3, 0, 0, 0]), array([False,  True,  True,  True]))
    """
    numbers, _ = to_numbers(column)
    doubtful = with_two_meanings(column)
    with np.errstate(invalid="ignore"):
        right = (numbers >= 0) & (numbers <= LIMITS.people_in_a_row) & (numbers % 1 == 0)
    right &= ~doubtful
    return np.where(right, numbers, 0).astype(np.int64), ~right


def with_two_meanings(column: pd.Series) -> Mask:
    """Return which cells of text, such as 12.000, may be twelve or twelve thousand."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        each = with_two_meanings(column.cat.categories.to_series())
        return np.append(each, False)[column.cat.codes.to_numpy()]
    if pd.api.types.is_numeric_dtype(column):
        return np.zeros(len(column), dtype=bool)
    text = column.astype("str")
    if not text.str.contains(".", regex=False, na=False).any():
        return np.zeros(len(column), dtype=bool)
    return text.str.fullmatch(rf"\s*{BY_POINT}\s*", na=False).to_numpy(bool)


def parts_decimals_by_point(column: pd.Series) -> bool:
    """Return whether some cell shows that a point begins decimals: 0.5, 12.25, 1234.567."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.categories.to_series()
    if pd.api.types.is_numeric_dtype(column):
        return True
    shown = column.astype("str").str.fullmatch(_DECIMAL_POINT, na=False)
    return bool(shown.any())


def to_flags(column: pd.Series, name: str) -> tuple[Mask, Mask]:
    """Read yes and no in either language; an empty cell is no.

    Examples
    --------
    >>> to_flags(pd.Series(["是", "no", "", "兼职", "?"]), "part_time")
    (array([ True, False, False,  True, False]), array([False, False, False, False,  True]))
    """
    words = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False), **FLAGS.get(name, {})}
    text = to_text(column).str.normalize("NFKC").str.lower()
    flags = text.map(words)
    return flags.eq(other=True).to_numpy(bool), (text.notna() & flags.isna()).to_numpy(bool)


def to_dates(column: pd.Series) -> tuple[pd.Series, Mask]:
    """Read days, each as :func:`day_of` does.

    Returns
    -------
    dates
        ``datetime.date``, missing as None.
    wrong
        Which cells hold something that is no day.
    """
    text = to_text(column)
    dates = _each(text, day_of).astype("object")
    dates = dates.where(dates.notna(), None)
    return dates, (text.notna() & dates.isna()).to_numpy(bool)


def day_of(text: str) -> date | None:
    """Read one day, also as the number by which a spreadsheet keeps it.

    Examples
    --------
    >>> for text in ("2026-10-31", "2026.10.31", "20261031", "２０２６年１０月３１日", "46326"):
    ...     print(day_of(text))
    2026-10-31
    2026-10-31
    2026-10-31
    2026-10-31
    2026-10-31
    >>> day_of("2026-02-30") is None, day_of("12345") is None
    (True, True)
    """
    text = unicodedata.normalize("NFKC", text)
    if (serial := _SERIAL.fullmatch(text)) and int(serial[1]) in _SERIAL_DAYS:
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    match = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups() if part)) if match else None
    except ValueError:
        return None


def month(text: str) -> str | None:
    """Read one month, or the month of a day.

    Examples
    --------
    >>> month("2026/9"), month("202610"), month("2026-10-31T00:00:00"), month("202613")
    ('2026-09', '2026-10', '2026-10', None)
    """
    match = _MONTH.fullmatch(text) or _DAY.fullmatch(text)
    if not match:
        return None
    year, number, *_ = (int(part) for part in match.groups() if part)
    return f"{year}-{number:02d}" if 1 <= number <= 12 else None


def _each(text: Text, read: Callable[[str], object]) -> pd.Series:
    """Read each different value once: periods and dates repeat."""
    return text.map({value: read(value) for value in text.dropna().unique()})


def _whole_as_integers(column: pd.Series) -> pd.Series:
    """Turn whole numbers into integers, which have no point when written as text."""
    numbers = column.to_numpy(np.float64, na_value=np.nan)
    present = np.isfinite(numbers)
    if (numbers[present] % 1 == 0).all() and (np.abs(numbers[present]) < 2**53).all():
        return pd.Series(
            pd.array(np.where(present, numbers, 0), dtype="Int64"), column.index
        ).where(present)
    return pd.Series([_number_text(number) for number in numbers], column.index, dtype="object")


def _number_text(number: float) -> str | None:
    if np.isnan(number):
        return None
    return str(int(number)) if number % 1 == 0 and abs(number) < 2**53 else repr(float(number))
