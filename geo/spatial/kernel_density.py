"""Density of people on the ground, from counts by map cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

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
    places, tree = (
        KDTree(np.column_stack([x * narrowing, y]) * KM_PER_DEGREE)
        for x, y in (
            (lon, lat),
            (cells["lon"].to_numpy(np.float64), cells["lat"].to_numpy(np.float64)),
        )
    )
    near = places.sparse_distance_matrix(tree, bandwidth_km, output_type="ndarray")
    weights = cells["weight"].to_numpy(np.float64)[near["j"]]
    kernel = 3 / (np.pi * bandwidth_km**2) * (1 - (near["v"] / bandwidth_km) ** 2) ** 2
    density = np.bincount(near["i"], weights * kernel, minlength=len(lon))
    return density.astype(np.float64)
