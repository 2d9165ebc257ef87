"""Underserved areas 服务薄弱: one rule from staffing and accessibility, and significant areas."""

from __future__ import annotations

import warnings
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
    Local Moran's I (Anselin 1995) of the share of people underserved, by ``esda``; its chance by
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
    from esda import Moran_Local, fdr  # noqa: PLC0415  # slow to import, and not always needed
    from libpysal.weights import W, higher_order, w_union  # noqa: PLC0415

    pairs = neighbours(tested)
    if pairs.empty:
        return np.zeros(len(share), dtype=bool), None
    codes = pd.Index(tested["community_code"])
    ends = [codes.get_indexer(pd.Index(pairs[f"{end}_code"])) for end in ("community", "neighbour")]
    beside: dict[int, list[int]] = {at: [] for at in range(len(share))}
    for at, other in zip(*ends, strict=True):
        beside[at].append(other)
    often = PERMUTATIONS if len(tested) <= MANY else PERMUTATIONS // 10
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of communities that touch no other: they are in no area
        touching = W(beside, silence_warnings=True)
        around = w_union(touching, higher_order(touching, 2, silence_warnings=True))
        around.transform = "r"
        local = Moran_Local(share, around, permutations=0)
    neighbour_weights = around.sparse
    observed = local.z * (neighbour_weights @ local.z)
    most = int(np.diff(neighbour_weights.indptr).max())
    draws = _draws(len(share) - 1, most, often)
    chance = chances(local.z, observed, neighbour_weights.indptr, neighbour_weights.data, draws)
    chance[[not others for others in beside.values()]] = 1.0
    high = (local.q == 1) & (chance <= min(cluster_p_value, fdr(chance, cluster_p_value)))
    return high, touching.sparse


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
