"""Entrances of service sites: rows of one site id are one site, which several places lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.core.columns import ROW
from geo.formats.checked import row_issues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.core.issues import Issue
    from geo.formats.source import Source

_FAR_M: Final = 2000.0
"""Entrances of one site are hardly farther apart."""
_METRES_A_DEGREE: Final = 111_195.0
_PLACE: Final = ["lon", "lat"]


def join_entrances(
    rows: pd.DataFrame, source: Source, numbers: tuple[str, ...]
) -> tuple[pd.DataFrame, list[Issue]]:
    """Join the rows of one site id to one site.

    Parameters
    ----------
    rows
        ``site_id`` (str), ``lon``, ``lat``, ``services``, ``row`` and other columns.
    source
        The file.
    numbers
        Columns of which a site has one value, however many entrances.

    Returns
    -------
    sites
        A row a site, where its first entrance stood, with the first value that any of its rows has,
        all their services, and ``entrances``: ``(lon, lat)`` of each, that of the site first.
    issues
        How many rows were joined; those that have different names, which stops a run, say different
        numbers, or are far from the others.
    """
    own = pd.Series(np.arange(len(rows)), rows.index)
    first = own.groupby(rows["site_id"]).transform("min").fillna(own).astype("int64")
    joined = (first != own).to_numpy()
    places = pd.Series(list(zip(*(rows[name].tolist() for name in _PLACE), strict=True)))
    if not joined.any():
        services = [_together([cell]) for cell in rows["services"]]
        entrances = pd.Series([(place,) for place in places], rows.index, dtype="object")
        sites = rows.assign(services=services, entrances=entrances)
        return sites.astype({"services": "str"}).reset_index(drop=True), []
    sites = rows.groupby(first.to_numpy()).first()
    sites["services"] = rows["services"].groupby(first.to_numpy()).agg(_together).astype("str")
    sites["entrances"] = places.groupby(first.to_numpy()).agg(tuple)
    sites = sites.astype({name: kind for name, kind in rows.dtypes.items() if name in sites})
    return sites.reset_index(drop=True), _issues(rows, first, joined, source, numbers)


def entrances_of(sites: pd.DataFrame) -> pd.DataFrame:
    """List the entrances of sites; a site that names none has one, where it stands.

    Returns
    -------
    pandas.DataFrame
        ``site`` (int64, its position), ``lon``, ``lat`` (float64, degrees), in order of sites.

    Examples
    --------
    >>> gates = [((1.0, 2.0),), ((3.0, 4.0), (5.0, 6.0))]
    >>> entrances_of(pd.DataFrame({"entrances": gates}))["site"].tolist()
    [0, 1, 1]
    """
    if "entrances" not in sites:
        return sites[_PLACE].astype("float64").assign(site=np.arange(len(sites)))
    counts = sites["entrances"].map(len).to_numpy(np.int64)
    places = [place for places in sites["entrances"] for place in places]
    listed = pd.DataFrame(places, columns=_PLACE, dtype="float64")
    return listed.assign(site=np.repeat(np.arange(len(sites)), counts))


def _together(services: Iterable[str]) -> str | float:
    """Return the services of all entrances, each once."""
    words = (word for cell in services if isinstance(cell, str) for word in cell.split(";"))
    return ";".join(dict.fromkeys(words)) or np.nan


def _issues(
    rows: pd.DataFrame,
    first: pd.Series[int],
    joined: np.ndarray[tuple[int], np.dtype[np.bool_]],
    source: Source,
    numbers: tuple[str, ...],
) -> list[Issue]:
    names, lines = rows["site_name"], rows[ROW]
    sites = int(first[joined].nunique())
    note = source.note("issue.site_entrances", "site_id", sites=sites)
    issues = row_issues(note, joined, lines, names, of_places=True)
    named = source.issue("issue.site_entrances_named", "site_id")
    other_name = names != names.groupby(first).transform("first")
    issues += row_issues(named, other_name, lines, names, of_places=True)
    for name in numbers:
        stated = rows[name].groupby(first).transform("first")
        differs = rows[name].notna() & (rows[name] != stated)
        issue = source.warning("issue.site_entrances_differ", name)
        issues += row_issues(issue, differs, lines, names, of_places=True)
    lon, lat = (rows[name] - rows[name].iloc[first.to_numpy()].to_numpy() for name in _PLACE)
    metres = _METRES_A_DEGREE * np.hypot(lon * np.cos(np.radians(rows["lat"])), lat)
    issue = source.warning("issue.site_entrances_far", "site_id", metres=f"{_FAR_M:,.0f}")
    return issues + row_issues(issue, metres > _FAR_M, lines, names, of_places=True)
