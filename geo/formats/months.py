"""From what the cells of a column say to months, ``YYYY-MM``.

What one cell leaves open, such as which of 10/11/2026 is the month, the other cells of the column
decide; what they leave open too is not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

from geo.formats.number_words import has_raised_digits
from geo.formats.values import month

UNREAD, AMBIGUOUS, NO_YEAR = REASONS = ("unread", "ambiguous", "no_year")
"""Why a cell is no month: nobody knows what it says; it may be two months; it lacks the year."""

Reading: TypeAlias = Mapping[str, tuple[str, str]]
"""For each text its month and "", or "" and why not (of :data:`REASONS`)."""

MONTH_WORDS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
"""How months begin in English."""
_WORD: Final = r"(?P<word>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_TIME: Final = r"(?:[t\s]\s*\d{1,2}:.*)?"
_PART: Final = r"[-/.\s,]\s*"
_CHINESE: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TEN: Final = re.compile(r"(?<!\d)(?:十([1-9])?|10([12]))(?=月)")
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d*)?")
_SERIALS: Final = (36526, 73050)  # 2000-01-01 to 2099-12-31
_FIRST_SERIAL: Final = date(1899, 12, 30)
_YEAR_MONTH: Final = re.compile(r"(?P<year>(?:19|20)\d\d)[\s_]+(?P<month>\d{1,2})")
_SPAN: Final = re.compile(r"(?<=\d[-/.年月]\d\d)\s*[/~～至—]+\s*(?=(?:19|20)\d\d)|\s+to\s+|至|~")
_TWO: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})")
_MONTH_YEAR: Final = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)")
_SHORT_YEAR: Final = re.compile(r"(?P<short>\d\d)年(?P<month>\d{1,2})月(?:\d{1,2}日)?")
_MONTH_ALONE: Final = re.compile(r"(?P<month>\d{1,2})月(?:\d{1,2}日)?")
_DAY_FIRST: Final = re.compile(rf"\d{{1,2}}\.(?P<month>\d{{1,2}})\.(?P<year>(?:19|20)\d\d){_TIME}")
_WORDS: Final = tuple(
    re.compile(pattern + _TIME)
    for pattern in (
        rf"(?:\d{{1,2}}{_PART})?{_WORD}(?:{_PART})?(?P<year>(?:19|20)\d\d)",  # 31 Oct 2026
        rf"(?P<year>(?:19|20)\d\d){_PART}{_WORD}(?:{_PART}\d{{1,2}})?",  # 2026 Oct 31
        rf"{_WORD}\s*\d{{1,2}}\s*,\s*(?P<year>(?:19|20)\d\d)",  # Oct 31, 2026
        rf"{_WORD}\s+\d{{1,2}}\s+(?P<year>(?:19|20)\d\d)",
        rf"\d{{1,2}}{_PART}{_WORD}{_PART}(?P<short>\d\d)",  # 31-Oct-26, as spreadsheets write it
    )
)
_WORD_YEAR: Final = re.compile(rf"{_WORD}{_PART}'?(?P<short>\d\d)")
_DAY_WORD: Final = re.compile(rf"(?P<day>\d{{1,2}}){_PART}{_WORD}")
_THREE: Final = re.compile(rf"(?P<a>\d{{1,2}})[-/](?P<b>\d{{1,2}})[-/](?P<c>\d{{4}}|\d\d){_TIME}")
# In which place year, month and day stand; the first three are all that people write.
_ORDERS: Final = {"mdy": (2, 0, 1), "dmy": (2, 1, 0), "ymd": (0, 1, 2)}
_FEW_YEARS: Final = 3
_SHORT: Final = 99


def read_months(texts: Iterable[str], hint: str = "") -> Reading:
    """Read the different texts of a column.

    Parameters
    ----------
    texts
        Without space around.
    hint
        A month near which the column is, where something else says so: months without a year that
        are not after it are of its year.

    Examples
    --------
    >>> found = read_months(["2026-10", "10月", "Oct-26", "46296", "10/31/2026", "9/10/2026"])
    >>> sorted({month for month, _ in found.values()})
    ['2026-09', '2026-10']
    >>> read_months(["9/10/2026", "10月"])
    {'9/10/2026': ('', 'ambiguous'), '10月': ('', 'no_year')}
    """
    unread = {text: plain_month(text) for text in texts}
    read: dict[str, tuple[str, str]] = {}
    for reader in (_alone, _numeric, _of_words):
        years = {int(year_month[:4]) for year_month, _ in read.values() if year_month}
        read |= reader(unread, years)
        unread = {text: bare for text, bare in unread.items() if text not in read}
    years = {int(year_month[:4]) for year_month, _ in read.values() if year_month}
    return read | _without_year(unread, years, hint)


def _alone(texts: Mapping[str, str], _: Collection[int]) -> dict[str, tuple[str, str]]:
    return {
        text: (year_month, "") for text, bare in texts.items() if (year_month := month_of(bare))
    }


def month_of(text: str) -> str | None:
    """Read a month that is one whatever the rest of its column says.

    Examples
    --------
    >>> texts = ("2026年10月", "46296", "31.10.2026", "oct 31, 2026", "26年10月")
    >>> [month_of(text) for text in texts]
    ['2026-10', '2026-10', '2026-10', '2026-10', '2026-10']
    >>> month_of("2026 10"), month_of("2026-10-01/2026-10-31"), month_of("2026-09-01/2026-10-31")
    ('2026-10', '2026-10', None)
    >>> [month_of(text) for text in ("10/11/2026", "oct-26", "2026.1")]
    [None, None, None]
    """
    if year_month := month(text.upper()):  # the T of a time
        return year_month
    if year_month := _serial(text):
        return year_month
    ends = {month_of(end) for end in _SPAN.split(text)} if _SPAN.search(text) else set()
    if len(ends) == 1:  # of one day and another of the same month
        return ends.pop()
    for pattern in (_YEAR_MONTH, _MONTH_YEAR, _SHORT_YEAR, _DAY_FIRST, *_WORDS):
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            year = parts.get("year") or f"20{parts['short']}"
            number = parts.get("month") or 1 + MONTH_WORDS.index(parts["word"])
            return _month(int(year), int(number))
    return None


def is_serial(text: str) -> bool:
    """Return whether a cell is a day as spreadsheets count them: 46296 is 2026-10-01."""
    return _serial(text) is not None


def _serial(text: str) -> str | None:
    match = _SERIAL.fullmatch(text)
    if not match or not _SERIALS[0] <= int(match[1]) <= _SERIALS[1]:
        return None
    return f"{_FIRST_SERIAL + timedelta(days=int(match[1])):%Y-%m}"


def plain_month(text: str) -> str:
    """Reduce a text to digits, marks and small letters: ２０２６年 十 月份 is 2026年10月."""
    if has_raised_digits(text):
        return text
    narrow = unicodedata.normalize("NFKC", text).casefold().strip()
    if re.search(r"[年月]", narrow):
        narrow = re.sub(r"\s+|份$", "", narrow).translate(_CHINESE)
        narrow = _TEN.sub(lambda ten: f"1{ten[1] or ten[2] or 0}", narrow)
    return narrow


def _month(year: int, number: int) -> str | None:
    return f"{year}-{number:02d}" if 1 <= number <= 12 else None


def _numeric(texts: Mapping[str, str], years: Collection[int]) -> dict[str, tuple[str, str]]:
    """Read 10/31/2026 and 31/10/26 in the orders that are possible for all of their form."""
    matches = {text: match for text, bare in texts.items() if (match := _THREE.fullmatch(bare))}
    read: dict[str, tuple[str, str]] = {}
    for length, orders in ((4, ("mdy", "dmy")), (2, tuple(_ORDERS))):
        parts = {
            text: (int(match["a"]), int(match["b"]), int(match["c"]))
            for text, match in matches.items()
            if len(match["c"]) == length
        }
        possible = [order for order in orders if _fits(list(parts.values()), order, years)]
        for text, numbers in parts.items():
            months = {_in_order(numbers, order) for order in possible or orders} - {None}
            month = months.pop() if len(months) == 1 else None
            read[text] = (str(month), "") if month else ("", AMBIGUOUS if months else UNREAD)
    return read


def _fits(parts: Sequence[tuple[int, int, int]], order: str, years: Collection[int]) -> bool:
    """Return whether all dates are ones in this order; years of two digits are few."""
    months = [_in_order(numbers, order) for numbers in parts]
    short = any(max(numbers) <= _SHORT for numbers in parts)
    of_years = {int(text[:4]) for text in months if text} | set(years) if short else {0}
    return None not in months and max(of_years) - min(of_years) <= _FEW_YEARS


def _in_order(parts: tuple[int, int, int], order: str) -> str | None:
    year, number, day = (parts[position] for position in _ORDERS[order])
    try:
        return f"{date(year if year > _SHORT else 2000 + year, number, day):%Y-%m}"
    except ValueError:
        return None


def _of_words(texts: Mapping[str, str], years: Collection[int]) -> dict[str, tuple[str, str]]:
    """Read Oct-26, which spreadsheets write for October 2026, unless the years tell otherwise."""
    months: dict[str, str] = {}
    for text, bare in texts.items():
        if match := _WORD_YEAR.fullmatch(bare):
            months[text] = f"20{match['short']}-{1 + MONTH_WORDS.index(match['word']):02d}"
    of_years = {int(text[:4]) for text in months.values()} | set(years)
    few = max(of_years, default=0) - min(of_years, default=0) <= _FEW_YEARS
    return {
        text: (year_month, "") if few else ("", AMBIGUOUS) for text, year_month in months.items()
    }


def _without_year(
    texts: Mapping[str, str], years: Collection[int], hint: str
) -> dict[str, tuple[str, str]]:
    """Read 10月 and 31-Oct in the one year of the column, or that of the hint."""
    read: dict[str, tuple[str, str]] = {}
    for text, bare in texts.items():
        if len(years) == 1 and (both := _of_two(bare, min(years))):
            read[text] = both, ""
            continue
        number = _number_alone(bare)
        if number is None:
            read[text] = "", UNREAD
        elif len(years) == 1:
            read[text] = f"{min(years)}-{number:02d}", ""
        elif not years and hint and number <= int(hint[5:]):
            read[text] = f"{hint[:4]}-{number:02d}", ""
        else:
            read[text] = "", NO_YEAR
    return read


def _of_two(text: str, year: int) -> str:
    """Read 26-10 and 10-26 where the year is 2026, whichever is the day or year; else ""."""
    match = _TWO.fullmatch(text)
    if not match:
        return ""
    first, second = int(match[1]), int(match[2])
    with_year = {(first, second), (second, first)}
    months = {number for short, number in with_year if short == year % 100 and number <= 12}
    days = {number for number in (first, second) if number <= 12}
    return _month(year, months.pop()) or "" if len(months | days) == 1 and months else ""


def _number_alone(text: str) -> int | None:
    if match := _MONTH_ALONE.fullmatch(text):
        number = int(match["month"])
        return number if 1 <= number <= 12 else None
    match = _DAY_WORD.fullmatch(text)
    return 1 + MONTH_WORDS.index(match["word"]) if match and 1 <= int(match["day"]) <= 31 else None
