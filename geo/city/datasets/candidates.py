"""Places where a service site could be: what it would cost there, and whom it could serve."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_numbers, to_text
from geo.spatial.coordinates import to_wgs84

if TYPE_CHECKING:
    from geo.city.table_settings import CandidateSettings
    from geo.core.issues import Issue
    from geo.formats.source import Source

_AMOUNTS: Final = ("cost", "capacity")


def read_candidates(source: Source, settings: CandidateSettings) -> Checked[pd.DataFrame]:
    """Read the places that are candidates for new sites.

    Parameters
    ----------
    source
        The table.
    settings
        ``[candidates]`` of ``city.toml``.

    Returns
    -------
    Checked
        A row a place: ``candidate_name`` (str), ``lon``, ``lat`` (degrees, WGS84), ``cost``
        (10,000 yuan), ``capacity`` (people; both float64, missing where not stated). Rows without a
        name or a place are left out and told; negative amounts are missing, and told.
    """
    source = replace(source, section="candidates", crs=settings.crs)
    table = read_matched(source, TABLES["candidates"], settings.columns)
    read, issues = table.frame, list(table.issues)
    if not settings.coordinates:
        issues.append(source.issue("issue.coordinates_asked", value="candidates"))
    rows = read[ROW]
    places = pd.DataFrame({"candidate_name": _texts(read, "candidate_name")})
    for name in ("lon", "lat", *_AMOUNTS):
        cells = read[name] if name in read else pd.Series(np.nan, read.index)
        places[name], unread = to_numbers(cells)
        issues += row_issues(source.warning("issue.number_unread", name), unread, rows, cells)
        if name in _AMOUNTS:
            negative = places[name] < 0
            places[name] = places[name].mask(negative)
            issue = source.warning("issue.number_negative", name)
            issues += row_issues(issue, negative, rows, cells)
    places["lon"], places["lat"] = to_wgs84(
        places["lon"], places["lat"], settings.coordinates or "wgs84"
    )
    placed = places["lon"].abs().le(180) & places["lat"].abs().le(90)
    named = places["candidate_name"].notna()
    issues += _unusable(source, named, placed, rows)
    usable = places[placed & named].reset_index(drop=True)
    return Checked(usable, tuple(issues), table.dropped, table.rows)


def _texts(read: pd.DataFrame, name: str) -> pd.Series[str]:
    return to_text(read[name]) if name in read else pd.Series(np.nan, read.index, dtype="str")


def _unusable(
    source: Source, named: pd.Series[bool], placed: pd.Series[bool], rows: pd.Series[int]
) -> list[Issue]:
    """Report the rows without a name or a place."""
    issues = row_issues(source.warning("issue.candidate_name"), ~named, rows)
    return issues + row_issues(source.warning("issue.candidate_place"), ~placed, rows)
