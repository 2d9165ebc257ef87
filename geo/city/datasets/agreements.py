"""Cooperation agreements between two places, and how their notices are answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain, combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.datasets.agreement_terms import Term, term_of
from geo.city.schemas import TABLES
from geo.core.agreement_terms import UNKNOWN
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_codes, to_counts, to_dates, to_text

if TYPE_CHECKING:
    from geo.city.table_settings import TableSettings
    from geo.core.issues import Issue
    from geo.formats.source import Source

_PLACES: Final = ("place_a", "place_b")
_NOTICES: Final = (
    ("notices_sent", "notices_answered", "notices_answered_in_time"),
    ("notices_received", "notices_replied", "notices_replied_in_time"),
)


def read_agreements(source: Source, settings: TableSettings) -> Checked[pd.DataFrame]:
    """Read the agreements of a city.

    Parameters
    ----------
    source
        The table.
    settings
        ``[agreements]`` of ``city.toml``.

    Returns
    -------
    Checked
        One row per agreement: ``place_a, place_b`` (region codes, str), ``signed_on``
        (datetime.date), ``term`` (of :data:`geo.core.agreement_terms.TERMS`),
        ``valid_until`` (datetime.date, None where it has no end, or none that is known),
        ``notices_sent, notices_answered, notices_answered_in_time`` of what the first place sent,
        ``notices_received, notices_replied, notices_replied_in_time`` of what it got (Int64,
        missing = NA), ``file``, ``row``. Rows without two places and a day are left out and told,
        and so are terms that are not known; of notices, no more can be answered than were sent.
    """
    table = read_matched(source, TABLES["agreements"], settings.columns)
    read, issues = table.frame, list(table.issues)
    rows = read[ROW]
    pairs = pd.DataFrame(index=read.index)
    for name in (*_PLACES, "signed_on"):
        cells = _cells(read, name)
        pairs[name], wrong = to_codes(cells) if name in _PLACES else to_dates(cells)
        key = "issue.code_mangled" if name in _PLACES else "issue.date_unread"
        issue = source.warning(key, name)
        issues += row_issues(issue, wrong, rows, cells, of_places=name in _PLACES)
        empty = pairs[name].isna() & ~wrong
        issues += row_issues(source.warning("issue.agreement_cell", name), empty, rows)
    terms, term_issues = _terms(_cells(read, "valid_until"), pairs["signed_on"], rows, source)
    pairs = pairs.join(terms)
    notices, notice_issues = _notices(read, source)
    issues += term_issues + notice_issues + _backward(pairs, rows, source)
    is_complete = pairs[["place_a", "place_b", "signed_on"]].notna().all(axis="columns")
    together = pd.concat([pairs, notices, read[[FILE, ROW]]], axis="columns")
    return Checked(together[is_complete].reset_index(drop=True), tuple(issues), table.dropped)


def _cells(read: pd.DataFrame, name: str) -> pd.Series:
    return read[name] if name in read else pd.Series(np.nan, read.index, dtype="str")


def _terms(
    cells: pd.Series, signed: pd.Series, rows: pd.Series, source: Source
) -> tuple[pd.DataFrame, list[Issue]]:
    """Read the terms of agreements that have a day; report those that are not known."""
    text = to_text(cells)
    known = [
        term_of(cell, day) if isinstance(cell, str) and isinstance(day, date) else Term(UNKNOWN)
        for cell, day in zip(text, signed, strict=True)
    ]
    terms = pd.DataFrame(
        {
            "term": pd.Series([term.kind for term in known], cells.index, dtype="str"),
            "valid_until": pd.Series([term.last for term in known], cells.index, dtype="object"),
        }
    )
    unknown = (terms["term"] == UNKNOWN) & signed.notna()
    unread = source.warning("issue.term_unread", "valid_until")
    empty = source.warning("issue.term_missing", "valid_until")
    issues = row_issues(unread, unknown & text.notna(), rows, cells)
    return terms, issues + row_issues(empty, unknown & text.isna(), rows)


def _backward(pairs: pd.DataFrame, rows: pd.Series, source: Source) -> list[Issue]:
    """Report agreements that end before they begin."""
    dated = pairs[["signed_on", "valid_until"]].notna().all(axis="columns")
    wrong = dated.copy()
    wrong[dated] = pairs.loc[dated, "valid_until"] < pairs.loc[dated, "signed_on"]
    first = pairs.loc[wrong, "signed_on"].astype("str").iloc[:1]
    issue = source.warning("issue.dates_order", "valid_until")
    issue = replace(issue, more={"signed_on": "".join(first)})
    return row_issues(issue, wrong, rows, pairs["valid_until"])


def _notices(read: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, list[Issue]]:
    """Read the counts of notices; those that contradict one another are missing."""
    rows = read[ROW]
    notices = pd.DataFrame(index=read.index)
    issues: list[Issue] = []
    for name in chain.from_iterable(_NOTICES):
        cells = _cells(read, name)
        counts, wrong = to_counts(cells)
        notices[name] = pd.Series(counts, read.index, dtype="Int64").mask(wrong)
        unread = wrong & to_text(cells).notna().to_numpy()
        issues += row_issues(source.warning("issue.number_unread", name), unread, rows, cells)
    pairs = (pair for names in _NOTICES for pair in combinations(names, 2))
    for larger, smaller in pairs:
        over = notices[smaller].gt(notices[larger]).fillna(value=False).to_numpy(bool)
        issues += row_issues(source.warning("issue.notices", smaller), over, rows, notices[smaller])
        notices[smaller] = notices[smaller].mask(over)
    return notices, issues
