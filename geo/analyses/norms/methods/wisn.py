"""WISN: staff by workload instead of by a flat ratio.

Workload Indicators of Staffing Need, user's manual (WHO 2010). What a member of staff can do in a
year follows from the time there is and the time a case takes; what all do besides, and what some
do besides, is added by two allowance factors.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import pandas as pd

from geo.analyses.staffing.methods.staffing_ratio import DECIMALS

REASONS: Final = ("no_working_time", "no_service", "no_time_left")
"""Why the staff of a role cannot be computed: its working time is not known, it has no service, or
its support activities leave no time for any."""
_TIMES: Final = ("level", "weeks", "days_per_week", "hours_per_day")
_MINUTES_AN_HOUR: Final = 60
_MONTHS: Final = 12
ABSENCES: Final = ("public_holidays", "annual_leave", "sick_leave", "other_leave")


NumberT = TypeVar("NumberT", float, "pd.Series[float]")


def available_days(weeks: NumberT, days_per_week: NumberT, days_absent: NumberT) -> NumberT:
    """Compute the days a year that a member of staff works.

    Examples
    --------
    >>> available_days(52, 4.5, 10 + 30 + 15)  # clinicians, HRH 2017, 15:9
    179.0
    """
    return weeks * days_per_week - days_absent


def standard_workload(available_hours: NumberT, hours_per_case: NumberT) -> NumberT:
    """Compute the cases that one member of staff can do in a year.

    Examples
    --------
    >>> standard_workload(179 * 8, 0.25)
    5728.0
    """
    return available_hours / hours_per_case


def category_allowance_factor(share: NumberT) -> NumberT:
    """Compute the CAF from the share of time that all members spend on support activities.

    Examples
    --------
    >>> round(category_allowance_factor(10 / 179), 3)
    1.059
    """
    return 1 / (1 - share)


def individual_allowance_factor(hours: NumberT, available_hours: NumberT) -> NumberT:
    """Compute the IAF: the staff whom the additional activities of some take up.

    Parameters
    ----------
    hours
        A year, of all who do them.
    available_hours
        A year, of one.
    """
    return hours / available_hours


def total_required_staff(service_staff: NumberT, caf: NumberT, iaf: NumberT) -> NumberT:
    """Compute the staff that a workload requires.

    Examples
    --------
    >>> round(3125 / 179, 2)
    17.46
    >>> round(total_required_staff(3125 / 179, category_allowance_factor(10 / 179), 0), 2)
    18.49
    """
    return service_staff * caf + iaf


def roles_of(working_time: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Compute working time and allowances of every role that has activities.

    Parameters
    ----------
    working_time
        ``role_key``, ``weeks``, ``days_per_week``, ``hours_per_day``, days for each of
        :data:`ABSENCES`, ``level``; a row a role.
    activities
        ``role_key``, ``role``, ``activity_kind`` (``service``, ``support``, ``additional``),
        ``time``, ``time_unit`` (``minutes``, ``hours``, ``days``, ``percent``), ``per`` (``case``,
        ``day``, ``week``, ``month``, ``year``), ``staff_doing``.

    Returns
    -------
    pandas.DataFrame
        By ``role_key``: ``role``, ``level``, ``available_hours``, ``hours_per_day``,
        ``category_allowance_factor``, ``individual_allowance_factor`` (float64), ``reason`` (one
        of :data:`REASONS`, or "").

    Notes
    -----
    Time a day or a week is spent in the days and weeks worked; time a month or a year whatever the
    leave.
    """
    times = working_time.set_index("role_key")[[*_TIMES, *ABSENCES]]
    absent = times[list(ABSENCES)].sum(axis=1)
    times["available_days"] = available_days(times["weeks"], times["days_per_week"], absent)
    times["available_hours"] = times["available_days"] * times["hours_per_day"]
    besides = activities[activities["activity_kind"] != "service"].join(times, on="role_key")
    share = individual_allowance_factor(_annual_hours(besides), besides["available_hours"])
    of_kind = besides.assign(share=share).pivot_table(
        index="role_key", columns="activity_kind", values="share", aggfunc="sum", observed=False
    )
    names = activities.groupby("role_key")["role"].first()
    shares = of_kind.reindex(names.index).reindex(columns=["support", "additional"]).fillna(0.0)
    roles = names.to_frame().join(times[["level", "available_hours", "hours_per_day"]])
    services = activities.loc[activities["activity_kind"] == "service", "role_key"]
    roles["category_allowance_factor"] = category_allowance_factor(
        shares["support"].where(shares["support"] < 1)
    )
    roles["individual_allowance_factor"] = shares["additional"]
    roles["reason"] = np.select(
        [
            roles["available_hours"].isna(),
            ~roles.index.isin(services),
            roles["category_allowance_factor"].isna(),
        ],
        REASONS,
        "",
    )
    return roles


