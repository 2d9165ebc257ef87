"""The period reported, and issues of records without a period or with an outlying one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.issues import Issue, TableError
from geo.core.periods import doubtful_periods
from geo.core.record_outcomes import LOCATED, LOST, UNDATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City

_ROWS_SHOWN = 8


def reported_period(city: City, record_counts: RecordCounts) -> str:
    """Return the period the city asks for, or else the latest of the records.

    Raises
    ------
    TableError
        If no record is of the period asked for, or none could be counted; or if none is asked
        for, and the latest is doubtful, see :func:`geo.core.periods.doubtful_periods`. Where all
        found no place, that is told instead.
    """
    requested = city.settings.records.period
    if requested and not record_counts.periods:
        lost = record_counts.record_account["outcome"].isin(LOST)
        if lost.any():
            return requested
        file = next(iter(city.record_files), "")
        nobody = Issue("issue.nobody_counted", severity="error", file=file)
        raise TableError(*city.record_issues, nobody)
    if requested and requested not in record_counts.periods:
        raise TableError(
            Issue(
                "issue.period_unknown",
                severity="error",
                file="city.toml",
                column="period",
                value=requested,
                more={"periods": _joined(record_counts.periods)},
            )
        )
    latest = max(record_counts.periods, default="")
    if not requested and latest in _doubtful(record_counts):
        raise TableError(*_far(record_counts, latest, "issue.period_asked"))
    return requested or latest


def period_issues(city: City, record_counts: RecordCounts) -> list[Issue]:
    """Report records that are counted in no period, and periods far off those of the others."""
    requested, issues = city.settings.records.period, _undated(city, record_counts)
    latest = requested or max(record_counts.periods, default="")
    for period in _doubtful(record_counts):
        if period != latest:
            issues += _far(record_counts, period, "issue.period_far")
    return issues


def _doubtful(record_counts: RecordCounts) -> tuple[str, ...]:
    account = record_counts.record_account
    located = account[account["outcome"].isin(LOCATED) & (account["period"] != "")]
    summed = located.groupby("period")["persons"].sum()
    return doubtful_periods({str(period): int(people) for period, people in summed.items()})


def _far(record_counts: RecordCounts, period: str, key: str) -> list[Issue]:
    """List an issue for each file that has records of an outlying period."""
    account, first = record_counts.record_account, record_counts.first_rows
    counted = account[(account["period"] == period) & account["outcome"].isin(LOCATED)]
    others = _joined(other for other in record_counts.periods if other != period)
    issues = []
    for file, account_of_file in counted.groupby("file"):
        row = first.loc[(first["file"] == file) & (first["period"] == period), "row"]
        issues.append(
            Issue(
                key,
                severity="error" if key == "issue.period_asked" else "warning",
                file=str(file),
                row=int(row.iloc[0]),
                rows=int(account_of_file["rows"].sum()),
                column="period",
                value=period,
                more={"people": int(account_of_file["persons"].sum()), "periods": others},
            )
        )
    return issues


def _undated(city: City, record_counts: RecordCounts) -> list[Issue]:
    account = record_counts.record_account
    if not account["outcome"].isin(UNDATED).any():
        return []
    lost = account[account["outcome"].isin(UNDATED)].groupby("file")[["rows", "persons"]].sum()
    rejected: pd.DataFrame = record_counts.rejected_records
    rejected = rejected[rejected["reason"].isin(UNDATED)]
    counted = account[account["outcome"].isin((*LOCATED, *UNDATED))]
    totals = counted.groupby("file")["persons"].sum().to_dict()
    issues = []
    for file, sums in lost.iterrows():
        rows = rejected.loc[rejected["file"] == file, "row"].astype("int64").tolist()
        shown = ", ".join(map(str, rows[:_ROWS_SHOWN])) + (", …" if len(rows) > _ROWS_SHOWN else "")
        people = int(sums["persons"])
        issue = Issue(
            "issue.period_not_known",
            severity="warning",
            file=str(file),
            row=rows[0],
            rows=int(sums["rows"]),
            column="period",
            more={"people": people, "listed": shown},
        )
        if city.loss_limit.exceeded(people, total := int(totals[file])):
            where = {"file": issue.file, "row": issue.row, "rows": issue.rows, "listed": shown}
            header = city.record_headers(issue.file).get("period", "")
            issue = city.loss_limit.issue(
                "issue.loss_period", people, total, column="period", header=header, **where
            )
        issues.append(issue)
    return issues


def _joined(periods: Iterable[str]) -> str:
    return ", ".join(filter(None, periods)) or "—"
