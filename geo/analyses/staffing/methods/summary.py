"""What a city comes to in a few figures, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.staffing.methods.staffing_ratio import TRIALS

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSED: Final = ("short", "unstaffed")
"""States of communities that miss the norm."""


@dataclass(frozen=True)
class Headline:
    """Communities held against the norm, counted.

    Parameters
    ----------
    met, missed, no_data
        Communities that meet the norm, that miss it, and of which nothing can be said.
    posts_missing
        Sum of the communities' gaps.
    people
        Floating residents, where known.
    people_missed
        Those of them who live in communities that miss the norm.
    changing
        Communities whose state changes under a norm, or a number of people, a little off.
    """

    met: int
    missed: int
    no_data: int
    posts_missing: float
    people: int
    people_missed: int
    changing: int

    @property
    def judged(self) -> int:
        """Communities that have floating residents and a known roster."""
        return self.met + self.missed


def headline(communities: pd.DataFrame) -> Headline:
    """Count communities by what a leader asks first.

    Parameters
    ----------
    communities
        ``people``, ``gap_staff``, ``status``, ``changes_state``: a row a community.

    Examples
    --------
    >>> communities = pd.DataFrame({"people": [700, 400, 300], "gap_staff": [1.0, 0, 1],
    ...     "status": ["short", "met", "unstaffed"], "changes_state": [False, True, False]})
    >>> found = headline(communities)
    >>> found.missed, found.judged, found.posts_missing, found.people_missed
    (2, 3, 2.0, 1000)
    """
    missed = communities["status"].isin(MISSED)
    return Headline(
        met=int((communities["status"] == "met").sum()),
        missed=int(missed.sum()),
        no_data=int((communities["status"] == "no_data").sum()),
        posts_missing=float(communities["gap_staff"].sum()),
        people=int(communities["people"].sum()),
        people_missed=int(communities.loc[missed, "people"].sum()),
        changing=int(communities["changes_state"].sum()),
    )


def rank(units: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rank streets or districts, those that need attention most first.

    Parameters
    ----------
    units
        A row a unit, see :func:`geo.analyses.staffing.methods.staffing_ratio.sum_up`; its code is
        the first column.
    by
        ``"gap_staff"`` (largest first) or ``"share_met"`` (smallest first).

    Returns
    -------
    pandas.DataFrame
        The rows of ``units`` in order, with ``missed`` (int64, communities that miss the norm) and
        ``share_met`` (Float64 from 0 to 1: communities that meet the norm of those judged; missing
        where none is judged). What is not known comes last; equals stay in order of code.

    Examples
    --------
    >>> units = pd.DataFrame({"district_code": ["a", "b"], "gap_staff": [3.0, 9.0],
    ...                       "met": [1, 3], "short": [1, 1], "unstaffed": [2, 0]})
    >>> rank(units, "gap_staff")[["district_code", "missed", "share_met"]].to_numpy().tolist()
    [['b', 1, 0.75], ['a', 3, 0.25]]
    """
    missed = units[list(MISSED)].sum(axis=1)
    judged = (units["met"] + missed).astype("Int64")
    share = (units["met"] / judged.where(judged > 0)).astype("Float64")
    told = units.assign(missed=missed, share_met=share)
    return told.sort_values(
        [by, str(units.columns[0])], ascending=[by != "gap_staff", True], ignore_index=True
    )


def try_standards(communities: pd.DataFrame) -> pd.DataFrame:
    """Tell how many communities would miss the norm if it, or the people, were a little off.

    Parameters
    ----------
    communities
        ``status`` and a state for each of
        :data:`geo.analyses.staffing.methods.staffing_ratio.TRIALS`.

    Returns
    -------
    pandas.DataFrame
        ``trial``, ``missed`` (communities that would miss the norm), ``difference`` (to now) and
        ``changing`` (communities in another state than now), a row a trial.
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


def people_by_period(counts: pd.DataFrame, periods: Sequence[str]) -> pd.Series[int]:
    """Sum the people of all communities for each period, in the order given.

    Parameters
    ----------
    counts
        ``community_code``, ``period``, ``people``.

    Examples
    --------
    >>> counts = pd.DataFrame({"period": ["2026-09", "2026-10", "2026-10"], "people": [3, 2, 2]})
    >>> people_by_period(counts, ["2026-09", "2026-10"]).to_dict()
    {'2026-09': 3, '2026-10': 4}
    """
    return counts.groupby("period")["people"].sum().reindex(list(periods), fill_value=0)
