"""How often the services of a role are asked for in a year, by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.analyses.norms.methods.unit_sums import (
    codes_of_level,
    of_role,
    people_by_unit,
    posts_by_unit,
    unit_of_rows,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geo.analyses.norms.methods.norm_checks import Inputs

_COLUMNS = {"role_key": "str", "code": "object", "activity": "str", "annual_workload": "float64"}


def annual_workloads(
    activities: pd.DataFrame, roles: pd.DataFrame, counted: pd.DataFrame | None, city: Inputs
) -> pd.DataFrame:
    """Return the workload of each service in each unit of its role's level.

    Parameters
    ----------
    activities
        ``role_key``, ``activity``, ``activity_kind``, ``counts`` (a column of the people counted,
        or missing), ``times_per_person``.
    roles
        ``level`` by ``role_key``; roles of an unknown level are left out.
    counted
        ``community_code``, ``subdistrict_code``, ``activity``, ``annual_count``; None: nothing is
        counted.
    city
        What is known.

    Returns
    -------
    pandas.DataFrame
        ``role_key``, ``code``, ``activity``, ``annual_workload`` (float64): a row for each service
        and unit of a role that has any; NaN where the workload of that service is not known.
    """
    services = activities[activities["activity_kind"] == "service"]
    parts = []
    for role, own in services.groupby("role_key", sort=False):
        level = roles["level"].get(role)
        if pd.isna(level):
            continue
        known = {
            service["activity"]: _workload(service, str(level), counted, city)
            for service in own.to_dict("records")
        }
        by_unit = pd.DataFrame(known).rename_axis(index="code").reset_index()
        long = by_unit.melt("code", var_name="activity", value_name="annual_workload")
        parts.append(long.assign(role_key=role))
    nothing = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _COLUMNS.items()})
    if not parts:
        return nothing
    return pd.concat(parts, ignore_index=True)[list(_COLUMNS)].astype({"annual_workload": float})


def _workload(
    service: Mapping[Hashable, Any], level: str, counted: pd.DataFrame | None, city: Inputs
) -> pd.Series[float]:
    """Return the workload of a service by unit: as it is counted, else by the people."""
    if counted is not None:
        listed = counted[counted["activity"] == service["activity"]]
        if len(listed):
            codes = unit_of_rows(listed, city.communities, level)
            counts: pd.Series[float] = listed["annual_count"]
            return counts.groupby(codes.to_numpy(object)).sum()
    if service["counts"] not in city.people:
        return pd.Series(dtype="float64")
    codes = codes_of_level(city.communities, level)
    people = people_by_unit(city.people[service["counts"]], codes)
    people = people[people.index.notna()]
    return people.astype("float64") * float(service["times_per_person"])


def unplaced_rows(
    counted: pd.DataFrame | None, activities: pd.DataFrame, roles: pd.DataFrame, city: Inputs
) -> int:
    """Return how many counted workloads are of no unit on the level of their role."""
    if counted is None:
        return 0
    unplaced = pd.Series(data=False, index=counted.index)
    for role, level in roles["level"].dropna().items():
        own = activities.loc[activities["role_key"] == role, "activity"]
        rows = counted[counted["activity"].isin(own)]
        codes = unit_of_rows(rows, city.communities, str(level))
        unplaced |= codes.isna().reindex(counted.index, fill_value=False)
    return int(unplaced.sum())


def staff_of_roles(needs: pd.DataFrame, roles: pd.DataFrame, city: Inputs) -> pd.Series[float]:
    """Return the posts of each role in the units that have any workload.

    Parameters
    ----------
    needs
        ``role_key``, ``code``.
    roles
        ``role``, ``level`` by ``role_key``.
    city
        What is known. A role that nobody in the roster has is not known.

    Returns
    -------
    pandas.Series
        float64 by ``role_key`` and ``code``; NaN where it is not known.
    """
    pairs = pd.MultiIndex.from_frame(needs[["role_key", "code"]].drop_duplicates())
    staff = pd.Series(np.nan, pairs)
    for role, line in roles.iterrows():
        if city.roster is None or not (mine := of_role(city.roster, line["role"])).any():
            continue
        posts = posts_by_unit(city.roster[mine], city.communities, str(line["level"]))
        of_this = pairs.get_level_values("role_key") == role
        codes = pairs.get_level_values("code")[of_this]
        staff[of_this] = posts.reindex(codes, fill_value=0.0).to_numpy()
    return staff
