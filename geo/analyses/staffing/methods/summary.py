"""Summary figures of a city, and their sensitivity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.staffing.methods.staffing_ratio import TRIALS

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSED: Final = ("understaffed", "unstaffed")
"""States of communities that miss the norm."""


@dataclass(frozen=True)
class Headline:
    """Counts of communities by compliance with the norm.

    Parameters
    ----------
    compliant, missed, no_data
        Communities that meet the norm, that miss it, and of which nothing can be said.
    staff_shortfall
        Sum of the communities' gaps.
    population
        Floating residents, where known.
    population_missed
        Those of them who live in communities that miss the norm.
    changing
        Communities whose state changes under a norm, or a number of people, a little off.
    """

    compliant: int
    missed: int
    no_data: int
    staff_shortfall: float
    population: int
    population_missed: int
    changing: int

    @property
    def judged(self) -> int:
        """Communities that have floating residents and a known roster."""
        return self.compliant + self.missed


def headline(communities: pd.DataFrame) -> Headline:
    """Count communities by what a leader asks first.

    Parameters
    ----------
    communities
        ``floating_population``, ``staff_shortfall``, ``status``, ``status_sensitive``: a row a
        community.

    Examples
    --------
    >>> communities = pd.DataFrame({"floating_population": [700, 400, 300],
    ...     "staff_shortfall": [1.0, 0, 1],
    ...     "status": ["understaffed", "compliant", "unstaffed"], "status_sensitive": [False,
    ...     True, False]})
    >>> found = headline(communities)
    >>> found.missed, found.judged, found.staff_shortfall, found.population_missed
    (2, 3, 2.0, 1000)
    """
    missed = communities["status"].isin(MISSED)
    return Headline(
        compliant=int((communities["status"] == "compliant").sum()),
        missed=int(missed.sum()),
        no_data=int((communities["status"] == "no_data").sum()),
        staff_shortfall=float(communities["staff_shortfall"].sum()),
        population=int(communities["floating_population"].sum()),
        population_missed=int(communities.loc[missed, "floating_population"].sum()),
        changing=int(communities["status_sensitive"].sum()),
    )


def rank(units: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rank subdistricts or districts, those that need attention most first.

    Parameters
    ----------
    units
        A row per unit, see :func:`geo.analyses.staffing.methods.staffing_ratio.sum_up`; its code is
        the first column.
    by
        ``"staff_shortfall"`` (largest first) or ``"share_compliant"`` (smallest first).

    Returns
    -------
    pandas.DataFrame
        The rows of ``units`` in order, with ``missed`` (int64, communities that miss the norm) and
        ``share_compliant`` (Float64 from 0 to 1: communities that meet the norm of those judged;
        missing where none is judged). What is not known comes last; equals stay in order of code.

    Examples
    --------
    >>> units = pd.DataFrame({"district_code": ["a", "b"], "staff_shortfall": [3.0, 9.0],
    ...                       "compliant": [1, 3], "understaffed": [1, 1], "unstaffed": [2, 0]})
    >>> rank(units, "staff_shortfall")[["district_code", "missed",
    ...     "share_compliant"]].to_numpy().tolist()
    [['b', 1, 0.75], ['a', 3, 0.25]]
    """
    missed = units[list(MISSED)].sum(axis=1)
    judged = (units["compliant"] + missed).astype("Int64")
    share = (units["compliant"] / judged.where(judged > 0)).astype("Float64")
    judged_units = units.assign(missed=missed, share_compliant=share)
    return judged_units.sort_values(
        [by, str(units.columns[0])], ascending=[by != "staff_shortfall", True], ignore_index=True
    )


def try_standards(communities: pd.DataFrame) -> pd.DataFrame:
    """Compute how many communities would miss the norm if it, or the people, were a little off.

    Parameters
    ----------
    communities
        ``status`` and a state for each of
        :data:`geo.analyses.staffing.methods.staffing_ratio.TRIALS`.

    Returns
    -------
    pandas.DataFrame
        ``trial``, ``missed`` (communities that would miss the norm), ``difference`` (to now) and
        ``changing`` (communities in another state than now), one row per trial.
    """
    now = int(communities["status"].isin(MISSED).sum())
    return pd.DataFrame(
        [
            {
                "trial": trial,
                "missed": (missed := int(communities[trial].isin(MISSED).sum())),
                "difference": missed - now,
                "changing": int((communities[trial] != communities["status"]).sum()),
            }
            for trial in TRIALS
        ]
    )


def population_by_period(counts: pd.DataFrame, periods: Sequence[str]) -> pd.Series[int]:
    """Sum the people of all communities for each period, in the order given.

    Parameters
    ----------
    counts
        ``community_code``, ``period``, ``floating_population``.

    Examples
    --------
    >>> counts = pd.DataFrame({"period": ["2026-09", "2026-10", "2026-10"],
    ...     "floating_population": [3, 2, 2]})
    >>> population_by_period(counts, ["2026-09", "2026-10"]).to_dict()
    {'2026-09': 3, '2026-10': 4}
    """
    return (
        counts.groupby("period")["floating_population"].sum().reindex(list(periods), fill_value=0)
    )
