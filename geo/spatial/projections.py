"""Projected coordinate reference systems in metres."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import geopandas as gpd
import shapely
from pyproj import CRS

from geo.spatial.antimeridian import continuous

_HALF: Final = 180.0
_ZONE, _FARTHEST = 6.0, 80.0  # degrees: a zone is so wide, and none lies nearer to a pole
_NORTH, _SOUTH = 32601, 32701  # EPSG codes of the first zones


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
    """Return the zone of the middle; inside one of WGS 84 its number says which, at once."""
    lon, lat = (west + east) / 2, (south + north) / 2
    zone, within = divmod(lon + _HALF, _ZONE)
    if crs == "EPSG:4326" and within and abs(lon) < _HALF and 0 < abs(lat) < _FARTHEST:
        return CRS.from_epsg((_NORTH if lat > 0 else _SOUTH) + int(zone))
    return gpd.GeoSeries([shapely.box(west, south, east, north)], crs=crs).estimate_utm_crs()
