"""Notices between places: answered within the working days that are allowed, or not."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd
from chinese_calendar import is_workday

from geo.core.no_rows import no_rows

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

COUNTS: Final = (
    "notices_sent",
    "notices_answered",
    "notices_in_time",
    "notices_late",
    "notices_pending",
    "notices_unknown_year",
)
OF_END: Final = (
    "notices_received",
    "notices_answered",
    "notices_in_time",
    "notices_due",
    "on_time_share",
    "meets_norm",
)
"""What is judged of each end by itself: how it answers what the other end sent."""

_DTYPES_OF_END: Final = dict.fromkeys(OF_END, "Int64") | {
    "on_time_share": "Float64",
    "meets_norm": "boolean",
}
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


def counted(notices: pd.DataFrame) -> pd.DataFrame:
    """Count single notices.

    Parameters
    ----------
    notices
        ``place_a`` (who sent), ``place_b`` (who is to answer), ``sent_on`` (datetime.date),
        ``outcome`` (:data:`OUTCOMES`).

    Returns
    -------
    pandas.DataFrame
        By sender, receiver and month: ``sender``, ``receiver``, ``month`` (YYYY-MM), and
        :data:`COUNTS` (Int64). Answered are those in time and those after it; late are the latter,
        and those that are overdue.
    """
    keys = ["sender", "receiver", "month"]
    named = pd.DataFrame(
        {
            "sender": notices["place_a"],
            "receiver": notices["place_b"],
            "month": [f"{day:%Y-%m}" for day in notices["sent_on"]],
        },
        notices.index,
        dtype="str",
    )
    is_so = {name: (notices["outcome"] == name).astype("Int64") for name in OUTCOMES}
    named["notices_sent"] = pd.array([1] * len(named), dtype="Int64")
    named["notices_answered"] = is_so[IN_TIME] + is_so[LATE]
    named["notices_in_time"] = is_so[IN_TIME]
    named["notices_late"] = is_so[LATE] + is_so[OVERDUE]
    named["notices_pending"] = is_so[PENDING]
    named["notices_unknown_year"] = is_so[UNKNOWN_YEAR]
    return named.groupby(keys, sort=True)[list(COUNTS)].sum().reset_index()


def judged(
    notices: pd.DataFrame, keys: list[str], ends: tuple[str, str], percent: int
) -> pd.DataFrame:
    """Sum notices, and judge how each end answers: apart, for the one may hide the other.

    Parameters
    ----------
    notices
        :data:`COUNTS`, ``keys`` and ``answers``: which of ``ends`` is to answer.
    keys
        The columns to sum by.
    ends
        What the two ends are called.
    percent
        The norm: so many of those due are to be answered in time.

    Returns
    -------
    pandas.DataFrame
        By ``keys``: :data:`COUNTS`, of both ways together; and :data:`OF_END` of each end, with its
        name behind (``on_time_share_a``). Due are the notices whose time is over, or which are
        answered, of years whose working days are known; missing where nothing is known.

    Examples
    --------
    >>> sent = pd.DataFrame({"pair": "x", "answers": ["a", "b"], "notices_sent": [10, 4],
    ...     "notices_answered": [10, 2], "notices_in_time": [9, 1], "notices_late": [1, 2],
    ...     "notices_pending": [0, 1], "notices_unknown_year": [0, 0]})
    >>> told = judged(sent, ["pair"], ("a", "b"), 90)
    >>> told[["on_time_share_a", "on_time_share_b", "meets_norm_a", "meets_norm_b"]].values.tolist()
    [[0.9, 0.3333333333333333, True, False]]
    """
    if notices.empty:  # as in nearly every city
        return no_rows(judged_dtypes(ends)).set_axis(notices.set_index(keys).index)
    table = notices.astype(dict.fromkeys(COUNTS, "Int64"))
    total = table.groupby(keys, sort=True, dropna=False)[list(COUNTS)].sum(min_count=1)
    for end in ends:
        answered = table[table["answers"] == end].groupby(keys, dropna=False)
        of_end = answered[list(COUNTS)].sum(min_count=1).reindex(total.index)
        due = of_end["notices_sent"] - of_end["notices_pending"].fillna(0)
        due -= of_end["notices_unknown_year"].fillna(0)
        in_time = of_end["notices_in_time"]
        share = (in_time / due.where(due > 0)).astype("Float64")
        # By whole numbers: 0.9 of ten is no less than 90 per cent.
        meets = (in_time * 100 >= due * percent).astype("boolean").where(share.notna())
        columns = (of_end["notices_sent"], of_end["notices_answered"], in_time, due, share, meets)
        names = [f"{name}_{end}" for name in OF_END]
        total = total.join(pd.concat(columns, axis=1, keys=names))
    return total


def judged_dtypes(ends: tuple[str, str]) -> dict[str, str]:
    """Return the columns of :func:`judged` and their dtypes."""
    of_ends = {f"{name}_{end}": dtype for end in ends for name, dtype in _DTYPES_OF_END.items()}
    return dict.fromkeys(COUNTS, "Int64") | of_ends


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
