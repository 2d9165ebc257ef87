"""Sums by key, and the cells of the map that points are counted in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

CELL_DEGREES_LAT = 0.0045
"""Height of a map cell: 500 m."""


def add_up(parts: Iterable[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Join parts and sum their number columns by key, in the order of the keys.

    Examples
    --------
    >>> part = pd.DataFrame({"period": ["b", "a", "b"], "people": [1, 2, 3]})
    >>> add_up([part, part], ["period"])
      period  people
    0      a       4
    1      b       8
    """
    joined = pd.concat(list(parts), ignore_index=True)
    numbers = [name for name in ("people", "rows", "persons") if name in joined]
    return joined.groupby(list(keys), as_index=False, sort=True, observed=True)[numbers].sum()


def no_people(key: str, kind: str) -> pd.DataFrame:
    """Return people by ``community_code``, ``period`` and a key of some kind, of whom none are."""
    kinds = {"community_code": "str", "period": "str", key: kind, "people": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=of) for name, of in kinds.items()})


def cell_centres(
    lon: NDArray[np.float64], lat: NDArray[np.float64], middle_lat: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the centres of the map cells that points lie in: lon, lat; NaN without a point."""
    width = cell_width(middle_lat)
    return (
        centre_of(np.floor(lon / width), width),
        centre_of(np.floor(lat / CELL_DEGREES_LAT), CELL_DEGREES_LAT),
    )


def cell_width(middle_lat: float) -> float:
    """Return the width in degrees of a map cell that is square at a latitude."""
    return float(CELL_DEGREES_LAT / max(np.cos(np.radians(middle_lat)), 0.01))


def centre_of(cell: NDArray[Any], size: float) -> NDArray[np.float64]:
    """Return the centre of the nth cell from 0, rounded so that equal cells are equal."""
    centre: NDArray[np.float64] = (cell + 0.5) * size
    return centre.round(6)
