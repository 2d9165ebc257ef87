"""Cooperation agreements between two places, and how their notices are answered."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_codes, to_counts, to_dates, to_text

if TYPE_CHECKING:
    from geo.city.settings import TableSettings
    from geo.core.issues import Issue
    from geo.formats.source import Source

_PLACES: Final = ("place_a", "place_b")
_DAYS: Final = ("signed_on", "valid_until")
_NOTICES: Final = ("notices_sent", "notices_answered", "notices_answered_in_time")
# How terms are written: 2024-01-01至2026-12-31, 3年, 长期.
_SPAN: Final = r"^.*\d.*?(?:至|到|~|～|—|--)\s*(.*\d.*)$"
_YEARS: Final = r"^(\d{1,2})\s*(?:年|周年|years?)$"
_OPEN: Final = ("长期", "长期有效", "永久", "无固定期限", "不限")


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
        One row per agreement: ``place_a, place_b`` (region codes, str), ``signed_on, valid_until``
        (datetime.date, None where open), ``notices_sent, notices_answered,
        notices_answered_in_time`` (Int64, missing = NA), ``file``, ``row``. Rows without two places
        and a day are left out and told; of notices, no more can be answered than were sent.
    """
    table = read_matched(source, TABLES["agreements"], settings.columns)
    read, issues = table.frame, list(table.issues)
    rows = read[ROW]
    pairs = pd.DataFrame(index=read.index)
    for name in (*_PLACES, *_DAYS):
        cells = read[name] if name in read else pd.Series(np.nan, read.index, dtype="str")
        if name == "valid_until":
            cells = _ends(cells, pairs["signed_on"])
        pairs[name], wrong = to_codes(cells) if name in _PLACES else to_dates(cells)
        key = "issue.code_mangled" if name in _PLACES else "issue.date_unread"
        issue = source.warning(key, name)
        issues += row_issues(issue, wrong, rows, cells, of_places=name in _PLACES)
        if name != "valid_until":
            empty = pairs[name].isna() & ~wrong
            issues += row_issues(source.warning("issue.agreement_cell", name), empty, rows)
    notices, notice_issues = _notices(read, source)
    issues += notice_issues + _backward(pairs, rows, source)
    is_complete = pairs[["place_a", "place_b", "signed_on"]].notna().all(axis="columns")
    together = pd.concat([pairs, notices, read[[FILE, ROW]]], axis="columns")
    return Checked(together[is_complete].reset_index(drop=True), tuple(issues), table.dropped)


def _ends(cells: pd.Series, signed: pd.Series) -> pd.Series[str]:
    """Return the day on which each term ends: of a span its last, of years the day they are over.

    An agreement without end has none; what is no term stays as it is.
    """
    text = to_text(cells)
    spans = text.str.extract(_SPAN, expand=False)
    ends = text.mask(spans.notna(), spans)
    ends = ends.mask(text.isin(_OPEN))
    years = pd.to_numeric(text.str.extract(_YEARS, expand=False), errors="coerce")
    for row in years[years.notna() & signed.notna()].index:
        begun = pd.Timestamp(signed[row])
        ends[row] = (
            f"{begun + pd.DateOffset(years=int(years[row])) - pd.Timedelta(days=1):%Y-%m-%d}"
        )
    return ends


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
    for name in _NOTICES:
        cells = read[name] if name in read else pd.Series(np.nan, read.index, dtype="str")
        counts, wrong = to_counts(cells)
        notices[name] = pd.Series(counts, read.index, dtype="Int64").mask(wrong)
        unread = wrong & to_text(cells).notna().to_numpy()
        issues += row_issues(source.warning("issue.number_unread", name), unread, rows, cells)
    for larger, smaller in combinations(_NOTICES, 2):
        over = notices[smaller].gt(notices[larger]).fillna(value=False).to_numpy(bool)
        issues += row_issues(source.warning("issue.notices", smaller), over, rows, notices[smaller])
        notices[smaller] = notices[smaller].mask(over)
    return notices, issues
