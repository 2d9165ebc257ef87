"""The floating population: counts of all records of a city, and their account."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import pandas as pd

from geo.analyses.population.context import crosswalk_of, make_context
from geo.analyses.population.incomplete import incomplete_communities, incomplete_issues
from geo.analyses.population.losses import loss_issues, name_issues, with_headers
from geo.analyses.population.methods.account import refuse_open_account
from geo.analyses.population.methods.source_comparison import (
    compare,
    estimate_undercount,
    no_estimates,
)
from geo.analyses.population.periods import period_issues, reported_period
from geo.core.issues import BoundaryError, TableError
from geo.core.progress import Progress, silent
from geo.core.results import Product
from geo.regions.origins import AMBIGUOUS, named

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City
    from geo.core.results import Results, UnitTables
    from geo.core.standards import Standards

    Count = Callable[[City, gpd.GeoDataFrame, Standards, Progress], RecordCounts]


@dataclass(frozen=True, eq=False, kw_only=True)
class Population(Product):
    """The floating population of every unit, and where every row of the records went.

    ``communities``, ``subdistricts``, ``districts`` and ``city`` have ``floating_population``
    (Int64) in the period reported, missing where nobody knows; ``communities`` also
    ``count_incomplete`` (bool: counts of it could not be read, so that there are at least so many),
    the others ``communities_incomplete`` (int64) and ``population_incomplete`` (Int64, the people
    that are counted in these).

    Parameters
    ----------
    periods, period
        All periods of the records, in order, and the one reported.
    counts
        ``community_code``, ``period``, ``floating_population``: every period.
    cells
        See :class:`geo.analyses.population.record_counts.RecordCounts`: all that is kept of points.
    record_account, notes
        Rows and persons by file, see :class:`geo.analyses.population.record_counts.RecordCounts`.
    rejected_records
        ``file``, ``row``, ``reason``.
    file_rows
        See :func:`geo.core.row_account.rows_of_files`: of all tables of the city.
    dropped
        ``file``, ``column``, ``personal``: columns that were not read.
    origins
        See :func:`origins_of`.
    sources
        See :func:`geo.analyses.population.methods.source_comparison.compare`; no rows where there
        are not two sources.
    estimates
        See :func:`estimates_of`. Never part of any count.
    record_counts
        All that was counted, for other analyses of the run only.
    """

    periods: tuple[str, ...] = ()
    period: str = ""
    counts: pd.DataFrame = field(default_factory=pd.DataFrame)
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    record_account: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: pd.DataFrame = field(default_factory=pd.DataFrame)
    rejected_records: pd.DataFrame = field(default_factory=pd.DataFrame)
    file_rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    dropped: pd.DataFrame = field(default_factory=pd.DataFrame)
    origins: pd.DataFrame = field(default_factory=pd.DataFrame)
    sources: pd.DataFrame = field(default_factory=pd.DataFrame)
    estimates: pd.DataFrame = field(default_factory=pd.DataFrame)
    record_counts: RecordCounts | None = field(default=None, repr=False)

    def added_to(self, results: Results) -> Results:
        """Return the results of a run with this product and the periods it found."""
        return replace(super().added_to(results), periods=self.periods, period=self.period)

    def kept(self) -> Self:
        """Return the population without what was counted of single points."""
        return replace(self, record_counts=None)


def count_population(
    city: City, results: Results, progress: Progress, count: Count | None = None
) -> tuple[Population]:
    """Count the floating population of a city.

    Parameters
    ----------
    city, results, progress
        As every analysis takes them.
    count
        How records are counted, if not by :func:`count_records` in this process; see
        :class:`geo.analyses.population.cluster.Cluster`.

    Raises
    ------
    TableError
        If no record is of the period asked for, nobody can tell which is the latest, or too many
        find no place.
    UnexpectedError
        If records were lost or made up on the way: an error of ours.
    """
    communities = city.communities.usable(BoundaryError)
    record_counts = (count or count_records)(city, communities, results.standards, progress)
    refuse_open_account(
        record_counts.record_account, record_counts.rejected_records, city.record_rows
    )
    period_warnings = period_issues(city, record_counts)
    lost = (*loss_issues(city, record_counts), *period_warnings)
    if losses := [issue for issue in lost if issue.stops]:
        named = with_headers(city, name_issues(record_counts))
        others = [issue for issue in city.record_issues if not issue.is_note]
        raise TableError(*losses, *named, *others)
    period = reported_period(city, record_counts)
    population = population_of(communities, record_counts, period)
    incomplete = incomplete_communities(record_counts, period)
    by_level = units_of_population(results.units, population, incomplete)
    product = Population(
        communities=by_level["communities"],
        subdistricts=by_level["subdistricts"],
        districts=by_level["districts"],
        city=by_level["city"],
        # with those that reading the records has told
        issues=(*city.issues, *period_warnings, *incomplete_issues(record_counts, period)),
        periods=record_counts.periods,
        period=period,
        counts=record_counts.counts,
        cells=record_counts.cells,
        record_account=record_counts.record_account,
        notes=record_counts.notes,
        rejected_records=record_counts.rejected_records,
        file_rows=city.rows,
        dropped=city.dropped,
        origins=origins_of(record_counts),
        sources=sources_of(record_counts),
        estimates=estimates_of(communities, record_counts),
        record_counts=record_counts,
    )
    return (product,)


def units_of_population(
    units: UnitTables, population: pd.Series[int], incomplete: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Sum the people of communities up, by level; a unit is unknown if all its communities are.

    Parameters
    ----------
    units
        The units.
    population
        See :func:`population_of`.
    incomplete
        Codes of communities of which counts could not be read.
    """
    named = population.rename("floating_population").to_frame()
    at_least = named.index.isin(incomplete)
    summed = named.assign(
        communities_incomplete=at_least.astype("int64"),
        population_incomplete=named["floating_population"].where(at_least, 0).fillna(0),
    )
    codes = units.by_code["community"]
    by_level = {
        "subdistricts": codes["subdistrict_code"],
        "districts": codes["district_code"],
        "city": pd.Series(0, codes.index),
    }
    groups = {level: summed.groupby(unit, dropna=False) for level, unit in by_level.items()}
    levels = {level: group.sum(min_count=1) for level, group in groups.items()}
    return {"communities": named.assign(count_incomplete=at_least), **levels}


