"""People and posts of the units of a level, summed up from communities and lines of the roster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.core.roles import role_key

if TYPE_CHECKING:
    from geo.core.standards import Standards

LEVELS: Final = ("community", "subdistrict", "district", "city")
_BETWEEN_ROLES: Final = re.compile(r"[、,，;；/|]")


def codes_of_level(communities: pd.DataFrame, level: str) -> pd.Series[str]:
    """Return which unit of a level each community lies in.

    Parameters
    ----------
    communities
        ``subdistrict_code``, ``district_code`` by community code.
    level
        One of :data:`LEVELS`; of the city the code is "".

    Examples
    --------
    >>> communities = pd.DataFrame({"subdistrict_code": ["s"], "district_code": ["d"]}, index=["c"])
    >>> [codes_of_level(communities, level)["c"] for level in LEVELS]
    ['c', 's', 'd', '']
    """
    if level == "community":
        return pd.Series(communities.index, communities.index, dtype="str")
    if level == "city":
        return pd.Series("", communities.index, dtype="str")
    return communities[f"{level}_code"].astype("str")


def people_by_unit(people: pd.Series[int], codes: pd.Series[str]) -> pd.Series[int]:
    """Sum people up by unit; the number is missing where that of any community is.

    Parameters
    ----------
    people
        Int64 by community code.
    codes
        The unit of each community, see :func:`codes_of_level`.

    Examples
    --------
    >>> people = pd.Series([3, 4, None], index=["a", "b", "c"], dtype="Int64")
    >>> people_by_unit(people, pd.Series(["s", "s", "t"], index=people.index)).tolist()
    [7, <NA>]
    """
    unit, units = pd.factorize(codes.to_numpy(object), sort=True, use_na_sentinel=False)
    sums = np.zeros(len(units), np.int64)
    np.add.at(sums, unit, people.to_numpy(np.int64, na_value=0))
    unknown = np.bincount(unit, people.isna(), len(units)) > 0
    return pd.Series(sums, units, dtype="Int64").mask(unknown)


def posts_by_unit(roster: pd.DataFrame, communities: pd.DataFrame, level: str) -> pd.Series[float]:
    """Sum posts up by unit; NaN where the number of a line could not be read.

    Parameters
    ----------
    roster
        ``community_code``, ``subdistrict_code``, ``level``, ``weighted_posts``.
    communities
        ``subdistrict_code``, ``district_code`` by community code.
    level
        One of :data:`LEVELS`. A post of a subdistrict is of none of its communities.
    """
    counted = roster[roster["level"] == "community"] if level == "community" else roster
    codes = unit_of_rows(counted, communities, level)
    return counted["weighted_posts"].groupby(codes.to_numpy(object)).sum(skipna=False)


def unit_of_rows(rows: pd.DataFrame, communities: pd.DataFrame, level: str) -> pd.Series[str]:
    """Return which unit of a level each row is of, by its community, else by its subdistrict.

    Parameters
    ----------
    rows
        ``community_code``, ``subdistrict_code``.
    communities
        ``subdistrict_code``, ``district_code`` by community code.
    level
        One of :data:`LEVELS`.

    Returns
    -------
    pandas.Series
        Codes; missing where the row is of no unit that the city has on this level.
    """
    own = codes_of_level(communities, level)
    codes = rows["community_code"].map(own)
    if level != "community":
        above = own.groupby(communities["subdistrict_code"].to_numpy(object)).first()
        codes = codes.fillna(rows["subdistrict_code"].map(above))
    return codes


def weighted(roster: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Add ``weighted_posts`` (float64): part-time posts by their weight."""
    weight = np.where(roster["part_time"], standards.part_time_weight, 1.0)
    return roster.assign(weighted_posts=roster["posts"] * weight)


def of_role(roster: pd.DataFrame, role: str) -> pd.Series[bool]:
    """Return which lines of a roster are of a role, or of one of several.

    Parameters
    ----------
    roster
        ``role``.
    role
        Roles with ``、``, a comma, a semicolon or a slash between them.

    Examples
    --------
    >>> roster = pd.DataFrame({"role": ["协管员", "Family doctor", None]})
    >>> of_role(roster, "家庭医生/family doctor").tolist()
    [False, True, False]
    """
    wanted = {role_key(each) for each in _BETWEEN_ROLES.split(role) if each.strip()}
    return roster["role"].map(role_key, na_action="ignore").isin(wanted)
