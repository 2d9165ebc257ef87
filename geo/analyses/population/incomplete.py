"""Communities of which counts could not be read: at least so many people live there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.issues import Issue
from geo.core.record_outcomes import BAD_COUNT

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.population.record_counts import RecordCounts


def incomplete_communities(record_counts: RecordCounts, period: str) -> frozenset[str]:
    """List the codes of communities with counts of a period, or of none, that could not be read."""
    return frozenset(_unread(record_counts, period)["community_code"])


def incomplete_issues(record_counts: RecordCounts, period: str) -> list[Issue]:
    """Report them together, with the people that are counted there all the same."""
    unread, counts = _unread(record_counts, period), record_counts.counts
    codes = unread["community_code"].unique()
    here = (counts["period"] == period) & counts["community_code"].isin(codes)
    placeholders = {
        "communities": len(codes),
        "counts": round(unread["rows"].sum()),
        "people": int(counts.loc[here, "floating_population"].sum()),
    }
    if not len(codes):
        return []
    if not placeholders["people"]:
        del placeholders["people"]
        return [Issue("issue.count_unknown", severity="warning", more=placeholders)]
    return [Issue("issue.count_incomplete", severity="warning", more=placeholders)]


def _unread(record_counts: RecordCounts, period: str) -> pd.DataFrame:
    unread = record_counts.unread
    return unread[(unread["outcome"] == BAD_COUNT) & unread["period"].isin(["", period])]
