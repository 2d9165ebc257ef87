"""Names of districts, subdistricts and communities, and where on a map each stands."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

LEVELS: Final = ("district", "subdistrict", "community")
"""The first is written first; what finds no room after it is left out."""
DECIMALS: Final = 5  # of degrees: 1 m
_MAX_NAME: Final = 60  # characters; a longer one is cut


def unit_labels(communities: gpd.GeoDataFrame, metric: gpd.GeoSeries) -> list[list[Any]]:
    """List the names of units as the browser gets them.

    Parameters
    ----------
    communities
        ``community_name``, ``subdistrict_code``, ``subdistrict_name``, ``district_code``,
        ``district_name``, those there are; ``geometry`` (EPSG:4326), all with one.
    metric
        The same outlines in metres.

    Returns
    -------
    list
        Position in :data:`LEVELS`, name, lon, lat, and the side in metres of a square as large as
        the unit; the larger units first. A label stands in its community, or in the community that
        is nearest to the middle of its subdistrict or district.
    """
    points = shapely.get_coordinates(shapely.point_on_surface(communities.geometry.to_numpy()))
    middles = shapely.get_coordinates(shapely.centroid(metric.to_numpy()))
    areas = shapely.area(metric.to_numpy())
    labels: list[list[Any]] = []
    for position, level in enumerate(LEVELS):
        if f"{level}_name" not in communities:
            continue
        names = communities[f"{level}_name"]
        codes = communities.get(f"{level}_code", names)
        keys = np.arange(len(names)) if level == "community" else pd.factorize(codes)[0]
        groups = _groups(keys, middles, areas)
        for at, area in sorted(groups, key=lambda group: -group[1]):
            name = names.iloc[at]
            if isinstance(name, str) and name:
                lon, lat = points[at].round(DECIMALS).tolist()
                labels.append([position, name[:_MAX_NAME], lon, lat, round(area**0.5)])
    return labels


def _groups(
    keys: NDArray[np.integer[Any]], middles: NDArray[np.float64], areas: NDArray[np.float64]
) -> list[tuple[int, float]]:
    """Return for each group the row nearest to its middle, and its area; key -1 is of none.

    Examples
    --------
    >>> _groups(np.array([0, 0, 0, -1]), np.array([[0, 0], [2, 0], [5, 0], [9, 9.0]]), np.ones(4))
    [(1, 3.0)]
    """
    found = []
    order = np.argsort(keys, kind="stable")
    bounds = np.searchsorted(keys[order], np.arange(keys.max(initial=-1) + 2))
    for first, last in pairwise(bounds):
        rows = order[first:last]
        if not len(rows) or not (area := float(areas[rows].sum())):
            continue
        middle = (middles[rows] * areas[rows, None]).sum(axis=0) / area
        nearest = np.hypot(*(middles[rows] - middle).T).argmin()
        found.append((int(rows[nearest]), area))
    return found
