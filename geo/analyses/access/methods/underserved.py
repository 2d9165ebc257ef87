"""Underserved areas 服务薄弱: one rule from staffing and accessibility, and significant areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.methods.local_moran_kernels import chances
from geo.spatial.contiguity import neighbours

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

UNDERSERVED: Final = (
    "served",
    "staff_shortfall",
    "low_accessibility",
    "both",
    "no_people",
    "unknown",
)
"""What a community is, exactly one of these."""

FEWEST_TESTED: Final = 8
MANY: Final = 5000
"""Of more communities than this each is tried a tenth as often, for time."""
PERMUTATIONS: Final = 9999
_SEED: Final = 20_101


def underserved(
    checked: pd.DataFrame,
    coverage: pd.DataFrame,
    max_population_per_staff: int,
    covered_percent: int,
) -> pd.DataFrame:
    """Class communities by staff shortfall and low accessibility.

    Parameters
    ----------
    checked
        By community code: ``floating_population``, ``staff``, ``status``
        (:mod:`geo.analyses.staffing.methods.staffing_ratio`).
    coverage
        By community code: ``share_within`` and ``population_within``, ``population_beyond``,
        ``population_unreachable``, ``population_unsnapped``.
    max_population_per_staff
        The norm of staffing.
    covered_percent
        A community in which fewer percent of the people of known place reach a site is far.

    Returns
    -------
    pandas.DataFrame
        By community code: ``underserved`` (one of :data:`UNDERSERVED`), ``population_underserved``
        (Int64: where far, people who do not reach a site in time; where posts are missing, people
        over what the staff may answer for; where both, the larger of the two, so at least so many;
        0 where served, missing where unknown) and ``underserved_rank`` (Int64, from 1, most people
        first; missing where nobody is concerned).
    """
    understaffed = checked["status"].isin(["understaffed", "unstaffed"])
    far = (coverage["share_within"] * 100 < covered_percent).fillna(value=False).astype(bool)
    unstated = checked["status"] == "no_data"
    unknown = (unstated & ~far) | (coverage["share_within"].isna() & ~understaffed)
    kinds = np.select(
        [checked["status"] == "no_demand", unknown, understaffed & far, understaffed, far],
        ["no_people", "unknown", "both", "staff_shortfall", "low_accessibility"],
        "served",
    )
    answered = (checked["staff"].fillna(0) * max_population_per_staff).astype("Float64")
    over = (
        np.ceil((checked["floating_population"] - answered).clip(lower=0))
        .astype("Int64")
        .where(understaffed, 0)
    )
    missed = coverage[["population_beyond", "population_unreachable", "population_unsnapped"]].sum(
        axis=1
    )
    beyond = missed.astype("Int64").where(far, 0)
    concerned = over.where(over >= beyond, beyond).astype("Int64")
    concerned = concerned.mask(kinds == "unknown").mask(np.isin(kinds, ["served", "no_people"]), 0)
    told = pd.DataFrame(
        {"underserved": kinds, "population_underserved": concerned}, index=checked.index
    )
    told["underserved_rank"] = _ranks(told["population_underserved"])
    return told.astype({"underserved": "str"})


def _ranks(concerned: pd.Series[int]) -> pd.Series[int]:
    """Rank by people, ties in order of code."""
    some = concerned[concerned.gt(0).fillna(value=False)]
    order = some.sort_index().sort_values(ascending=False, kind="stable").index
    return pd.Series(range(1, len(order) + 1), order, dtype="Int64").reindex(concerned.index)


def underserved_areas(
    communities: gpd.GeoDataFrame, cluster_p_value: float
) -> tuple[pd.Series[int], str]:
    """Find where communities with many underserved people lie together more than by chance.

    Parameters
    ----------
    communities
        ``community_code``, ``floating_population``, ``population_underserved``, ``geometry``
        (EPSG:4326).
    cluster_p_value
        The share of false ones to be expected among those told (Benjamini & Hochberg 1995).

    Returns
    -------
    area
        By community code: number of its area (Int64), 1 the one with most people underserved;
        missing outside all areas.
    note
        ``""``, or why there are none: ``"few"`` communities, ``"no_variance"``, ``"none"`` found.

    Notes
    -----
    Local Moran's I (Anselin 1995) of the share of people underserved; its chance by
    conditional permutation with a fixed seed
    (:mod:`geo.analyses.access.methods.local_moran_kernels`). Neighbours are
    those that touch (:func:`geo.spatial.contiguity.neighbours`, so that slivers part nobody) and
    those that touch them: a community alone tells of itself, not of an area. Communities that stand
    high among high ones, and those of them that touch, make an area.
    """
    nothing = pd.Series(pd.NA, pd.Index(communities["community_code"]), dtype="Int64", name="area")
    drawn = communities.geometry.notna() & ~communities.geometry.is_empty
    known = drawn & communities["floating_population"].gt(0).fillna(value=False)
    known &= communities["population_underserved"].notna()
    tested = communities[known]
    if len(tested) < FEWEST_TESTED:
        return nothing, "few"
    share = (tested["population_underserved"] / tested["floating_population"]).to_numpy(float)
    if np.ptp(share) == 0:
        return nothing, "no_variance"
    high, touching = _clusters(tested, share, cluster_p_value)
    if not high.any():
        return nothing, "none"
    codes = tested["community_code"].to_numpy()
    parts = _parts(touching, high)
    population = tested["population_underserved"].to_numpy(np.int64)
    sums = np.bincount(parts[high], weights=population[high])
    rank = np.empty(len(sums), np.int64)
    rank[np.argsort(-sums, kind="stable")] = np.arange(1, len(sums) + 1)
    area = nothing.copy()
    area.loc[codes[high]] = rank[parts[high]]
    return area, ""


def _clusters(
    tested: gpd.GeoDataFrame, share: NDArray[np.float64], cluster_p_value: float
) -> tuple[NDArray[np.bool_], Any]:
    """Return which communities are high among high ones, and which touch, as a sparse matrix."""
    from scipy.sparse import csr_array, diags_array  # noqa: PLC0415  # not always needed

    pairs = neighbours(tested)
    if pairs.empty:
        return np.zeros(len(share), dtype=bool), None
    codes = pd.Index(tested["community_code"])
    ends = [codes.get_indexer(pd.Index(pairs[f"{end}_code"])) for end in ("community", "neighbour")]
    touching = csr_array((np.ones(len(pairs)), ends), (len(share), len(share)))
    around = ((touching + touching @ touching) > 0).astype(np.float64)
    around.setdiag(0.0)
    around.eliminate_zeros()
    many = np.diff(around.indptr)
    around = csr_array(diags_array(1.0 / np.maximum(many, 1)) @ around)
    z = (share - share.mean()) / share.std()
    lag = around @ z
    often = PERMUTATIONS if len(tested) <= MANY else PERMUTATIONS // 10
    first = around.indptr.astype(np.int32)
    draws = _draws(len(share) - 1, int(many.max()), often)
    chance = chances(z, z * lag, first, around.data, draws)
    chance[many == 0] = 1.0
    high = (z > 0) & (lag > 0) & (chance <= false_discovery_limit(chance, cluster_p_value))
    return high, touching


def false_discovery_limit(chance: NDArray[np.float64], share: float) -> float:
    """Return the p-value up to which results count (Benjamini & Hochberg 1995).

    Parameters
    ----------
    chance
        The p-value of each test.
    share
        The share of false ones to be expected among those that count.

    Examples
    --------
    >>> round(false_discovery_limit(np.array([0.01, 0.02, 0.03, 0.5]), 0.05), 4)
    0.0375
    """
    steps = share * np.arange(1, len(chance) + 1) / len(chance)
    below = np.flatnonzero(np.sort(chance) < steps)
    return float(steps[below[-1]] if len(below) else steps[0])


def _draws(places: int, most: int, often: int) -> NDArray[np.int64]:
    """Draw so many different places, time and again; the same in every run."""
    random = np.random.default_rng(_SEED)
    return np.array([random.choice(places, most, replace=False) for _ in range(often)])


def _parts(touching: Any, high: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Label the parts of high communities that touch, from 0; the others have -1."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    at = np.flatnonzero(high)
    _, label = connected_components(touching[at][:, at], directed=False)
    parts = np.full(len(high), -1, np.int64)
    parts[at] = label
    return parts
