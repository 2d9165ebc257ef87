"""Likely causes of records that cannot be located, by file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.record_outcomes import LOST, OUTCOMES
from geo.core.unit_marks import MARKS
from geo.regions.code_causes import CODE_CAUSES, CodeCauses
from geo.spatial.coordinates import UNSHIFTED, from_wgs84, to_wgs84
from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.analyses.population.methods.locate import Places
    from geo.core.record_batch import Batch
    from geo.spatial.index.community_index import CommunityIndex

    Degrees = NDArray[np.float64]
    Ints = NDArray[np.int64]
    LonLat = tuple[Degrees, Degrees]

CAUSES: Final = (
    *CODE_CAUSES,
    *("swapped", "not_degrees", "scaled", "shifted", "boundaries", "nearby", "outside"),
    *("no_boundaries", "empty"),
)
"""What may be wrong with a file whose people find no place."""

READINGS: Final = ("wgs84", "gcj02", "bd09")
"""The systems that points may be in; CGCS2000 is WGS84 here."""

BOUNDARIES: Final = "boundaries "
"""Stands before the system that the boundaries may be in."""

NEARBY_KM: Final = 20.0
"""Points no farther from the boundaries are beside them, not of another place."""

_MOST_SHIFT_KM: Final = 3.0
"""No point lies so far apart in two systems: GCJ-02 and BD-09 move one by 1.6 km at most."""

_EXPLAINED: Final = 0.8
_AS_WHOLE_NUMBERS: Final = [10.0**digits for digits in range(1, 9)]
_KM_A_DEGREE: Final = 111.195

MOST_NAMES: Final = 10_000
"""Different names kept; of very many, those that come first by their letters."""

REST: Final = ""
"""In place of a name: all that are not kept."""

_BY_POINT: Final = ("nearby", "outside")
_NAMES: Final = ["file", "name"]
_LOST_FROM: Final = OUTCOMES.index(LOST[0])
_LOST_TO: Final = OUTCOMES.index(LOST[-1])


@dataclass
class LossEvidence:
    """Running diagnostics of losses in one pass over the records.

    Parameters
    ----------
    index
        The communities of today.
    declared
        The system the records' coordinates are said to be in.
    """

    index: CommunityIndex
    declared: str = "wgs84"
    _persons: dict[tuple[str, str], int] = field(default_factory=dict)
    _moved: dict[tuple[str, str], int] = field(default_factory=dict)
    _away: dict[str, float] = field(default_factory=dict)
    _names: list[pd.DataFrame] = field(default_factory=list)

    def add(self, batch: Batch, stated: pd.Categorical, places: Places) -> None:
        """Keep of a batch why its people were lost; ``stated`` are the codes of today."""
        lost = np.flatnonzero((places.outcome >= _LOST_FROM) & (places.outcome <= _LOST_TO))
        if not lost.size:
            return
        outcome, count = places.outcome[lost], batch.count[lost]
        for name in LOST:
            lost_so = outcome == OUTCOMES.index(name)
            if lost_so.any():
                causes = self._causes(name, batch, stated, lost[lost_so])
                persons = np.bincount(causes, count[lost_so], len(CAUSES)).astype(np.int64)
                for cause in np.flatnonzero(np.bincount(causes, minlength=len(CAUSES))):
                    self._add((batch.file, CAUSES[cause]), int(persons[cause]))
        self._keep_names(batch, stated, lost)

    def merge(self, other: LossEvidence) -> None:
        """Add the evidence of another part of the records."""
        for key, persons in other._persons.items():
            self._add(key, persons)
        for moved, persons in other._moved.items():
            self._moved[moved] = self._moved.get(moved, 0) + persons
        for file, km in other._away.items():
            self._away[file] = self._away.get(file, 0.0) + km
        if other._names:
            self._names = [_summed(pd.concat([*self._names, *other._names]))]

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without the communities, which every process has."""
        names = ("declared", "_persons", "_moved", "_away", "_names")
        return {name: getattr(self, name) for name in names} | {"index": None}

    @property
    def causes(self) -> pd.DataFrame:
        """By ``file`` and ``cause`` (one of :data:`CAUSES`): ``persons``."""
        persons = dict(self._persons)
        for file in {file for file, _ in self._moved}:
            if reading := self.reading(file):
                cause = "boundaries" if reading.startswith(BOUNDARIES) else "shifted"
                moved = self._moved[file, reading]
                persons[file, "nearby"] -= moved
                persons[file, cause] = persons.get((file, cause), 0) + moved
        rows = [(file, cause, many) for (file, cause), many in sorted(persons.items()) if many]
        return pd.DataFrame(rows, columns=["file", "cause", "persons"])

    @property
    def names(self) -> pd.DataFrame:
        """Names that lead to no code: ``file``, ``name`` (marked), ``row``, ``rows``, ``count``.

        The row of :data:`REST` stands for all that are not kept.
        """
        nothing = pd.DataFrame({"file": [], "name": [], "row": [], "rows": [], "count": []})
        return self._names[0] if self._names else _summed(nothing)

    def reading(self, file: str) -> str:
        """Return the system in which nearly all points outside lie inside; "" if there is none."""
        outside = sum(self._persons.get((file, base), 0) for base in _BY_POINT)
        persons_by_reading = {
            reading: persons for (of, reading), persons in self._moved.items() if of == file
        }
        best = max(
            sorted(persons_by_reading), key=lambda reading: persons_by_reading[reading], default=""
        )
        return best if best and persons_by_reading[best] >= _EXPLAINED * outside else ""

    def away_km(self, file: str) -> float:
        """Return how far from the boundaries people outside are, on average, in kilometres."""
        persons = sum(self._persons.get((file, base), 0) for base in _BY_POINT)
        return self._away.get(file, 0.0) / persons if persons else 0.0

    def _add(self, key: tuple[str, str], persons: int) -> None:
        self._persons[key] = self._persons.get(key, 0) + persons

    def _causes(self, outcome: str, batch: Batch, stated: pd.Categorical, rows: Ints) -> Ints:
        """Return for each record lost the place of its cause in :data:`CAUSES`."""
        if outcome == "outside":
            return self._outside(batch, rows)
        if outcome == "unknown_code":
            asked, position = np.unique(stated.codes[rows], return_inverse=True)
            cause_names = [*map(self._of_codes.of, stated.categories[asked].tolist())]
            cause_of_code = pd.Index(CAUSES).get_indexer(pd.Index(cause_names))
            each: Ints = cause_of_code[position]
            return each
        cause = {"unknown_name": "names", "ambiguous_name": "ambiguous", "no_place": "empty"}
        return np.full(len(rows), CAUSES.index(cause.get(outcome, outcome)))

    def _outside(self, batch: Batch, rows: Ints) -> Ints:
        lon, lat, count = batch.lon[rows], batch.lat[rows], batch.count[rows]
        if not np.isfinite(self.index.communities.total_bounds).all():
            return np.full(len(rows), CAUSES.index("no_boundaries"))
        km = self._km_away(lon, lat)
        degrees = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
        near = degrees & (km <= NEARBY_KM)
        causes = np.where(near, CAUSES.index("nearby"), CAUSES.index("outside"))
        causes[~degrees] = CAUSES.index("not_degrees")
        for scale in _AS_WHOLE_NUMBERS if not degrees.all() else ():
            inside = ~degrees & (self.index.find(lon / scale, lat / scale) != NOWHERE)
            causes[inside] = CAUSES.index("scaled")
        away = float((km * count)[degrees].sum())
        self._away[batch.file] = self._away.get(batch.file, 0.0) + away
        reached = np.flatnonzero(near & (km <= _MOST_SHIFT_KM))
        for reading, points in self._readings(lon[reached], lat[reached]):
            inside = self.index.find(*points) != NOWHERE
            if persons := int(count[reached[inside]].sum()):
                key = (batch.file, reading)
                self._moved[key] = self._moved.get(key, 0) + persons
        return causes

    def _readings(self, lon: Degrees, lat: Degrees) -> Iterator[tuple[str, LonLat]]:
        """Place points as they lie to the boundaries if either is read as another system."""
        declared = "wgs84" if self.declared in {*UNSHIFTED, ""} else self.declared
        raw = from_wgs84(lon, lat, declared)
        for other in READINGS:
            if other != declared:
                yield other, to_wgs84(*raw, other)
        for other in READINGS[1:]:
            if other != declared:
                yield BOUNDARIES + other, from_wgs84(lon, lat, other)

    def _km_away(self, lon: Degrees, lat: Degrees) -> Degrees:
        """Return how far points are from the box around the boundaries, in kilometres."""
        west, south, east, north = map(float, self.index.communities.total_bounds)
        aside = np.maximum(np.maximum(west - lon, lon - east), 0.0)
        aside = np.minimum(aside, np.abs(360.0 - aside)) * np.cos(np.radians((south + north) / 2))
        along = np.maximum(np.maximum(south - lat, lat - north), 0.0)
        return np.asarray(_KM_A_DEGREE * np.hypot(aside, along))

    @cached_property
    def _of_codes(self) -> CodeCauses:
        units = self.index.communities
        nothing = pd.Series(None, units.index, dtype="str")
        return CodeCauses(
            units["community_code"].astype("str"), units.get("district_code", nothing)
        )

    def _keep_names(self, batch: Batch, stated: pd.Categorical, lost: Ints) -> None:
        named = np.append(stated.categories.str.startswith(MARKS, na=False), False)
        rows = lost[np.asarray(named, bool)[stated.codes[lost]]]
        if rows.size:
            named_rows: dict[str, Any] = {
                "file": batch.file,
                "name": stated[rows].astype("str"),
                "row": batch.row[rows],
                "rows": 1,
                "count": batch.count[rows],
            }
            self._names = [_summed(pd.concat([*self._names, pd.DataFrame(named_rows)]))]


def _summed(lost: pd.DataFrame) -> pd.DataFrame:
    """Sum up names by file, and those that are too many together."""
    how: dict[str, Any] = {"row": "min", "rows": "sum", "count": "sum"}
    summed = lost.groupby(_NAMES, as_index=False, sort=True).agg(how)
    is_listed = (summed["name"] == REST) | (summed.groupby("file").cumcount() <= MOST_NAMES)
    if not is_listed.all():
        summed = summed.assign(name=summed["name"].where(is_listed, REST))
        summed = summed.groupby(_NAMES, as_index=False, sort=True).agg(how)
    return summed.astype({"file": "str", "name": "str"})
