"""Service sites: names and places, and what they offer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo.city.datasets.site_entrances import join_entrances
from geo.city.datasets.unit_codes import unit_codes
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.unit_marks import AMBIGUOUS_NAME, unmarked
from geo.formats.checked import Checked, row_issues, shown
from geo.formats.tables import read_matched
from geo.formats.values import to_numbers, to_text
from geo.spatial.coordinates import to_wgs84

if TYPE_CHECKING:
    from geo.city.table_settings import SiteSettings
    from geo.core.issues import Issue
    from geo.core.losses import LossLimit
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

_TEXTS: Final = ("site_id", "site_name", "services", "address", "phone", "hours")
_NUMBERS: Final = ("staff", "capacity")
_BETWEEN_SERVICES: Final = re.compile("[;；、，,]")

_MOST_LISTED: Final = 10

SAME_SITE_M: Final = 20.0
"""Two sites of one name that are no farther apart are likely one."""

_METRES_A_DEGREE: Final = 111_195.0


@dataclass(frozen=True, eq=False)
class CommunityPoints:
    """Stand-in points for sites of which only the community is known.

    Parameters
    ----------
    names
        What communities are called.
    points
        ``lon``, ``lat`` (degrees, WGS84) of a point inside each community, by code.
    """

    names: UnitNames
    points: pd.DataFrame


def read_sites(
    source: Source,
    settings: SiteSettings,
    communities: CommunityPoints | None = None,
    limit: LossLimit | None = None,
) -> Checked[pd.DataFrame]:
    """Read the service sites of a city.

    Parameters
    ----------
    source
        The table.
    settings
        ``[sites]`` of ``city.toml``.
    communities
        Where sites stand that say their community and no point; None: nowhere.
    limit
        How many sites may be left out for want of a place; None: all.

    Returns
    -------
    Checked
        A row a site: ``site_id``, ``site_name`` (str), ``lon, lat`` (degrees, WGS84), ``services``
        (separated by ``;``), ``address``, ``phone``, ``staff``, ``capacity`` (float64), ``hours``,
        ``entrances`` (see :func:`geo.city.datasets.site_entrances.join_entrances`: rows of one id
        are one site), ``file``, ``row``. Rows without a name or a place are left out and told. A
        site that says its community and no point stands at a point inside it, and that is told.
    """
    source = replace(source, section="sites", crs=settings.crs)
    table = read_matched(source, TABLES["sites"], settings.columns)
    read, issues = table.frame, list(table.issues)
    if not settings.coordinates and {"lon", "lat"} & set(read):
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
            sites[name], count_issues = _counted(sites[name], cells, rows, source)
            issues += count_issues
    sites["services"] = sites["services"].map(_listed, na_action="ignore").astype("str")
    sites["lon"], sites["lat"] = to_wgs84(
        sites["lon"], sites["lat"], settings.coordinates or "wgs84"
    )
    placed = np.isfinite(sites["lon"]) & np.isfinite(sites["lat"])
    placed &= sites["lon"].abs().le(180) & sites["lat"].abs().le(90)
    of_id = sites["site_name"].groupby(sites["site_id"]).transform("first")
    sites["site_name"] = sites["site_name"].fillna(of_id)
    issues += row_issues(source.warning("issue.site_name"), sites["site_name"].isna(), rows)
    sites["inside"] = False
    if communities is not None and not placed.all():
        issues += _stand_in(sites, read, ~placed, communities, source)
        placed |= sites["inside"]
    placeless = source.warning("issue.site_place")
    issues += row_issues(placeless, ~placed, rows, sites["site_name"], of_places=True)
    if limit is not None and limit.exceeded(lost := int((~placed).sum()), len(sites)):
        named = {"file": source.name, "row": int(rows[~placed].iloc[0]), "rows": lost}
        issues.append(limit.issue("issue.loss_sites", lost, len(sites), **named))
    sites[FILE], sites[ROW] = read[FILE], rows
    usable = sites[placed & sites["site_name"].notna()].reset_index(drop=True)
    usable, entrance_issues = join_entrances(usable, source, _NUMBERS)
    issues += [*entrance_issues, *twice_in_a_place(usable, source)]
    columns = ["site_id", "site_name", "lon", "lat", "services", "address", "phone", *_NUMBERS]
    return Checked(
        usable[[*columns, "hours", "entrances", FILE, ROW]], tuple(issues), table.dropped
    )


def _stand_in(
    sites: pd.DataFrame,
    read: pd.DataFrame,
    missing: pd.Series[bool],
    communities: CommunityPoints,
    source: Source,
) -> list[Issue]:
    """Place sites without a point inside the community they say, in the frame itself."""
    names, points, rows = communities.names, communities.points, read[ROW]
    codes, _, issues = unit_codes(read, "community", names, source)
    has_code = missing & codes.notna()
    is_placed = has_code & codes.isin(points.index)
    for axis in ("lon", "lat"):
        sites[axis] = sites[axis].mask(is_placed, codes.map(points[axis]))
    sites["inside"] = is_placed
    issue = source.warning("issue.site_inside", rows_inside=int(is_placed.sum()))
    issues += row_issues(issue, is_placed, rows, sites["site_name"], of_places=True)
    code_exists = names.knows("community", codes)
    ambiguous = codes.str.startswith(AMBIGUOUS_NAME).fillna(value=False).astype("bool")
    for key, affected in (
        ("issue.site_community_ambiguous", has_code & ambiguous),
        ("issue.site_community_unknown", has_code & ~code_exists & ~ambiguous),
        ("issue.site_community_undrawn", has_code & code_exists & ~is_placed),
    ):
        listed = [shown(unmarked(code)) for code in codes[affected].unique()[:_MOST_LISTED]]
        placeholders = {"sites": int(affected.sum()), "listed": ", ".join(listed)}
        issues += row_issues(replace(source.warning(key), more=placeholders), affected, rows)
    return issues


def _counted(
    numbers: pd.Series[float], cells: pd.Series, rows: pd.Series, source: Source
) -> tuple[pd.Series[float], list[Issue]]:
    """Set negative numbers, and staff that is not a whole number, to missing."""
    name = str(numbers.name)
    wrong = numbers < 0
    if name == "staff":
        wrong |= numbers % 1 > 0
    key = "issue.count_unread" if name == "staff" else "issue.number_negative"
    return numbers.mask(wrong), row_issues(source.warning(key, name), wrong, rows, cells)


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
    if "inside" in sites:  # of which only the community is known
        same &= ~sites["inside"].to_numpy()[first]
    issues: list[Issue] = []
    for key, pairs in (("issue.site_twice", alike), ("issue.site_same_point", same)):
        if pairs.any():
            other = int(sites["row"].iloc[first[pairs][0]])
            issue = replace(
                source.warning(key), more={"other": other, "metres": f"{SAME_SITE_M:g}"}
            )
            doubled = np.isin(np.arange(len(sites)), second[pairs])
            issues += row_issues(issue, doubled, sites["row"], sites["site_name"], of_places=True)
    return issues


def _listed(services: str) -> str:
    """Return names of services with nothing but semicolons between them."""
    return ";".join(map(str.strip, _BETWEEN_SERVICES.split(services)))
