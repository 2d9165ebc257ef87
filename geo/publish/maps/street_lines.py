"""The streets of a city as thin lines on its maps, main roads first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAIN_KPH: Final = 40.0  # from here on a street is shown from afar: a collector road or faster
MOST_VERTICES: Final = 150_000  # 1 to 2 MB
THINNING_M: Final = 8.0
UNITS: Final = 100_000  # of a degree: 1 m


@dataclass(frozen=True, eq=False)
class Streets:
    """Lines of streets.

    Parameters
    ----------
    lon, lat
        Of every vertex, degrees (EPSG:4326).
    street
        The street of every vertex, from 0 (int64), in order.
    kph
        Speed of driving by street; 0 where nobody drives.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    street: NDArray[np.int64]
    kph: NDArray[np.float32]


def street_lines(streets: Streets, most: int = MOST_VERTICES) -> dict[str, Any]:
    """Return streets as the browser gets them.

    Parameters
    ----------
    most
        How many vertices; the slowest streets are left out first.

    Returns
    -------
    dict
        ``unit`` (of a degree), and ``main`` and ``other``: a line each, ``[lon, lat, …]`` in whole
        units, the first vertex and then steps from vertex to vertex.
    """
    points = np.column_stack([streets.lon, streets.lat])
    used = np.bincount(streets.street, minlength=len(streets.kph)) > 1
    indices = _dense(streets.street, used)
    lines: Any = shapely.linestrings(points[used[streets.street]], indices=indices)
    kph = streets.kph[used]
    if not len(lines):
        return {"unit": 1 / UNITS, "main": [], "other": []}
    lonlat = gpd.GeoSeries(lines, crs=4326)
    metric = lonlat.to_crs(metric_crs(lonlat)).simplify(THINNING_M)
    thinned = metric.to_crs(4326).to_numpy()
    order = np.argsort(-kph, kind="stable")
    order = order[np.cumsum(shapely.get_num_coordinates(thinned[order])) <= most]
    whole = shapely.transform(thinned[order], lambda at: np.rint(at * UNITS))
    steps = [_steps(shapely.get_coordinates(line)) for line in whole]
    main = int((kph[order] >= MAIN_KPH).sum())
    return {"unit": 1 / UNITS, "main": steps[:main], "other": steps[main:]}


def _steps(points: NDArray[np.float64]) -> list[int]:
    """Return the first point, and the steps from each to the next.

    Examples
    --------
    >>> _steps(np.array([[5.0, 7.0], [6.0, 7.0], [6.0, 4.0]]))
    [5, 7, 1, 0, 0, -3]
    """
    steps: list[int] = np.diff(points, axis=0, prepend=0).astype(int).ravel().tolist()
    return steps


def _dense(street: NDArray[np.int64], used: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the number, from 0, of the street of each vertex, counting those that are used."""
    numbers: NDArray[np.int64] = (np.cumsum(used) - 1)[street[used[street]]]
    return numbers
