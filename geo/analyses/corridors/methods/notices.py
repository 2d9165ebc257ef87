"""Notices between places: answered within the working days that are allowed, or not."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd
from chinese_calendar import is_workday

if TYPE_CHECKING:
    from geo.core.standards import Standards

IN_TIME, LATE, OVERDUE, PENDING, UNKNOWN_YEAR = OUTCOMES = (
    "in_time",
    "late",
    "overdue",
    "pending",
    "unknown_year",
)
"""Of a notice: answered within the days; after them; not answered though they are over; not
answered, but not over yet; in a year whose public holidays are not known."""

_ONE_DAY: Final = timedelta(days=1)


def outcomes(notices: pd.DataFrame, day: date, standards: Standards) -> pd.Series[str]:
    """Return what became of each notice by a day.

    Parameters
    ----------
    notices
        ``sent_on``, ``answered_on`` (datetime.date, None where not answered).
    day
        The reference date; an answer after it has not come yet.
    standards
        ``answer_working_days`` (Hui County opinions 2014, 二(一): within 5 working days).

    Returns
    -------
    pandas.Series
        One of :data:`OUTCOMES`, on the index of ``notices``.
    """
    days = [
        _outcome(sent, answered, day, standards.answer_working_days)
        for sent, answered in zip(notices["sent_on"], notices["answered_on"], strict=True)
    ]
    return pd.Series(days, notices.index, dtype="str")


def working_days(start: date, stop: date, most: int) -> int | None:
    """Count the working days after one day up to and with another, no further than ``most`` + 1.

    Returns
    -------
    int or None
        The day after ``start`` is the first. Public holidays are free, and make-up days 调休 are
        working days; None where a year is met whose holidays are not known.

    Examples
    --------
    >>> working_days(date(2024, 9, 30), date(2024, 10, 8), 5)  # National Day, free until the 7th
    1
    >>> working_days(date(2024, 2, 2), date(2024, 2, 4), 5)  # a Sunday made up for New Year
    1
    >>> working_days(date(1990, 1, 1), date(1990, 1, 3), 5) is None
    True
    """
    count = 0
    while start < stop and count <= most:
        start += _ONE_DAY
        works = _is_workday(start)
        if works is None:
            return None
        count += works
    return count


def _outcome(sent: date, answered: date | None, day: date, most: int) -> str:
    answered_by_day = answered if answered is not None and answered <= day else None
    needed = working_days(sent, answered_by_day or day, most)
    if needed is None:
        return UNKNOWN_YEAR
    if answered_by_day:
        return IN_TIME if needed <= most else LATE
    return PENDING if needed <= most else OVERDUE


@cache
def _is_workday(day: date) -> bool | None:
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None
