"""Who is counted: all records of a city, and what a tally knows beside the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.population.context import crosswalk_of, make_ground
from geo.analyses.population.methods.source_comparison import compare, estimate_unlisted
from geo.core.issues import Fault, TableError
from geo.core.progress import Progress, silent
from geo.regions.origins import named

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from geo.analyses.population.record_counts import Tally
    from geo.city.folder import City
    from geo.core.standards import Standards


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


def origins_of(tally: Tally) -> pd.DataFrame:
    """Name the origins of everybody counted.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``period``, the columns of :func:`geo.regions.origins.named` and
        ``people`` (int64), which add up to the people of the community and period.
    """
    counted = tally.by_origin
    told = [counted[["community_code", "period"]], named(counted["origin"]), counted["people"]]
    return pd.concat(told, axis=1)


def sources_of(tally: Tally) -> pd.DataFrame:
    """Put every two sources side by side.

    See :func:`geo.analyses.population.methods.source_comparison.compare`.
    """
    return compare(tally.by_source, tally.overlaps, tally.sources)


def estimates_of(communities: gpd.GeoDataFrame, tally: Tally) -> pd.DataFrame:
    """Estimate the people no source holds, for the city and each district.

    Parameters
    ----------
    communities
        ``community_code``, ``district_code``.
    tally
        Settled.

    Returns
    -------
    pandas.DataFrame
        See :func:`geo.analyses.population.methods.source_comparison.estimate_unlisted`; the city
        first, its ``district_code`` missing.
    """
    districts = communities.set_index("community_code")["district_code"].dropna()
    parts = []
    for units in (pd.Series("", communities["community_code"], dtype="str"), districts):
        overlaps, unmatched = (
            frame.assign(district_code=frame["community_code"].map(units).astype("str"))
            for frame in (tally.overlaps, tally.unmatched)
        )
        known = overlaps[overlaps["district_code"].notna()]
        parts.append(estimate_unlisted(known, unmatched, tally.sources, "district_code"))
    told = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return told.assign(district_code=told["district_code"].mask(told["district_code"] == ""))
