"""From a city's streets, sites and counts to its reach, and what that adds to a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.methods.underserved import UNDERSERVED, underserved, underserved_areas
from geo.analyses.access.model import ReachModel
from geo.analyses.access.travel_times import LineWays, StreetWays, TableWays
from geo.analyses.population.context import ways_of
from geo.core.admin_units import NAMES_LAST
from geo.core.columns import ROW
from geo.core.issues import Fault, TableError
from geo.formats.checked import row_faults
from geo.network.snapping import OFF

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.city.folder import City
    from geo.core.results import Plan
    from geo.core.standards import Standards

FAR: Final = ("far", "both")
"""Communities that are underserved because people are far from a site."""


def reach_of(
    city: City,
    communities: gpd.GeoDataFrame,
    spots: pd.DataFrame,
    period: str,
    standards: Standards,
) -> ReachModel | None:
    """Make the reach of a city ready; None where there is no site, or no way to any.

    Parameters
    ----------
    city
        Its sites, streets and travel times.
    communities
        ``community_code``, ``street_code``, ``district_code``, ``people``, ``geometry``.
    spots
        See :meth:`geo.analyses.population.record_counts.Tally.spots`.
    period
        The period reported.
    standards
        The norms.

    Raises
    ------
    TableError
        If the table of travel times has a fault that stops its use.
    """
    sites = city.sites
    if sites is None or any(fault.stops for fault in sites.faults) or sites.frame.empty:
        return None
    listed = pd.DataFrame(communities[["community_code", "street_code", "district_code", "people"]])
    if city.travel_times is not None:
        table = city.travel_times.usable(TableError)
        codes, names = listed["community_code"], sites.frame["site_name"]
        ways = TableWays.of(table, codes, names, city.settings.travel_times.mode)
        faults = _unknown_ends(table, codes, names, city.settings.travel_times.file)
        return ReachModel(ways, _as_spots(listed), listed, sites.frame, standards, faults)
    network = ways_of(city, communities)
    if network is None:
        return None
    here = spots[spots["period"] == period].drop(columns="period").reset_index(drop=True)
    if not len(network.tail):
        lines = LineWays(network, sites.frame, standards)
        return ReachModel(lines, here, listed, sites.frame, standards)
    streets = StreetWays(network, sites.frame, standards)
    faults = _far_sites(streets, city.settings.sites.file)
    return ReachModel(streets, here, listed, sites.frame, standards, faults)


def _as_spots(listed: pd.DataFrame) -> pd.DataFrame:
    """Take each community as one spot: a table of travel times knows no more."""
    spots = pd.DataFrame(
        {
            "community_code": listed["community_code"],
            "node": np.arange(len(listed)),
            "leg_m": 0,
            "people": listed["people"],
        }
    )
    some = spots["people"].gt(0).fillna(value=False)
    return spots[some].astype({"people": "int64"}).reset_index(drop=True)


def _far_sites(ways: StreetWays, file: str) -> tuple[Fault, ...]:
    """Tell the sites that have no street near enough."""
    far = Fault(
        "fault.site_off_network",
        stops=False,
        file=file,
        more={"metres": f"{ways.standards.site_snap_m:g}"},
    )
    return tuple(
        row_faults(far, ways.entrances[0] == OFF, ways.sites[ROW], ways.sites["site_name"])
    )


def _unknown_ends(
    table: pd.DataFrame, codes: pd.Series[str], names: pd.Series[str], file: str
) -> tuple[Fault, ...]:
    """Tell the rows of travel times whose community or site nobody knows."""
    told: list[Fault] = []
    ends = {"community_code": codes, "site_name": names}
    for column, known in ends.items():
        fault = Fault("fault.travel_time_unknown", stops=False, file=file, column=column)
        told += row_faults(fault, ~table[column].isin(known), table[ROW], table[column])
    return tuple(told)


def with_reach(plan: Plan, reach: ReachModel) -> Plan:
    """Add to a plan who reaches a site in time, and where people are underserved.

    Parameters
    ----------
    plan
        Counts and posts.
    reach
        Of the same communities.

    Returns
    -------
    Plan
        With ``reach``. ``communities`` has, before the names, the columns of
        :meth:`geo.analyses.access.model.ReachModel.coverage` (but for counts of communities), of
        :meth:`geo.analyses.access.model.ReachModel.access`, of
        :func:`geo.analyses.access.methods.underserved.underserved`, and
        ``underserved_area``; streets, districts and city have those of the coverage,
        ``people_underserved``, and how many communities are of each kind of
        :data:`geo.analyses.access.methods.underserved.UNDERSERVED` that lacks something.
    """
    norms = plan.standards
    found = reach.coverage("community").set_index("community_code")
    found = found.drop(columns=["people", *found.filter(like="communities")])
    checked = plan.communities.set_index("community_code")
    class_of = underserved(checked, found, norms.people_per_staff, norms.covered_percent)
    found = found.join(reach.access()).join(class_of)
    communities = plan.communities.join(found, on="community_code")
    area, note = underserved_areas(communities, norms.cluster_p)
    communities["underserved_area"] = area.reindex(communities["community_code"]).array
    first = [name for name in communities if name not in NAMES_LAST]
    communities = communities[[*first, *NAMES_LAST]]
    return replace(
        plan.having(reach),
        area_note=note,
        communities=communities,
        streets=_with_units(plan.streets, communities, reach, "street"),
        districts=_with_units(plan.districts, communities, reach, "district"),
        city_total=_with_units(plan.city_total, communities, reach, "city"),
        faults=(*plan.faults, *reach.faults),
    )


def _with_units(
    units: pd.DataFrame, communities: gpd.GeoDataFrame, reach: ReachModel, level: str
) -> pd.DataFrame:
    covered = reach.coverage(level).drop(columns=["people", "communities"])
    told = pd.DataFrame({"people_underserved": communities["people_underserved"]})
    for kind in UNDERSERVED[1:4]:
        told[f"communities_{kind}"] = (communities["underserved"] == kind).astype("int64")
    if level == "city":
        sums: Any = told.groupby(np.zeros(len(told))).sum(min_count=1).reset_index(drop=True)
        return units.join(covered).join(sums)
    code = f"{level}_code"
    sums = told.groupby(communities[code], dropna=False).sum(min_count=1)
    known = units.merge(covered, on=code, how="left", validate="one_to_one")
    return known.join(sums, on=code)
