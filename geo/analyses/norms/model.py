"""The norms of a city checked side by side, and the staff that the workload requires."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.norms.methods.norm_checks import Inputs, check_norms, sums_of_units
from geo.analyses.norms.methods.unit_sums import weighted
from geo.analyses.norms.methods.wisn import activity_needs, roles_of, staffing_needs
from geo.analyses.norms.methods.workloads import annual_workloads, staff_of_roles, unplaced_rows
from geo.analyses.norms.policy import policy_norms
from geo.analyses.population.model import Population, with_codes_of_today
from geo.core.issues import TableError
from geo.core.periods import first_day
from geo.core.roles import role_key

if TYPE_CHECKING:
    from datetime import date

    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results, UnitTables
    from geo.formats.checked import Checked

_DAYS_OF_LONGEST_MONTH: Final = 31


@dataclass(frozen=True, eq=False)
class Norms:
    """What the norms require of every unit, and what the workload does.

    Parameters
    ----------
    norms
        A row a norm: see :func:`geo.analyses.norms.methods.norm_checks.check_norms`; ``policy``
        (str) is the key of a norm of :mod:`geo.analyses.norms.policy`, "" of the city's own.
    units
        A row a norm and unit.
    roles
        A row a role: see :func:`geo.analyses.norms.methods.wisn.roles_of`.
    needs
        A row a role and unit: see :func:`geo.analyses.norms.methods.wisn.staffing_needs`.
    activities
        A row a service and unit: see :func:`geo.analyses.norms.methods.wisn.activity_needs`.
    unplaced_workloads
        Rows of counted workloads that are of no unit on the level of their role.
    """

    norms: pd.DataFrame
    units: pd.DataFrame
    roles: pd.DataFrame
    needs: pd.DataFrame
    activities: pd.DataFrame
    unplaced_workloads: int = 0

    def of_units(self, units: UnitTables) -> Norms:
        """Return what is said of some units; norms that are of the whole city are left out.

        Parameters
        ----------
        units
            Of one district.
        """
        codes = {
            level: getattr(units, f"{level}s")[f"{level}_code"].dropna()
            for level in ("district", "subdistrict")
        } | {"community": units.communities["community_code"]}

        def here(lines: pd.DataFrame, levels: pd.Series[str]) -> pd.DataFrame:
            inside = [lines["code"].isin(of) & levels.eq(level) for level, of in codes.items()]
            return lines[np.logical_or.reduce(inside)]

        norms = self.norms[self.norms["level"].ne("city")]
        checked = here(self.units, self.units["level"])
        sums = [sums_of_units(checked[checked["norm"].eq(norm)]) for norm in norms["norm"]]
        summed = pd.DataFrame(sums, norms.index) if sums else norms
        kept = {name: norms[name] if name not in summed else summed[name] for name in norms}
        needs, activities = (
            here(lines, lines["role_key"].map(self.roles["level"])) if len(lines) else lines
            for lines in (self.needs, self.activities)
        )
        return replace(
            self, norms=pd.DataFrame(kept), units=checked, needs=needs, activities=activities
        )


def norms_here(results: Results) -> Norms:
    """Return the norms of a run, or those of the district that its results are of."""
    norms = results[Norms]
    return norms.of_units(results.units) if results.district else norms


def norms_of(city: City, results: Results, progress: Progress) -> tuple[Norms]:
    """Check the norms of a city, and work out what its workloads require.

    Raises
    ------
    TableError
        If a table has an issue that stops its use.
    """
    progress("stage.norms", 0.0)
    known = _inputs(city, results)
    own = _usable(city.norms)
    if own is None or own.empty:
        norms = policy_norms(results.standards, city.settings.language)
    else:
        norms = own.drop(columns=["file", "row"]).assign(policy="")
    summary, units = check_norms(norms, known)
    days = summary["in_force_from"].map(lambda day: day.isoformat(), na_action="ignore")
    summary = summary.assign(in_force_from=days.astype("str"))
    needed = _needs_of(city, known)
    progress("stage.norms", 1.0)
    return (Norms(summary, units, *needed),)


def _inputs(city: City, results: Results) -> Inputs:
    """Put together who lives and works where."""
    units = results.units.by_code["community"]
    counted = results[Population].communities
    floating = counted["floating_population"].astype("Int64")
    people = pd.DataFrame({"floating_population": floating.mask(counted["count_incomplete"])})
    listed = city.communities.frame.set_index("community_code").reindex(units.index)
    for name in ("registered", "residents", "households"):
        if name in listed and listed[name].notna().any():
            people[name] = listed[name].astype("Int64")
    if "registered" in people:
        people["all_people"] = people["floating_population"] + people["registered"]
    roster = _usable(city.staff)
    if roster is not None:
        roster = weighted(with_codes_of_today(roster, city), results.standards)
    places = units[["subdistrict_code", "district_code"]]
    return Inputs(places, people, roster, last_day(results.period))


def last_day(period: str) -> date | None:
    """Return the last day of a period; None if it is no month.

    Examples
    --------
    >>> last_day("2026-02").isoformat(), last_day("") is None
    ('2026-02-28', True)
    """
    first = first_day(period)
    if f"{first:%Y-%m}" != period:
        return None
    later = first + timedelta(days=_DAYS_OF_LONGEST_MONTH)
    return (later.replace(day=1) - timedelta(days=1)).date()


def _needs_of(city: City, known: Inputs) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, int]:
    """Work out roles, needs and activities, and count the workloads of no unit."""
    activities, times = _usable(city.activities), _usable(city.working_time)
    if activities is None or times is None:
        return pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), 0
    activities = activities.assign(role_key=activities["role"].map(role_key))
    times = times.assign(role_key=times["role"].map(role_key))
    roles = roles_of(times, activities)
    workloads = _usable(city.workloads)
    computable = roles[roles["reason"].eq("")]
    services = annual_workloads(activities, computable, workloads, known)
    by_activity = activity_needs(services, activities, roles)
    staff = staff_of_roles(by_activity, computable, known)
    needs = staffing_needs(by_activity, roles, staff)
    unplaced = unplaced_rows(workloads, activities, computable, known)
    return roles, needs, by_activity, unplaced


def _usable(table: Checked[pd.DataFrame] | None) -> pd.DataFrame | None:
    return None if table is None else table.usable(TableError)
