"""Underserved communities 服务薄弱: one rule of staffing and accessibility, and whom it misses."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

UNDERSERVED: Final = (
    "served",
    "staff_shortfall",
    "low_accessibility",
    "both",
    "no_people",
    "unknown",
)
"""What a community is, exactly one of these."""

NOT_REACHING: Final = ("population_beyond", "population_unreachable", "population_unsnapped")
"""People who do not reach a site in time, by why not."""


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
        ``population_unreachable``, ``population_unsnapped``, ``population_not_timed``.
    max_population_per_staff
        The norm of staffing.
    covered_percent
        A community in which fewer percent of the people of known place reach a site is far.

    Returns
    -------
    pandas.DataFrame
        By community code:

        - ``underserved``: one of :data:`UNDERSERVED`;
        - ``population_underserved``: where far, people who do not reach a site in time; where posts
          are missing, people over what the staff may answer for; where both, the larger of the two,
          so at least so many; 0 where served, missing where unknown;
        - ``population_not_reaching``: people who do not reach a site in time, however many of their
          neighbours do; missing where nobody's location is known;
        - ``population_passed_over``: those of them who are more than ``population_underserved``, as
          the rule looks at the share of a community;
        - ``underserved_rank``: from 1, most people who do not reach a site first, then most people
          underserved; missing where nobody is concerned.

        All but the first are Int64.
    """
    understaffed = checked["status"].isin(["understaffed", "unstaffed"])
    near = (coverage["share_within"] * 100 >= covered_percent).fillna(value=False).astype(bool)
    far = _surely_far(coverage, covered_percent)
    unstated = checked["status"] == "no_data"
    unknown = (unstated & ~far) | (~near & ~far & ~understaffed)
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
    missed = coverage[list(NOT_REACHING)].sum(axis=1).astype("Int64")
    beyond = missed.where(far, 0)
    concerned = over.where(over >= beyond, beyond).astype("Int64")
    concerned = concerned.mask(kinds == "unknown").mask(np.isin(kinds, ["served", "no_people"]), 0)
    missed = missed.mask(coverage["share_within"].isna() & (checked["status"] != "no_demand"))
    judged = pd.DataFrame(
        {
            "underserved": kinds,
            "population_underserved": concerned,
            "population_not_reaching": missed,
            "population_passed_over": (missed - concerned.fillna(0)).clip(lower=0),
        },
        index=checked.index,
    )
    judged["underserved_rank"] = _ranks(judged)
    return judged.astype({"underserved": "str"})


def _surely_far(coverage: pd.DataFrame, covered_percent: int) -> pd.Series[bool]:
    """Return which communities are far, even if all who are not timed should reach a site."""
    most = coverage[["population_within", "population_not_timed"]].sum(axis=1)
    located = most + coverage[list(NOT_REACHING)].sum(axis=1)
    return (most * 100 < located * covered_percent).fillna(value=False).astype(bool)


def _ranks(judged: pd.DataFrame) -> pd.Series[int]:
    """Rank by people who do not reach, then by people underserved; ties in order of code."""
    by = ["population_not_reaching", "population_underserved"]
    counts = judged[by].fillna(0)
    order = counts[counts.gt(0).any(axis=1)].sort_index()
    order = order.sort_values(by, ascending=False, kind="stable")
    return pd.Series(range(1, len(order) + 1), order.index, dtype="Int64").reindex(judged.index)
