"""A city's own table of the places people come from and go to: any code, with a point of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_codes, to_numbers, to_text

if TYPE_CHECKING:
    from geo.city.table_settings import TableSettings
    from geo.core.issues import Issue
    from geo.formats.source import Source

_FARTHEST: Final = {"lon": 180.0, "lat": 90.0}
_SIGNS: Final = "[/?]"  # stand between codes, or behind one, where places are written together


def read_partner_places(source: Source, settings: TableSettings) -> Checked[pd.DataFrame]:
    """Read the partner places of a city.

    Parameters
    ----------
    source
        The table, such as the locations of FlowmapBlue (``id, name, lat, lon``).
    settings
        ``[partner_places]`` of ``city.toml``.

    Returns
    -------
    Checked
        A row a place: ``place_code``, ``place_name`` (str; the code where none is given), ``lon``,
        ``lat`` (float64, degrees, WGS84; missing where there is no usable point). Rows without a
        code, and later rows of one code, are left out and told.
    """
    table = read_matched(source, TABLES["partner_places"], settings.columns)
    read, issues = table.frame, list(table.issues)
    rows, nothing = read[ROW], pd.Series(np.nan, read.index, dtype="str")
    cells = read.get("place_code", nothing)
    codes, mangled = to_codes(cells)
    wrong = mangled | codes.str.contains(_SIGNS).fillna(value=False).to_numpy(bool)
    issues += row_issues(source.warning("issue.place_code", "place_code"), wrong, rows, cells)
    empty = (codes.isna() & ~mangled).to_numpy(bool)
    issues += row_issues(source.warning("issue.place_cell", "place_code"), empty, rows)
    twice = (codes.duplicated() & codes.notna() & ~wrong).to_numpy(bool)
    issues += row_issues(source.warning("issue.place_twice", "place_code"), twice, rows, cells)
    places = pd.DataFrame(
        {"place_code": codes, "place_name": to_text(read.get("place_name", nothing)).fillna(codes)}
    )
    points, point_issues = _points(read, source)
    usable = ~(wrong | empty | twice)
    frame = places.join(points)[usable].reset_index(drop=True)
    return Checked(frame, tuple(issues + point_issues), table.dropped, table.rows)


def _points(read: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, list[Issue]]:
    """Read the points; one that is not on the earth is missing, and told."""
    points, issues = pd.DataFrame(index=read.index), []
    for axis, farthest in _FARTHEST.items():
        cells = read.get(axis, pd.Series(np.nan, read.index, dtype="str"))
        degrees, unread = to_numbers(cells)
        wrong = unread | (np.abs(degrees) > farthest)
        issue = source.warning("issue.place_point", axis)
        issues += row_issues(issue, wrong, read[ROW], cells)
        points[axis] = np.where(wrong, np.nan, degrees)
    return points, issues
