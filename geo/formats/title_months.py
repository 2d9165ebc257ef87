"""The month that stands in a title, in the name of a sheet, or in that of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.formats.months import MONTH_WORDS, plain_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_YEAR: Final = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_WORD: Final = rf"(?P<word>{'|'.join(MONTH_WORDS)})[a-z]*\.?"
# A month, and a day of it where one follows or comes before.
_WHOLE: Final = (
    re.compile(_YEAR + r"年(?P<month>\d{1,2})月(?:份|(?P<day>\d{1,2}日?)?)"),
    re.compile(_YEAR + r"(?P<mark>[-/._])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?(?!\d)"),
    re.compile(_YEAR + r"(?P<month>\d\d)(?!\d)(?P<day>)"),
    re.compile(rf"(?P<day>\b\d{{1,2}}\s+)?\b{_WORD},?\s*{_YEAR}(?!\d)"),
)
_MONTH_ALONE: Final = re.compile(r"(?<![\d年.-])(?P<month>\d{1,2})月(?!\d)")
_ANY_MONTH: Final = re.compile(r"(\d{1,2})月")
_YEAR_ALONE: Final = re.compile(_YEAR + r"(?!\d)")
# From one month to another: of such no month is the one.
_SPAN: Final = re.compile(
    r"月份?[-—–~至到]+\d{1,2}月|\d[-—–~至到]+\d{1,2}月|季度|[上下]半年|\bq[1-4]\b"
)
# The day a table was written or printed is not what it is about.
_FILED: Final = re.compile(
    r"(?:填报|填表|制表|报送|上报|报出|编制|审核|生成|更新|录入)(?:日期|时间|人)|打印|导出|下载"
    r"|\b(?:printed|exported|created|generated|prepared|updated|as at print)\b"
)
_AS_OF: Final = re.compile(r"截至|截止|统计|数据|\bas (?:of|at)\b|\bdata\b")


def months_in(text: str, *, of_days: bool = False) -> set[str]:
    """Return the months, ``YYYY-MM``, that a text says it is about.

    Parameters
    ----------
    text
        A title or a name.
    of_days
        Whether a day stands for its month, as in the name of a file; in a title it is the day it
        was written.

    Examples
    --------
    >>> texts = ("2026年10月流动人口统计表", "二〇二六年十月份", "records_202610", "October 2026")
    >>> [months_in(text) for text in texts]
    [{'2026-10'}, {'2026-10'}, {'2026-10'}, {'2026-10'}]
    >>> texts = ("2026年1—10月", "填报日期：2026年10月31日", "2026年10月31日", "2026年度")
    >>> [months_in(text) for text in texts]
    [set(), set(), set(), set()]
    >>> months_in("截至2026年10月31日"), sorted(months_in("202608-202609"))
    ({'2026-10'}, ['2026-08', '2026-09'])
    """
    bare = plain_month(text)
    if _SPAN.search(bare) or _FILED.search(bare):
        return set()
    months = set()
    for pattern in _WHOLE:
        for match in pattern.finditer(bare):
            parts = match.groupdict()
            number = int(parts.get("month") or 1 + MONTH_WORDS.index(parts["word"]))
            if 1 <= number <= 12 and (of_days or not parts["day"] or _AS_OF.search(bare)):
                months.add(f"{parts['year']}-{number:02d}")
    return months


def month_of_places(title: Sequence[str], sheet: str, stem: str) -> tuple[str, str, str]:
    """Return the month that the title, the sheet and the file say; "" where they say none.

    Where none says a whole month, one may say the month and another the year.

    Parameters
    ----------
    title
        The texts above the headers.
    sheet
        The name of the sheet.
    stem
        That of the file.

    Examples
    --------
    >>> month_of_places(["2026年流动人口统计表"], "10月", "统计")
    ('', '2026-10', '')
    >>> month_of_places(["2026年10月"], "9月", "记录_2026-09")
    ('2026-10', '2026-09', '2026-09')
    >>> month_of_places([], "", "202608-202609")
    ('', '', '')
    """
    places = (title, [sheet], [stem])
    stated = [
        _one(month for text in texts for month in months_in(text, of_days=texts is not title))
        for texts in places
    ]
    year = year_of_places(*places)
    alone = [_months_alone(texts) if year else "" for texts in places]
    with_year = [f"{year}-{month}" if month else "" for month in alone]
    title_month, sheet_month, stem_month = (
        month or other for month, other in zip(stated, with_year, strict=True)
    )
    return title_month, sheet_month, stem_month


def several_months(title: Sequence[str], sheet: str) -> str:
    """Return the text of a title or a sheet that speaks of several months; "" = none does.

    Examples
    --------
    >>> several_months(["2026年9月至10月流动人口"], ""), several_months(["2026年10月"], "")
    ('2026年9月至10月流动人口', '')
    >>> several_months([], "9月 10月"), several_months(["填报日期：2026年10月31日"], "")
    ('9月 10月', '')
    """
    for text in (*title, sheet):
        plain = plain_month(text)
        months, numbers = months_in(text), set(map(int, _ANY_MONTH.findall(plain)))
        several = len(months) > 1 or len(numbers) > 1 or _SPAN.search(plain)
        if several and not _FILED.search(plain):
            return text
    return ""


def year_of_places(*places: Sequence[str]) -> str:
    """Return the one year that texts say, or ""."""
    texts = [plain_month(text) for texts_of_place in places for text in texts_of_place]
    return _one(
        year for text in texts if not _FILED.search(text) for year in _YEAR_ALONE.findall(text)
    )


def _months_alone(texts: Sequence[str]) -> str:
    plain = [text for text in map(plain_month, texts) if not _SPAN.search(text)]
    numbers = [
        int(number)
        for text in plain
        if not _FILED.search(text)
        for number in _MONTH_ALONE.findall(text)
    ]
    return _one(f"{number:02d}" for number in numbers if 1 <= number <= 12)


def _one(readings: Iterable[str]) -> str:
    different = set(readings)
    return different.pop() if len(different) == 1 else ""
