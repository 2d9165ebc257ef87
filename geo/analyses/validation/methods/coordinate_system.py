"""Tests of the declared coordinate system, by records that also state a community code.

GCJ-02 taken for WGS84 puts a point some 500 m from where it is, and no point looks wrong by itself.
But a record that has a point and states its community tells whether the two agree; if far more
records agree once the points are read as another system, the declaration is likely wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.population.methods.code_levels import CODE_COLUMNS, code_level
from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.spatial.index.community_index import CommunityIndex

    LonLat = tuple[NDArray[np.float64], NDArray[np.float64]]

FEWEST: Final = 30
"""Records that must be testable before anything is concluded."""

LEAST_GAIN: Final = 0.01
"""Share of the records that must agree more under another reading: under it nobody need care."""

SURE: Final = 4.0
"""Standard deviations by which the gain must exceed chance."""


@dataclass(frozen=True)
class Verdict:
    """Which reading of the coordinates fits best.

    Parameters
    ----------
    tested
        Records that have a point and state a known code.
    agree
        Share of these whose point lies where they say, by reading.
    best
        The reading that fits clearly better than the one given; else the one given.
    """

    tested: int
    agree: Mapping[str, float]
    best: str


def agreement(
    readings: Mapping[str, LonLat], stated: pd.Series[str], index: CommunityIndex
) -> pd.DataFrame:
    """Return which records lie in the unit of their code, under each coordinate system.

    Parameters
    ----------
    readings
        ``lon, lat`` in WGS84 degrees, by the system that the coordinates are read as.
    stated
        The code each record states: of a community, a subdistrict or a district.
    index
        The communities, with ``subdistrict_code`` and ``district_code``.

    Returns
    -------
    pandas.DataFrame
        One row per record that states a code somebody has, a bool column a reading.
    """
    level, codes = code_level(stated, index), stated.to_numpy(object)
    codes_of_level = [index.communities[column].to_numpy(object) for column in CODE_COLUMNS]
    agrees_by_reading = {}
    for name, (lon, lat) in readings.items():
        community = index.find(lon, lat)
        agrees = np.zeros(len(stated), dtype=bool)
        for position, codes_found in enumerate(codes_of_level):
            comparable = np.flatnonzero((level == position) & (community != NOWHERE))
            agrees[comparable] = codes_found[community[comparable]] == codes[comparable]
        agrees_by_reading[name] = agrees[level != NOWHERE]
    return pd.DataFrame(agrees_by_reading)


def best_reading(agrees: pd.DataFrame, stated: str) -> Verdict:
    """Judge whether another coordinate system fits clearly better than the one declared.

    Parameters
    ----------
    agrees
        As :func:`agreement` returns it.
    stated
        The reading declared, one of the columns.

    Notes
    -----
    Only records that agree under one reading and not under the other tell anything. By chance they
    would fall to either side alike, so that their difference has the standard deviation √(b + c)
    (McNemar 1947, Psychometrika 12:153-157). The best reading must be :data:`SURE` of these ahead,
    and :data:`LEAST_GAIN` of all records.

    Examples
    --------
    >>> agrees = pd.DataFrame({"wgs84": [True] * 40 + [False] * 60, "gcj02": [True] * 100})
    >>> best_reading(agrees, "wgs84")
    Verdict(tested=100, agree={'wgs84': 0.4, 'gcj02': 1.0}, best='gcj02')
    >>> best_reading(agrees, "gcj02").best
    'gcj02'
    """
    tested = len(agrees)
    share = {str(name): float(agrees[name].mean()) if tested else 0.0 for name in agrees}
    best = max(share, key=lambda name: (share[name], name == stated))
    gained = int((agrees[best] & ~agrees[stated]).sum())
    lost = int((agrees[stated] & ~agrees[best]).sum())
    clear = gained - lost > max(SURE * np.sqrt(gained + lost), LEAST_GAIN * tested)
    return Verdict(tested, share, best if clear and tested >= FEWEST else stated)
