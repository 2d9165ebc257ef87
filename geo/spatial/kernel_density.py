"""Density of people on the ground, from counts by map cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

BANDWIDTH_KM: Final = 1.0
KM_PER_DEGREE: Final = 40075.0167 / 360  # of the equator, as Web Mercator has it


def kernel_density(cells: pd.DataFrame, bandwidth_km: float = BANDWIDTH_KM) -> NDArray[np.float64]:
    """Compute the kernel density at the cells themselves.

    Parameters
    ----------
    cells
        ``lon``, ``lat`` (EPSG:4326), ``weight``: of a city, so that the ground is flat.
    bandwidth_km
        Beyond it a cell counts for nothing.

    Returns
    -------
    numpy.ndarray
        Weight per square kilometre, one for each cell.

    Notes
    -----
    The quartic kernel, 3 / (π h²) · (1 − (d / h)²)² for d < h (Silverman 1986, equation 4.5), as
    kernel density of ArcGIS and heatmaps of QGIS have it. ``density.js`` draws the same.

    Examples
    --------
    >>> import pandas as pd
    >>> alone = pd.DataFrame({"lon": [103.5], "lat": [40.5], "weight": [100.0]})
    >>> kernel_density(alone).round(2).tolist()  # 100 * 3 / π
    [95.49]
    """
    lon, lat = (cells[name].to_numpy(np.float64) for name in ("lon", "lat"))
    return density_at(cells, lon, lat, bandwidth_km)


def density_at(
    cells: pd.DataFrame,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    bandwidth_km: float = BANDWIDTH_KM,
) -> NDArray[np.float64]:
    """Compute the kernel density at places, as :func:`kernel_density` does at the cells.

    Parameters
    ----------
    lon, lat
        Of the places, degrees.

    Returns
    -------
    numpy.ndarray
        Weight per square kilometre, one for each place.
    """
    if cells.empty:
        return np.zeros(len(lon))
    narrowing = np.cos(np.radians(cells["lat"].to_numpy(np.float64).mean()))
    from_x, from_y = (_kilometres(cells[name], by) for name, by in (("lon", narrowing), ("lat", 1)))
    x, y = _kilometres(lon, narrowing), _kilometres(lat, 1)
    far = bandwidth_km
    around = np.asarray(shapely.box(x - far, y - far, x + far, y + far))
    place, cell = shapely.STRtree(np.asarray(shapely.points(from_x, from_y))).query(around)
    distance_km = np.hypot(x[place] - from_x[cell], y[place] - from_y[cell])
    near = distance_km < bandwidth_km
    place, cell, distance_km = place[near], cell[near], distance_km[near]
    weights = cells["weight"].to_numpy(np.float64)[cell]
    kernel = 3 / (np.pi * bandwidth_km**2) * (1 - (distance_km / bandwidth_km) ** 2) ** 2
    density = np.bincount(place, weights * kernel, minlength=len(lon))
    return density.astype(np.float64)


def _kilometres(degrees: ArrayLike, narrowing: float) -> NDArray[np.float64]:
    return np.asarray(degrees, np.float64) * narrowing * KM_PER_DEGREE
