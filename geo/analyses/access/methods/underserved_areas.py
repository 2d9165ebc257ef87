"""Underserved areas 服务薄弱片区: where high rates of underserved people lie together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.methods.local_moran import (
    chance_of_high,
    discoveries,
    empirical_bayes,
    local_moran,
    standard_errors_over,
)
from geo.spatial.contiguity import neighbours

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

FEWEST_TESTED: Final = 8
FEWEST_OF_AREA: Final = 2
"""A community alone tells of itself, not of an area."""
OVER: Final = 1.0
"""Standard errors that the rate of a community in an area is at least over that of the city."""


def underserved_areas(
    communities: gpd.GeoDataFrame, cluster_p_value: float, pairs: pd.DataFrame | None = None
) -> tuple[pd.Series[int], str]:
    """Find where communities with many underserved people lie together more than by chance.

    Parameters
    ----------
    communities
        ``community_code``, ``floating_population``, ``population_underserved``,
        ``population_passed_over`` (Int64), ``geometry`` (EPSG:4326).
    cluster_p_value
        The share of false ones to be expected among those told (Benjamini & Hochberg 1995).
    pairs
        Which communities touch, see :func:`geo.spatial.contiguity.neighbours`, where that is known.

    Returns
    -------
    area
        By community code: number of its area (Int64), 1 the one with most people underserved or
        passed over; missing outside all areas.
    note
        ``""``, or why there are none: ``"few"`` communities, ``"no_variance"``, ``"none"`` found.

    Notes
    -----
    Local Moran's I (Anselin 1995) of the share of people underserved or passed over by the rule,
    standardised by empirical Bayes (Assunção & Reis 1999), as ``esda.Moran_Local_Rate`` has it with
    the variance of a share in place of that of a rare event (Martuzzi & Elliott 1996); its chance
    by conditional permutation (:func:`geo.analyses.access.methods.local_moran.chance_of_high`).
    Neighbours are those that touch (:func:`geo.spatial.contiguity.neighbours`, so that slivers part
    nobody), and once more those and all that touch them: the one finds areas of few communities,
    the other wide ones; the chance is twice the smaller of both. Tested are communities over the
    mean whose rate is :data:`OVER` standard errors over the city's: their chance is conditional on
    their own value, so that they may be chosen by it (Bourgon, Gentleman & Huber 2010), and who
    only lives beside an area is in none. Those that stand high among high ones, and those of them
    that touch, make an area, if they are :data:`FEWEST_OF_AREA` or more.
    """
    nothing = pd.Series(pd.NA, pd.Index(communities["community_code"]), dtype="Int64", name="area")
    drawn = communities.geometry.notna() & ~communities.geometry.is_empty
    testable = drawn & communities["floating_population"].gt(0).fillna(value=False)
    testable &= communities["population_underserved"].notna()
    tested = communities[testable].sort_values("community_code")
    if len(tested) < FEWEST_TESTED:
        return nothing, "few"
    underserved = tested["population_underserved"] + tested["population_passed_over"].fillna(0)
    events = underserved.to_numpy(np.float64)
    population = tested["floating_population"].to_numpy(np.float64)
    if np.ptp(events / population) == 0:
        return nothing, "no_variance"
    pairs = neighbours(tested) if pairs is None else pairs
    touching = contiguity_matrix(tested["community_code"], pairs)
    high = high_among_high(events, population, touching, cluster_p_value)
    parts = areas_of(touching, high)
    if not (parts >= 0).any():
        return nothing, "none"
    sums = np.bincount(parts[parts >= 0], weights=events[parts >= 0])
    rank = np.empty(len(sums), np.int64)
    rank[np.argsort(-sums, kind="stable")] = np.arange(1, len(sums) + 1)
    area = nothing.copy()
    codes = tested["community_code"].to_numpy()
    area.loc[codes[parts >= 0]] = rank[parts[parts >= 0]]
    return area, ""


def contiguity_matrix(codes: pd.Series[str], pairs: pd.DataFrame) -> Any:
    """Return which of some communities touch, as a sparse matrix of 0 and 1, in their order."""
    from scipy.sparse import csr_array  # noqa: PLC0415  # slow to import

    index = pd.Index(codes)
    ends = [index.get_indexer(pd.Index(pairs[f"{end}_code"])) for end in ("community", "neighbour")]
    among = (ends[0] >= 0) & (ends[1] >= 0)
    row, column = (end[among] for end in ends)
    return csr_array((np.ones(len(row)), (row, column)), shape=(len(index), len(index)))


def high_among_high(
    events: NDArray[np.float64],
    population: NDArray[np.float64],
    touching: Any,
    cluster_p_value: float,
) -> NDArray[np.bool_]:
    """Return which communities are high, and so are those around them beyond chance.

    Parameters
    ----------
    events, population
        See :func:`geo.analyses.access.methods.local_moran.empirical_bayes`.
    touching
        See :func:`contiguity_matrix`.
    cluster_p_value
        The false discovery rate.
    """
    values = empirical_bayes(events, population)
    deviations = values - values.mean()
    high = (deviations > 0) & (standard_errors_over(events, population) >= OVER)
    places = np.flatnonzero(high)
    scales = touching, _within_two(touching)
    chances = [
        chance_of_high(deviations, around, places, cluster_p_value / len(scales))[0]
        for around in scales
    ]
    chance = np.minimum(len(scales) * np.min(chances, axis=0), 1.0)  # Bonferroni
    high[places] = discoveries(chance, cluster_p_value)
    among_high = [local_moran(values, around) > 0 for around in scales]
    return np.asarray(high & np.any(among_high, axis=0))


def _within_two(touching: Any) -> Any:
    """Return who touches a community, or touches one that does."""
    near = (touching + touching @ touching).tocoo()
    apart = near.row != near.col
    ends = near.row[apart], near.col[apart]
    return type(touching)((np.ones(len(ends[0])), ends), shape=touching.shape)


def areas_of(touching: Any, high: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Label the areas of high communities that touch, from 0; those in no area have -1."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  # slow to import

    parts = np.full(len(high), -1, np.int64)
    at = np.flatnonzero(high)
    if not len(at):
        return parts
    _, label = connected_components(touching[at][:, at], directed=False)
    enough = np.bincount(label) >= FEWEST_OF_AREA
    numbers = np.where(enough, np.cumsum(enough) - 1, -1)
    parts[at] = numbers[label]
    return parts
