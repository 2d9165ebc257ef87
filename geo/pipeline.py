"""The whole way on one screen: from a city's files to its plan."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.access.build import reach_of, with_reach
from geo.analyses.corridors.inputs import Flows, flows_of
from geo.analyses.corridors.model import Corridors, corridors_of
from geo.analyses.population.context import crosswalk_of, make_ground
from geo.analyses.population.model import estimates_of, origins_of, sources_of
from geo.analyses.sharing.model import sharing_of
from geo.analyses.staffing.methods.staffing_ratio import (
    posts_by_community,
    staffing,
    street_posts,
    sum_up,
)
from geo.analyses.validation.rules import misplaced_posts, record_faults
from geo.core.admin_units import join_places, name_units
from geo.core.issues import BoundaryError, Fault, TableError
from geo.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from geo.analyses.access.model import ReachModel
    from geo.analyses.population.record_counts import Tally
    from geo.city.folder import City
    from geo.core.standards import Standards

    Count = Callable[[City, gpd.GeoDataFrame, Standards, Progress], Tally]


@dataclass(frozen=True, eq=False)
class Plan:
    """What a run finds: a city held against its standards.

    Parameters
    ----------
    name, note, language
        As ``city.toml`` says.
    period
        The period reported, ``YYYY-MM``; empty where the records have none.
    periods
        All periods of the records, in order.
    standards
        The norms used.
    communities
        GeoDataFrame, EPSG:4326, a row a community in order of code: ``community_code``,
        ``community_name``, ``street_code``, ``district_code``, the columns of
        :func:`geo.analyses.staffing.methods.staffing_ratio.staffing`, ``street_name``,
        ``district_name``, ``kind``, ``registered``, ``geometry`` (None without a boundary).
    streets, districts, city_total
        See :func:`geo.analyses.staffing.methods.staffing_ratio.sum_up`; ``streets`` also has the
        columns of :func:`geo.analyses.staffing.methods.staffing_ratio.street_posts`.
    counts
        ``community_code``, ``period``, ``people``: every period.
    cells
        See :class:`geo.analyses.population.record_counts.Tally`: all that is kept of points.
    account, notes
        Rows and persons by file, see :class:`geo.analyses.population.record_counts.Tally`.
    set_aside
        ``file``, ``row``, ``reason``.
    dropped
        ``file``, ``column``, ``personal``: columns that were not read.
    faults
        Warnings about the inputs.
    files
        SHA-256 of every input by its name in the city folder.
    origins
        ``community_code``, ``period``, ``province_code``, ``province_name``, ``prefecture_code``,
        ``prefecture_name``, ``county_code`` (as today; missing where not known), ``state`` (see
        :mod:`geo.regions.origins`), ``people``: everybody counted, every period.
    sources
        See :func:`geo.analyses.population.methods.source_comparison.compare`; no rows where there
        are not two sources.
    estimates
        See :func:`geo.analyses.population.methods.source_comparison.estimate_unlisted`, by district
        and for the city (``district_code`` missing). Never part of any count.
    sites
        See :func:`geo.city.datasets.sites.read_sites`; no rows where no table of sites can be used.
    reach
        Who comes to which site in how many minutes; None where there is no site. What it adds to
        communities and units is told at :func:`geo.analyses.access.build.with_reach`.
    area_note
        Why no areas are told as underserved: see
        :func:`geo.analyses.access.methods.underserved.underserved_areas`.
    flows, corridors
        See :mod:`geo.analyses.corridors.inputs`; the corridors by prefecture and district.
    sharing, sharing_notes
        See :func:`geo.analyses.sharing.model.sharing_of`.
    """

    name: str
    note: str
    language: str
    period: str
    periods: tuple[str, ...]
    standards: Standards
    communities: gpd.GeoDataFrame
    streets: pd.DataFrame
    districts: pd.DataFrame
    city_total: pd.DataFrame
    counts: pd.DataFrame
    cells: pd.DataFrame
    account: pd.DataFrame
    notes: pd.DataFrame
    set_aside: pd.DataFrame
    dropped: pd.DataFrame
    faults: tuple[Fault, ...]
    files: dict[str, str]
    origins: pd.DataFrame = field(default_factory=pd.DataFrame)
    sources: pd.DataFrame = field(default_factory=pd.DataFrame)
    estimates: pd.DataFrame = field(default_factory=pd.DataFrame)
    sites: pd.DataFrame = field(default_factory=pd.DataFrame)
    reach: ReachModel | None = None
    area_note: str = ""
    flows: Flows = field(default_factory=Flows)
    corridors: Corridors = field(default_factory=Corridors)
    sharing: pd.DataFrame = field(default_factory=pd.DataFrame)
    sharing_notes: tuple[Fault, ...] = ()


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
        flows=flows_of(city, checked, origins, period, standards),
    )
    progress("stage.reach", 0.0)
    reach = reach_of(city, checked, tally.spots, period, standards)
    if reach is not None:
        plan = with_reach(plan, reach)
    progress("stage.reach", 1.0)
    return with_corridors(plan)


def with_corridors(plan: Plan) -> Plan:
    """Add what follows from counts, posts and reach: corridors, and sharing between neighbours."""
    shared, notes = sharing_of(plan.communities, plan.standards, plan.reach)
    corridors = corridors_of(plan)
    return replace(plan, corridors=corridors, sharing=shared, sharing_notes=notes)


def count_records(
    city: City,
    communities: gpd.GeoDataFrame,
    standards: Standards,
    progress: Progress = silent,
    areas: NDArray[np.object_] | None = None,
) -> Tally:
    """Read, locate and count all records of a city, batch by batch, also those in some areas."""
    tally = make_ground(city, communities, progress).new_tally(city, standards, areas)
    for batch in city.coded_records(progress):
        tally.add(batch)
    tally.settle()
    return tally


def with_codes_of_today(staff: pd.DataFrame, city: City) -> pd.DataFrame:
    """Move the posts that a roster lists under old codes."""
    crosswalk = crosswalk_of(city)
    return crosswalk.posts(staff, ["part_time", "dedicated", "level"]) if crosswalk else staff


def reported_period(city: City, tally: Tally) -> str:
    """Return the period the city asks for, or else the latest of the records.

    Raises
    ------
    TableError
        If no record is of the period asked for.
    """
    asked = city.settings.records.period
    if asked and asked not in tally.periods:
        raise TableError(
            Fault(
                "fault.period_unknown",
                stops=True,
                file="city.toml",
                column="period",
                value=asked,
                more={"periods": ", ".join(filter(None, tally.periods)) or "—"},
            )
        )
    return asked or max(tally.periods, default="")


def people_of(communities: gpd.GeoDataFrame, tally: Tally, period: str) -> pd.Series[int]:
    """Return the people of every community in a period, by code.

    A community that no record could have reached (no records at all; or no boundary, and no record
    states a community) is missing: nobody knows. In all others no record means nobody.
    """
    codes = pd.Index(communities["community_code"])
    counts = tally.counts
    counted = counts[counts["period"] == period].set_index("community_code")["people"]
    people = counted.reindex(codes, fill_value=0).astype("Int64")
    bounded = (communities.geometry.notna() & ~communities.geometry.is_empty).to_numpy()
    reachable = (bounded | tally.codes_stated) & bool(tally.periods)
    return people.where(reachable)


def sites_of(city: City) -> pd.DataFrame:
    """Return the service sites of a city; none where their table has a fault that stops its use."""
    sites = city.sites
    if sites is None or any(fault.stops for fault in sites.faults):
        return pd.DataFrame()
    return sites.frame


def _hashes_of(city: City) -> dict[str, str]:
    return {name: file_hash(path) for name, path in sorted(city.files.items())}


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
