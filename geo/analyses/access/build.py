"""From streets, sites and counts to accessibility, and what that adds to the results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import CAPACITY_COLUMNS
from geo.analyses.access.demand import demand_of
from geo.analyses.access.demand_issues import demand_issues
from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.methods.underserved import UNDERSERVED, underserved
from geo.analyses.access.methods.underserved_areas import underserved_areas
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Access, Sites
from geo.analyses.access.street_issues import street_issues
from geo.analyses.access.table_models import joined_models, table_models
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.analyses.population.context import grid_of, streets_of
from geo.analyses.population.model import Population, count_records, population_of
from geo.analyses.population.periods import reported_period
from geo.analyses.staffing.model import Staffing
from geo.core.issues import BoundaryError, TableError, YipanError
from geo.core.losses import is_loss
from geo.core.progress import silent
from geo.network.street_network import MODES
from geo.spatial.contiguity import neighbours_of

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.analyses.access.demand import Demand
    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City
    from geo.core.issues import Issue
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
        ``community_code``, ``community_name``, ``subdistrict_code``, ``district_code``,
        ``floating_population``, ``registered``, ``geometry``.
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
    codes = ["community_code", "subdistrict_code", "district_code"]
    more = ["community_name", "floating_population", "registered"]
    listed = pd.DataFrame(communities[[*codes, *more]])
    here = demand_points[demand_points["period"] == period].drop(columns="period")
    demand = demand_of(here, communities, registered=city.settings.access.demand == "all")
    tables = table_models(city, listed, demand, standards)
    by_points = None
    if (not tables or streets_of(city) is not None) and grid_of(city, communities) is not None:
        by_points = _model_of_points(city, demand, listed, standards, tuple(tables))
    model = joined_models(by_points, tables)
    if model is None:
        return None
    issues = demand_issues(model, listed["registered"], city.settings.sites.file)
    return replace(model, issues=(*model.issues, *issues))


def access_issues(city: City, record_counts: RecordCounts) -> tuple[Issue, ...]:
    """Return what a run tells of sites, streets, travel times and demand held together.

    Parameters
    ----------
    city
        Its sites, streets and travel times.
    record_counts
        Its records, counted.
    """
    try:
        communities = city.communities.usable(BoundaryError)
        period = reported_period(city, record_counts)
        population = population_of(communities, record_counts, period)
        counted = communities.join(population.rename("floating_population"), on="community_code")
        model = access_of(city, counted, record_counts.demand_points, period, city.standards)
    except YipanError as error:
        return error.issues
    return model.issues if model else ()


def _model_of_points(
    city: City,
    demand: Demand,
    communities: pd.DataFrame,
    standards: Standards,
    timed: tuple[str, ...],
) -> AccessModel:
    """Prepare the model of people at points, by all modes but those that tables are of."""
    sites, street_settings = sites_of(city), city.settings.streets
    model = AccessModel(
        EuclideanTravelTimes(sites, standards),
        demand.points,
        communities.join(demand.communities, on="community_code"),
        sites,
        standards,
        settings=city.settings.access,
        representative=demand.representative,
    )
    if (network := streets_of(city)) is None:
        return model
    modes = tuple(mode for mode in MODES if mode not in timed)
    settings = street_settings.island_nodes, street_settings.factors
    streets = NetworkTravelTimes(network, sites, standards, *settings, city.store, modes=modes)
    return replace(model, source=streets, issues=street_issues(streets, demand.points, city))


def travel_times_of(
    city: City, results: Results, progress: Progress
) -> tuple[Sites] | tuple[Sites, AccessModel]:
    """Find the ways to the sites; only the sites where there is no way to any, or none."""
    progress("stage.accessibility", 0.0)
    record_counts = results[Population].record_counts
    demand_points = record_counts.demand_points if record_counts else pd.DataFrame()
    communities = results.communities_with(Population)
    model = access_of(city, communities, demand_points, results.period, results.standards)
    sites = Sites(sites_of(city))
    progress("stage.accessibility", 0.5)
    return (sites,) if model is None else (sites, model)


def accessibility_of(
    _city: City, results: Results, progress: Progress
) -> tuple[()] | tuple[Access]:
    """Find who reaches a site; nothing where there is no way to any, or none."""
    model = results.get(AccessModel)
    products = () if model is None else (access_by_unit(results, model),)
    progress("stage.accessibility", 1.0)
    return products


def access_model(city: City, results: Results) -> AccessModel | None:
    """Prepare the accessibility model of a run whose results were kept: records are read again."""
    communities = city.communities.usable(BoundaryError)
    record_counts = count_records(city, communities, results.standards, silent)
    counted = results.communities_with(Population)
    return access_of(city, counted, record_counts.demand_points, results.period, results.standards)


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
    accessibility = access.coverage("community").set_index("community_code")
    accessibility = accessibility.drop(
        columns=["floating_population", *accessibility.filter(like="communities")]
    )
    accessibility.insert(0, "location_basis", access.of_mode().location_basis)
    community_counts = results.communities_with(Population, Staffing)
    checked = community_counts.set_index("community_code")
    class_of = underserved(
        checked, accessibility, norms.max_population_per_staff, norms.covered_percent
    )
    demand = access.of_mode().communities.set_index("community_code").filter(like="demand_")
    shared = [access.floating_catchment(), demand, access.capacity_coverage()]
    accessibility = accessibility.join([*shared, class_of])
    communities = community_counts.join(accessibility, on="community_code")
    pairs = neighbours_of(results.units)
    area, note = underserved_areas(communities, norms.cluster_p_value, pairs)
    accessibility = accessibility.reindex(checked.index)
    accessibility["underserved_area"] = area.reindex(checked.index).array
    amounts = _amounts(communities)
    subdistricts, districts, city = (
        _by_unit(communities, amounts, access, level)
        for level in ("subdistrict", "district", "city")
    )
    return Access(
        communities=accessibility,
        subdistricts=subdistricts,
        districts=districts,
        city=city,
        mode=access.mode_of(),
        minutes=access.minutes_of(),
        area_note=note,
        issues=access.issues,
    )


def _amounts(communities: pd.DataFrame) -> pd.DataFrame:
    """Return what units add up of their communities."""
    kinds = communities["underserved"].to_numpy(object)
    counts = {f"communities_{kind}": (kinds == kind).astype(np.int64) for kind in UNDERSERVED[1:4]}
    return pd.DataFrame(communities[list(SUMMED)]).assign(**counts)


def _by_unit(
    communities: pd.DataFrame, amounts: pd.DataFrame, access: AccessModel, level: str
) -> pd.DataFrame:
    covered = access.coverage(level).drop(columns=["floating_population", "communities"])
    covered.insert(0, "location_basis", access.of_mode().location_basis)
    if level == "city":
        sums: Any = amounts.groupby(np.zeros(len(amounts))).sum(min_count=1).reset_index(drop=True)
        return covered.join(sums)
    code = f"{level}_code"
    sums = amounts.groupby(communities[code], dropna=False).sum(min_count=1)
    return covered.set_index(code).join(sums, how="outer")
