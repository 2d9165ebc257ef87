"""Conversion of the coordinate systems of Chinese sources (GCJ-02, BD-09) to and from WGS84.

CGCS2000 and WGS84 differ by centimetres, far under the accuracy of an address: here they are one.
GCJ-02 (the system of AMap, Tencent and most public-security systems) displaces a point by some
500 m; BD-09 (Baidu) displaces that once more. Neither has an official inverse: ours is found by
iteration, so that a point taken to WGS84 and back lies where it was, to well under a centimetre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.spatial.gcj02 import gcj02_to_bd09, to_gcj02

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Degrees = NDArray[np.float64]
    LonLat = tuple[Degrees, Degrees]

SYSTEMS: Final = ("wgs84", "cgcs2000", "gcj02", "bd09")
UNSHIFTED: Final = SYSTEMS[:2]
"""Those of them that are WGS84, as far as we measure."""

# Where GCJ-02 is applied at all: west, south, east, north.
CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)

# Steps of the inverse: each leaves under 2 % of the error, which begins under 0.015 degrees. Their
# number is fixed, so that a point's answer does not depend on the other points of its batch.
_STEPS: Final = 5
# No point moves by more than this, so an inverse can lie at most so far over the edge of the box.
_MOST_SHIFT_DEG: Final = 0.05
_HALF_DEG: Final = 180.0


def from_wgs84(lon: ArrayLike, lat: ArrayLike, system: str) -> LonLat:
    """Shift WGS84 coordinates to another system.

    Parameters
    ----------
    lon, lat
        Degrees, WGS84. What is not finite or outside China stays as it is.
    system
        One of :data:`SYSTEMS`.

    Returns
    -------
    lon, lat
        New arrays of float64, degrees in that system.

    Raises
    ------
    ValueError
        For a system that is none of :data:`SYSTEMS`.

    Examples
    --------
    >>> lon, lat = from_wgs84([116.404], [39.915], "gcj02")
    >>> lon.round(6).tolist(), lat.round(6).tolist()
    ([116.410244], [39.916404])
    """
    shift = _shift_of(system)
    lon, lat = _copies(lon, lat)
    if shift:
        inside = _in_china(lon, lat)
        lon[inside], lat[inside] = shift(lon[inside], lat[inside])
    return lon, lat


def to_wgs84(lon: ArrayLike, lat: ArrayLike, system: str) -> LonLat:
    """Shift coordinates of a system to WGS84; the inverse of :func:`from_wgs84`.

    Parameters
    ----------
    lon, lat
        Degrees in that system. What is not finite or outside China stays as it is.
    system
        One of :data:`SYSTEMS`.

    Returns
    -------
    lon, lat
        New arrays of float64, degrees, WGS84, exact to 1e-9 degrees (0.1 mm).

    Raises
    ------
    ValueError
        For a system that is none of :data:`SYSTEMS`.

    Examples
    --------
    >>> lon, lat = to_wgs84([116.41024449916938], [39.91640428150164], "gcj02")
    >>> lon.round(8).tolist(), lat.round(8).tolist()
    ([116.404], [39.915])
    """
    shift = _shift_of(system)
    lon, lat = _copies(lon, lat)
    if shift:
        near = np.flatnonzero(_in_china(lon, lat, margin=_MOST_SHIFT_DEG))
        found_lon, found_lat = _inverse(lon[near], lat[near], system)
        # A point whose inverse lies outside China was never shifted.
        shifted = _in_china(found_lon, found_lat)
        lon[near[shifted]], lat[near[shifted]] = found_lon[shifted], found_lat[shifted]
    return lon, lat


def shift_geometry(geometry: gpd.GeoSeries, system: str) -> gpd.GeoSeries:
    """Shift geometries of a system to WGS84, vertex by vertex.

    Parameters
    ----------
    geometry
        Geometries in degrees of that system; None stays None.
    system
        One of :data:`SYSTEMS`.

    Returns
    -------
    geopandas.GeoSeries
        On the same index, EPSG:4326.
    """

    def to_wgs84_rows(points: Any) -> Any:
        return np.column_stack(to_wgs84(points[:, 0], points[:, 1], system))

    shapes = geometry.to_numpy()
    shifted = (
        shapely.force_2d(shapes)
        if system in UNSHIFTED
        else shapely.transform(shapes, to_wgs84_rows)
    )
    return gpd.GeoSeries(shifted, index=geometry.index, crs="EPSG:4326", name=geometry.name)


def within_180(lon: ArrayLike) -> Degrees:
    """Return longitudes that are counted eastward to 360, as in Fiji, within ±180.

    Examples
    --------
    >>> within_180([179.5, 180.5, 360.5]).tolist()
    [179.5, -179.5, 360.5]
    """
    degrees = np.asarray(lon, dtype=np.float64)
    return np.where(
        (degrees > _HALF_DEG) & (degrees <= 2 * _HALF_DEG), degrees - 2 * _HALF_DEG, degrees
    )


def _shift_of(system: str) -> Callable[[Degrees, Degrees], LonLat] | None:
    if system not in SYSTEMS:
        raise ValueError(f"coordinate system is {system!r}, but must be one of {SYSTEMS}")
    return {"gcj02": to_gcj02, "bd09": _bd09}.get(system)


def _copies(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    return np.array(lon, dtype=float, ndmin=1), np.array(lat, dtype=float, ndmin=1)


def _in_china(lon: Degrees, lat: Degrees, margin: float = 0.0) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    return (
        (lon >= west - margin)
        & (lon <= east + margin)
        & (lat >= south - margin)
        & (lat <= north + margin)
    )


def _bd09(lon: Degrees, lat: Degrees) -> LonLat:
    """Shift WGS84 to BD-09: to GCJ-02, then as Baidu does."""
    return gcj02_to_bd09(*to_gcj02(lon, lat))


def _inverse(lon: Degrees, lat: Degrees, system: str) -> LonLat:
    """Find the points that the shift takes to the given ones, by fixed-point iteration."""
    from geo.spatial.gcj02_kernels import invert  # noqa: PLC0415  # compiled code is slow to import

    found_lon, found_lat = lon.copy(), lat.copy()
    invert(found_lon, found_lat, _STEPS, system == "bd09")
    return found_lon, found_lat
