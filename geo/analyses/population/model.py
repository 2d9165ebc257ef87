"""What a tally knows beside the counts: where people come from, and what sources make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.population.methods.source_comparison import compare, estimate_unlisted
from geo.regions.origins import named

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.analyses.population.record_counts import Tally


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
