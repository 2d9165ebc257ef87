"""The whole way on one screen: from a city's files to its plan."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.access.build import access_of, with_access
from geo.analyses.access.model import AccessModel
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.inputs import Flows, flows_of
from geo.analyses.population.model import (
    count_records,
    estimates_of,
    origins_of,
    population_of,
    reported_period,
    sources_of,
    with_codes_of_today,
)
from geo.analyses.sharing.model import sharing_of
from geo.analyses.staffing.methods.staffing_ratio import (
    staff_by_community,
    staffing,
    subdistrict_posts,
    sum_up,
)
from geo.analyses.validation.rules import misplaced_staff, record_issues
from geo.core.admin_units import join_places, name_units
from geo.core.digests import file_digest
from geo.core.issues import BoundaryError, TableError
from geo.core.progress import Progress, silent
from geo.core.results import Results

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City
    from geo.core.standards import Standards

    Count = Callable[[City, gpd.GeoDataFrame, Standards, Progress], RecordCounts]


def run(
    city: City,
    standards: Standards | None = None,
    progress: Progress = silent,
    count: Count | None = None,
) -> Results:
    """Hold a city against its standards.

    Parameters
    ----------
    city
        The city, opened.
    standards
        Norms to use instead of the city's own, for a what-if.
    progress
        Is told how far the work is.
    count
        How records are counted, if not by :func:`count_records` in this process; see
        :class:`geo.analyses.population.cluster.Cluster`.

    Raises
    ------
    YipanError
        If an input has an issue that stops a run; the error carries all of them.
    """
    standards = standards or city.standards
    with ThreadPoolExecutor(1) as beside:
        hashes = beside.submit(_hashes_of, city)
        results = _run(city, standards, progress, count or count_records)
        return replace(results, files=hashes.result())


def _run(city: City, standards: Standards, progress: Progress, count: Count) -> Results:
    """Do the whole way, but for the hashes of the files."""
    communities = city.communities.usable(BoundaryError)
    staff = city.staff.usable(TableError) if city.staff else None
    if staff is not None:
        staff = with_codes_of_today(staff, city)
    record_counts = count(city, communities, standards, progress)
    period = reported_period(city, record_counts)
    found = record_issues(city, record_counts)
    if any(issue.stops for issue in found):
        raise TableError(*found)

    progress("stage.staffing", 0.0)
    population = population_of(communities, record_counts, period)
    posts = None if staff is None else staff_by_community(staff, standards)
    checked = join_places(communities, staffing(population, posts, standards))
    subdistricts = name_units(sum_up(checked, ["subdistrict_code"]), checked, "subdistrict")
    if staff is not None:
        subdistricts = subdistricts.join(subdistrict_posts(subdistricts, staff, standards))
    progress("stage.staffing", 1.0)
    origins = origins_of(record_counts)
    flows = flows_of(city, checked, origins, period, standards)
    results = Results(
        name=city.settings.name,
        note=city.settings.note,
        language=city.settings.language,
        period=period,
        periods=record_counts.periods,
        standards=standards,
        communities=checked,
        subdistricts=subdistricts,
        districts=name_units(sum_up(checked, ["district_code"]), checked, "district"),
        city_total=sum_up(checked.assign(city=""), ["city"]).drop(columns="city"),
        counts=record_counts.counts,
        cells=record_counts.cells,
        record_account=record_counts.record_account,
        notes=record_counts.notes,
        rejected_records=record_counts.rejected_records,
        dropped=city.dropped,
        issues=(*city.issues, *misplaced_staff(communities, staff), *found),
        files={},
        origins=origins,
        sources=sources_of(record_counts),
        estimates=estimates_of(communities, record_counts),
        sites=sites_of(city),
        city_code=flows.city_code,
        products={Flows: flows},
    )
    progress("stage.accessibility", 0.0)
    access = access_of(city, checked, record_counts.demand_points, period, standards)
    if access is not None:
        results = with_access(results, access)
    progress("stage.accessibility", 1.0)
    return with_corridors(results)


def with_corridors(results: Results) -> Results:
    """Add what follows from counts, posts and reach: corridors, and sharing between neighbours."""
    shared, notes = sharing_of(results.communities, results.standards, results.get(AccessModel))
    corridors = corridors_of(results)
    return replace(results.having(corridors), sharing=shared, sharing_notes=notes)


def sites_of(city: City) -> pd.DataFrame:
    """Return the service sites of a city; none where their table cannot be used."""
    sites = city.sites
    if sites is None or any(issue.stops for issue in sites.issues):
        return pd.DataFrame()
    return sites.frame


def _hashes_of(city: City) -> dict[str, str]:
    return {name: file_digest(path) for name, path in sorted(city.files.items())}
