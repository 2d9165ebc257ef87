"""Where people are, in steps of a few metres: cells that are counted together and let go.

A demand point is a cell, and its people are taken to be in its middle: nobody is moved by more than
half its diagonal. With :data:`STREET_STEP_M` that is 3.6 m or 0.05 minutes at 5 km/h; only over
more than 50,000 km² the cells are wider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.record_outcomes import BY_POINT, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Degrees = NDArray[np.float64]

STREET_STEP_M: Final = 5.0
"""The side of a cell where people go over streets."""

STRAIGHT_STEP_M: Final = 100.0
"""The side of a cell where only straight lines are known."""

MOST_CELLS: Final = 2**31 - 1

NO_POINT: Final = -1
"""The demand point of a record without a point, or with its community by code."""

_AROUND_M: Final = 5_000.0  # who is so far outside every boundary may still count
_METRES_A_DEGREE: Final = 111_195.0


@dataclass(frozen=True)
class DemandGrid:
    """Cells over a city.

    Parameters
    ----------
    west, south
        Where the first cell begins: degrees, WGS84.
    wide, high
        The size of a cell, degrees.
    columns, rows
        How many there are.
    """

    west: float
    south: float
    wide: float
    high: float
    columns: int
    rows: int

    @classmethod
    def of(
        cls, bounds: Sequence[float], step_m: float = STREET_STEP_M, most: int = MOST_CELLS
    ) -> DemandGrid:
        """Lay cells over a city, wide enough that they do not become too many.

        Parameters
        ----------
        bounds
            West, south, east, north in degrees (WGS84).
        step_m
            The side of a cell.
        most
            How many cells there may be at most.

        Examples
        --------
        >>> grid = DemandGrid.of((113.0, 34.0, 113.01, 34.01))
        >>> demand_points = grid.demand_points(np.array([113.005]), np.array([34.005]), np.zeros(1))
        >>> [degrees.round(4).item() for degrees in grid.places(demand_points)]
        [113.005, 34.005]
        """
        west, south, east, north = bounds
        metres_lon = _METRES_A_DEGREE * max(np.cos(np.radians((south + north) / 2)), 0.01)
        across = (east - west) * metres_lon + 2 * _AROUND_M
        up = (north - south) * _METRES_A_DEGREE + 2 * _AROUND_M
        while (across // step_m + 1) * (up // step_m + 1) > most:
            step_m *= 1.25
        return cls(
            west - _AROUND_M / metres_lon,
            south - _AROUND_M / _METRES_A_DEGREE,
            step_m / metres_lon,
            step_m / _METRES_A_DEGREE,
            int(across // step_m + 1),
            int(up // step_m + 1),
        )

    def demand_points(
        self, lon: Degrees, lat: Degrees, outcome: NDArray[np.int8]
    ) -> NDArray[np.int32]:
        """Return the demand point of each record; see :meth:`places`.

        Parameters
        ----------
        lon, lat
            WGS84 degrees.
        outcome
            How it found its community, see :class:`geo.analyses.population.methods.locate.Places`.
        """
        found = np.full(len(lon), NO_POINT, np.int32)
        placed = np.flatnonzero(np.isin(outcome, [OUTCOMES.index(way) for way in BY_POINT]))
        column = np.floor((lon[placed] - self.west) / self.wide).clip(0, self.columns - 1)
        row = np.floor((lat[placed] - self.south) / self.high).clip(0, self.rows - 1)
        found[placed] = (row * self.columns + column).astype(np.int32)
        return found

    def places(self, demand_points: NDArray[np.int64]) -> tuple[Degrees, Degrees]:
        """Return the middle of each demand point: degrees of longitude and latitude, WGS84."""
        row, column = np.divmod(np.asarray(demand_points, dtype=np.int64), self.columns)
        return self.west + (column + 0.5) * self.wide, self.south + (row + 0.5) * self.high
