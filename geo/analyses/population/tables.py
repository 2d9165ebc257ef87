"""People by origin, and two sources side by side, as tables of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from geo.core.results import Results

ORIGIN: Final = [
    *("period", "province_code", "province_name", "prefecture_code", "prefecture_name", "state"),
]


def origins_table(origins: pd.DataFrame) -> pd.DataFrame:
    """Sum up the people of a city by period and origin; those not resolved in rows of their own.

    Parameters
    ----------
    origins
        See :class:`geo.core.results.Results`.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``province_code``, ``province_name``, ``prefecture_code``, ``prefecture_name``,
        ``state``, ``floating_population`` (int64).
    """
    if origins.empty:
        return pd.DataFrame(columns=[*ORIGIN, "floating_population"])
    summed = origins.groupby(ORIGIN, dropna=False)["floating_population"].sum()
    return summed[summed > 0].reset_index()


def sources_table(results: Results) -> pd.DataFrame:
    """Put the names of communities into the comparison of sources."""
    if results.sources.empty:
        return results.sources
    names = results.communities.set_index("community_code")["community_name"]
    told = results.sources.copy()
    told.insert(2, "community_name", told["community_code"].map(names))
    return told
