"""Diagnostics collected in one pass over the records, for validation.

A sample of points stays in memory until the checks are done, and is never written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.analyses.population.methods.code_levels import code_level
from geo.analyses.population.methods.loss_evidence import LossEvidence
from geo.core.no_rows import no_rows
from geo.core.record_outcomes import OUTCOMES
from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.population.methods.locate import Places
    from geo.core.record_batch import Batch
    from geo.spatial.index.community_index import CommunityIndex

SAMPLE: Final = 10_000
"""Records of each file on which the declared coordinate system is tried."""

_UNKNOWN_CODE: Final = OUTCOMES.index("unknown_code")
_UNKNOWN: Final = {
    "file": "str",
    "digits": "int64",
    "row": "int64",
    "community_code": "str",
    "count": "int64",
    "rows": "int64",
}

# Odd numbers that mix the bits of two coordinates, so that the lowest are a fair sample.
_MIX_LON, _MIX_LAT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@dataclass
class Diagnostics:
    """Running diagnostics of one pass over the records.

    Parameters
    ----------
    index
        The communities of today.
    areas
        Polygons, WGS84 degrees, in which records are counted: overlaps and gaps.
    declared
        The system the records' coordinates are said to be in.
    """

    index: CommunityIndex
    areas: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    declared: str = "wgs84"
    _samples: dict[str, pd.DataFrame] = field(default_factory=dict)
    _unknown: list[pd.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nobody in any area."""
        self._counted = np.zeros((len(self.areas), 2), dtype=np.int64)
        self.losses = LossEvidence(self.index, self.declared)

    def add(self, batch: Batch, stated: pd.Categorical, places: Places) -> None:
        """Keep of a batch what the checks need.

        Parameters
        ----------
        batch
            The records.
        stated
            The codes they state, as they are called today.
        places
            How they were located.
        """
        if (stated.codes >= 0).any():
            self._sample(batch, stated, _given(batch))
        if len(self.areas):
            self._count_in_areas(batch, np.flatnonzero(_given(batch)))
        self.losses.add(batch, stated, places)
        lost = np.flatnonzero(places.outcome == _UNKNOWN_CODE)
        if len(lost):
            unknown: dict[str, Any] = {
                "file": batch.file,
                "row": batch.row[lost],
                "count": batch.count[lost],
            }
            unknown |= {"community_code": stated[lost].astype("str"), "rows": 1}
            self._unknown = [_by_length(pd.concat([*self._unknown, pd.DataFrame(unknown)]))]

    def merge(self, other: Diagnostics) -> None:
        """Add the evidence of another part of the records."""
        for file, sample in other._samples.items():
            self._keep(file, sample)
        if other._unknown:
            self._unknown = [_by_length(pd.concat([*self._unknown, *other._unknown]))]
        self._counted += other._counted
        self.losses.merge(other.losses)

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without the communities, which every process has."""
        bare = {"index": None, "areas": np.empty(0, dtype=object)}
        return {name: value for name, value in self.__dict__.items() if name != "_tree"} | bare

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
        return self._unknown[0] if self._unknown else no_rows(_UNKNOWN)

    @property
    def in_areas(self) -> pd.DataFrame:
        """``rows`` and ``persons`` that lie in each of the areas, in their order."""
        return pd.DataFrame(self._counted, columns=["rows", "persons"])

    def _sample(self, batch: Batch, stated: pd.Categorical, has_point: NDArray[np.bool_]) -> None:
        """Keep the records whose mixed coordinates are lowest: the same in any order."""
        known_codes = code_level(pd.Series(stated.categories), self.index) != NOWHERE
        mixed = _mixed(batch.lon, batch.lat)
        among = has_point & np.append(known_codes, False)[stated.codes]
        sample = self._samples.get(batch.file)
        if sample is not None and len(sample) >= SAMPLE:
            among &= mixed <= sample["mixed"].iloc[-1]
        rows = np.flatnonzero(among)
        if len(rows) > SAMPLE:
            ceiling = np.partition(mixed[rows], SAMPLE)[SAMPLE]
            rows = rows[mixed[rows] <= ceiling]
        points = {"lon": batch.lon[rows], "lat": batch.lat[rows]}
        codes = {"community_code": stated[rows].astype("str"), "mixed": mixed[rows]}
        self._keep(batch.file, pd.DataFrame(points | codes))

    def _keep(self, file: str, records: pd.DataFrame) -> None:
        sample = self._samples.get(file)
        both = records if sample is None else pd.concat([sample, records])
        ordered = both.sort_values(["mixed", "community_code"], kind="stable")
        self._samples[file] = ordered.head(SAMPLE)

    def _count_in_areas(self, batch: Batch, rows: NDArray[np.int64]) -> None:
        points = shapely.points(batch.lon[rows], batch.lat[rows])
        point, area = self._tree.query(points, predicate="intersects")
        self._counted[:, 0] += np.bincount(area, minlength=len(self.areas))
        np.add.at(self._counted[:, 1], area, batch.count[rows[point]])

    @cached_property
    def _tree(self) -> Any:
        return shapely.STRtree(self.areas)


def _by_length(lost: pd.DataFrame) -> pd.DataFrame:
    """Sum up records by file and length of code, with the first row of each and its code."""
    ordered = lost.assign(digits=lost["community_code"].astype("str").str.len())
    ordered = ordered.sort_values(["file", "digits", "row"], kind="stable")
    summed = ordered.groupby(["file", "digits"], as_index=False, sort=True).agg(
        {"row": "first", "community_code": "first", "count": "sum", "rows": "sum"}
    )
    return summed.astype({"file": "str", "community_code": "str"})


def _given(batch: Batch) -> NDArray[np.bool_]:
    has_point: NDArray[np.bool_] = (
        np.isfinite(batch.lon) & np.isfinite(batch.lat) & (batch.issue == 0)
    )
    return has_point


def _mixed(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        mixed = lon.view(np.uint64) * _MIX_LON ^ lat.view(np.uint64) * _MIX_LAT
        mixed ^= mixed >> np.uint64(31)
        return np.asarray(mixed * _MIX_LON)
