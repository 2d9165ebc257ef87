"""The unit of a column of numbers: in brackets in its header, or in a line above the headers."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from geo.formats.number_words import COUNT, MINUTES, MINUTES_OF, NUMBER, TENS, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HOUSEHOLDS, RATE, SEVERAL = PROBLEMS = ("households", "rate", "several")
"""What stands where a unit should, and cannot be read."""
"""What a unit may be that no count of people has."""

_THOUSANDS: Final = (
    "thousand thousands '000 000 '000s 000s 1000 1,000 1.000 k x1000 ×1000 tsd tsd. tausend "
    "milliers mille miles mil milhares тыс тыс. тысяч"
)
_MILLIONS: Final = "million millions mn mln mio mio. millionen millones milhões млн"
_FACTORS: Final[Mapping[str, int]] = {
    **TENS,
    **dict.fromkeys(["hundred", "hundreds", "hundert", "centaines", "centenas"], 100),
    **dict.fromkeys(_THOUSANDS.split(), 10**3),
    **dict.fromkeys(_MILLIONS.split(), 10**6),
}
_PEOPLE: Final = (
    r"人|名|位|口|个|个人|persons?|people|pers\.?|inhabitants?|residents?|migrants?|einwohner|personen|habitants?"
    r"|personnes|habitantes|personas|pessoas|чел\.?|человек"
)
_UNIT: Final = re.compile(
    rf"(?:in|en|em|x|×)?\s*({'|'.join(map(re.escape, sorted(_FACTORS, key=len, reverse=True)))})?"
    rf"\s*(?:of|de)?\s*({_PEOPLE})?"
)
_HOUSEHOLDS: Final = re.compile(
    r"[十百千万萬]*(?:户|戶|住户|家庭|家庭户|户数|households?|hh|families|haushalte|ménages|hogares|domicílios)"
)
_RATE: Final = re.compile(
    r"[%‰]|百分比|百分点|占比|percent|per ?cent|pct|人次|万人次|件"
    r"|(?:per|每) ?(?:1,?000|千人|万人|km2|km²)"
)
_BRACKETED: Final = re.compile(r"[(\[{【〔]([^()\[\]{}【】〔〕]*)[)\]}】〕]")
_SAID: Final = re.compile(
    r"单位\s*(?:[::为是]|\s)\s*([^\s,;()。]+)|\bunits?\s*:\s*([^;,()]+)", re.IGNORECASE
)
# Behind a header without any mark: 人数万人; but not 每万人.
_BEHIND: Final = re.compile(r"(?<!每)(?<=[^十百千万萬亿億每])([十百千万萬亿億]+人)$")
# A cell that says nothing else: 万人, in thousands.
_BARE: Final = re.compile(r"[十百千万萬亿億]+人|(?:in|en|em) \S{3,12}(?: \S{3,12})?", re.IGNORECASE)
TIME_BEHIND: Final = re.compile(r"(minutes?|mins?|seconds?|secs?|hours?|hrs?|分钟|小时|秒)数?$")
"""A unit of time behind a header without any mark: TotalMinutes, 小时数."""
_PARTED: Final = re.compile(r"[、,;/和及或]")


def unit_of(word: str, measure: str) -> Unit | str | None:
    """Read a unit; :data:`HOUSEHOLDS` or :data:`RATE` if it is none of people; None if it is none.

    Examples
    --------
    >>> unit_of("万人", "count")
    Unit(factor=Decimal('10000'), word='万人', chinese=True)
    >>> unit_of("in thousands", "count").factor, unit_of("户", "count"), unit_of("2026", "count")
    (Decimal('1000'), 'households', None)
    >>> unit_of("小时", "minutes").factor
    Decimal('60')
    """
    text = unicodedata.normalize("NFKC", word).casefold().strip().replace("’", "'")
    text = re.sub(r"^(?:计量)?单位\s*:?\s*|^units?\s*:?\s*", "", text)
    if measure == MINUTES:
        time = re.sub(r"^in\s+", "", text)
        factor = MINUTES_OF.get(time)
        return Unit(factor, word.strip(), chinese=not text.isascii()) if factor else None
    if _HOUSEHOLDS.fullmatch(text):
        return HOUSEHOLDS
    if _RATE.fullmatch(text):
        return RATE
    match = _UNIT.fullmatch(text)
    if not text or not match or not any(match.groups()):
        return None
    return Unit(
        Decimal(_FACTORS.get(match[1] or "", 1)),
        word.strip(),
        chinese=re.search(r"[\u4e00-\u9fff]", text) is not None,
    )


def unit_in_header(header: str, measure: str) -> Unit | str | None:
    """Read the unit that a header has in brackets, or behind a comma or a slash.

    Examples
    --------
    >>> unit_in_header("人数（单位：万人）", "count").factor, unit_in_header("人数(户)", "count")
    (Decimal('10000'), 'households')
    >>> unit_in_header("时间(秒)", "minutes").word, unit_in_header("人数（含港澳台）", "count")
    ('秒', None)
    """
    narrow = unicodedata.normalize("NFKC", header)
    words = _BRACKETED.findall(narrow)
    bare = _BRACKETED.sub("", narrow).strip()
    words += [part for part in re.split(r"[/,、_]", bare)[1:] if part]
    words += _BEHIND.findall(bare)
    return _one([unit for word in words if (unit := unit_of(word, measure)) is not None])


def time_unit(header: str) -> Unit | str | None:
    """Read the unit of a header of times: the whole of it, or its end, without a mark.

    Examples
    --------
    >>> headers = ("Total_Minutes", "seconds", "TravelTimeSec", "小时数")
    >>> [time_unit(header).word for header in headers]
    ['Minutes', 'seconds', 'sec', '小时']
    >>> time_unit("travel_time"), time_unit("duration")
    (None, None)
    """
    if (unit := unit_in_header(header, MINUTES)) is not None:
        return unit
    narrow = unicodedata.normalize("NFKC", header).casefold()
    behind = TIME_BEHIND.search(re.sub(r"[\W_]", "", narrow))
    return unit_of(behind[1], MINUTES) if behind else None


def unit_above(rows: Iterable[Sequence[str]], measure: str) -> Unit | str | None:
    """Read the unit in the lines above the headers: a line of its own, or in brackets in the title.

    Examples
    --------
    >>> unit_above([["某市流动人口统计表"], ["", "单位：万人"]], "count").word
    '万人'
    >>> unit_above([["单位：历山街道办事处"]], "count"), unit_above([["单位：万人、个"]], "count")
    (None, 'several')
    """
    units: list[Unit | str] = []
    for row in rows:
        for cell in row:
            narrow = unicodedata.normalize("NFKC", cell).strip()
            words = [part for groups in _SAID.findall(narrow) for part in groups if part]
            words = [part for word in words for part in _PARTED.split(word)]
            words += [part for word in _BRACKETED.findall(narrow) for part in _PARTED.split(word)]
            if not words and _BARE.fullmatch(narrow):
                words = [narrow]
            units += [unit for word in words if (unit := unit_of(word, measure)) is not None]
    return _one(units)


def _one(readings: Sequence[Unit | str]) -> Unit | str | None:
    """Return the one unit of several that say the same; :data:`SEVERAL` if they do not."""
    units = [unit for unit in readings if isinstance(unit, Unit)]
    if not units:
        return next(iter(readings), None)
    several = len({unit.factor for unit in units}) > 1 or HOUSEHOLDS in readings
    return SEVERAL if several else units[0]


def is_unit_row(cells: Sequence[str]) -> bool:
    """Return whether a row holds nothing but units: it stands below the headers.

    Examples
    --------
    >>> is_unit_row(["", "（万人）"]), is_unit_row(["甲", "2"]), is_unit_row(["", ""])
    (True, False, False)
    """
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(
        any(
            unit_of(re.sub(r"^[(（\[]|[)）\]]$", "", cell.strip()), measure) is not None
            for measure in (COUNT, NUMBER, MINUTES)
        )
        and not re.fullmatch(r"\s*'?[\d.,]+\s*", cell)
        for cell in filled
    )
