"""What is kept of the records, while they stream by, to check them by.

A sample of points stays in memory until the checks are done, and is never written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.analysis.point_index import NOWHERE
from geo.analysis.residual import known_level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analysis.point_index import CommunityIndex

SAMPLE: Final = 10_000
"""Records of each file on which the declared coordinate system is tried."""

# Odd numbers that mix the bits of two coordinates, so that the lowest are a fair sample.
_MIX_LON, _MIX_LAT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@dataclass
class Evidence:
    """The running evidence of one pass over the records.

    Parameters
    ----------
    index
        The communities of today.
    areas
        Polygons, WGS84 degrees, in which records are counted: overlaps and gaps.
    """

    index: CommunityIndex
    areas: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    _samples: dict[str, pd.DataFrame] = field(default_factory=dict)
    _unknown: list[pd.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nobody in any area."""
        self._counted = np.zeros((len(self.areas), 2), dtype=np.int64)

    def add(self, records: pd.DataFrame, located: pd.DataFrame) -> None:
        """Keep of a batch what the checks need.

        Parameters
        ----------
        records
            ``file``, ``row``, ``lon``, ``lat``, ``community_code`` (as stated), ``count``.
        located
            The same rows as :func:`geo.analysis.locate.locate` returns them.
        """
        points = np.isfinite(records["lon"]) & np.isfinite(records["lat"])
        points &= records["fault"] == ""
        self._sample(records[points & records["community_code"].notna()])
        if len(self.areas):
            self._count_in_areas(records[points])
        lost = records[(located["outcome"] == "unknown_code").to_numpy()]
        if len(lost):
            told = lost[["file", "row", "count", "community_code"]].assign(rows=1)
            self._unknown = [_by_length(pd.concat([*self._unknown, told]))]

    @property
    def samples(self) -> dict[str, pd.DataFrame]:
        """By file: ``lon``, ``lat``, ``community_code`` of records that state a known code."""
        return {
            file: sample.drop(columns="mixed").reset_index(drop=True)
            for file, sample in sorted(self._samples.items())
        }

    @property
    def unknown(self) -> pd.DataFrame:
        """Records lost by their code: ``file``, ``digits``, first ``row`` and code, ``rows``,
        ``count`` (persons).
        """  # noqa: D205
        return self._unknown[0] if self._unknown else _by_length(_NO_RECORDS)

    @property
    def in_areas(self) -> pd.DataFrame:
        """``rows`` and ``persons`` that lie in each of the areas, in their order."""
        return pd.DataFrame(self._counted, columns=["rows", "persons"])

    def _sample(self, stated: pd.DataFrame) -> None:
        """Keep the records whose mixed coordinates are lowest: the same in any order."""
        for file, of in stated.groupby("file", sort=False):
            kept = self._samples.get(str(file))
            mixed = _mixed(of["lon"], of["lat"])
            ceiling = kept["mixed"].iloc[-1] if kept is not None and len(kept) >= SAMPLE else None
            among = np.ones(len(of), bool) if ceiling is None else mixed <= ceiling
            more = of.loc[among, ["lon", "lat", "community_code"]].assign(mixed=mixed[among])
            more = more[known_level(more["community_code"], self.index) != NOWHERE]
            both = more if kept is None else pd.concat([kept, more])
            ordered = both.sort_values(["mixed", "community_code"], kind="stable")
            self._samples[str(file)] = ordered.head(SAMPLE)

    def _count_in_areas(self, records: pd.DataFrame) -> None:
        points = shapely.points(records["lon"].to_numpy(), records["lat"].to_numpy())
        at, area = self._tree.query(points, predicate="intersects")
        persons = records["count"].to_numpy()[at]
        self._counted[:, 0] += np.bincount(area, minlength=len(self.areas))
        np.add.at(self._counted[:, 1], area, persons)

    @cached_property
    def _tree(self) -> Any:
        return shapely.STRtree(self.areas)


_NO_RECORDS: Final = pd.DataFrame(
    {"file": [], "row": [], "count": [], "community_code": pd.Series(dtype="str"), "rows": []}
)


def _by_length(lost: pd.DataFrame) -> pd.DataFrame:
    """Sum up records by file and length of code, with the first row of each and its code."""
    ordered = lost.assign(digits=lost["community_code"].astype("str").str.len())
    ordered = ordered.sort_values(["file", "digits", "row"], kind="stable")
    summed = ordered.groupby(["file", "digits"], as_index=False, sort=True).agg(
        {"row": "first", "community_code": "first", "count": "sum", "rows": "sum"}
    )
    return summed.astype({"file": "str", "community_code": "str"})


def _mixed(lon: pd.Series[float], lat: pd.Series[float]) -> NDArray[np.uint64]:
    bits = [column.to_numpy(np.float64).view(np.uint64) for column in (lon, lat)]
    with np.errstate(over="ignore"):
        mixed = bits[0] * _MIX_LON ^ bits[1] * _MIX_LAT
        mixed ^= mixed >> np.uint64(31)
        return np.asarray(mixed * _MIX_LON)
