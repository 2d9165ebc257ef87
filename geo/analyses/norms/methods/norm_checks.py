"""Norms of staff as data: posts required, present and missing by each norm and unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.norms.methods.unit_sums import (
    codes_of_level,
    of_role,
    people_by_unit,
    posts_by_unit,
)
from geo.analyses.staffing.methods.staffing_ratio import DECIMALS
from geo.core.no_rows import no_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

JUDGED: Final = ("compliant", "understaffed", "unstaffed")
STATUSES: Final = (*JUDGED, "not_required", "no_demand", "no_data")
"""What a unit can be under a norm; ``not_required``: too few people for the norm to apply."""
IN_FORCE, COMING, NOT_CHECKABLE = STATES = ("in_force", "coming", "not_checkable")
"""What a norm can be."""
REASONS: Final = (
    "no_staff_list",
    "role_unknown",
    "count_unknown",
    "level_unknown",
    "threshold_unset",
)
"""Why a norm cannot be checked."""
_DENOMINATOR: Final = 1000  # of numbers written in a table


@dataclass(frozen=True, eq=False)
class Inputs:
    """What is known of a city.

    Parameters
    ----------
    communities
        ``subdistrict_code``, ``district_code`` by community code.
    people
        A column (Int64) for everybody who is counted, by community code; who is not counted in the
        city has none.
    roster
        ``community_code``, ``subdistrict_code``, ``level``, ``role`` (str), ``dedicated`` (bool),
        ``weighted_posts`` (float64); None: there is no roster.
    day
        The last day of the period; None: norms are held against no day.
    """

    communities: pd.DataFrame
    people: pd.DataFrame
    roster: pd.DataFrame | None
    day: date | None = None


def required_posts(
    people: pd.Series[int], posts: float, per_people: float, rounding: str
) -> pd.Series[float]:
    """Compute the posts that a norm requires of each unit, in whole numbers before rounding.

    Parameters
    ----------
    people
        Int64.
    posts, per_people
        So many posts for so many people, to three decimals; NaN people: whatever their number.
    rounding
        ``up``, ``nearest`` (halves up) or ``none``.

    Returns
    -------
    pandas.Series
        Float64; 0 where nobody is, missing where the people are.

    Examples
    --------
    >>> people = pd.Series([0, 500, 501, None], dtype="Int64")
    >>> required_posts(people, 1, 500, "up").tolist()
    [0.0, 1.0, 2.0, <NA>]
    >>> required_posts(people, 18, 10_000, "none").tolist()
    [0.0, 0.9, 0.9018, <NA>]
    """
    share = Fraction(posts).limit_denominator(_DENOMINATOR)
    numbers = people.astype("Int64").fillna(0)
    if np.isnan(per_people):
        numbers = numbers.clip(upper=1)
    else:
        share /= Fraction(per_people).limit_denominator(_DENOMINATOR)
    rounded = [_rounded(int(number) * share, rounding) for number in numbers]
    return pd.Series(rounded, people.index, dtype="Float64").mask(people.isna())


def _rounded(need: Fraction, rounding: str) -> float:
    if rounding == "up":
        return float(-(-need.numerator // need.denominator))
    if rounding == "nearest":
        return float((2 * need.numerator + need.denominator) // (2 * need.denominator))
    return round(float(need), DECIMALS)


def reason_against(norm: Mapping[str, Any], city: Inputs) -> str:
    """Return why a norm cannot be checked, one of :data:`REASONS`; "" if it can."""
    if city.roster is None:
        return "no_staff_list"
    if norm["counts"] not in city.people or city.people[norm["counts"]].isna().all():
        return "count_unknown"
    if codes_of_level(city.communities, norm["level"]).isna().all():
        return "level_unknown"
    if not pd.isna(norm["role"]) and not of_role(city.roster, norm["role"]).any():
        return "role_unknown"
    return "threshold_unset" if pd.isna(norm["min_people"]) else ""


def check_norm(norm: Mapping[str, Any], city: Inputs) -> pd.DataFrame:
    """Check the units of a norm's level.

    Parameters
    ----------
    norm
        ``counts``, ``role``, ``posts``, ``per_people``, ``rounding``, ``level``, ``staff_level``,
        ``dedicated``, ``min_people``; one that :func:`reason_against` says nothing against.
    city
        What is known.

    Returns
    -------
    pandas.DataFrame
        By code of unit (communities that lie in no unit together, under a missing code):
        ``people`` (Int64; missing where those of a community are not known, unless those known
        are enough to tell the status: then these), ``staff``, ``required_staff``,
        ``staff_shortfall`` (Float64) and ``status`` (one of :data:`STATUSES`).
    """
    codes = codes_of_level(city.communities, norm["level"])
    counted = city.people[norm["counts"]]
    people, known = people_by_unit(counted, codes), people_by_unit(counted.fillna(0), codes)
    posts = posts_by_unit(_counted(norm, city.roster), city.communities, norm["level"])
    staff = posts.reindex(people.index, fill_value=0.0).astype("Float64").round(DECIMALS)
    starts_at = max(int(np.ceil(norm["min_people"])), 1)
    required = required_posts(known, norm["posts"], norm["per_people"], norm["rounding"])
    required = required.mask(known.lt(starts_at), 0.0)
    enough = required.gt(staff).fillna(value=False)  # whoever else there is
    if np.isnan(norm["per_people"]):
        enough |= known.ge(starts_at)
    people = people.mask(enough & people.isna(), known).mask(np.asarray(people.index.isna()))
    few = people.lt(starts_at).fillna(value=False)
    required = required.mask(people.isna())
    return pd.DataFrame(
        {
            "people": people,
            "staff": staff,
            "required_staff": required,
            "staff_shortfall": (required - staff).clip(lower=0).round(DECIMALS),
            "status": _status(people, staff, required, few),
        }
    )


def _counted(norm: Mapping[str, Any], roster: pd.DataFrame | None) -> pd.DataFrame:
    """Return the lines of the roster that a norm counts."""
    assert roster is not None  # reason_against() has looked
    counted = pd.Series(data=True, index=roster.index)
    if not pd.isna(norm["role"]):
        counted &= of_role(roster, norm["role"])
    if not pd.isna(norm["staff_level"]):
        counted &= roster["level"].eq(norm["staff_level"])
    if norm["dedicated"]:
        counted &= roster["dedicated"]
    return roster[counted]


def _status(
    people: pd.Series[int],
    staff: pd.Series[float],
    required: pd.Series[float],
    few: pd.Series[bool],
) -> pd.Series[str]:
    """Assign each unit exactly one status."""
    conditions = {
        "no_data": people.isna(),
        "no_demand": people.eq(0),
        "not_required": few,
        "compliant": required.eq(0),
        "unstaffed": staff.eq(0),
        "understaffed": staff.lt(required),
    }
    masks = [mask.fillna(value=False).to_numpy(dtype=bool) for mask in conditions.values()]
    unknown = staff.isna().to_numpy(dtype=bool)
    otherwise = np.where(unknown, "no_data", "compliant")
    return pd.Series(np.select(masks, list(conditions), otherwise), people.index, dtype="str")


def check_norms(norms: pd.DataFrame, city: Inputs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check every norm of a table.

    Parameters
    ----------
    norms
        See :func:`check_norm`, with ``norm`` and ``in_force_from`` (datetime.date or None).
    city
        What is known.

    Returns
    -------
    summary
        ``norms`` with ``state`` (one of :data:`STATES`), ``reason`` (one of :data:`REASONS`, or
        ""), ``units`` and a number for each of :data:`STATUSES` (int64), ``people``,
        ``people_compliant`` (Int64, in units that are judged, and that comply),
        ``share_people_compliant``, ``staff``, ``required_staff``, ``staff_shortfall`` (Float64).
    units
        ``norm``, ``level``, ``code`` and the columns of :func:`check_norm`.
    """
    lines, units = [], []
    for line in norms.to_dict("records"):
        norm = {str(name): value for name, value in line.items()}
        reason = reason_against(norm, city)
        state = {"state": _state(norm, reason, city.day), "reason": reason}
        if reason:
            lines.append(state | _sums_of_none())
            continue
        checked = check_norm(norm, city)
        lines.append(state | sums_of_units(checked))
        first = {"norm": norm["norm"], "level": norm["level"], "code": checked.index}
        units.append(checked.reset_index(drop=True).assign(**first))
    summary = pd.DataFrame(lines, index=norms.index)
    columns = ["norm", "level", "code", *_no_units().columns]
    joined = pd.concat([*units, _no_units().assign(norm="", level="", code="")])[columns]
    return norms.join(summary), joined.reset_index(drop=True)


