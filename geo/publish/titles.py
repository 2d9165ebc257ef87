"""The title of a table or workbook of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core.i18n import say
from geo.core.periods import period_name
from geo.publish.spreadsheet_safety import one_line

if TYPE_CHECKING:
    from geo.core.results import Results

_LONGEST_NAME: Final = 60


def title(results: Results, language: str, key: str = "book.title") -> str:
    """Compose place, matter and period: 沙洲市流动人口服务人员配备缺口表（2026年10月）."""
    heading = say(key, language, city=one_line(results.city.name, _LONGEST_NAME))
    if not results.period:
        return heading
    period = one_line(period_name(results.period, language), _LONGEST_NAME)
    return say("book.title_period", language, title=heading, period=period)
