"""Hexagons that are whole map cells, so that their people are exactly those of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.spatial.grid_cells import CELL_DEGREES_LAT, cell_width

if TYPE_CHECKING:
    from numpy.typing import NDArray

CORNERS: Final = ((0, 1.25), (1, 0.75), (1, -0.75), (0, -1.25), (-1, -0.75), (-1, 0.75))
"""Corners of a hexagon around its centre, in map cells (across, up)."""


def hexagon_sums(cells: pd.DataFrame, middle_lat: float, amount: str) -> pd.DataFrame:
    """Sum map cells up to hexagons of four cells each: 1 km², all of the same size.

    Parameters
    ----------
    cells
        ``lon``, ``lat`` (EPSG:4326) and an amount; any points do, those of map cells fit exactly.
    middle_lat
        Of the map cells, see :func:`geo.spatial.grid_cells.cell_width`.
    amount
        The column that is summed.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat`` of the hexagon's centre and the amount; sorted, no hexagon without a cell.

    Notes
    -----
    Blocks of 2 × 2 cells, every other row of them shifted by a cell, as bricks are laid. The points
    that are nearest to a block's centre make a hexagon, and its four cells' centres are in it. A
    hexagon of any other grid would hold now three, now five centres of cells, and seem denser or
    emptier than the ground is.

    Examples
    --------
    >>> side = CELL_DEGREES_LAT  # at the equator cells are as wide as high
    >>> cells = pd.DataFrame({"lon": [0.5, 1.5, 2.5], "lat": [0.5, 1.5, 0.5], "n": [1, 2, 4]})
    >>> sums = hexagon_sums(cells.assign(lon=cells.lon * side, lat=cells.lat * side), 0.0, "n")
    >>> (sums[["lon", "lat"]] / side).round(3).assign(n=sums["n"]).to_numpy().tolist()
    [[1.0, 1.0, 3.0], [3.0, 1.0, 4.0]]
    """
    width = cell_width(middle_lat)
    row = np.floor(cells["lat"].to_numpy(np.float64) / CELL_DEGREES_LAT) // 2
    shift = row % 2
    column = (np.floor(cells["lon"].to_numpy(np.float64) / width) - shift) // 2
    keyed = pd.DataFrame({"row": row, "column": column, amount: cells[amount].to_numpy()})
    sums = keyed.groupby(["row", "column"], as_index=False)[amount].sum()
    return pd.DataFrame(
        {
            "lon": (2 * sums["column"] + 1 + sums["row"] % 2) * width,
            "lat": (2 * sums["row"] + 1) * CELL_DEGREES_LAT,
            amount: sums[amount],
        }
    )


def hexagon_corners(middle_lat: float) -> NDArray[np.float64]:
    """Return the corners of a hexagon around its centre: shape (6, 2), lon and lat in degrees."""
    return np.array(CORNERS) * [cell_width(middle_lat), CELL_DEGREES_LAT]
