"""The area from which a site is reached: an outline of the places, for a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Degrees = NDArray[np.float64]

AROUND_M: Final = 80.0
"""Who lives so near to a place that reaches the site is drawn inside."""

_RATIO: Final = 0.12  # of the longest edge that may be dug out: 0 follows every place, 1 none
_MOST_POINTS: Final = 6000


def outline(lon: Degrees, lat: Degrees) -> Any:
    """Draw a line around places.

    Parameters
    ----------
    lon, lat
        Degrees, WGS84.

    Returns
    -------
    shapely geometry
        A concave hull with :data:`AROUND_M` metres around it, WGS84; empty without places.

    Notes
    -----
    A picture, not a boundary: who is within the limit is told by their own travel time.
    """
    if not len(lon):
        return shapely.Polygon()
    crs = f"+proj=aeqd +lat_0={lat.mean():.6f} +lon_0={lon.mean():.6f} +units=m"
    metric = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    points = np.column_stack(metric.transform(lon, lat))
    if len(points) > _MOST_POINTS:  # the drawing of a district needs no finer net
        size = np.ptp(points, axis=0).max() / np.sqrt(_MOST_POINTS)
        _, kept = np.unique(np.floor(points / size), axis=0, return_index=True)
        points = points[kept]
    hull = shapely.concave_hull(shapely.MultiPoint(points), ratio=_RATIO)
    around = shapely.simplify(shapely.buffer(hull, AROUND_M, quad_segs=4), AROUND_M / 8)
    return _in_degrees(around, metric)


def circle(lon: float, lat: float, metres: float) -> Any:
    """Draw a circle around a point (WGS84), where only straight lines are known."""
    crs = f"+proj=aeqd +lat_0={lat:.6f} +lon_0={lon:.6f} +units=m"
    metric = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return _in_degrees(shapely.buffer(shapely.Point(0, 0), metres, quad_segs=16), metric)


def _in_degrees(shape: Any, metric: Transformer) -> Any:
    def back(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(metric.transform(points[:, 0], points[:, 1], direction="INVERSE"))

    return shapely.transform(shape, back)
