"""Every record finds its community, or is set aside with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.analysis.point_index import NOWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analysis.point_index import CommunityIndex

LOCATED = ("point", "code", "snap")
"""How a record found its community, in the order they are tried."""

BY_POINT = ("point", "snap")
"""Those of them whose point is good: it says where on the map people are."""

UNUSABLE = ("duplicate", "bad_count")
"""Why a record is set aside on reading."""

LOST = ("swapped", "outside", "unknown_code", "no_place")
"""Why a record that could be read found no community."""

MERGED = ("counted_once",)
"""Why a record that found its community is not counted: its person is, by another record."""

OUTCOMES = LOCATED + UNUSABLE + LOST + MERGED

NOTES = (
    "disagree",
    "code_unknown",
    "code_moved",
    "point_swapped",
    "point_outside",
    "no_origin",
    "alike",
)
"""What is worth knowing of a record that found its community."""


def locate(records: pd.DataFrame, index: CommunityIndex, snap_m: float) -> pd.DataFrame:
    """Find the community of every record: by point, else by code, else by the nearest boundary.

    Parameters
    ----------
    records
        A row a record: ``lon``, ``lat`` (WGS84 degrees or missing), ``community_code`` (as the
        record states it, or missing), ``count`` (persons), ``origin``, ``fault`` (one of
        :data:`UNUSABLE`, or empty), ``alike`` (whether the same row came before), ``moved`` (not
        needed: whether the code was an old one), and ``file``, ``row``, ``period`` which go along.
    index
        The communities.
    snap_m
        Metres outside the boundary within which a point belongs to the nearest community.

    Returns
    -------
    pandas.DataFrame
        The same rows in the same order: ``file``, ``row``, ``period``, ``count``, ``lon``, ``lat``,
        ``community_code`` (found, or missing), ``outcome`` (one of :data:`OUTCOMES`) and a bool
        column for each of :data:`NOTES`.

    Notes
    -----
    A point on a shared edge belongs to the lowest code. Point and stated code that disagree are
    counted by point and noted. Rows alike are counted: two people may look the same.
    """
    lon, lat = records["lon"].to_numpy(), records["lat"].to_numpy()
    usable = (records["fault"] == "").to_numpy()
    by_point = np.where(usable, index.find(lon, lat), NOWHERE)
    codes = pd.Index(index.communities["community_code"])
    by_code = np.where(usable, codes.get_indexer(pd.Index(records["community_code"])), NOWHERE)

    outcome = records["fault"].to_numpy(dtype=object, copy=True)
    outcome[by_point != NOWHERE] = "point"
    found = by_point.copy()
    _settle(found, outcome, by_code, "code")

    lost = np.flatnonzero(outcome == "")
    near = np.full(len(found), NOWHERE, dtype=np.int64)
    near[lost] = index.find_near(lon[lost], lat[lost], snap_m)
    _settle(found, outcome, near, "snap")

    stated = records["community_code"].notna().to_numpy()
    swapped = _swapped(index, lon, lat, usable & (by_point == NOWHERE))
    has_point = np.isfinite(lon) & np.isfinite(lat)
    still = outcome == ""
    outcome[still & ~has_point] = np.where(stated, "unknown_code", "no_place")[still & ~has_point]
    outcome[still & has_point] = np.where(swapped, "swapped", "outside")[still & has_point]

    located = found != NOWHERE
    by_other = np.isin(outcome, ["code", "snap"])
    return pd.DataFrame(
        {
            "file": records["file"],
            "row": records["row"],
            "period": records["period"],
            "count": records["count"],
            "lon": lon,
            "lat": lat,
            "community_code": codes.take(np.maximum(found, 0)).where(located),
            "outcome": pd.Categorical(outcome, categories=OUTCOMES),
            "disagree": (by_point != NOWHERE) & (by_code != NOWHERE) & (by_point != by_code),
            "code_unknown": located & stated & (by_code == NOWHERE),
            "code_moved": (outcome == "code") & np.asarray(records.get("moved", default=False)),
            "point_swapped": by_other & swapped,
            "point_outside": by_other & has_point & ~swapped,
            "no_origin": located & records["origin"].isna().to_numpy(),
            "alike": located & records["alike"].to_numpy(),
        },
        index=records.index,
    )


def _settle(
    found: NDArray[np.int64], outcome: NDArray[np.object_], answer: NDArray[np.int64], how: str
) -> None:
    """Give the records that have no outcome yet the answer, where there is one."""
    settled = (outcome == "") & (answer != NOWHERE)
    found[settled] = answer[settled]
    outcome[settled] = how


def _swapped(
    index: CommunityIndex,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    asked: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Tell which of the points asked for would lie in a community with lon and lat exchanged."""
    swapped = np.zeros(len(lon), dtype=bool)
    at = np.flatnonzero(asked)
    swapped[at] = index.find(lat[at], lon[at]) != NOWHERE
    return swapped
