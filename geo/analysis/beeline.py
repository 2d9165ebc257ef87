"""Straight lines on the ground: what can be said of nearness without streets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the earth (IUGG), metres."""

WALK_KPH: Final = 5.0
"""A usual walking pace, kilometres an hour: 1.25 km in 15 minutes."""


def nearest_sites(sites: pd.DataFrame, lon: float, lat: float, most: int) -> pd.DataFrame:
    """Find the sites nearest to a point in a straight line.

    Parameters
    ----------
    sites
        ``lon``, ``lat`` (degrees, WGS84) and whatever else.
    lon, lat
        The point, degrees, WGS84.
    most
        How many sites are wanted.

    Returns
    -------
    DataFrame
        Rows of ``sites`` with their index, the nearest first (ties in their order), and
        ``metres`` (float64) on a sphere and ``least_minutes`` (float64): what a walk of that
        length takes. No way over streets is shorter, so both are lower bounds.

    Examples
    --------
    >>> import pandas as pd
    >>> sites = pd.DataFrame({"lon": [103.51, 103.5], "lat": [40.5, 40.501]}, index=[7, 9])
    >>> nearest_sites(sites, 103.5, 40.5, 1)["metres"].round(1).to_dict()
    {9: 111.2}
    """
    here, there = np.radians(lat), np.radians(sites["lat"].to_numpy(float))
    turn = np.radians(sites["lon"].to_numpy(float) - lon)
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(turn / 2) ** 2
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    found = sites.assign(metres=metres, least_minutes=metres / (WALK_KPH * 1000 / 60))
    return found.sort_values("metres", kind="stable").head(most)
