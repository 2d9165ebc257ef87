"""Comparison of record sources: disagreement, and dual-system estimates of the undercount."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]

MOST_COMPARED: Final = 6
"""Sources that are compared, two by two: those believed first."""

LEAST_OVERLAP: Final = 7
"""With fewer people in both lists the estimate is biased (Robson & Regier 1964; Seber 1982: 60)."""

MOST_UNMATCHED: Final = 0.05
"""Share of a list that may lack a key; more, and the overlap says too little about the list."""

ESTIMATE_STATES: Final = ("estimated", "overlap_small", "unmatched")

_Z: Final = 1.959963984540054  # 97.5 % of the standard normal distribution


def chapman(first: ArrayLike, second: ArrayLike, both: ArrayLike) -> tuple[Numbers, Numbers]:
    """Estimate a population from two lists and their overlap (Chapman's estimator).

    Parameters
    ----------
    first, second
        People of each list.
    both
        People of both.

    Returns
    -------
    estimate, variance
        Of the number of people in one list, both or neither.

    Notes
    -----
    N = (n1 + 1)(n2 + 1) / (m + 1) - 1 (Chapman 1951), with the variance
    (n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)²(m + 2)) (Seber 1982, p. 60). Holds if being in one
    list makes it neither more nor less likely to be in the other, and nobody comes or goes between
    the two; lists that help one another give too few.

    Examples
    --------
    Hepatitis A in a college in Taiwan, 135 cases in one list, 122 in another, 49 in both (Chao et
    al. 2001, Statistics in Medicine 20: 3123-3157):

    >>> estimate, variance = chapman(135, 122, 49)
    >>> round(float(estimate)), round(float(variance) ** 0.5)
    (334, 29)
    """
    n1, n2, m = (np.asarray(number, dtype=np.float64) for number in (first, second, both))
    estimate = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    return estimate, variance


def interval(
    estimate: ArrayLike, variance: ArrayLike, listed: ArrayLike
) -> tuple[Numbers, Numbers]:
    """Return the 95 % confidence interval of the estimate.

    Notes
    -----
    The number of people in no list, f0 = N - listed, is taken to be log-normal: from
    listed + f0 / c to listed + f0 c, c = exp(1.96 √ln(1 + variance / f0²)) (Chao 1987, Biometrics
    43: 783-791). The lower end is never below the people listed, as a normal interval's may be.
    """
    number, spread, listed_number = (
        np.asarray(values, dtype=np.float64) for values in (estimate, variance, listed)
    )
    undercount = number - listed_number
    some = undercount > 0
    relative = np.divide(spread, undercount**2, out=np.zeros_like(undercount), where=some)
    factor = np.exp(_Z * np.sqrt(np.log1p(relative)))
    return listed_number + undercount / factor, listed_number + undercount * factor


def compare(
    by_source: pd.DataFrame, overlaps: pd.DataFrame, sources: Sequence[str]
) -> pd.DataFrame:
    """Compare the counts of every two sources.

    Parameters
    ----------
    by_source
        ``community_code``, ``period``, ``source``, ``floating_population``: as each source has it.
    overlaps
        ``community_code`` (where the person is counted), ``period``, ``held_by`` (sum of 2 to the
        place of each source in ``sources``), ``floating_population``; empty where nobody was
        matched.
    sources
        The sources, the one believed first before the others.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``community_code``, ``source_a``, ``source_b``, ``population_a``,
        ``population_b`` (int64), ``difference`` (a - b), ``disagreement`` (its size as a share of
        the larger, 0 to 1), ``both``, ``only_a``, ``only_b`` (Int64, of the people matched; missing
        where nobody was).
    """
    keys = ["period", "community_code"]
    if len(sources) < 2:
        return pd.DataFrame(columns=[*keys, *_COMPARED])
    table = by_source.pivot_table(
        "floating_population", keys, "source", aggfunc="sum", fill_value=0
    )
    parts = []
    for a, b in combinations(range(len(sources)), 2):
        pair = table.reindex(columns=[sources[a], sources[b]], fill_value=0).astype("int64")
        pair = pair.set_axis(["population_a", "population_b"], axis=1)
        larger = pair.max(axis=1)
        pair = pair[larger > 0]
        difference = pair["population_a"] - pair["population_b"]
        matched = held_by_two(overlaps, a, b, keys).reindex(pair.index)
        if len(overlaps):
            matched = matched.fillna(0)
        pair = pair.assign(
            difference=difference, disagreement=difference.abs() / larger[larger > 0], **matched
        ).reset_index()
        pair.insert(2, "source_a", sources[a])
        pair.insert(3, "source_b", sources[b])
        parts.append(pair)
    return pd.concat(parts).sort_values([*keys, "source_a", "source_b"], ignore_index=True)


_COMPARED: Final = [
    *("source_a", "source_b", "population_a", "population_b", "difference", "disagreement"),
    *("both", "only_a", "only_b"),
]


def held_by_two(overlaps: pd.DataFrame, a: int, b: int, keys: Sequence[str]) -> pd.DataFrame:
    """Count the people in two sources: ``both``, ``only_a``, ``only_b``."""
    in_a = overlaps["held_by"] & (1 << a) > 0
    in_b = overlaps["held_by"] & (1 << b) > 0
    population = overlaps["floating_population"]
    split = overlaps[list(keys)].assign(
        both=population.where(in_a & in_b, 0),
        only_a=population.where(in_a & ~in_b, 0),
        only_b=population.where(in_b & ~in_a, 0),
    )
    return split.groupby(list(keys), dropna=False).sum().astype("Int64")


def estimate_undercount(
    overlaps: pd.DataFrame, unmatched: pd.DataFrame, sources: Sequence[str], level: str
) -> pd.DataFrame:
    """Estimate the undercount of two sources, by unit.

    Parameters
    ----------
    overlaps
        As in :func:`compare`, with the column ``level``.
    unmatched
        ``level``, ``period``, ``source``, ``floating_population``: people of a source who have no
        key.
    sources
        As in :func:`compare`.
    level
        The column that names the unit, such as ``district_code``.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``level``, ``source_a``, ``source_b``; ``population_a``, ``population_b``,
        ``both``, ``listed`` (Int64, people matched, each once); ``unmatched_a``, ``unmatched_b``
        (Int64); ``estimate``, ``estimate_low``, ``estimate_high``, ``undercount``,
        ``undercount_low``, ``undercount_high`` (Int64, people; missing unless estimated); ``state``
        (:data:`ESTIMATE_STATES`).
    """
    keys = ["period", level]
    if len(sources) < 2 or overlaps.empty:
        return no_estimates(level)
    # Few units and sets of sources, many communities: summed once, not for every two sources.
    by_unit = overlaps.groupby([*keys, "held_by"], dropna=False)["floating_population"].sum()
    overlaps = by_unit.reset_index()
    without = unmatched.pivot_table(
        "floating_population", keys, "source", aggfunc="sum", fill_value=0
    )
    parts = [
        _estimates_of(overlaps, without, (a, b), sources)
        for a, b in combinations(range(len(sources)), 2)
    ]
    return pd.concat(parts).sort_values([*keys, "source_a", "source_b"], ignore_index=True)


def no_estimates(level: str) -> pd.DataFrame:
    """Return estimates of :func:`estimate_undercount` without a row."""
    return pd.DataFrame(columns=["period", level, "source_a", "source_b", *_ESTIMATED])


_ESTIMATED: Final = [
    *("population_a", "population_b", "both", "listed", "unmatched_a", "unmatched_b"),
    *("estimate", "estimate_low", "estimate_high"),
    *("undercount", "undercount_low", "undercount_high", "state"),
]


def _estimates_of(
    overlaps: pd.DataFrame, without: pd.DataFrame, pair: tuple[int, int], sources: Sequence[str]
) -> pd.DataFrame:
    a, b = pair
    counts = held_by_two(overlaps, a, b, [str(name) for name in without.index.names])
    counts = counts[counts.sum(axis=1) > 0]
    both = counts["both"]
    estimates = pd.DataFrame(
        {"population_a": both + counts["only_a"], "population_b": both + counts["only_b"]}
    )
    estimates["both"] = both
    estimates["listed"] = both + counts["only_a"] + counts["only_b"]
    for letter, source_number in (("a", a), ("b", b)):
        missing = without.reindex(
            index=estimates.index, columns=[sources[source_number]], fill_value=0
        )
        estimates[f"unmatched_{letter}"] = missing.iloc[:, 0].astype("Int64")
    share = [
        estimates[f"unmatched_{x}"] / (estimates[f"unmatched_{x}"] + estimates[f"population_{x}"])
        for x in "ab"
    ]
    matched = (share[0].fillna(0) <= MOST_UNMATCHED) & (share[1].fillna(0) <= MOST_UNMATCHED)
    state = np.where(both < LEAST_OVERLAP, "overlap_small", "estimated")
    state = np.where(matched, state, "unmatched")
    number, variance = chapman(estimates["population_a"], estimates["population_b"], both)
    low, high = interval(number, variance, estimates["listed"])
    ends = {
        "estimate": np.round(number),
        "estimate_low": np.floor(low),
        "estimate_high": np.ceil(high),
    }
    for name, value in ends.items():
        estimates[name] = (
            pd.Series(value, estimates.index).where(state == "estimated").astype("Int64")
        )
    for name in ends:
        estimates[name.replace("estimate", "undercount")] = estimates[name] - estimates["listed"]
    estimates["state"] = pd.Series(state, estimates.index, dtype="str")
    estimates = estimates.reset_index()
    estimates.insert(2, "source_a", sources[a])
    estimates.insert(3, "source_b", sources[b])
    return estimates
