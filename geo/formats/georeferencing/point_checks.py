"""Points of records that are not valid degrees or lie outside the country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.formats.checked import row_issues
from geo.spatial.coordinates import CHINA

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source

    Degrees = NDArray[np.float64]


def point_issues(
    lon: Degrees, lat: Degrees, rows: pd.Series[int], source: Source, *, abroad: bool = False
) -> list[Issue]:
    """Report points that are no degrees, and points outside China.

    Parameters
    ----------
    lon, lat
        As the file has them, missing as NaN.
    rows
        Row numbers as the user sees them.
    source
        The file.
    abroad
        Whether the city is not in China itself, so that its points need not be.

    Notes
    -----
    Points in China with longitude and latitude exchanged are left to the check of a whole file. No
    value is told but how far off it is: the place of a person is nobody's business.
    """
    if _all_in_china(lon, lat):
        return []
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(lon) & np.isfinite(lat)
        degrees = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
        exchanged = _in_china(lat, lon)
        elsewhere = finite & degrees & ~_in_china(lon, lat) & ~exchanged
        no_degrees = finite & ~degrees & ~exchanged
    zero = elsewhere & (lon == 0) & (lat == 0)
    far = elsewhere & ~zero & (not abroad)
    return [
        *row_issues(source.warning("issue.point_no_degrees", "lon"), no_degrees, rows),
        *row_issues(source.warning("issue.point_zero", "lon"), zero, rows),
        *row_issues(source.warning("issue.point_abroad", "lon"), far, rows),
    ]


def _all_in_china(lon: Degrees, lat: Degrees) -> bool:
    """Return whether all points are given and lie there, as nearly always; a missing one fails."""
    west, south, east, north = CHINA
    return len(lon) > 0 and bool(
        lon.min() >= west and lon.max() <= east and lat.min() >= south and lat.max() <= north
    )


def _in_china(lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside
