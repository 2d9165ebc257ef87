"""Service sites: names and places, and what they offer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_numbers, to_text
from geo.spatial.coordinates import to_wgs84

if TYPE_CHECKING:
    from geo.city.settings import SiteSettings
    from geo.core.issues import Issue
    from geo.formats.source import Source

_TEXTS: Final = ("site_name", "services", "address", "phone", "hours")
_NUMBERS: Final = ("staff", "capacity")
_BETWEEN_SERVICES: Final = re.compile("[;；、，,]")

SAME_SITE_M: Final = 20.0
"""Two sites of one name that are no farther apart are likely one."""

_METRES_A_DEGREE: Final = 111_195.0


def read_sites(source: Source, settings: SiteSettings) -> Checked[pd.DataFrame]:
    """Read the service sites of a city.

    Parameters
    ----------
    source
        The table.
    settings
        ``[sites]`` of ``city.toml``.

    Returns
    -------
    Checked
        A row a site: ``site_name`` (str), ``lon, lat`` (degrees, WGS84), ``services`` (separated by
        ``;``), ``address``, ``phone``, ``staff``, ``capacity`` (float64), ``hours``, ``file``,
        ``row``. Rows without a name or a place are left out and told.
    """
    source = replace(source, section="sites", crs=settings.crs)
    table = read_matched(source, TABLES["sites"], settings.columns)
    read, issues = table.frame, list(table.issues)
    if not settings.coordinates:
        issues.append(source.issue("issue.coordinates_asked", value="sites"))
    rows = read[ROW]
    sites = pd.DataFrame(index=read.index)
    for name in _TEXTS:
        sites[name] = to_text(read[name]) if name in read else pd.Series(dtype="str")
    for name in (*_NUMBERS, "lon", "lat"):
        cells = read[name] if name in read else pd.Series(np.nan, read.index)
        sites[name], wrong = to_numbers(cells)
        issues += row_issues(source.warning("issue.number_unread", name), wrong, rows, cells)
        if name in _NUMBERS:
            sites[name], told = _counted(sites[name], cells, rows, source)
            issues += told
    sites["services"] = sites["services"].map(_listed, na_action="ignore").astype("str")
    sites["lon"], sites["lat"] = to_wgs84(
        sites["lon"], sites["lat"], settings.coordinates or "wgs84"
    )
    placed = np.isfinite(sites["lon"]) & np.isfinite(sites["lat"])
    placed &= sites["lon"].abs().le(180) & sites["lat"].abs().le(90)
    issues += row_issues(source.warning("issue.site_name"), sites["site_name"].isna(), rows)
    issues += row_issues(
        source.warning("issue.site_place"), ~placed, rows, sites["site_name"], of_places=True
    )
    sites[FILE], sites[ROW] = read[FILE], rows
    usable = sites[placed & sites["site_name"].notna()].reset_index(drop=True)
    issues += twice_in_a_place(usable, source)
    columns = ["site_name", "lon", "lat", "services", "address", "phone", *_NUMBERS, "hours"]
    return Checked(usable[[*columns, FILE, ROW]], tuple(issues), table.dropped)


def _counted(
    numbers: pd.Series[float], cells: pd.Series, rows: pd.Series, source: Source
) -> tuple[pd.Series[float], list[Issue]]:
    """Take numbers under 0 for missing, and staff that is not whole."""
    name = str(numbers.name)
    wrong = numbers < 0
    if name == "staff":
        wrong |= numbers % 1 > 0
    what = "issue.count_unread" if name == "staff" else "issue.number_negative"
    return numbers.mask(wrong), row_issues(source.warning(what, name), wrong, rows, cells)


def twice_in_a_place(sites: pd.DataFrame, source: Source) -> list[Issue]:
    """Report sites of one name within :data:`SAME_SITE_M`, and others at the very same point.

    Parameters
    ----------
    sites
        ``site_name``, ``lon``, ``lat`` (WGS84), ``row``.
    source
        The file.
    """
    lat = sites["lat"].to_numpy()
    middle = np.cos(np.radians(lat.mean())) if len(lat) else 1.0
    metres = _METRES_A_DEGREE * np.column_stack([sites["lon"].to_numpy() * middle, lat])
    points = np.asarray(shapely.points(metres), dtype=object)
    first, second = shapely.STRtree(points).query(points, "dwithin", SAME_SITE_M)
    later = first < second
    first, second = first[later], second[later]
    order = np.lexsort([first, second])
    first, second = first[order], second[order]
    names = sites["site_name"].str.replace(r"\s", "", regex=True).to_numpy(object)
    alike = names[first] == names[second]
    same = (metres[first] == metres[second]).all(axis=1) & ~alike
    issues: list[Issue] = []
    for what, pairs in (("issue.site_twice", alike), ("issue.site_same_point", same)):
        if pairs.any():
            other = int(sites["row"].iloc[first[pairs][0]])
            told = replace(
                source.warning(what), more={"other": other, "metres": f"{SAME_SITE_M:g}"}
            )
            doubled = np.isin(np.arange(len(sites)), second[pairs])
            issues += row_issues(told, doubled, sites["row"], sites["site_name"], of_places=True)
    return issues


def _listed(services: str) -> str:
    """Return names of services with nothing but semicolons between them."""
    return ";".join(map(str.strip, _BETWEEN_SERVICES.split(services)))
