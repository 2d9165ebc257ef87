"""What coordinate reference system the numbers of a layer look like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.i18n import Term
from geo.formats.checked import shortened
from geo.spatial.coordinates import CHINA

if TYPE_CHECKING:
    from pyproj import CRS

    from geo.core.issues import Issue
    from geo.formats.source import Source

    Bounds = tuple[float, float, float, float]

NONE_FITS: Final = Term("crs.none")
_GEOGRAPHIC: Final = "EPSG:4490, EPSG:4326"
_WEB_MERCATOR: Final = "EPSG:3857"
# Metres in which China lies: Web Mercator, and the Gauss-Krüger northings of CGCS2000.
_MERCATOR: Final = (8.0e6, 0.3e6, 15.1e6, 7.3e6)
_NORTHINGS: Final = (0.3e6, 6.1e6)
# Eastings are 500 km from the central meridian, and no more than half a zone (6°) off.
_EASTINGS: Final = (0.15e6, 0.85e6)
# Gauss-Krüger with the number of the zone before the easting: first zone, last zone, first EPSG.
_ZONES: Final = ((25, 45, 4513), (13, 23, 4491))
_WORLDWIDE: Final = 300  # degrees of longitude
_NO_ZONE: Final = "EPSG:4534–4554, EPSG:4502–4512"


def fitting(bounds: Bounds) -> str | Term:
    """List the systems in which coordinates would lie in China.

    Parameters
    ----------
    bounds
        West, south, east, north as the layer has them.

    Returns
    -------
    str | Term
        EPSG codes; :data:`NONE_FITS` if there is none.

    Notes
    -----
    CGCS2000 is named also where older systems (Beijing 1954, Xi'an 1980) have like numbers.

    Examples
    --------
    >>> fitting((103.5, 40.5, 103.6, 40.6)), fitting((39524000.0, 4.4e6, 39540000.0, 4.5e6))
    ('EPSG:4490, EPSG:4326', 'EPSG:4527')
    >>> fitting((500000.0, 4.4e6, 520000.0, 4.5e6))
    'EPSG:4534–4554, EPSG:4502–4512'
    """
    if not np.isfinite(bounds).all():
        return NONE_FITS
    west, south, east, north = bounds
    systems = []
    if _within(bounds, CHINA):
        systems.append(_GEOGRAPHIC)
    if _within(bounds, _MERCATOR):
        systems.append(_WEB_MERCATOR)
    if _NORTHINGS[0] <= south <= north <= _NORTHINGS[1]:
        zone = int(west // 1e6)
        for first, last, code in _ZONES:
            offset = west - zone * 1e6, east - zone * 1e6
            if first <= zone <= last and _EASTINGS[0] <= offset[0] <= offset[1] <= _EASTINGS[1]:
                systems.append(f"EPSG:{code + zone - first}")
        if _EASTINGS[0] <= west <= east <= _EASTINGS[1]:
            systems.append(_NO_ZONE)
    return ", ".join(systems) or NONE_FITS


def exchanged(bounds: Bounds) -> bool:
    """Return whether degrees lie in China only with longitude and latitude exchanged.

    Examples
    --------
    >>> exchanged((40.5, 103.5, 40.6, 103.6)), exchanged((103.5, 40.5, 103.6, 40.6))
    (True, False)
    """
    west, south, east, north = bounds
    return not _within(bounds, CHINA) and _within((south, west, north, east), CHINA)


def outside_area_of_use(degrees: Bounds, crs: CRS) -> bool:
    """Return whether a layer lies wholly outside the area that its CRS is made for.

    Parameters
    ----------
    degrees
        West, south, east, north in EPSG:4326.
    crs
        The CRS that the layer says it is in.
    """
    area = crs.area_of_use
    if area is None or area.west > area.east:  # none, or across the date line
        return False
    west, south, east, north = degrees
    return west > area.east or east < area.west or south > area.north or north < area.south


def in_china(degrees: Bounds) -> bool:
    """Return whether bounds in EPSG:4326 touch the country."""
    west, south, east, north = degrees
    return west <= CHINA[2] and east >= CHINA[0] and south <= CHINA[3] and north >= CHINA[1]


def lies_abroad(degrees: Bounds) -> bool:
    """Return whether bounds in EPSG:4326 are known and do not touch the country."""
    return bool(np.isfinite(degrees).all()) and not in_china(degrees)


def misplaced(degrees: Bounds, crs: CRS, bounds: Bounds, source: Source) -> list[Issue]:
    """Report a layer that lies where nobody would have drawn it in its CRS.

    Parameters
    ----------
    degrees
        West, south, east, north in EPSG:4326; not finite where nothing is drawn.
    crs
        The CRS of the layer.
    bounds
        The bounds as the layer has them.
    source
        The file.
    """
    if not np.isfinite(degrees).all():
        return []
    fits = fitting(bounds)
    if outside_area_of_use(degrees, crs):
        key = "issue.crs_area"
    elif not in_china(degrees) and fits != NONE_FITS and _worldwide(crs):
        key = "issue.crs_abroad"
    else:  # a city of another country may be drawn there
        return []
    issue = source.warning(key, section=source.section, fits=fits)
    return [replace(issue, value=shortened(crs.name))]


def _worldwide(crs: CRS) -> bool:
    """Return whether a CRS is used all over the world, so that being in it proves no place."""
    area = crs.area_of_use
    return area is None or area.east - area.west >= _WORLDWIDE


def _within(inner: Bounds, outer: Bounds) -> bool:
    return (
        outer[0] <= inner[0] <= inner[2] <= outer[2]
        and outer[1] <= inner[1] <= inner[3] <= outer[3]
    )
