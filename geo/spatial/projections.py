"""Projected coordinate reference systems in metres."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from geo.spatial.antimeridian import continuous

if TYPE_CHECKING:
    from pyproj import CRS


_HALF: Final = 180.0


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
    if east - west > _HALF and shapes.crs is not None and shapes.crs.is_geographic:
        together = continuous(shapes.geometry.to_numpy())
        west, south, east, north = map(float, shapely.total_bounds(together))
        west = east = (west + east) / 2 if west + east <= 2 * _HALF else (west + east) / 2 - 360
    return _zone(west, south, east, north, shapes.crs)


@lru_cache(maxsize=64)
def _zone(west: float, south: float, east: float, north: float, crs: CRS) -> CRS:
    return gpd.GeoSeries([shapely.box(west, south, east, north)], crs=crs).estimate_utm_crs()