def count_records(
    city: City,
    communities: gpd.GeoDataFrame,
    standards: Standards,
    progress: Progress = silent,
    areas: NDArray[np.object_] | None = None,
) -> RecordCounts:
    """Read, locate and count all records of a city, batch by batch, also those in some areas."""
    record_counts = make_context(city, communities, progress).new_record_counts(
        city, standards, areas
    )
    for batch in city.coded_records(progress):
        record_counts.add(batch)
    record_counts.settle()
    return record_counts


def with_codes_of_today(staff: pd.DataFrame, city: City) -> pd.DataFrame:
    """Move the staff that a roster lists under old codes."""
    crosswalk = crosswalk_of(city)
    alike = ["part_time", "dedicated", "level", "role"]
    return crosswalk.posts(staff, alike) if crosswalk else staff


def population_of(
    communities: gpd.GeoDataFrame, record_counts: RecordCounts, period: str
) -> pd.Series[int]:
    """Return the people of every community in a period, by code.

    A community that no record could have reached (no records at all; or no boundary, and no record
    states a community) is missing: nobody knows. So is one whose only records were rejected, as
    their counts or periods could not be read, say. In all others no record means nobody.
    """
    codes = pd.Index(communities["community_code"])
    counts = record_counts.counts
    counted = counts[counts["period"] == period].set_index("community_code")["floating_population"]
    population = counted.reindex(codes, fill_value=0).astype("Int64")
    bounded = (communities.geometry.notna() & ~communities.geometry.is_empty).to_numpy()
    reachable = (bounded | record_counts.codes_stated) & bool(record_counts.periods)
    unread = record_counts.unread.query("period in ['', @period]")["community_code"]
    somebody = {*unread, *record_counts.undated["community_code"]}
    unknown = codes.isin(somebody) & ~codes.isin(counted.index)
    return population.where(reachable & ~unknown)


def origins_of(record_counts: RecordCounts) -> pd.DataFrame:
    """List the origins of everybody counted.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``period``, the columns of :func:`geo.regions.origins.named` and
        ``floating_population`` (int64), which add up to the people of the community and period.
    """
    counted = record_counts.by_origin
    at, distinct = pd.factorize(counted["origin"], use_na_sentinel=False)
    places = named(pd.Series(distinct))  # many people, few places
    counted = counted.assign(origin=at)
    if places["state"].eq(AMBIGUOUS).any():  # 河北 and 河北省 may have come to the same
        same = places.groupby(list(places), dropna=False, sort=False).ngroup()
        places, keys = places.drop_duplicates(), list(counted.columns.drop("floating_population"))
        counted["origin"] = same.to_numpy()[at]
        counted = counted.groupby(keys, dropna=False, sort=False, as_index=False).sum()
    columns = [
        counted[["community_code", "period"]],
        places.take(counted["origin"].to_numpy()).set_axis(counted.index),
        counted["floating_population"],
    ]
    return pd.concat(columns, axis=1)


def sources_of(record_counts: RecordCounts) -> pd.DataFrame:
    """Put every two sources side by side.

    See :func:`geo.analyses.population.methods.source_comparison.compare`.
    """
    return compare(record_counts.by_source, record_counts.overlaps, record_counts.sources)


def estimates_of(communities: gpd.GeoDataFrame, record_counts: RecordCounts) -> pd.DataFrame:
    """Estimate the people no source holds, for the city and each district.

    Parameters
    ----------
    communities
        ``community_code``, ``district_code``.
    record_counts
        Settled.

    Returns
    -------
    pandas.DataFrame
        See :func:`geo.analyses.population.methods.source_comparison.estimate_undercount`; the city
        first, its ``district_code`` missing.
    """
    if len(record_counts.sources) < 2:
        return no_estimates("district_code")
    districts = communities.set_index("community_code")["district_code"].dropna()
    parts = []
    for units in (pd.Series("", communities["community_code"], dtype="str"), districts):
        overlaps, unmatched = (
            frame.assign(district_code=frame["community_code"].map(units).astype("str"))
            for frame in (record_counts.overlaps, record_counts.unmatched)
        )
        in_districts = overlaps[overlaps["district_code"].notna()]
        parts.append(
            estimate_undercount(in_districts, unmatched, record_counts.sources, "district_code")
        )
    estimates = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return estimates.assign(
        district_code=estimates["district_code"].mask(estimates["district_code"] == "")
    )
