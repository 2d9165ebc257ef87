"""Who is counted: all records of a city, and what a tally knows beside the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.population.context import crosswalk_of, make_context
from geo.analyses.population.methods.source_comparison import compare, estimate_undercount
from geo.core.issues import Issue, TableError
from geo.core.progress import Progress, silent
from geo.regions.origins import named

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City
    from geo.core.standards import Standards


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
    return crosswalk.posts(staff, ["part_time", "dedicated", "level"]) if crosswalk else staff


def reported_period(city: City, record_counts: RecordCounts) -> str:
    """Return the period the city asks for, or else the latest of the records.

    Raises
    ------
    TableError
        If no record is of the period asked for.
    """
    asked = city.settings.records.period
    if asked and asked not in record_counts.periods:
        raise TableError(
            Issue(
                "issue.period_unknown",
                severity="error",
                file="city.toml",
                column="period",
                value=asked,
                more={"periods": ", ".join(filter(None, record_counts.periods)) or "—"},
            )
        )
    return asked or max(record_counts.periods, default="")


def population_of(
    communities: gpd.GeoDataFrame, record_counts: RecordCounts, period: str
) -> pd.Series[int]:
    """Return the people of every community in a period, by code.

    A community that no record could have reached (no records at all; or no boundary, and no record
    states a community) is missing: nobody knows. In all others no record means nobody.
    """
    codes = pd.Index(communities["community_code"])
    counts = record_counts.counts
    counted = counts[counts["period"] == period].set_index("community_code")["floating_population"]
    population = counted.reindex(codes, fill_value=0).astype("Int64")
    bounded = (communities.geometry.notna() & ~communities.geometry.is_empty).to_numpy()
    reachable = (bounded | record_counts.codes_stated) & bool(record_counts.periods)
    return population.where(reachable)


def origins_of(record_counts: RecordCounts) -> pd.DataFrame:
    """List the origins of everybody counted.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``period``, the columns of :func:`geo.regions.origins.named` and
        ``floating_population`` (int64), which add up to the people of the community and period.
    """
    counted = record_counts.by_origin
    told = [
        counted[["community_code", "period"]],
        named(counted["origin"]),
        counted["floating_population"],
    ]
    return pd.concat(told, axis=1)


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
    districts = communities.set_index("community_code")["district_code"].dropna()
    parts = []
    for units in (pd.Series("", communities["community_code"], dtype="str"), districts):
        overlaps, unmatched = (
            frame.assign(district_code=frame["community_code"].map(units).astype("str"))
            for frame in (record_counts.overlaps, record_counts.unmatched)
        )
        known = overlaps[overlaps["district_code"].notna()]
        parts.append(estimate_undercount(known, unmatched, record_counts.sources, "district_code"))
    told = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return told.assign(district_code=told["district_code"].mask(told["district_code"] == ""))
