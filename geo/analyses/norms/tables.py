"""The tables of norms, of their units, and of the staff that the workload requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.norms.model import norms_here
from geo.core.admin_units import unit_names, units_of
from geo.core.analysis import columns_of
from geo.core.memo import kept_with

if TYPE_CHECKING:
    from geo.core.results import Results

PACKAGE: Final = "geo.analyses.norms"
_ABOVE: Final = {
    "community": ("subdistrict_name", "district_name"),
    "subdistrict": ("district_name",),
    "district": (),
    "city": (),
}


def norms_table(results: Results) -> pd.DataFrame:
    """Return the norms, a row each, with what they come to in the city."""
    return _declared(norms_here(results).norms, "norms")


@kept_with
def norm_units_table(results: Results) -> pd.DataFrame:
    """Return what each norm requires of each unit of its level."""
    return _declared(named(results, norms_here(results).units), "norm_units")


@kept_with
def wisn_table(results: Results) -> pd.DataFrame:
    """Return the staff that the workload of each unit requires, or why none is known."""
    found = norms_here(results)
    if found.roles.empty:
        return _declared(pd.DataFrame(), "wisn")
    needs = found.needs.join(found.roles, on="role_key")
    without = found.roles[~found.roles.index.isin(needs["role_key"])]
    reasons = without["reason"].where(without["reason"].ne(""), "no_workload")
    lines = pd.concat([needs, without.assign(reason=reasons).reset_index()], ignore_index=True)
    return _declared(named(results, lines), "wisn")


def wisn_activities_table(results: Results) -> pd.DataFrame:
    """Return the workload of each service in each unit, and the staff that it requires."""
    found = norms_here(results)
    if found.activities.empty:
        return _declared(pd.DataFrame(), "wisn_activities")
    lines = found.activities.join(found.roles[["role", "level"]], on="role_key")
    return _declared(named(results, lines), "wisn_activities")


def named(results: Results, lines: pd.DataFrame) -> pd.DataFrame:
    """Add ``name``, ``subdistrict_name`` and ``district_name`` of units to their lines.

    Parameters
    ----------
    results
        The units.
    lines
        ``level``, ``code``; of the city the code is "", and becomes that of the city.
    """
    parts = []
    for level, above in _ABOVE.items():
        own = lines[lines["level"].eq(level)]
        if own.empty and len(lines):
            continue
        if level == "city":
            own = own.assign(code=results.city.code)
        own = own.assign(name=own["code"].map(unit_names(results, level)))
        units = units_of(results, level)
        for column in ("subdistrict_name", "district_name"):
            known = column in above and column in units
            own = own.assign(**{column: own["code"].map(units[column]) if known else None})
        parts.append(own)
    others = lines[~lines["level"].isin(list(_ABOVE))]
    return pd.concat([*parts, others]).sort_index(kind="stable")


def manifest_of(results: Results) -> dict[str, Any]:
    """Return what each norm comes to: its state, and the people in units that comply."""
    columns = ["state", "reason", "people", "people_compliant", "staff_shortfall"]
    norms = norms_here(results).norms
    return {"norms": norms.set_index("norm")[columns].to_dict("index")}


def _declared(lines: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the columns of a table as they are declared."""
    declared = {column.name: column.dtype for column in columns_of(PACKAGE, table)}
    return lines.reindex(columns=list(declared)).astype(declared).reset_index(drop=True)
