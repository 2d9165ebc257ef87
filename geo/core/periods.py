"""The periods of records: months, written ``YYYY-MM``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from geo.core.i18n import say

if TYPE_CHECKING:
    from collections.abc import Mapping

FAR_MONTHS: Final = 12
"""Periods that lie farther apart do not follow each other."""

THIN_SHARE: Final = 0.1
"""A period with less than this share of the people of the fullest is doubtful as such."""

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
    """Format a period in words; what is not a month is returned as it is.

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


def doubtful_periods(population: Mapping[str, int]) -> tuple[str, ...]:
    """Return the periods that few people are in and that lie far from all others, or after them.

    Such a period is most likely a slip of the pen: 2062-10 for 2026-10.

    Parameters
    ----------
    population
        People by period, ``YYYY-MM``.

    Examples
    --------
    >>> doubtful_periods({"2026-09": 900, "2026-10": 950, "2062-10": 3})
    ('2062-10',)
    >>> doubtful_periods({"2020-11": 800, "2026-10": 950}), doubtful_periods({"2026-10": 3})
    ((), ())
    >>> doubtful_periods({"1926-10": 2, "2026-09": 9, "2026-10": 950, "2026-11": 1})
    ('1926-10', '2026-11')
    """
    fullest = max(population.values(), default=0)
    thin = [period for period, people in population.items() if people < THIN_SHARE * fullest]
    full = [period for period in population if period not in thin]
    return tuple(
        sorted(
            period
            for period in thin
            if period > max(full)
            or min(abs(_months(period) - _months(other)) for other in full) > FAR_MONTHS
        )
    )


def _months(period: str) -> int:
    day = first_day(period)
    return 12 * day.year + day.month
