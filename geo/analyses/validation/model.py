"""Validation of all files of a city at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.analyses.population.incomplete import incomplete_issues
from geo.analyses.population.methods.account import refuse_open_account
from geo.analyses.population.model import Population, count_records, with_codes_of_today
from geo.analyses.population.periods import period_issues, reported_period
from geo.analyses.validation.names import (
    names_of_flows,
    names_of_records,
    names_of_staff,
    no_names,
    together,
)
from geo.analyses.validation.rules import misplaced_staff, record_issues, topology_issues
from geo.core.issues import BoundaryError, Issue, TableError, YipanError
from geo.core.losses import is_loss
from geo.core.progress import Progress, silent
from geo.core.results import Product
from geo.core.row_account import rows_of_files
from geo.spatial.topology import gaps, misfits, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City
    from geo.core.results import Results


@dataclass(frozen=True, eq=False)
class Validation:
    """The issues of a city's files.

    Parameters
    ----------
    issues
        All issues of all files; a run is possible if none of them stops.
    record_account, notes
        As in :class:`geo.analyses.population.model.Population`; empty if no record could be
        located.
    file_rows
        See :func:`geo.core.row_account.rows_of_files`.
    names
        Names that lead to no unit, see :func:`geo.analyses.validation.names.together`.
    record_counts
        What was counted; None if no record could be located.
    """

    issues: tuple[Issue, ...]
    record_account: pd.DataFrame
    notes: pd.DataFrame
    names: pd.DataFrame = field(default_factory=no_names)
    file_rows: pd.DataFrame = field(default_factory=lambda: rows_of_files(()))
    record_counts: RecordCounts | None = None

    @property
    def stops(self) -> bool:
        """Whether any issue stops a run."""
        return any(issue.stops for issue in self.issues)

    @property
    def stops_by_loss(self) -> bool:
        """Whether a run would be possible if the losses were accepted."""
        return self.stops and all(is_loss(issue) for issue in self.issues if issue.stops)


@dataclass(frozen=True, eq=False, kw_only=True)
class InputIssues(Product):
    """What a run notes about a city's roster and records; nothing that stops it."""


def input_issues_of(city: City, results: Results, _progress: Progress) -> tuple[InputIssues]:
    """Check the roster against the communities, and how the records were located.

    Raises
    ------
    TableError
        If the records have an issue that stops a run; the error carries all of them.
    """
    record_counts = results[Population].record_counts
    issues_of_records = record_issues(city, record_counts) if record_counts else []
    if any(issue.stops for issue in issues_of_records):
        raise TableError(*issues_of_records)
    roster = city.staff.usable(TableError) if city.staff else None
    if roster is not None:
        roster = with_codes_of_today(roster, city)
    return (
        InputIssues(
            issues=(*misplaced_staff(results.units.communities, roster), *issues_of_records)
        ),
    )


def check_files(city: City, progress: Progress = silent) -> Validation:
    """Read everything a city has and gather every issue of its files.

    Beside what a run tells of them, it looks for overlaps and gaps of the boundaries, with the
    people recorded there, and for months that have not come yet.
    """
    issues = list(city.issues)
    record_account = notes = pd.DataFrame({"rows": [], "persons": []})
    record_counts = None
    lost_names = no_names()
    try:
        communities = city.communities.usable(BoundaryError)
        if city.staff:
            posts = with_codes_of_today(city.staff.frame, city)
            issues += misplaced_staff(communities, posts)
            lost_names = names_of_staff(posts)
        lost_names = pd.concat([lost_names, names_of_flows(city)])
    except YipanError as error:
        issues += _new(error.issues, issues)
    try:
        communities = city.communities.usable(BoundaryError)
        issues_of_records, record_counts = _checked_records(city, communities, progress)
        issues += _new(issues_of_records, issues)
        record_account, notes = record_counts.record_account, record_counts.notes
        refuse_open_account(record_account, record_counts.rejected_records, city.record_rows)
        issues += period_issues(city, record_counts)
        lost_names = pd.concat([lost_names, names_of_records(record_counts)])
        issues += incomplete_issues(record_counts, reported_period(city, record_counts))
    except BoundaryError as error:
        issues += _new(error.issues, issues)
        issues += _new(_unlocated_records(city, progress), issues)
    except YipanError as error:
        issues += _new(error.issues, issues)
    issues += _new(city.record_issues, issues)
    names = together(lost_names)
    return Validation(tuple(issues), record_account, notes, names, city.rows, record_counts)


def _unlocated_records(city: City, progress: Progress) -> tuple[Issue, ...]:
    """List the issues of the records of a city whose boundaries cannot be used."""
    try:
        for _ in city.coded_records(progress):
            pass
    except YipanError as error:
        return error.issues
    return ()


def _checked_records(
    city: City, communities: gpd.GeoDataFrame, progress: Progress
) -> tuple[list[Issue], RecordCounts]:
    """Count the records, also those in overlaps and gaps, and tell what they show."""
    progress("stage.topology", 0.0)
    misfit = misfits(communities)
    overlapping, between = overlaps(communities, misfit=misfit), gaps(communities, misfit=misfit)
    progress("stage.topology", 1.0)
    areas = np.concatenate([overlapping.geometry.to_numpy(), between.geometry.to_numpy()])
    record_counts = count_records(city, communities, city.standards, progress, areas)
    assert record_counts.diagnostics is not None
    population = record_counts.diagnostics.in_areas
    issues = topology_issues(overlapping, between, population, city.settings.boundaries)
    issues += record_issues(city, record_counts)
    return [*issues, *future_periods(record_counts.periods, date.today())], record_counts  # noqa: DTZ011


def future_periods(periods: Iterable[str], today: date) -> list[Issue]:
    """Report months that have not come yet.

    Examples
    --------
    >>> [issue.value for issue in future_periods(["2026-10", "2027-01"], date(2026, 11, 22))]
    ['2027-01']
    """
    return [
        Issue("issue.period_future", severity="warning", column="period", value=period)
        for period in periods
        if period > f"{today:%Y-%m}"
    ]


def _new(issues: Iterable[Issue], reported: Iterable[Issue]) -> list[Issue]:
    reported = list(reported)
    return [issue for issue in issues if issue not in reported]
