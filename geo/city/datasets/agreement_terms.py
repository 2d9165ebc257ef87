"""Terms of agreements as people write them: a last day, so many years, or without end."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from geo.core.agreement_terms import OPEN, UNKNOWN, UNTIL
from geo.formats.values import day_of, month

if TYPE_CHECKING:
    from collections.abc import Mapping

# Without spaces and brackets; D a day, N a length of time.
_DAY: Final = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{4})(?:t?\d\d:\d\d(?::\d\d)?)?"
    r"|\d{5}(?:\.0+)?)(?![\d年月个])"
)
_MONTH: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:(?:年\d{1,2}月|[-/]\d{1,2}(?!\d))[底末]?|年?年[底末])"
)
_DIGITS: Final[Mapping[str, int]] = {
    digit: number
    for digits in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖")
    for number, digit in enumerate(digits, 1)
} | {"两": 2}
_ENGLISH: Final[Mapping[str, int]] = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_NUMBER: Final = rf"\d{{1,3}}|[{''.join(_DIGITS)}]?十[{''.join(_DIGITS)}]?|[{''.join(_DIGITS)}]"
_WORD: Final = "|".join(_ENGLISH)
_LENGTH: Final = re.compile(
    rf"(?P<half>半年)|(?P<years>{_NUMBER})(?:周年|年)(?P<and_half>半)?(?:零?(?P<odd>{_NUMBER})个月)?"
    rf"|(?P<months>{_NUMBER})个月|(?P<days>{_NUMBER})[天日]"
    rf"|(?P<number>\d{{1,3}}|{_WORD})-?(?P<unit>year|yr|month|day)s?"
)
_OPEN: Final = re.compile(
    "(?:有效期|期限|协议)?(?:为|:)?"
    "(?:长期|长久|永久|无固定期限|无期限|无限期|不限期?|不定期|不设期限)(?:有效)?(?:协议|合作)?"
    "|indefinite(?:ly)?|open(?:-?ended)?|permanent(?:ly)?|perpetual|unlimited|long-?term"
    "|no(?:fixed)?(?:end|term|enddate|expiry)|withoutend|untilterminated|untilfurthernotice"
)
_HEADER: Final = "(?:(?:协议|合作)?(?:有效期限?|期限)|valid|inforce|term)?(?:为|是|:)?"
_SIGNING: Final = (
    "(?:自|从)?(?:本|协议|双方)*(?:签订|签署|签字|签约|签定|盖章|签字盖章)"
    "(?:生效)?(?:之日|当日|日)?(?:起|后|开始)(?:计算?)?"
)
_BEGUN: Final = "(?:自|从|from|since|starting|asof)?D(?:日?起|开始)?(?:生效)?"
_UNTIL: Final = re.compile(
    f"{_HEADER}(?:有效)?(?:直?至|到|截[至止]到?|止于|until|till|to|through|thru|expires?(?:on)?"
    "|ends?(?:on)?)?D(?:止|为止|截止|到期|期满|届满)?"
)
_SPAN: Final = re.compile(
    f"{_HEADER}N?{_BEGUN}(?:至|到|~|-+|—+|–|to|until|till|through)D(?:止|为止)?N?"
)
_LASTING: Final = re.compile(
    f"{_HEADER}(?:{_SIGNING}|{_BEGUN})?{_HEADER}(?:for)?N(?:有效|内有效|期)?"
    "|(?:for)?N(?:from|since|starting|自|从)D起?"
    "|(?:for)?N(?:from|after)(?:thedayof|thedateof)?(?:signing|signature)"
)
_NOISE: Final = re.compile(r"[\s()\[\]【】。;,、\"'“”]+")


class Term(NamedTuple):
    """How an agreement ends (:data:`geo.core.agreement_terms.TERMS`), and its last day."""

    kind: str
    last: date | None = None


class _Length(NamedTuple):
    months: int
    days: int


def term_of(text: str, signed: date) -> Term:
    """Return how long an agreement holds.

    Parameters
    ----------
    text
        What its table says.
    signed
        The day on which it was signed: a length of time begins then, unless it names a day.

    Returns
    -------
    Term
        The last day is still part of the term; see :func:`last_day`. A month ends with its last
        day. What is not understood as a whole is not known.

    Examples
    --------
    >>> signed = date(2024, 6, 1)
    >>> [str(term_of(text, signed).last) for text in ("三年", "至2027-05-31", "2 years")]
    ['2027-05-31', '2027-05-31', '2026-05-31']
    >>> str(term_of("2024-05-31起三年", signed).last), term_of("长期", signed).kind
    ('2027-05-30', 'open')
    >>> term_of("三年，期满自动续签", signed).kind
    'unknown'
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold()).rstrip(".")
    if _OPEN.fullmatch(plain):
        return Term(OPEN)
    # The shape is matched, so that nothing is passed over that may say otherwise.
    shape, day_texts = _taken(_DAY, plain, "D")
    shape, month_texts = _taken(_MONTH, shape, "M")
    shape, lengths = _taken(_LENGTH, shape.replace("M", "D"), "N")
    said = [_day_of(text) for text in day_texts] or [_last_of(text) for text in month_texts]
    days = [day for day in said if day is not None]
    if len(days) < len(day_texts) + len(month_texts) or len(lengths) > 1:
        return Term(UNKNOWN)
    length = _length(_LENGTH.fullmatch(lengths[0])) if lengths else None
    if _LASTING.fullmatch(shape) and length and not month_texts:
        return _lasting(days[0] if days else signed, length)
    if _UNTIL.fullmatch(shape) or (_SPAN.fullmatch(shape) and _agree(days, length)):
        return Term(UNTIL, days[-1])
    return Term(UNKNOWN)


