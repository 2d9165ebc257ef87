"""Running sums of records in one pass, as integers in compiled tables."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.population.methods.keyed_sums import Names, Sums
from geo.analyses.population.methods.locate import ALL_NOTES
from geo.analyses.population.methods.undated import Runs, frame_of, runs_of
from geo.core.categoricals import only_one
from geo.core.jit import read_only
from geo.core.parallel import in_threads
from geo.core.record_outcomes import OUTCOMES, UNUSABLE
from geo.network.demand_grid import NO_POINT
from geo.spatial.grid_cells import CELL_DEGREES_LAT, cell_width, centre_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from geo.analyses.population.methods.locate import Places
    from geo.core.hash_sets import RowsAlike
    from geo.core.record_batch import Batch

    Ints = NDArray[np.int64]

# How many bits of a key tell what: the period and a name of a source or origin, or an outcome.
_PERIOD_BITS, _NAME_BITS, _OUTCOME_BITS, _DEMAND_POINT_BITS = 12, 28, 4, 31
_MOST_DENSE: Final = 1 << 18
_AT_ONCE: Final = 1 << 17
_FEW_ROWS: Final = 20_000  # are counted while threads are started
_NO_NAME: Final = np.zeros(1, np.int64)
_NUMBERS: Final = tuple(np.uint64(number) for number in (3, 0x9E3779B97F4A7C15, 5, 7))


@dataclass
class Accumulator:
    """Sums of records by community, map cell and outcome.

    Parameters
    ----------
    communities
        Their codes, by position.
    middle_lat
        Latitude of the city in degrees, at which map cells are square.
    bounds
        West, south, east and north of the communities, in degrees.
    alike
        Where rows that are alike are noted.
    """

    communities: pd.Index
    middle_lat: float
    bounds: NDArray[np.float64]
    alike: RowsAlike
    _files: Names = field(default_factory=Names)
    _periods: Names = field(default_factory=Names)
    _sources: Names = field(default_factory=Names)
    _origins: Names = field(default_factory=Names)
    _outcomes: dict[str, Ints] = field(default_factory=dict)
    _noted: dict[str, Ints] = field(default_factory=dict)
    _by_source: Sums = field(default_factory=Sums)
    _by_origin: Sums = field(default_factory=Sums)
    _cells: Sums = field(default_factory=Sums)
    _demand_points: Sums = field(default_factory=Sums)
    _far: list[pd.DataFrame] = field(default_factory=list)
    _rejected: list[tuple[str, Ints, NDArray[np.int8]]] = field(default_factory=list)
    _undated: list[Runs] = field(default_factory=list)
    _first_rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(
        self,
        batch: Batch,
        places: Places,
        origin: pd.Categorical,
        demand_points: NDArray[np.int32] | None = None,
    ) -> None:
        """Add the records of a batch, with their origins as resolved, and let them go."""
        period = self._periods.of(batch.period)
        lon, lat, count = read_only(batch.lon), read_only(batch.lat), read_only(batch.count)
        batch = replace(batch, lon=lon, lat=lat, count=count)
        works: list[Callable[[], None]] = [
            lambda: self._compare(batch, places),
            lambda: self._add_population(batch, places, origin, period),
            lambda: self._add_cells(batch, places, period),
        ]
        if demand_points is not None:
            works.append(lambda: self._add_demand_points(batch, places, period, demand_points))
        if len(batch) < _FEW_ROWS:
            for work in works:
                work()
        else:
            in_threads(operator.call, works)
        self._note_rows(batch, places)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the sums as frames by what they are of.

        See :class:`geo.analyses.population.record_counts.RecordCounts`.
        """
        by_source = self._named(self._by_source, "source", self._sources)
        return {
            "counts": by_source.drop(columns="source"),
            "by_source": by_source,
            "origins": self._named(self._by_origin, "origin", self._origins),
            "cells": self._cells_frame(),
            "demand_points": self._demand_points_frame(),
            "record_account": self._account(),
            "notes": _notes(self._noted),
            "rejected_records": _joined(_listed(*part) for part in self._rejected),
            "undated": frame_of(self._undated),
            "first_rows": pd.DataFrame(
                [(*key, row) for key, row in self._first_rows.items()],
                columns=["file", "period", "row"],
            ),
        }

    def _add_population(
        self, batch: Batch, places: Places, origin: pd.Categorical, period: Ints
    ) -> None:
        from geo.analyses.population.methods.accumulator_kernels import count_outcomes  # noqa: PLC0415

        if (file := batch.file) not in self._outcomes:
            self._outcomes[file] = np.zeros((1 << _PERIOD_BITS, len(OUTCOMES), 2), np.int64)
            self._noted[file] = np.zeros((1 << len(ALL_NOTES), 2), np.int64)
        outcomes, noted = self._outcomes[file], self._noted[file]
        count_outcomes(outcomes, noted, period, places.outcome, places.notes, batch.count)
        by_period: tuple[Ints, Ints] | None = None
        for sums, name in (
            (self._by_source, self._sources.of(batch.source)),
            (self._by_origin, self._origins.of(origin)),
        ):
            if len(name) == 1:  # then the sums by period are all that is needed, whatever the name
                by_period = by_period or self._population(batch, places, period, _NO_NAME)
                sums.add(by_period[0] | name, by_period[1])
            else:
                sums.add(*self._population(batch, places, period, name))
        lost = np.flatnonzero(places.found < 0)
        if lost.size:
            self._rejected.append((file, batch.row[lost], places.outcome[lost]))

    def _note_rows(self, batch: Batch, places: Places) -> None:
        """Note the first row of each period, and all rows without one, of records that count."""
        counted = places.found >= 0
        for code, period in [*enumerate(batch.period.categories), (-1, "")]:
            rows = batch.row[counted & (batch.period.codes == code)]
            if len(rows):
                key = batch.file, str(period)
                self._first_rows[key] = min(int(rows[0]), self._first_rows.get(key, int(rows[0])))
                if not period:
                    self._undated.append(runs_of(batch.file, rows))

    def _population(
        self, batch: Batch, places: Places, period: Ints, name: Ints
    ) -> tuple[Ints, Ints]:
        """Return keys of community, period and name, and people to be added to the sums of them.

        Where there are few, they are added up in a plain array first.
        """
        shape = period.max(initial=0) + 1, name.max(initial=0) + 1
        groups, communities = int(shape[0] * shape[1]), len(self.communities)
        if groups * communities > _MOST_DENSE:
            key = (places.found << (_PERIOD_BITS + _NAME_BITS)) | (period << _NAME_BITS)
            return key | name, batch.count
        from geo.analyses.population.methods.accumulator_kernels import add_dense  # noqa: PLC0415

        dense = np.zeros((groups, communities, 2), np.int64)
        add_dense(dense, places.found, period * shape[1] + name, batch.count)
        group, community = np.nonzero(dense[:, :, 1])
        key = (community << (_PERIOD_BITS + _NAME_BITS)) | (group // shape[1] << _NAME_BITS)
        return key | group % shape[1], dense[group, community, 0]

    def _add_cells(self, batch: Batch, places: Places, period: Ints) -> None:
        from geo.analyses.population.methods.accumulator_kernels import cell_keys  # noqa: PLC0415

        gridded = len(period) == 1 and self._add_grid(batch, places, int(period[0]))
        rows = np.flatnonzero(places.outcome) if gridded else np.arange(len(batch))
        if not rows.size:
            return
        lon, lat, count = batch.lon[rows], batch.lat[rows], batch.count[rows]
        period, outcome = np.broadcast_to(period, len(batch))[rows], places.outcome[rows]
        keys = np.empty(len(rows), np.int64)
        rest = (period << _OUTCOME_BITS) | outcome
        width = cell_width(self.middle_lat)
        cell_keys(lon, lat, width, CELL_DEGREES_LAT, rest, keys)
        self._cells.add(keys, count)
        far = np.flatnonzero(keys == -2)
        if far.size:
            cells = {
                "lon": centre_of(np.floor(lon[far] / width), width),
                "lat": centre_of(np.floor(lat[far] / CELL_DEGREES_LAT), CELL_DEGREES_LAT),
                "period": self._periods.index().take(period[far]),
                "outcome": pd.Index(OUTCOMES, dtype="str").take(outcome[far]),
                "floating_population": count[far],
                "rows": 1,
            }
            keyed = pd.DataFrame(cells).groupby(["lon", "lat", "period", "outcome"])
            self._far.append(keyed.sum().reset_index())

    def _add_demand_points(
        self, batch: Batch, places: Places, period: Ints, demand_points: NDArray[np.int32]
    ) -> None:
        key = (places.found << _PERIOD_BITS | period) << _DEMAND_POINT_BITS | demand_points
        key[demand_points == NO_POINT] = -1
        self._demand_points.add(key, batch.count)

    def _add_grid(self, batch: Batch, places: Places, period: int) -> bool:
        """Add people located by their point by map cell in a plain grid, unless that is too large.

        Their points are within the bounds of the communities, and so are their cells.
        """
        from geo.analyses.population.methods.accumulator_kernels import add_grid  # noqa: PLC0415

        size = np.array([cell_width(self.middle_lat), CELL_DEGREES_LAT])
        first, last = np.floor(np.reshape(self.bounds, (2, 2)) / size)
        columns, lines = last - first + 1
        if not columns * lines <= _MOST_DENSE:  # so too without any boundary
            return False
        sums = np.zeros((int(lines), int(columns), 2), np.int64)
        points = batch.lon, batch.lat
        add_grid(sums, tuple(first), tuple(size), points, places.outcome, batch.count)
        line, column = np.nonzero(sums[:, :, 1])
        up, across = line + int(first[1]) + 32768, column + int(first[0]) + 65536
        rest = (period << _OUTCOME_BITS) | OUTCOMES.index("point")
        population, rows = sums[line, column].T
        self._cells.add((across << 33) | (up << 16) | rest, population, rows)
        return True

    def _compare(self, batch: Batch, places: Places) -> None:
        """Note rows that are the same, by a hash that is never written."""
        from geo.analyses.population.methods.accumulator_kernels import hash_rows  # noqa: PLC0415

        texts = (batch.community_code, batch.origin, batch.period, batch.source)
        hashed_texts = np.zeros(1, np.uint64)
        for number, text in zip(_NUMBERS, texts, strict=True):
            hashed_texts = hashed_texts * number + _hashes(text)
        buffers = np.empty(_AT_ONCE, np.uint64), np.empty(_AT_ONCE, np.int32)
        for start in range(0, len(batch), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            points, count = (batch.lon[part], batch.lat[part]), batch.count[part]
            many = hash_rows(
                points,
                count,
                hashed_texts if len(hashed_texts) == 1 else hashed_texts[part],
                places.found[part],
                self.alike.ceiling,
                buffers,
            )
            self.alike.add(batch.file, buffers[0][:many], count[buffers[1][:many]])

    def _named(self, sums: Sums, name: str, names: Names) -> pd.DataFrame:
        keys, added = sums.ordered()
        code, period, text = _parted(keys, _PERIOD_BITS, _NAME_BITS)
        return pd.DataFrame(
            {
                "community_code": self.communities.take(code),
                "period": self._periods.index().take(period),
                name: names.index().take(text),
                "floating_population": added[:, 0],
            }
        )

    def _demand_points_frame(self) -> pd.DataFrame:
        keys, added = self._demand_points.ordered()
        code, period, demand_point = _parted(keys, _PERIOD_BITS, _DEMAND_POINT_BITS)
        return pd.DataFrame(
            {
                "community_code": self.communities.take(code),
                "period": self._periods.index().take(period),
                "demand_point": demand_point,
                "floating_population": added[:, 0],
            }
        )

    def _cells_frame(self) -> pd.DataFrame:
        keys, added = self._cells.ordered()
        across, up, rest = _parted(keys, 17, 16)
        _, period, outcome = _parted(rest, _PERIOD_BITS, _OUTCOME_BITS)
        cells = {
            "lon": centre_of(across - 65536.0, cell_width(self.middle_lat)),
            "lat": centre_of(up - 32768.0, CELL_DEGREES_LAT),
            "period": self._periods.index().take(period),
            "outcome": pd.Index(OUTCOMES, dtype="str").take(outcome),
            "floating_population": added[:, 0],
            "rows": added[:, 1],
        }
        return _joined([pd.DataFrame(cells), *self._far])

    def _account(self) -> pd.DataFrame:
        """Account for every row and person, stage by stage: what was read, and how located.

        Stage ``read`` adds up to the rows of the file (kept, or why not); stage ``locate`` to the
        rows kept (how located, or why not). A row whose count cannot be read has no persons that
        could be known.
        """
        periods, faulty = self._periods.index(), np.isin(OUTCOMES, UNUSABLE)
        lines = []
        for file, sums in self._outcomes.items():
            for period_number in np.flatnonzero(sums[: len(periods), :, 1].any(axis=1)):
                counts = sums[period_number]
                stages = [("read", "kept", *counts[~faulty].sum(axis=0))]
                for outcome, line in zip(OUTCOMES, counts, strict=True):
                    stages.append(("read" if outcome in UNUSABLE else "locate", outcome, *line))
                lines += [(file, periods[int(period_number)], *line) for line in stages if line[-1]]
        columns = ["file", "period", "stage", "outcome", "persons", "rows"]
        return pd.DataFrame(lines, columns=columns)


def _hashes(texts: pd.Categorical) -> Any:
    """Hash the texts of a column, whatever their numbers; one text in all rows has one hash."""
    values = np.array([*texts.categories.to_numpy(dtype=object), None], dtype=object)
    codes = texts.codes[:1] if only_one(texts.codes) else texts.codes
    return pd.util.hash_array(values, categorize=False)[codes]


def _parted(keys: Ints, middle: int, low: int) -> tuple[Ints, Ints, Ints]:
    """Unpack numbers that were packed by bits."""
    return keys >> (middle + low), (keys >> low) & ((1 << middle) - 1), keys & ((1 << low) - 1)


def _notes(noted: Mapping[str, Ints]) -> pd.DataFrame:
    """Sum up what was counted by all notes of a record together by file and each of them."""
    lines = []
    for file, sums in noted.items():
        together = np.flatnonzero(sums[:, 1])
        each = (together[:, None] >> np.arange(len(ALL_NOTES))) & 1
        totals = zip(ALL_NOTES, (each.T @ sums[together]).tolist(), strict=True)
        lines += [(file, note, rows, persons) for note, (persons, rows) in totals if rows]
    return pd.DataFrame(lines, columns=["file", "note", "rows", "persons"])


def _listed(file: str, rows: Ints, outcome: NDArray[np.int8]) -> pd.DataFrame:
    reasons = pd.Index(OUTCOMES, dtype="str").take(outcome)
    return pd.DataFrame(
        {"file": pd.Series(file, range(len(rows)), dtype="str"), "row": rows, "reason": reasons}
    )


def _joined(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()
