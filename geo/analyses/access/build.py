"""From streets, sites and counts to accessibility, and what that adds to the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import CAPACITY_COLUMNS
from geo.analyses.access.methods.underserved import UNDERSERVED, underserved
from geo.analyses.access.methods.underserved_areas import underserved_areas
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Access, Sites
from geo.analyses.access.street_issues import street_issues
from geo.analyses.access.table_models import joined_models, table_models
from geo.analyses.access.travel_times import EuclideanTravelTimes, NetworkTravelTimes
from geo.analyses.population.context import grid_of, streets_of
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.issues import TableError
from geo.core.losses import is_loss
from geo.network.street_network import MODES

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results
    from geo.core.standards import Standards

SUMMED: Final = (
    "population_underserved",
    "population_not_reaching",
    "population_passed_over",
    *CAPACITY_COLUMNS,
)
"""Counts of communities that units add up, beside those of the coverage."""


def access_of(
    city: City,
    communities: gpd.GeoDataFrame,
    demand_points: pd.DataFrame,
    period: str,
    standards: Standards,
) -> AccessModel | None:
    """Prepare the accessibility model of a city; None where there is no site, or no way to any.

    Parameters
    ----------
    city
        Its sites, streets and travel times.
    communities
        ``community_code``, ``subdistrict_code``, ``district_code``, ``floating_population``,
        ``geometry``.
    demand_points
        See :meth:`geo.analyses.population.record_counts.RecordCounts.demand_points`.
    period
        The period reported.
    standards
        The norms.

    Raises
    ------
    TableError
        If the table of travel times has an issue that stops its use, or too many sites find no
        place.
    """
    sites = city.sites
    stopping = [] if sites is None else [issue for issue in sites.issues if issue.stops]
    if losses := [issue for issue in stopping if is_loss(issue)]:
        raise TableError(*losses)
    if sites is None or stopping or sites.frame.empty:
        return None
    listed = pd.DataFrame(
        communities[["community_code", "subdistrict_code", "district_code", "floating_population"]]
    )
    tables = table_models(city, listed, standards)
    if tables and streets_of(city) is None:
        return joined_models(None, tables)
    if grid_of(city, communities) is None:
        return None
    here = (
        demand_points[demand_points["period"] == period]
        .drop(columns="period")
        .reset_index(drop=True)
    )
    if (network := streets_of(city)) is None:
        lines = EuclideanTravelTimes(sites.frame, standards)
        return AccessModel(lines, here, listed, sites.frame, standards)
    given = city.settings.streets
    modes = tuple(mode for mode in MODES if mode not in tables)
    settings = given.island_nodes, given.factors
    streets = NetworkTravelTimes(network, sites.frame, standards, *settings, modes=modes)
    issues = street_issues(streets, here, city)
    model = AccessModel(streets, here, listed, sites.frame, standards, issues)
    return joined_models(model, tables)


def accessibility_of(
    city: City, results: Results, progress: Progress
) -> tuple[Sites] | tuple[Sites, AccessModel, Access]:
    """Find who reaches a site; only the sites where there is no way to any, or none."""
    progress("stage.accessibility", 0.0)
    record_counts = results[Population].record_counts
    demand_points = record_counts.demand_points if record_counts else pd.DataFrame()
    communities = results.communities_with(Population)
    model = access_of(city, communities, demand_points, results.period, results.standards)
    sites = Sites(sites_of(city))
    found = (sites,) if model is None else (sites, model, access_by_unit(results, model))
    progress("stage.accessibility", 1.0)
    return found


def sites_of(city: City) -> pd.DataFrame:
    """Return the service sites of a city; none where their table cannot be used."""
    sites = city.sites
    if sites is None or any(issue.stops for issue in sites.issues):
        return pd.DataFrame()
    return sites.frame


def access_by_unit(results: Results, access: AccessModel) -> Access:
    """Compute for each unit who reaches a site in time, and where people are underserved.

    Parameters
    ----------
    results
        Population and staffing.
    access
        Of the same communities.
    """
    norms = results.standards
    found = access.coverage("community").set_index("community_code")
    found = found.drop(columns=["floating_population", *found.filter(like="communities")])
    known = results.communities_with(Population, Staffing)
    checked = known.set_index("community_code")
    class_of = underserved(checked, found, norms.max_population_per_staff, norms.covered_percent)
    found = found.join([access.floating_catchment(), access.capacity_coverage(), class_of])
    communities = known.join(found, on="community_code")
    area, note = underserved_areas(communities, norms.cluster_p_value)
    found = found.reindex(checked.index)
    found["underserved_area"] = area.reindex(checked.index).array
    return Access(
        communities=found,
        subdistricts=_by_unit(communities, access, "subdistrict"),
        districts=_by_unit(communities, access, "district"),
        city=_by_unit(communities, access, "city"),
        area_note=note,
        issues=access.issues,
    )


def _by_unit(communities: gpd.GeoDataFrame, access: AccessModel, level: str) -> pd.DataFrame:
    covered = access.coverage(level).drop(columns=["floating_population", "communities"])
    told = pd.DataFrame(communities[list(SUMMED)])
    for kind in UNDERSERVED[1:4]:
        told[f"communities_{kind}"] = (communities["underserved"] == kind).astype("int64")
    if level == "city":
        sums: Any = told.groupby(np.zeros(len(told))).sum(min_count=1).reset_index(drop=True)
        return covered.join(sums)
    code = f"{level}_code"
    sums = told.groupby(communities[code], dropna=False).sum(min_count=1)
    return covered.set_index(code).join(sums, how="outer")
