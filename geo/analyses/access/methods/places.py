"""Places for what leaves the house: demand points pooled until enough people are in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACE_M: Final = 100.0
"""The side of the smallest cell that is a place."""
_DOUBLINGS: Final = 7  # to cells of 12.8 km
_METRES_A_DEGREE: Final = 111_195.0
_DECIMALS: Final = 4  # about 10 m
PLACE_COLUMNS: Final = ("place_id", "community_code", "lon", "lat", "floating_population")


def pooled_places(
    demand_points: pd.DataFrame, least: int
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Pool demand points of a community into places of at least so many people.

    Cells of :data:`PLACE_M` that have enough people are places; what is left over is pooled in
    cells twice as wide, and so on, and last in the smallest place of the community.

    Parameters
    ----------
    demand_points
        ``community_code``, ``lon``, ``lat``, ``floating_population``.
    least
        The minimum cell.

    Returns
    -------
    places
        :data:`PLACE_COLUMNS`, in the order of communities; ``lon``, ``lat`` are the mean of its
        people, to about 10 m.
    of
        The place of each demand point as its position, -1 where the whole community has fewer.

    Examples
    --------
    >>> points = pd.DataFrame({"community_code": "a", "lon": [0.0, 0.0, 9.0], "lat": 0.0,
    ...                        "floating_population": [8, 2, 4]})
    >>> places, of = pooled_places(points, 10)
    >>> places["floating_population"].tolist(), of.tolist()
    ([14], [0, 0, 0])
    """
    rows = demand_points.reset_index(drop=True)
    middle = round(float(rows["lat"].mean()), 1) if len(rows) else 0.0
    metres = _METRES_A_DEGREE * np.cos(np.radians(middle)), _METRES_A_DEGREE
    place, many = pd.Series(-1, rows.index), 0
    for doubling in range(_DOUBLINGS + 1):
        left = rows[place < 0]
        x, y = (
            np.floor(left[axis] * scale / (PLACE_M * 2**doubling))
            for axis, scale in zip(("lon", "lat"), metres, strict=True)
        )
        cells = left.groupby([left["community_code"], x, y])
        enough = cells["floating_population"].transform("sum") >= least
        place[left.index[enough]] = (cells.ngroup() + many)[enough]
        many += cells.ngroups
    rest = rows["community_code"].where(place < 0)
    place = place.where(place >= 0, rest.map(_smallest(rows, place)).fillna(-1)).astype("int64")
    return _numbered(rows, place)


def _smallest(rows: pd.DataFrame, place: pd.Series[int]) -> pd.Series[int]:
    """Return the place of fewest people of each community that has one."""
    placed = rows.assign(place=place)[place >= 0]
    sizes = placed.groupby(["community_code", "place"])["floating_population"].sum().reset_index()
    fewest = sizes.sort_values(["floating_population", "place"]).groupby("community_code").first()
    return fewest["place"]


def _numbered(rows: pd.DataFrame, place: pd.Series[int]) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Sum the places up, and number them within their communities.

    Sums of fractions depend on the order of rows, so that is made the same.
    """
    rows = rows.sort_values(["lon", "lat", "floating_population"])
    people = rows["floating_population"]
    sums = pd.DataFrame(
        {
            "community_code": rows["community_code"],
            **{axis: rows[axis] * people for axis in ("lon", "lat")},
            "floating_population": people,
        }
    ).groupby(place)
    places = sums.sum(numeric_only=True).assign(community_code=sums["community_code"].first())
    places = places[places.index >= 0]
    for axis in ("lon", "lat"):
        places[axis] = (places[axis] / places["floating_population"]).round(_DECIMALS)
    places = places.sort_values(["community_code", "lon", "lat"], kind="stable")
    number = places.groupby("community_code").cumcount() + 1
    places["place_id"] = places["community_code"] + "-" + number.astype("str")
    of = pd.Series(np.arange(len(places)), places.index).reindex(place).fillna(-1)
    return places.reset_index(drop=True)[list(PLACE_COLUMNS)], of.to_numpy(np.int64)