def _no_units() -> pd.DataFrame:
    amounts = dict.fromkeys(("staff", "required_staff", "staff_shortfall"), "Float64")
    return no_rows({"people": "Int64", **amounts, "status": "str"})


@cache
def _sums_of_none() -> dict[str, Any]:
    return sums_of_units(_no_units())


def _state(norm: Mapping[str, Any], reason: str, day: date | None) -> str:
    if reason:
        return NOT_CHECKABLE
    since = norm["in_force_from"]
    coming = day is not None and not pd.isna(since) and since > day
    return COMING if coming else IN_FORCE


def sums_of_units(checked: pd.DataFrame) -> dict[str, Any]:
    """Sum the units of a norm up, as the summary of :func:`check_norms` has them."""
    status = checked["status"]
    units = Counter(status)
    judged = int(checked.loc[status.isin(JUDGED), "people"].sum())
    compliant = int(checked.loc[status.eq("compliant"), "people"].sum())
    amounts = ("staff", "required_staff", "staff_shortfall")
    return {
        "units": len(checked),
        **{name: units[name] for name in STATUSES},
        "people": judged,
        "people_compliant": compliant,
        "share_people_compliant": compliant / judged if judged else pd.NA,
        **{name: round(float(checked[name].sum()), DECIMALS) for name in amounts},
    }
