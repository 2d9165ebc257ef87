"""The staff roster: staff of communities and subdistricts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.datasets.lost_units import LostUnits
from geo.city.datasets.unit_codes import unit_codes
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_flags, to_numbers, to_text

if TYPE_CHECKING:
    from geo.city.table_settings import TableSettings
    from geo.core.issues import Issue
    from geo.core.losses import LossLimit
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

_PLACED: Final = ("community", "subdistrict")
_LEVELS: Final = {
    **dict.fromkeys(("社区", "村", "社区级", "村级", "村居", "community"), "community"),
    **dict.fromkeys(
        ("街道", "乡镇", "街道级", "乡镇级", "镇", "乡", "街镇", "subdistrict"), "subdistrict"
    ),
}


def read_staff(
    source: Source,
    settings: TableSettings,
    names: UnitNames | None = None,
    limit: LossLimit | None = None,
) -> Checked[pd.DataFrame]:
    """Read the staff roster of a city.

    Parameters
    ----------
    source
        The table.
    settings
        ``[staff]`` of ``city.toml``.
    names
        What communities and subdistricts are called, to find those that are only named.
    limit
        How many posts may be listed under units that the city has not; None: all.

    Returns
    -------
    Checked
        A row per line of the roster: ``community_code``, ``subdistrict_code`` (str, missing = NA;
        names that lead to no code are marked, see :mod:`geo.core.unit_marks`),
        ``posts`` (float64, 1 where there is no such column, NaN where the number cannot be read),
        ``part_time``, ``dedicated`` (bool, no where empty), ``level`` ("community" or "street"),
        ``role`` (str, missing = NA), ``file``, ``row``. Lines without a place are left out and
        reported.

    Notes
    -----
    Where no level is stated, a line with a community is of that community, else of the street.
    """
    table = read_matched(source, TABLES["staff"], settings.columns)
    # A roster of nobody would leave all communities unstaffed.
    read, issues = (
        table.frame,
        [
            replace(issue, severity="error") if issue.what == "issue.no_rows" else issue
            for issue in table.issues
        ],
    )
    placed = {f"{level}_{word}" for level in _PLACED for word in ("code", "name")} & set(read)
    if len(read) and not placed:
        issues.append(source.issue("issue.staff_place"))
    rows = read[ROW]
    staff = pd.DataFrame(index=read.index)
    for level in _PLACED:
        staff[f"{level}_code"], _, code_issues = unit_codes(read, level, names, source)
        issues += code_issues
    posts = read["posts"] if "posts" in read else pd.Series(1.0, read.index)
    staff["posts"], _ = to_numbers(posts)
    unread = ~staff["posts"].ge(0)
    issues += row_issues(source.warning("issue.posts_unread", "posts"), unread, rows, posts)
    for name in ("part_time", "dedicated"):
        if name not in read:
            staff[name] = False
            continue
        staff[name], wrong = to_flags(read[name], name)
        issues += row_issues(source.warning("issue.flag_unread", name), wrong, rows, read[name])
    part = ~staff["part_time"] & staff["posts"].ge(0) & (staff["posts"] % 1 != 0)
    issues += row_issues(source.warning("issue.posts_part", "posts"), part, rows, posts)
    staff["level"], level_issues = _levels(read, staff["community_code"].notna(), source)
    issues += level_issues
    staff["role"] = to_text(read["role"]) if "role" in read else _nothing(read)
    homeless = staff["community_code"].isna() & staff["subdistrict_code"].isna()
    issues += row_issues(source.warning("issue.staff_homeless"), homeless, rows)
    staff[FILE], staff[ROW] = read[FILE], rows
    if names is not None and limit is not None:
        issues += _losses(staff[~unread], LostUnits(names), limit, source)
    staff["posts"] = staff["posts"].mask(unread)  # nobody knows, which is not nobody
    return Checked(staff[~homeless].reset_index(drop=True), tuple(issues), table.dropped)


def _nothing(read: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(np.nan, read.index, dtype="str")


def _losses(staff: pd.DataFrame, lost: LostUnits, limit: LossLimit, source: Source) -> list[Issue]:
    """Report if too many posts are of units that the city has not."""
    for level in _PLACED:
        staff_of_level = staff[staff["level"] == level]
        lost.add(
            level, staff_of_level[f"{level}_code"], staff_of_level["posts"], staff_of_level[ROW]
        )
    return lost.issues("issue.loss_staff", limit, source)


def _levels(
    read: pd.DataFrame, in_community: pd.Series[bool], source: Source
) -> tuple[pd.Series[str], list[Issue]]:
    """Read whether a post is a community's or a street's; not stated, its place says."""
    by_place = pd.Series(
        np.where(in_community, "community", "subdistrict"), read.index, dtype="str"
    )
    if "level" not in read:
        return by_place, []
    stated = to_text(read["level"])
    levels = stated.str.lower().map(_LEVELS)
    unknown = source.warning("issue.level_unknown", "level")
    issues = row_issues(unknown, stated.notna() & levels.isna(), read[ROW], stated)
    return levels.fillna(by_place).astype("str"), issues
