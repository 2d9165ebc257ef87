"""The public directory of service sites: what anybody may know of each, by district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.access.products import Sites
from geo.core.i18n import CHINESE, say
from geo.core.memo import kept_with
from geo.publish.csv import csv_bytes
from geo.publish.labels import labelled
from geo.publish.spreadsheet_safety import one_line
from geo.spatial.index.community_index import NOWHERE, communities_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo.core.results import Results

DETAILS: Final = ("site_name", "services", "address", "phone", "hours")
"""What the directory tells of a site, in its order. Staff and seats are not for the public."""

_PLACES: Final = ("district_name", "subdistrict_name", "community_name")
_CODES: Final = ("district_code", "subdistrict_code", "community_code")


def site_directory(sites: pd.DataFrame, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the sites under the district, subdistrict and community they stand in.

    Parameters
    ----------
    sites
        ``site_name``, ``lon``, ``lat`` (degrees, WGS84), ``services`` (separated by ``;``),
        ``address``, ``phone``, ``hours``; see :func:`geo.city.datasets.sites.read_sites`.
    communities
        GeoDataFrame, EPSG:4326: ``community_code``, ``community_name``, ``subdistrict_code``,
        ``subdistrict_name``, ``district_code``, ``district_name``, ``geometry`` (None is left out).

    Returns
    -------
    DataFrame
        A row a site, on its number, in order of district, subdistrict and name; those in none last:
        ``district_name``, ``subdistrict_name``, ``community_name`` (missing where not known; the
        code where there is no name), ``site_name``, ``services``, ``address``, ``phone``,
        ``hours``, ``lon``, ``lat``. A site on a line between communities is in that of the lowest
        code.
    """
    sites = sites.reindex(columns=[*DETAILS, "lon", "lat"])
    codes = _standing_in(sites, communities)
    units = communities.drop_duplicates("community_code").set_index("community_code")
    listed = pd.DataFrame(index=sites.index)
    listed["community_code"] = codes
    for name, code in zip(_PLACES, _CODES, strict=True):
        ids = units.index.to_series() if code == "community_code" else units[code]
        listed[code] = codes.map(ids)
        listed[name] = codes.map(units[name].fillna(ids))
    for name in (*DETAILS, "lon", "lat"):
        listed[name] = sites[name]
    order = ["district_code", "subdistrict_code", "site_name", "lon", "lat"]
    listed = listed.sort_values(order, na_position="last", kind="stable")
    return listed[[*_PLACES, *DETAILS, "lon", "lat"]]


def _standing_in(sites: pd.DataFrame, communities: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the code of the community each site stands in; missing where it is in none."""
    at = communities_at(communities, sites["lon"].to_numpy(float), sites["lat"].to_numpy(float))
    codes = communities["community_code"].astype("str").take(np.maximum(at, 0))
    return codes.set_axis(sites.index).where(at != NOWHERE)


def by_district(listed: pd.DataFrame, language: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Take a directory apart by district, in its order.

    Yields
    ------
    tuple of str and DataFrame
        The district's name (in words where a site is in none), and its sites.
    """
    names = listed["district_name"].fillna(say("directory.elsewhere", language))
    for name, sites in listed.groupby(names, sort=False):
        yield one_line(str(name)), sites


def services_told(services: object, language: str) -> str:
    """Write what a site offers as words of a sentence; empty where it is not known.

    Examples
    --------
    >>> services_told("residence;health", "en"), services_told("居住登记;健康检查", "zh")
    ('residence, health', '居住登记、健康检查')
    """
    if not isinstance(services, str):
        return ""
    between = "、" if language == CHINESE else ", "
    return between.join(word for word in (part.strip() for part in services.split(";")) if word)


@kept_with
def directory_of(results: Results) -> pd.DataFrame:
    """List the sites of a city, or of the district that the results are of."""
    listed = site_directory(results[Sites].frame, results.units.communities)
    return listed[listed["district_name"].notna()] if results.district else listed


def directory_csv(listed: pd.DataFrame, language: str = "") -> bytes:
    """Write a directory as CSV: under headers in a language, else under the names of its columns.

    Names and details are those of the office's table; what a spreadsheet would run begins with
    an apostrophe, see :func:`geo.publish.spreadsheet_safety.inert`.
    """
    return csv_bytes(labelled(listed, language) if language else listed)
