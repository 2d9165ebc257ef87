"""Metres on the ground: the projected CRS of a place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

if TYPE_CHECKING:
    from pyproj import CRS


def metric_crs(shapes: gpd.GeoSeries | gpd.GeoDataFrame) -> CRS:
    """Return the UTM zone of the middle of some shapes, whose coordinates are metres.

    Parameters
    ----------
    shapes
        Of any CRS, at least one of them not empty.

    Returns
    -------
    pyproj.CRS
        What ``shapes.estimate_utm_crs()`` returns, which searches the whole table of zones
        anew each time it is asked.

    Examples
    --------
    >>> metric_crs(gpd.GeoSeries.from_xy([117.0, 117.2], [36.6, 36.7], crs=4326)).name
    'WGS 84 / UTM zone 50N'
    """
    west, south, east, north = map(float, shapes.total_bounds)
    return _zone(west, south, east, north, shapes.crs)


@lru_cache(maxsize=64)
def _zone(west: float, south: float, east: float, north: float, crs: CRS) -> CRS:
    return gpd.GeoSeries([shapely.box(west, south, east, north)], crs=crs).estimate_utm_crs()
