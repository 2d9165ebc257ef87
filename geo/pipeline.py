"""The whole way on one screen: from a city's files to its plan."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.access.build import reach_of, with_reach
from geo.analyses.access.model import ReachModel
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.inputs import Flows, flows_of
from geo.analyses.population.model import (
    count_records,
    estimates_of,
    origins_of,
    people_of,
    reported_period,
    sources_of,
    with_codes_of_today,
)
from geo.analyses.sharing.model import sharing_of
from geo.analyses.staffing.methods.staffing_ratio import (
    posts_by_community,
    staffing,
    street_posts,
    sum_up,
)
from geo.analyses.validation.rules import misplaced_posts, record_faults
from geo.core.admin_units import join_places, name_units
from geo.core.digests import file_digest
from geo.core.issues import BoundaryError, TableError
from geo.core.progress import Progress, silent
from geo.core.results import Plan

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.analyses.population.record_counts import Tally
    from geo.city.folder import City
    from geo.core.standards import Standards

    Count = Callable[[City, gpd.GeoDataFrame, Standards, Progress], Tally]


def run(
    city: City,
    standards: Standards | None = None,
    progress: Progress = silent,
    count: Count | None = None,
) -> Plan:
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
        If an input has a fault that stops a run; the error carries all of them.
    """
    standards = standards or city.standards
    with ThreadPoolExecutor(1) as beside:
        hashes = beside.submit(_hashes_of, city)
        plan = _run(city, standards, progress, count or count_records)
        return replace(plan, files=hashes.result())


def _run(city: City, standards: Standards, progress: Progress, count: Count) -> Plan:
    """Do the whole way, but for the hashes of the files."""
    communities = city.communities.usable(BoundaryError)
    staff = city.staff.usable(TableError) if city.staff else None
    if staff is not None:
        staff = with_codes_of_today(staff, city)
    tally = count(city, communities, standards, progress)
    period = reported_period(city, tally)
    found = record_faults(city, tally)
    if any(fault.stops for fault in found):
        raise TableError(*found)

    progress("stage.staffing", 0.0)
    people = people_of(communities, tally, period)
    posts = None if staff is None else posts_by_community(staff, standards)
    checked = join_places(communities, staffing(people, posts, standards))
    streets = name_units(sum_up(checked, ["street_code"]), checked, "street")
    if staff is not None:
        streets = streets.join(street_posts(streets, staff, standards))
    progress("stage.staffing", 1.0)
    origins = origins_of(tally)
    flows = flows_of(city, checked, origins, period, standards)
    plan = Plan(
        name=city.settings.name,
        note=city.settings.note,
        language=city.settings.language,
        period=period,
        periods=tally.periods,
        standards=standards,
        communities=checked,
        streets=streets,
        districts=name_units(sum_up(checked, ["district_code"]), checked, "district"),
        city_total=sum_up(checked.assign(city=""), ["city"]).drop(columns="city"),
        counts=tally.counts,
        cells=tally.cells,
        account=tally.account,
        notes=tally.notes,
        set_aside=tally.set_aside,
        dropped=city.dropped,
        faults=(*city.faults, *misplaced_posts(communities, staff), *found),
        files={},
        origins=origins,
        sources=sources_of(tally),
        estimates=estimates_of(communities, tally),
        sites=sites_of(city),
        city_code=flows.city_code,
        products={Flows: flows},
    )
    progress("stage.reach", 0.0)
    reach = reach_of(city, checked, tally.spots, period, standards)
    if reach is not None:
        plan = with_reach(plan, reach)
    progress("stage.reach", 1.0)
    return with_corridors(plan)


def with_corridors(plan: Plan) -> Plan:
    """Add what follows from counts, posts and reach: corridors, and sharing between neighbours."""
    shared, notes = sharing_of(plan.communities, plan.standards, plan.get(ReachModel))
    corridors = corridors_of(plan)
    return replace(plan.having(corridors), sharing=shared, sharing_notes=notes)


def sites_of(city: City) -> pd.DataFrame:
    """Return the service sites of a city; none where their table has a fault that stops its use."""
    sites = city.sites
    if sites is None or any(fault.stops for fault in sites.faults):
        return pd.DataFrame()
    return sites.frame


def _hashes_of(city: City) -> dict[str, str]:
    return {name: file_digest(path) for name, path in sorted(city.files.items())}
