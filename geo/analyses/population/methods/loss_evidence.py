"""Why records find no community: what each file's lost people have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.record_outcomes import LOST, OUTCOMES
from geo.core.unit_marks import MARKS
from geo.spatial.coordinates import UNSHIFTED, from_wgs84, to_wgs84
from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.population.methods.locate import Places
    from geo.core.record_batch import Batch
    from geo.spatial.index.community_index import CommunityIndex

    Degrees = NDArray[np.float64]
    Ints = NDArray[np.int64]

CAUSES: Final = (
    *("names", "ambiguous", "zeros", "level", "other_place", "other_year", "codes"),
    *("swapped", "not_degrees", "shifted", "outside", "empty"),
)
"""What may be wrong with a file whose people find no place."""

READINGS: Final = ("wgs84", "gcj02", "bd09")
"""The systems that points may be in; CGCS2000 is WGS84 here."""

MOST_NAMES: Final = 10_000
"""Different names kept; of very many, those that come first by their letters."""

REST: Final = ""
"""In place of a name: all that are not kept."""

_LEVEL_DIGITS: Final = (6, 9, 12)
_DISTRICT, _PREFECTURE = 6, 4
_NAMES: Final = ["file", "name"]
_LOST_FROM: Final = OUTCOMES.index(LOST[0])
_LOST_TO: Final = OUTCOMES.index(LOST[-1])


@dataclass
class LossEvidence:
    """The running evidence of one pass over the records.

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
    _names: list[pd.DataFrame] = field(default_factory=list)

    def add(self, batch: Batch, stated: pd.Categorical, places: Places) -> None:
        """Keep of a batch why its people were lost; ``stated`` are the codes of today."""
        lost = np.flatnonzero((places.outcome >= _LOST_FROM) & (places.outcome <= _LOST_TO))
        if not lost.size:
            return
        outcome, count = places.outcome[lost], batch.count[lost]
        for name in LOST:
            of = outcome == OUTCOMES.index(name)
            if of.any():
                causes = self._causes(name, batch, stated, lost[of])
                persons = np.bincount(causes, count[of], len(CAUSES)).astype(np.int64)
                for cause in np.flatnonzero(np.bincount(causes, minlength=len(CAUSES))):
                    self._add((batch.file, CAUSES[cause]), int(persons[cause]))
        self._keep_names(batch, stated, lost)

    def merge(self, other: LossEvidence) -> None:
        """Add the evidence of another part of the records."""
        for key, persons in other._persons.items():
            self._add(key, persons)
        if other._names:
            self._names = [_summed(pd.concat([*self._names, *other._names]))]

    def __getstate__(self) -> dict[str, Any]:
        """Return what was found, without the communities: every process has those."""
        return {"declared": self.declared, "_persons": self._persons, "_names": self._names} | {
            "index": None
        }

    @property
    def causes(self) -> pd.DataFrame:
        """By ``file`` and ``cause`` (one of :data:`CAUSES`): ``persons``."""
        rows = [(file, cause, persons) for (file, cause), persons in sorted(self._persons.items())]
        return pd.DataFrame(rows, columns=["file", "cause", "persons"])

    @property
    def names(self) -> pd.DataFrame:
        """Names that lead to no code: ``file``, ``name`` (marked), ``row``, ``rows``, ``count``.

        The row of :data:`REST` stands for all that are not kept.
        """
        nothing = pd.DataFrame({"file": [], "name": [], "row": [], "rows": [], "count": []})
        return self._names[0] if self._names else _summed(nothing)

    def _add(self, key: tuple[str, str], persons: int) -> None:
        self._persons[key] = self._persons.get(key, 0) + persons

    def _causes(self, outcome: str, batch: Batch, stated: pd.Categorical, rows: Ints) -> Ints:
        """Return for each record lost the place of its cause in :data:`CAUSES`."""
        if outcome == "outside":
            return self._outside(batch.lon[rows], batch.lat[rows])
        if outcome == "unknown_code":
            of = np.array([self._of_code(str(code)) for code in stated.categories], np.int64)
            each: Ints = of[stated.codes[rows]]
            return each
        cause = {"unknown_name": "names", "ambiguous_name": "ambiguous", "no_place": "empty"}
        return np.full(len(rows), CAUSES.index(cause.get(outcome, outcome)))

    def _outside(self, lon: Degrees, lat: Degrees) -> Ints:
        causes = np.full(len(lon), CAUSES.index("outside"))
        given = "wgs84" if self.declared in {*UNSHIFTED, ""} else self.declared
        raw = from_wgs84(lon, lat, given)
        for other in READINGS:
            if other != given:
                found = self.index.find(*to_wgs84(*raw, other)) != NOWHERE
                causes[found] = CAUSES.index("shifted")
        causes[(np.abs(lon) > 180) | (np.abs(lat) > 90)] = CAUSES.index("not_degrees")
        return causes

    def _of_code(self, code: str) -> int:
        """Return what may be wrong with a code that nobody has."""
        if code.isdecimal() and any(code.zfill(length) in known for length, known in self._zeros):
            return CAUSES.index("zeros")
        digits, heads = self._codes
        if not code.isdecimal() or not digits:
            return CAUSES.index("codes")
        if len(code) != digits and len(code) in _LEVEL_DIGITS:
            return CAUSES.index("level")
        if code[:_DISTRICT] in heads:
            return CAUSES.index("other_year")
        return CAUSES.index("other_place" if len(code) == digits else "codes")

    @cached_property
    def _zeros(self) -> list[tuple[int, set[str]]]:
        """List the codes that begin with a zero, by their length: a spreadsheet cuts it off."""
        codes = self.index.communities["community_code"].astype("str")
        codes = codes[codes.str.startswith("0")]
        return [(int(length), set(of)) for length, of in codes.groupby(codes.str.len())]

    @cached_property
    def _codes(self) -> tuple[int, set[str]]:
        """Return how many digits most codes have, 0 = they are no numbers, and their districts."""
        codes = self.index.communities["community_code"].astype("str")
        numbers = codes[codes.str.fullmatch(r"\d{6,}")]
        if len(numbers) < len(codes) / 2:
            return 0, set()
        return int(numbers.str.len().mode().max()), set(numbers.str[:_DISTRICT])

    def _keep_names(self, batch: Batch, stated: pd.Categorical, lost: Ints) -> None:
        named = np.append(stated.categories.str.startswith(MARKS, na=False), False)
        rows = lost[np.asarray(named, bool)[stated.codes[lost]]]
        if rows.size:
            told: dict[str, Any] = {
                "file": batch.file,
                "name": stated[rows].astype("str"),
                "row": batch.row[rows],
                "rows": 1,
                "count": batch.count[rows],
            }
            self._names = [_summed(pd.concat([*self._names, pd.DataFrame(told)]))]


def _summed(lost: pd.DataFrame) -> pd.DataFrame:
    """Sum up names by file, and those that are too many together."""
    how: dict[str, Any] = {"row": "min", "rows": "sum", "count": "sum"}
    summed = lost.groupby(_NAMES, as_index=False, sort=True).agg(how)
    kept = (summed["name"] == REST) | (summed.groupby("file").cumcount() <= MOST_NAMES)
    if not kept.all():
        summed = summed.assign(name=summed["name"].where(kept, REST))
        summed = summed.groupby(_NAMES, as_index=False, sort=True).agg(how)
    return summed.astype({"file": "str", "name": "str"})
