"""Issues of files with too many people that cannot be located, and of unknown names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.analyses.population.methods.loss_evidence import BOUNDARIES, REST
from geo.core.issues import Issue
from geo.core.record_outcomes import LOCATED, LOST
from geo.core.unit_marks import AMBIGUOUS_NAME, unmarked
from geo.formats.checked import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City

PLACELESS: Final = ("outside", "no_place")
"""Why records are lost that state no code and no name."""

MOST_LISTED: Final = 10
"""Names told one by one; of more, how many there are."""

_BY_NAME: Final = ("names", "ambiguous")
_BY_CODE: Final = ("zeros", "level", "finer", "other_place", "other_year", "codes")
_PLACES: Final = ("community_code", "community_name")
_WHOLE_KM: Final = 10


def loss_issues(city: City, record_counts: RecordCounts) -> list[Issue]:
    """Report files of which more people are lost than the city allows, with the likely cause.

    It stops a run, unless the loss is accepted.
    """
    account = record_counts.record_account
    located = account[account["stage"] == "locate"]
    lost, total = Counter[str](), Counter[str]()
    columns = (located[name] for name in ("file", "outcome", "persons"))
    for file, outcome, persons in zip(*columns, strict=True):
        if outcome in LOST:
            lost[file] += persons
        if outcome in (*LOST, *LOCATED):
            total[file] += persons
    return [
        _loss(city, record_counts, file, lost[file], total[file])
        for file in sorted(total)
        if city.loss_limit.exceeded(lost[file], total[file])
    ]


def name_issues(record_counts: RecordCounts) -> list[Issue]:
    """Report the names in records that no community has, or several, with the people of each."""
    if record_counts.diagnostics is None:
        return []
    issues = []
    names = record_counts.diagnostics.losses.names
    ambiguous = names["name"].str.startswith(AMBIGUOUS_NAME)
    for key, among in (("issue.names_ambiguous", ambiguous), ("issue.names_unknown", ~ambiguous)):
        for file, names_of_file in names[among].groupby("file", sort=True):
            issues.append(names_issue(key, str(file), names_of_file))
    return issues


def placeless_issues(record_counts: RecordCounts) -> list[Issue]:
    """Report the records that lie outside every community, or say no place at all."""
    account, rejected = record_counts.record_account, record_counts.rejected_records
    lost = account[(account["stage"] == "locate") & account["outcome"].isin(PLACELESS)]
    if lost.empty:
        return []
    summed = lost.groupby(["file", "outcome"], as_index=False)[["rows", "persons"]].sum()
    issues = []
    for file, outcome, lines, persons in summed.itertuples(index=False):
        records = rejected[(rejected["file"] == file) & (rejected["reason"] == outcome)]
        issues.append(
            Issue(
                f"issue.records_{outcome}",
                severity="warning",
                file=str(file),
                row=int(records["row"].min()) if len(records) else None,
                rows=int(lines),
                more={"lost": f"{lines:,}", "persons": f"{persons:,}"},
            )
        )
    return issues


def with_headers(city: City, issues: Iterable[Issue]) -> list[Issue]:
    """Return issues of records that say columns as their file does."""
    with_header: list[Issue] = []
    headers: dict[str, dict[str, str]] = {}
    for issue in issues:
        if not issue.column or issue.header or issue.file not in city.record_files:
            with_header.append(issue)
            continue
        if issue.file not in headers:
            headers[issue.file] = city.record_headers(issue.file)
        headers_of_file = headers[issue.file]
        # Communities may be named in the column of their codes.
        instead = (
            headers_of_file.get("community_code", "") if issue.column == "community_name" else ""
        )
        with_header.append(replace(issue, header=headers_of_file.get(issue.column, instead)))
    return with_header


def names_issue(key: str, file: str, names: pd.DataFrame) -> Issue:
    """List names that lead to no code in one issue, those of most people first.

    Parameters
    ----------
    key
        Key of the sentence.
    file
        The file.
    names
        ``name`` (marked), ``row``, ``rows``, ``count``.
    """
    ordered = names.sort_values(["count", "name"], ascending=[False, True], kind="stable")
    listed = ordered[ordered["name"] != REST].head(MOST_LISTED)
    examples = [
        f"{shown(unmarked(name))} ({count:,.12g})"
        for name, count in zip(listed["name"], listed["count"], strict=True)
    ]
    return Issue(
        key,
        severity="warning",
        file=file,
        row=int(names["row"].min()),
        rows=int(names["rows"].sum()),
        column="community_name",
        value=shown(unmarked(str(listed["name"].iloc[0]))) if len(listed) else "",
        more={
            "names": len(names),
            "persons": f"{names['count'].sum():,.12g}",
            "listed": ", ".join(examples) + (", …" if len(names) > len(listed) else ""),
        },
    )


def _loss(city: City, record_counts: RecordCounts, file: str, lost: int, total: int) -> Issue:
    assert record_counts.diagnostics is not None
    cause, losses = _cause(record_counts, file), record_counts.diagnostics.losses
    rejected = record_counts.rejected_records
    rows = rejected.loc[(rejected["file"] == file) & rejected["reason"].isin(LOST), "row"]
    headers = city.record_headers(file)
    return city.loss_limit.issue(
        f"issue.loss_{cause}",
        lost,
        total,
        file=file,
        row=int(rows.min()) if len(rows) else None,
        rows=max(len(rows), 1),
        column=_header(headers, cause),
        value=_example(record_counts, file, cause),
        reading=losses.reading(file).removeprefix(BOUNDARIES),
        km=_shown_km(losses.away_km(file)),
        **{name: headers.get(name, name) for name in ("lon", "lat")},
    )


def _shown_km(km: float) -> str:
    return f"{km:,.0f}" if km >= _WHOLE_KM else f"{km:.2g}"


def _cause(record_counts: RecordCounts, file: str) -> str:
    """Return what most people of a file are lost by."""
    assert record_counts.diagnostics is not None
    causes = record_counts.diagnostics.losses.causes
    causes_of_file = causes[causes["file"] == file].sort_values("persons", kind="stable")
    return str(causes_of_file["cause"].iloc[-1])


def _header(headers: Mapping[str, str], cause: str) -> str:
    """Return the headers in the file that the cause is about."""
    points = [headers[name] for name in ("lon", "lat") if name in headers]
    if cause in _BY_NAME or cause in _BY_CODE:
        order = _PLACES[::-1] if cause in _BY_NAME else _PLACES
        return next(headers[name] for name in order if name in headers)
    if cause == "empty":
        points += [headers[name] for name in _PLACES if name in headers]
    return " / ".join(dict.fromkeys(points))


def _example(record_counts: RecordCounts, file: str, cause: str) -> str:
    """Return a code or name that leads nowhere; never where a person is."""
    assert record_counts.diagnostics is not None
    if cause in _BY_NAME:
        names = record_counts.diagnostics.losses.names
        lost_names = names[(names["file"] == file) & (names["name"] != REST)]
        lost_names = lost_names[
            lost_names["name"].str.startswith(AMBIGUOUS_NAME) == (cause == "ambiguous")
        ]
        most = lost_names.sort_values(["count", "name"], kind="stable")["name"]
        return shown(unmarked(str(most.iloc[-1]))) if len(most) else ""
    unknown = record_counts.diagnostics.unknown
    codes = unknown[unknown["file"] == file].sort_values("count")["community_code"]
    return shown(str(codes.iloc[-1])) if len(codes) and cause in _BY_CODE else ""