def _annual_hours(activities: pd.DataFrame) -> pd.Series[float]:
    """Compute the hours a year of allowances, of all who do them."""
    hours = activities["time"] * _hours_in(activities)
    times_a_year = activities["per"].map({"month": _MONTHS, "year": 1}).astype("float64")
    times_a_year = times_a_year.mask(activities["per"] == "day", activities["available_days"])
    weeks = activities["available_days"] / activities["days_per_week"]
    times_a_year = times_a_year.mask(activities["per"] == "week", weeks)
    percent = activities["time_unit"] == "percent"
    of_year = activities["time"] / 100 * activities["available_hours"]
    doing = activities["staff_doing"].where(activities["activity_kind"] == "additional", 1.0)
    return (hours * times_a_year).mask(percent, of_year) * doing


def _hours_in(activities: pd.DataFrame) -> pd.Series[float]:
    """Return the hours in each activity's unit of time."""
    hours = activities["time_unit"].map({"minutes": 1 / _MINUTES_AN_HOUR, "hours": 1.0})
    return hours.astype("float64").mask(
        activities["time_unit"] == "days", activities["hours_per_day"]
    )


def activity_needs(
    workloads: pd.DataFrame, activities: pd.DataFrame, roles: pd.DataFrame
) -> pd.DataFrame:
    """Compute the staff that each service of each unit requires.

    Parameters
    ----------
    workloads
        ``role_key``, ``code``, ``activity``, ``annual_workload`` (float64, missing = NaN).
    activities
        See :func:`roles_of`, with ``activity``.
    roles
        See :func:`roles_of`.

    Returns
    -------
    pandas.DataFrame
        ``workloads`` with ``standard_workload`` and ``service_staff`` (float64).
    """
    services = activities[activities["activity_kind"] == "service"]
    timed = services.join(roles[["available_hours", "hours_per_day"]], on="role_key")
    hours_per_case = timed["time"] * _hours_in(timed)
    standards = timed.assign(
        standard_workload=standard_workload(timed["available_hours"], hours_per_case)
    )
    keys = ["role_key", "activity"]
    needs = workloads.merge(
        standards[[*keys, "standard_workload"]], on=keys, how="left", validate="many_to_one"
    )
    return needs.assign(service_staff=needs["annual_workload"] / needs["standard_workload"])


def staffing_needs(
    needs: pd.DataFrame, roles: pd.DataFrame, staff: pd.Series[float]
) -> pd.DataFrame:
    """Compute the staff that all services of each unit require, and compare.

    Parameters
    ----------
    needs
        See :func:`activity_needs`.
    roles
        See :func:`roles_of`.
    staff
        Posts by ``role_key`` and ``code``; a unit that is not listed has none. NaN: not known.

    Returns
    -------
    pandas.DataFrame
        ``role_key``, ``code``, ``service_staff``, ``required_staff``, ``staff``, ``difference``
        (staff beyond the requirement, negative where they are missing), ``wisn_ratio`` (Float64,
        under 1: too few) and ``status``. A unit with any workload missing has no data; one without
        any work requires nobody.
    """
    groups = needs.groupby(["role_key", "code"], sort=True, dropna=False)
    summed = groups[["service_staff", "annual_workload"]].sum(min_count=1)
    known = groups["service_staff"].count() == groups.size()
    service = summed["service_staff"].where(known)
    factors = roles.reindex(summed.index.get_level_values("role_key")).set_index(summed.index)
    total = total_required_staff(
        service, factors["category_allowance_factor"], factors["individual_allowance_factor"]
    )
    idle = summed["annual_workload"].eq(0) & known
    required = total.mask(idle, 0.0).astype("Float64").round(DECIMALS)
    present = staff.reindex(summed.index, fill_value=0.0).astype("Float64").round(DECIMALS)
    conditions = {
        "no_data": required.isna(),
        "no_demand": idle,
        "unknown": present.isna(),
        "unstaffed": present.eq(0),
        "understaffed": present.lt(required),
    }
    masks = [mask.fillna(value=False).to_numpy(dtype=bool) for mask in conditions.values()]
    status = np.select(masks, list(conditions), "compliant")
    compared = pd.DataFrame(
        {
            "service_staff": service.astype("Float64").round(DECIMALS),
            "required_staff": required,
            "staff": present,
            "difference": (present - required).round(DECIMALS),
            "wisn_ratio": (present / required.where(required > 0)).round(DECIMALS),
            "status": np.where(status == "unknown", "no_data", status),
        }
    )
    return compared.reset_index()
