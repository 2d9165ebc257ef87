"""The formulas of GCJ-02 and BD-09; compiled too, so they know nothing but numpy.

Notes
-----
They were never published by their makers; these are the ones long in common use, as in
https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Degrees = NDArray[np.float64]
    LonLat = tuple[Degrees, Degrees]

KRASOVSKY_SEMI_MAJOR_M: Final = 6378245.0
KRASOVSKY_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
BAIDU_TURN: Final = np.pi * 3000 / 180


def to_gcj02(lon: Degrees, lat: Degrees) -> LonLat:
    """Shift WGS84 to GCJ-02, wherever the point is."""
    x, y = lon - 105.0, lat - 35.0
    root, xy = np.sqrt(np.abs(x)), x * y
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * xy + 0.1 * root
    east += 2.0 / 3.0 * (ripple + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi / 3.0 * x))
    east += 2.0 / 3.0 * (150.0 * np.sin(np.pi / 12.0 * x) + 300.0 * np.sin(np.pi / 30.0 * x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * xy + 0.2 * root
    north += 2.0 / 3.0 * (ripple + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi / 3.0 * y))
    north += 2.0 / 3.0 * (160.0 * np.sin(np.pi / 12.0 * y) + 320.0 * np.sin(np.pi / 30.0 * y))
    # Metres to degrees on the ellipsoid: along the parallel, and along the meridian.
    phi = np.radians(lat)
    flat = 1.0 - KRASOVSKY_ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    normal_m = KRASOVSKY_SEMI_MAJOR_M / np.sqrt(flat)
    parallel_m = normal_m * np.cos(phi)
    meridian_m = normal_m * (1.0 - KRASOVSKY_ECCENTRICITY_SQUARED) / flat
    return lon + np.degrees(east / parallel_m), lat + np.degrees(north / meridian_m)


def gcj02_to_bd09(x: Degrees, y: Degrees) -> LonLat:
    """Shift GCJ-02 to BD-09: a rotation and a scaling."""
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * BAIDU_TURN)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * BAIDU_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
