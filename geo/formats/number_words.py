"""Numbers as people write them: thousands separators, full-width digits, units behind the number.

A number is read where it has one meaning; what has two, or none, is no number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNT, NUMBER, MINUTES = "count", "number", "minutes"
"""What a column measures: whole things, anything, or time."""

TENS: Final[Mapping[str, int]] = {
    "十": 10**1,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
}
_TEN: Final = "[十百千]?[万萬]|[十百千亿億]"
_HEADERS: Final = "人|名|位|口|个|个人|persons?|people|pers\\.?"
MINUTES_OF: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(
        ["分钟", "分", "min", "mins", "minute", "minutes", "minuten", "minutos"], Decimal(1)
    ),
    **dict.fromkeys(
        ["小时", "时", "h", "hr", "hrs", "hour", "hours", "stunden", "heures", "horas"], Decimal(60)
    ),
    **dict.fromkeys(
        ["秒", "秒钟", "s", "sec", "secs", "second", "seconds", "sekunden", "secondes", "segundos"],
        Decimal(1) / Decimal(60),
    ),
}
_TIMES: Final = "|".join(sorted(MINUTES_OF, key=len, reverse=True))
_WITH_UNIT: Final = re.compile(
    rf"(?P<number>.*?\d)\s*(?P<ten>{_TEN})?\s*(?P<unit>{_HEADERS}|{_TIMES})?"
)

_SIGN: Final = r"([-+]?)"
_PLAIN: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?")
# What stands for 1234.5 or 1234: groups of three by a mark that is none of decimals.
_GROUPED: Final = (
    re.compile(_SIGN + r"(\d{1,3}(?:\s\d{3})+)(?:[.,](\d+))?"),
    re.compile(_SIGN + r"(\d{1,3}(?:'\d{3})+)(?:[.,](\d+))?"),
    re.compile(_SIGN + r"(\d{1,3}(?:,\d{3})+)\.(\d+)"),
    re.compile(_SIGN + r"(\d{1,3}(?:\.\d{3})+),(\d+)"),
    re.compile(_SIGN + r"(\d{1,3}(?:,\d{3}){2,})()"),
    re.compile(_SIGN + r"(\d{1,3}(?:\.\d{3}){2,})()"),
    re.compile(_SIGN + r"(\d{1,2}(?:,\d\d)+,\d{3})(?:\.(\d+))?"),
)
_BY_COMMA: Final = re.compile(_SIGN + r"([1-9]\d{0,2},\d{3})()")
# 1.234: a number and a bit, or more than a thousand.
BY_POINT: Final = r"[-+]?[1-9]\d{0,2}\.\d{3}"
_BY_POINT: Final = re.compile(BY_POINT)
_DECIMAL_COMMA: Final = re.compile(_SIGN + r"(\d+),(\d{1,2})")
_LONG_DECIMAL_COMMA: Final = re.compile(_SIGN + r"(0|\d{4,}),(\d+)|" + _SIGN + r"(\d+),(\d{4,})")
_LONGEST: Final = 40


@dataclass(frozen=True)
class Unit:
    """What one of a column stands for.

    Parameters
    ----------
    factor
        By which its numbers are multiplied.
    word
        As the file writes it; "" where it says nothing.
    chinese
        Whether it is written in Chinese, where a comma parts thousands and a point decimals.
    """

    factor: Decimal = Decimal(1)
    word: str = ""
    chinese: bool = False

    @property
    def changes(self) -> bool:
        """Whether numbers are not what they look like."""
        return self.factor != 1


ONE: Final = Unit()


def meaning(text: str, measure: str = COUNT, unit: Unit = ONE) -> Decimal | None:
    """Read a number that has one meaning, in ones (of time: minutes); None = it has none, or two.

    Parameters
    ----------
    text
        A cell.
    measure
        :data:`COUNT`, :data:`NUMBER` or :data:`MINUTES`.
    unit
        What the header of the column says.

    Examples
    --------
    >>> texts = ("1,234", "４００", "1200人", "1.2万", "1.234.567", "1'234")
    >>> [str(meaning(text)) for text in texts]
    ['1234', '400', '1200', '12000', '1234567', '1234']
    >>> [meaning(text) for text in ("1.234", "300户", "约400", "1万2千", "12%", "1-2")]
    [None, None, None, None, None, None]
    >>> meaning("12,5", NUMBER), meaning("1,234", NUMBER), meaning("90秒", MINUTES)
    (Decimal('12.5'), None, Decimal('1.5'))
    """
    narrow = unicodedata.normalize("NFKC", text).strip().replace("’", "'").replace("´", "'")
    if len(narrow) > _LONGEST or has_raised_digits(text):
        return None
    parts = _WITH_UNIT.fullmatch(narrow)
    if not parts:
        return None
    number, ten, word = parts["number"], parts["ten"], parts["unit"] or ""
    if unit.changes and (ten or word):
        return None  # the header says ten thousands, and so does the cell
    if not _may_follow(word, measure) or (ten and measure == MINUTES):
        return None
    chinese = bool(ten) or (unit.changes and unit.chinese)
    value = _number(number, measure, chinese=chinese, scaled=unit.changes or bool(ten))
    if value is None:
        return None
    factor = MINUTES_OF[word] if measure == MINUTES and word else Decimal(TENS.get(ten or "", 1))
    return _tidy(value * factor * unit.factor)


def has_raised_digits(text: str) -> bool:
    """Return whether a text has footnote marks, such as ¹ or ①, that would be read as digits.

    Examples
    --------
    >>> has_raised_digits("1200¹"), has_raised_digits("１２００")
    (True, False)
    """
    return not text.isascii() and any(unicodedata.category(sign) == "No" for sign in text)


def _may_follow(word: str, measure: str) -> bool:
    if measure == MINUTES:
        return not word or word in MINUTES_OF
    return not word or re.fullmatch(_HEADERS, word) is not None


def _number(text: str, measure: str, *, chinese: bool, scaled: bool) -> Decimal | None:
    """Read the digits of a number with its marks."""
    is_count = measure == COUNT
    if _PLAIN.fullmatch(text):
        doubtful = is_count and not chinese and _BY_POINT.fullmatch(text)
        return None if doubtful else _decimal(text)
    for form in (*_GROUPED, *((_BY_COMMA,) if chinese or (is_count and not scaled) else ())):
        if match := form.fullmatch(text):
            sign, digits, decimals = match.groups()
            return _decimal(f"{sign}{re.sub(r'[^0-9]', '', digits)}.{decimals or 0}")
    if chinese:
        return None
    if match := _DECIMAL_COMMA.fullmatch(text):
        sign, digits, decimals = match.groups()
        return _decimal(f"{sign}{digits}.{decimals}")
    if not is_count and (match := _LONG_DECIMAL_COMMA.fullmatch(text)):
        return _decimal(text.replace(",", "."))
    return None


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


_FEW_DIGITS: Final = 15  # a number of more has no places that could be read


def _tidy(value: Decimal) -> Decimal:
    """Round to twelve places, and leave out the zeros behind."""
    if value.adjusted() < _FEW_DIGITS:
        value = round(value, 12)
    integral = value.to_integral_value()
    return integral if value == integral else value.normalize()