def last_day(begun: date, months: int) -> date:
    """Return the last of so many months from a day on.

    It is the day before the day of the same number, as agreements write it (2024-06-01 to
    2027-05-31); where the month has no such day, its last (Civil Code 民法典, article 202).

    Examples
    --------
    >>> str(last_day(date(2024, 6, 1), 36)), str(last_day(date(2024, 2, 29), 36))
    ('2027-05-31', '2027-02-28')
    >>> str(last_day(date(2024, 2, 29), 48)), str(last_day(date(2024, 8, 31), 6))
    ('2028-02-28', '2025-02-28')
    """
    same = _later(begun, months)
    return same if same.day < begun.day else same - timedelta(days=1)


def _later(day: date, months: int) -> date:
    """Return the day of the same number so many months later, or the last of that month."""
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def _taken(pattern: re.Pattern[str], text: str, mark: str) -> tuple[str, list[str]]:
    """Put a mark for what fits a pattern, and return that."""
    return pattern.sub(mark, text), [found.group() for found in pattern.finditer(text)]


def _day_of(text: str) -> date | None:
    return day_of(re.sub(r"t?\d\d:\d\d(?::\d\d)?$", "", text))


def _last_of(text: str) -> date | None:
    """Return the last day of a month, or of a year."""
    said = text.rstrip("底末")
    name = f"{said[:4]}-12" if not said[4:].strip("年") else month(said)
    if name is None:
        return None
    return _later(date.fromisoformat(f"{name}-01"), 1) - timedelta(days=1)


def _length(found: re.Match[str] | None) -> _Length | None:
    """Return a length of time in whole months and days; None for nothing."""
    assert found is not None
    part = found.groupdict()
    if part["number"]:
        number = _ENGLISH.get(part["number"]) or int(part["number"])
        months = number * {"year": 12, "yr": 12, "month": 1}.get(part["unit"], 0)
        length = _Length(months, 0 if months else number)
    else:
        years, odd, months, days = (
            _number(part[name] or "") for name in ("years", "odd", "months", "days")
        )
        halves = 6 * (bool(part["half"]) + bool(part["and_half"]))
        length = _Length(12 * years + odd + months + halves, days)
    return length if any(length) else None


def _number(text: str) -> int:
    """Read a number up to 99 in Chinese, or in digits; of nothing it is 0."""
    if text.isdecimal() or not text:
        return int(text or 0)
    tens, ten, ones = text.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


def _lasting(begun: date, length: _Length) -> Term:
    try:
        if length.months:
            return Term(UNTIL, last_day(begun, length.months))
        return Term(UNTIL, begun + timedelta(days=length.days - 1))
    except (OverflowError, ValueError):  # beyond what a calendar holds
        return Term(UNKNOWN)


def _agree(days: list[date], length: _Length | None) -> bool:
    """Return whether a span of two days lasts as long as it says, to a day."""
    first, last = days
    said = _lasting(first, length).last if length else last
    return first <= last and said is not None and abs((last - said).days) <= 1
