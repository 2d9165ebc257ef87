"""The periods of records: months, written ``YYYY-MM``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from geo.core.i18n import say

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def first_day(period: str) -> datetime:
    """Return the first day of a period; 2000-01-01 if the period is not a month.

    Examples
    --------
    >>> first_day("2026-10").isoformat()
    '2026-10-01T00:00:00+00:00'
    """
    month = _MONTH.fullmatch(period)
    year, number = (int(part) for part in month.groups()) if month else (2000, 1)
    return datetime(year, number, 1, tzinfo=UTC)


def period_name(period: str, language: str) -> str:
    """Format a period in words; what is not a month is told as it is.

    Examples
    --------
    >>> period_name("2026-10", "zh"), period_name("2026-10", "en"), period_name("2026 Q3", "en")
    ('2026年10月', 'October 2026', '2026 Q3')
    """
    month = _MONTH.fullmatch(period)
    if not month:
        return period
    year, number = month.groups()
    return say(f"month.{int(number)}", language, year=year)
