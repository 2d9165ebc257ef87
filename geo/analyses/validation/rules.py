"""Rules that turn what was found in records and boundaries into issues."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.analyses.population.losses import (
    loss_issues,
    name_issues,
    names_issue,
    placeless_issues,
    with_headers,
)
from geo.analyses.validation.residuals import residual_issues
from geo.city.datasets.code_checks import LEVEL_BY_DIGITS, level_of
from geo.core.i18n import Term
from geo.core.issues import Issue
from geo.core.unit_marks import AMBIGUOUS_NAME, UNKNOWN_NAME
from geo.formats.checked import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from geo.analyses.population.diagnostics import Diagnostics
    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City
    from geo.city.settings import BoundarySettings

MOST_LISTED: Final = 20
"""Overlaps and gaps told one by one; what is smaller is told together."""

_MOST_NAMED: Final = 3

# From this share of a file's points, an exchange of the coordinates is no slip of a few rows.
WHOLE_FILE: Final = 0.5

_WITHOUT_POINT: Final = ("no_place", "unknown_code", "unknown_name", "ambiguous_name")

# From this share of a file's rows, rows that are the same are told: one list may be in it twice.
LEAST_ALIKE: Final = 0.01

_HECTARE_M2: Final = 10_000


def record_issues(city: City, record_counts: RecordCounts) -> list[Issue]:
    """Return what the records as a whole show; cheap enough for every run."""
    diagnostics = record_counts.diagnostics
    if diagnostics is None:
        return []
    # The levels of codes are those of China.
    digits = _digits(diagnostics) if city.code else 0
    losses = loss_issues(city, record_counts)
    many = {issue.file for issue in losses}
    return [
        *exchanged_issues(record_counts, city.record_headers, accepted=city.accept_loss),
        *residual_issues(diagnostics, city.settings, city.communities.issues),
        *with_headers(city, level_issues(diagnostics, digits)),
        *with_headers(city, unknown_issues(diagnostics, digits)),
        *with_headers(city, name_issues(record_counts)),
        *losses,
        *(few for few in placeless_issues(record_counts) if few.file not in many),
        *(() if city.settings.records.match else alike_issues(record_counts, city.record_headers)),
    ]


def exchanged_issues(
    record_counts: RecordCounts,
    headers: Callable[[str], Mapping[str, str]],
    *,
    accepted: bool = False,
) -> list[Issue]:
    """Report files in which longitude and latitude are exchanged.

    Parameters
    ----------
    record_counts
        The records, counted.
    headers
        Tells what a file calls its columns.
    accepted
        Whether the loss is accepted: then nothing stops.

    Notes
    -----
    If at least :data:`WHOLE_FILE` of a file's records are lost by it, a run stops: what it would
    say of the rest would mislead. Where the codes of the records say where they belong, it goes on.
    """
    record_account, notes, rejected = (
        record_counts.record_account,
        record_counts.notes,
        record_counts.rejected_records,
    )
    lost = _rows(record_account[record_account["outcome"] == "swapped"])
    by_code = _rows(notes[notes["note"] == "point_swapped"])
    issues = []
    for file in sorted({*lost, *by_code}):
        account = record_account[
            (record_account["file"] == file) & (record_account["stage"] == "locate")
        ]
        with_point = int(account.loc[~account["outcome"].isin(_WITHOUT_POINT), "rows"].sum())
        exchanged = lost.get(file, 0) + by_code.get(file, 0)
        rows = rejected.loc[(rejected["file"] == file) & (rejected["reason"] == "swapped"), "row"]
        named = headers(file)
        issue = Issue(
            "issue.records_exchanged",
            severity=(
                "error"
                if lost.get(file, 0) >= WHOLE_FILE * with_point and not accepted
                else "warning"
            ),
            file=file,
            row=int(rows.iloc[0]) if len(rows) else None,
            column="lon",
            more={
                "rows_swapped": exchanged,
                "percent": f"{100 * exchanged / with_point:.3g}",
                "lon": named["lon"],
                "lat": named["lat"],
            },
        )
        issues.append(issue)
    return issues


def alike_issues(
    record_counts: RecordCounts, headers: Callable[[str], Mapping[str, str]]
) -> list[Issue]:
    """Report files with rows that are the same as earlier ones, and no numbers to tell them apart.

    Parameters
    ----------
    record_counts
        The records, counted.
    headers
        Tells what a file calls its columns.
    """
    record_account, notes = record_counts.record_account, record_counts.notes
    read = _rows(record_account[record_account["stage"] == "read"])
    alike = notes[notes["note"].isin(["alike", "alike_some"])]
    return [
        Issue(
            "issue.records_alike",
            severity="warning",
            file=str(counts["file"]),
            more={"alike": f"{counts['rows']:,}", "persons": f"{counts['persons']:,}"},
        )
        for counts in alike.to_dict("records")
        if counts["rows"] >= LEAST_ALIKE * read[counts["file"]]
        and "record_id" not in headers(counts["file"])
    ]


def level_issues(diagnostics: Diagnostics, most: int) -> list[Issue]:
    """Report records with the code of a subdistrict or district where communities are meant.

    Parameters
    ----------
    diagnostics
        With the codes that nobody has.
    most
        The digits of most codes of communities; 0 = they are not those of China.
    """
    unknown = diagnostics.unknown
    odd = unknown[_of_other_level(unknown, most)]
    return [
        Issue(
            "issue.records_level",
            severity="warning",
            file=str(group["file"]),
            row=int(group["row"]),
            rows=int(group["rows"]),
            column="community_code",
            value=shown(group["community_code"]),
            more={
                "digits": int(group["digits"]),
                "level": level_of(int(group["digits"])),
                "most": most,
                "most_level": level_of(most),
                "lost": int(group["rows"]),
                "persons": int(group["count"]),
            },
        )
        for group in odd.to_dict("records")
    ]


def unknown_issues(diagnostics: Diagnostics, most: int) -> list[Issue]:
    """Report records that are lost because no unit has the code they state.

    Parameters are those of :func:`level_issues`.
    """
    unknown = diagnostics.unknown
    unknown = unknown[~_of_other_level(unknown, most)]
    issues = []
    for file, lost in unknown.sort_values("row", kind="stable").groupby("file", sort=True):
        issue = Issue(
            "issue.records_unknown",
            severity="warning",
            file=str(file),
            row=int(lost["row"].iloc[0]),
            column="community_code",
            value=shown(lost["community_code"].iloc[0]),
            more={"lost": f"{lost['rows'].sum():,}", "persons": f"{lost['count'].sum():,}"},
        )
        issues.append(issue)
    return issues


def _digits(diagnostics: Diagnostics) -> int:
    """Count the digits that most codes of communities have."""
    codes = diagnostics.index.communities["community_code"]
    return int(codes.str.len().mode().max()) if len(codes) else 0


def _of_other_level(unknown: pd.DataFrame, most: int) -> pd.Series[bool]:
    others = unknown["digits"].isin(list(LEVEL_BY_DIGITS)) & (unknown["digits"] != most)
    return others & (most in LEVEL_BY_DIGITS)


def topology_issues(
    overlapping: gpd.GeoDataFrame,
    between: gpd.GeoDataFrame,
    population: pd.DataFrame,
    boundaries: BoundarySettings,
) -> list[Issue]:
    """Report communities that overlap, and gaps between them.

    Parameters
    ----------
    overlapping, between
        As :mod:`geo.spatial.topology` finds them.
    population
        ``rows`` and ``persons`` in each overlap, then in each gap, in their order.
    boundaries
        ``[boundaries]`` of ``city.toml``. A gap over its ``largest_gap_ha`` is no issue, but a lake
        or the like, unless people are recorded in it.
    """
    pairs = overlapping.join(population.iloc[: len(overlapping)].reset_index(drop=True))
    empty = between.join(population.iloc[len(overlapping) :].reset_index(drop=True))
    lake = (empty["area_m2"] > boundaries.largest_gap_ha * _HECTARE_M2) & (empty["rows"] == 0)
    pairs = pairs.rename(columns={"first_code": "value", "second_code": "other"})
    empty = empty[~lake].rename(columns={"between": "value"})
    file = boundaries.communities
    return [
        *_listed("issue.overlap", "issue.overlap_more", pairs[pairs["rows"] > 0], file),
        *_listed("issue.gap", "issue.gap_more", empty[empty["rows"] > 0], file),
        *_of_nobody("issue.overlap_nobody", pairs[pairs["rows"] == 0], file),
        *_of_nobody("issue.gap_nobody", empty[empty["rows"] == 0], file),
    ]


def misplaced_staff(communities: gpd.GeoDataFrame, staff: pd.DataFrame | None) -> list[Issue]:
    """Report staff listed under communities or subdistricts that do not exist."""
    if staff is None:
        return []
    issues = []
    for level in ("community", "subdistrict"):
        code = f"{level}_code"
        exists = staff[code].isin(communities[code].dropna())
        astray = staff[(staff["level"] == level) & ~exists]
        if astray.empty:
            continue
        unknown = "issue.staff_unknown" if level == "community" else "issue.subdistrict_unknown"
        for name in ("subdistrict", "district") if level == "community" else ():
            named = astray[code].isin(communities[f"{name}_code"].dropna())
            issues += _posts("issue.staff_level", astray[named], code, level=Term(f"level.{name}"))
            astray = astray[~named]
        for mark, key in (
            (AMBIGUOUS_NAME, "issue.staff_names_ambiguous"),
            (UNKNOWN_NAME, "issue.staff_names_unknown"),
        ):
            named = astray[code].str.startswith(mark, na=False)
            issues += _named_posts(key, astray[named], code)
            astray = astray[~named]
        issues += _posts(unknown, astray, code)
    return issues


def _named_posts(key: str, astray: pd.DataFrame, code: str) -> list[Issue]:
    """List names of the roster without a matching unit."""
    if astray.empty:
        return []
    names = astray.rename(columns={code: "name", "posts": "count"}).assign(rows=1)
    names = names.groupby("name", as_index=False).agg({"row": "min", "rows": "sum", "count": "sum"})
    issue = names_issue(key, str(astray["file"].iloc[0]), names)
    return [replace(issue, column=code.replace("_code", "_name"))]


def _posts(key: str, astray: pd.DataFrame, code: str, **placeholders: Term) -> list[Issue]:
    if astray.empty:
        return []
    return [
        Issue(
            key,
            severity="warning",
            file=str(astray["file"].iloc[0]),
            row=int(astray["row"].iloc[0]),
            rows=len(astray),
            column=code,
            value=shown(astray[code].iloc[0]),
            more={"posts": f"{astray['posts'].sum():g}", **placeholders},
        )
    ]


def _listed(key: str, others: str, astray: pd.DataFrame, file: str) -> list[Issue]:
    """Return the largest one by one, and the others together."""
    issues = [
        Issue(
            key,
            severity="warning",
            file=file,
            column="geometry",
            value=str(row["value"]),
            more={
                "other": row.get("other", ""),
                "area": f"{row['area_m2']:,.0f}",
                "inside": int(row["rows"]),
                "persons": int(row["persons"]),
            },
        )
        for row in astray.head(MOST_LISTED).to_dict("records")
    ]
    if len(rest := astray.iloc[MOST_LISTED:]):
        placeholders = {
            "more": len(rest),
            "area": f"{rest['area_m2'].sum():,.0f}",
            "persons": int(rest["persons"].sum()),
        }
        issues.append(
            Issue(others, severity="warning", file=file, column="geometry", more=placeholders)
        )
    return issues


def _of_nobody(key: str, places: pd.DataFrame, file: str) -> list[Issue]:
    """Return one note of all overlaps or gaps without records, naming the largest."""
    if places.empty:
        return []
    named = places["value"].astype("str")
    if "other" in places:
        named += "–" + places["other"].astype("str")
    largest = [
        f"{name} ({area:,.0f} m²)"
        for name, area in zip(named, places["area_m2"].head(_MOST_NAMED), strict=False)
    ]
    placeholders = {
        "many": f"{len(places):,}",
        "area": f"{places['area_m2'].sum():,.0f}",
        "listed": ", ".join(largest) + (", …" if len(places) > len(largest) else ""),
    }
    return [Issue(key, severity="note", file=file, column="geometry", more=placeholders)]


def _rows(account: pd.DataFrame) -> dict[str, int]:
    if account.empty:
        return {}
    return {str(file): int(rows) for file, rows in account.groupby("file")["rows"].sum().items()}
