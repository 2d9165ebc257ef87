"""What WISN is worked out of: activities of a role, how often they are done, its working time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.city.datasets.norms import COUNTS, LEVELS
from geo.city.datasets.row_checks import RowChecks
from geo.city.datasets.unit_codes import unit_codes
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.city.table_settings import TableSettings
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("服务", "服务活动", "业务", "service", "healthservice"), "service"),
    **dict.fromkeys(
        ("辅助", "辅助活动", "全体", "支持活动", "support", "category", "categoryallowance"),
        "support",
    ),
    **dict.fromkeys(
        ("附加", "附加活动", "部分", "个别", "additional", "individual", "individualallowance"),
        "additional",
    ),
}
"""Kinds of activity: a service, done by all members of the role, done by some."""
TIME_UNITS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("分钟", "分", "min", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("小时", "时", "h", "hour", "hours"), "hours"),
    **dict.fromkeys(("天", "日", "工作日", "day", "days"), "days"),
    **dict.fromkeys(("百分比", "%", "百分之", "percent", "percentage"), "percent"),
}
PER: Final[Mapping[str, str]] = {
    **dict.fromkeys(("次", "件", "例", "每次", "每件", "case", "percase"), "case"),
    **dict.fromkeys(("天", "日", "每天", "每日", "day", "perday"), "day"),
    **dict.fromkeys(("周", "每周", "week", "perweek"), "week"),
    **dict.fromkeys(("月", "每月", "month", "permonth"), "month"),
    **dict.fromkeys(("年", "每年", "year", "peryear"), "year"),
}
_DAYS_A_WEEK, _HOURS_A_DAY, _WEEKS, _DAYS_A_YEAR = 7, 24, 53, 366
_MOST: Final = 1e9
_LEAST: Final = 0.001
ABSENCES: Final = ("public_holidays", "annual_leave", "sick_leave", "other_leave")


def read_activities(source: Source, settings: TableSettings) -> Checked[pd.DataFrame]:
    """Read the activities of roles.

    Returns
    -------
    Checked
        A row an activity of a role: ``role``, ``activity`` (str), ``activity_kind`` (of
        :data:`KINDS`, a service where empty), ``time`` (float64), ``time_unit`` (of
        :data:`TIME_UNITS`), ``per`` (of :data:`PER`; a case where a service leaves it empty, a year
        where an allowance does), ``staff_doing`` (float64, 1 where empty), ``counts`` (who is
        served, of :data:`geo.city.datasets.norms.COUNTS`; missing where the workload is counted),
        ``times_per_person`` (float64, 1 where empty), ``file``, ``row``. Rows that make no sense,
        and later ones of one activity, are left out and told.
    """
    table = read_matched(source, TABLES["activities"], settings.columns)
    read = table.frame
    checks = RowChecks(read, source)
    listed = pd.DataFrame(
        {
            "role": checks.text("role", needed=True),
            "activity": checks.text("activity", needed=True),
            "activity_kind": checks.word("activity_kind", KINDS, "service"),
            "time": checks.number("time", _LEAST, _MOST, needed=True),
            "time_unit": checks.word("time_unit", TIME_UNITS),
            "per": checks.word("per", PER),
            "staff_doing": checks.number("staff_doing", _LEAST, _MOST).fillna(1.0),
            "counts": checks.word("counts", COUNTS),
            "times_per_person": checks.number("times_per_person", 0, _MOST).fillna(1.0),
        },
        index=read.index,
    )
    service = listed["activity_kind"].eq("service")
    listed["per"] = listed["per"].where(
        listed["per"].notna(), service.map({True: "case", False: "year"})
    )
    percent = listed["time_unit"].eq("percent")
    wrong = (service & (listed["per"].ne("case") | percent)) | (~service & listed["per"].eq("case"))
    wrong |= (percent & listed["time"].ge(100)) | listed["time_unit"].isna()
    issue = source.warning("issue.activity_time", "time")
    checks.issues += row_issues(
        issue, wrong & ~checks.broken, read[ROW], read.get("time", listed["time"])
    )
    checks.broken |= wrong.to_numpy(bool)
    checks.unique(listed["activity"], listed["role"], name="activity")
    return _kept(listed, checks, table)


def read_workloads(
    source: Source, settings: TableSettings, names: UnitNames | None = None
) -> Checked[pd.DataFrame]:
    """Read how often activities are done in a year, by unit.

    Returns
    -------
    Checked
        A row an activity of a unit: ``community_code``, ``subdistrict_code`` (str, missing = NA;
        names that lead to no code are marked, see :mod:`geo.core.unit_marks`), ``activity`` (str),
        ``annual_count`` (float64, times in a year), ``file``, ``row``. Rows without a place or a
        number are left out and told.
    """
    table = read_matched(source, TABLES["workloads"], settings.columns)
    read = table.frame
    checks = RowChecks(read, source)
    counted = pd.DataFrame(index=read.index)
    issues = []
    for level in ("community", "subdistrict"):
        counted[f"{level}_code"], _, code_issues = unit_codes(read, level, names, source)
        issues += code_issues
    counted["activity"] = checks.text("activity", needed=True)
    counted["annual_count"] = checks.number("annual_count", 0, _MOST, needed=True)
    homeless = counted["community_code"].isna() & counted["subdistrict_code"].isna()
    checks.issues += row_issues(source.warning("issue.staff_homeless"), homeless, read[ROW])
    checks.broken |= homeless.to_numpy(bool)
    checks.issues += issues
    return _kept(counted, checks, table)


def read_working_time(source: Source, settings: TableSettings) -> Checked[pd.DataFrame]:
    """Read the days and hours of roles.

    Returns
    -------
    Checked
        A row a role: ``role`` (str), ``days_per_week``, ``hours_per_day``, ``weeks`` (float64; 52
        where empty), a number of days for each of :data:`ABSENCES` (float64, 0 where empty),
        ``level`` (``community`` or higher: where its staff are planned), ``file``, ``row``. Rows
        that leave no time to work, and later ones of one role, are left out and told.
    """
    table = read_matched(source, TABLES["working_time"], settings.columns)
    read = table.frame
    checks = RowChecks(read, source)
    times = pd.DataFrame(
        {
            "role": checks.text("role", needed=True),
            "days_per_week": checks.number("days_per_week", _LEAST, _DAYS_A_WEEK, needed=True),
            "hours_per_day": checks.number("hours_per_day", _LEAST, _HOURS_A_DAY, needed=True),
            "weeks": checks.number("weeks", _LEAST, _WEEKS).fillna(52.0),
            **{name: checks.number(name, 0, _DAYS_A_YEAR).fillna(0.0) for name in ABSENCES},
            "level": checks.word("level", LEVELS, "community"),
        },
        index=read.index,
    )
    idle = times["weeks"] * times["days_per_week"] <= times[list(ABSENCES)].sum(axis=1)
    issue = source.warning("issue.no_working_time", "role")
    checks.issues += row_issues(issue, idle & ~checks.broken, read[ROW], times["role"])
    checks.broken |= idle.to_numpy(bool)
    checks.unique(times["role"], name="role")
    return _kept(times, checks, table)


def _kept(
    rows: pd.DataFrame, checks: RowChecks, table: Checked[pd.DataFrame]
) -> Checked[pd.DataFrame]:
    """Return the rows that make sense, with all issues."""
    rows[FILE], rows[ROW] = table.frame[FILE], table.frame[ROW]
    kept = rows[~checks.broken].reset_index(drop=True)
    return Checked(kept, (*table.issues, *checks.issues), table.dropped, table.rows)
