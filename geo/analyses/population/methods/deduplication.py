"""Whom more than one record holds is counted once: the keys of one pass, and nothing after it.

Only what is needed to take a record back is kept of it, in memory: its key, community, cell, origin
demand point and row, 32 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.population.methods.source_comparison import MOST_COMPARED
from geo.core.record_outcomes import OUTCOMES
from geo.network.demand_grid import NO_POINT
from geo.spatial.grid_cells import cell_centres

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from geo.analyses.population.methods.locate import Places
    from geo.core.record_batch import Batch

    Bools = NDArray[np.bool_]
    Ranks = NDArray[np.int64]

MOST_RECORDS: Final = 5
"""A key that more records of a source and period share is nobody's: a number put in to please."""

_KEPT: Final = np.dtype(
    [
        *(("key", "u8"), ("community", "i4"), ("what", "i4")),
        *(("cell", "i4"), ("demand_point", "i4"), ("row", "i8")),
    ]
)
_WHAT: Final = ["file", "period", "source", "outcome", "origin"]
_CELL: Final = ["lon", "lat"]
_LISTED: Final = ["community_code", "period", "source"]


@dataclass(frozen=True, eq=False)
class Settled:
    """What is to be taken back, and who holds whom.

    Parameters
    ----------
    merged
        Records whose person is counted by another record: ``community_code``, ``file``, ``period``,
        ``source``, ``outcome``, ``origin``, ``lon``, ``lat`` (of the cell, missing without a
        point), ``demand_point`` (see :mod:`geo.network.demand_grid`), ``again`` (whether the same
        source has the person before), ``elsewhere`` (whether the person is counted in another
        community), ``rows``.
    rejected_records
        The same records by ``file``, ``row``, ``reason``.
    overlaps
        Persons by ``community_code`` (where they are counted), ``period``, ``held_by`` (sum of 2 to
        the place of each source in ``sources``): ``floating_population``.
    matched
        Persons of each source by ``community_code`` (as the source says), ``period``, ``source``.
    shared
        ``file``, ``rows``: records whose key is nobody's, so that they count each.
    """

    merged: pd.DataFrame
    rejected_records: pd.DataFrame
    overlaps: pd.DataFrame
    matched: pd.DataFrame
    shared: pd.DataFrame


@dataclass
class Persons:
    """The records of one pass that have a key.

    Parameters
    ----------
    communities
        Codes, ascending.
    middle_lat
        See :func:`geo.spatial.grid_cells.cell_width`.
    """

    communities: pd.Index[str]
    middle_lat: float
    _parts: list[NDArray[Any]] = field(default_factory=list, repr=False)
    _what: dict[Hashable, int] = field(default_factory=dict, repr=False)
    _cells: dict[Hashable, int] = field(default_factory=dict, repr=False)

    def add(
        self,
        batch: Batch,
        places: Places,
        origin: pd.Categorical,
        demand_points: NDArray[np.int32] | None = None,
    ) -> None:
        """Keep what is needed of the records that have a key, a community and one person."""
        assert batch.person_key is not None
        held = np.flatnonzero((batch.person_key != 0) & (places.found >= 0) & (batch.count == 1))
        what = pd.DataFrame(
            {
                "file": batch.file,
                "period": batch.period[held],
                "source": batch.source[held],
                "outcome": _outcomes(places.outcome[held]),
                "origin": origin[held],
            }
        )
        missing = batch.source.codes[held] < 0
        if missing.any():
            what["source"] = what["source"].astype("str").mask(missing, "")
        lon, lat = cell_centres(batch.lon[held], batch.lat[held], self.middle_lat)
        kept = np.empty(len(held), _KEPT)
        kept["key"] = batch.person_key[held]
        kept["community"] = places.found[held]
        kept["what"] = _numbers(what, self._what)
        kept["cell"] = _numbers(pd.DataFrame({"lon": lon, "lat": lat}).fillna(np.inf), self._cells)
        kept["demand_point"] = NO_POINT if demand_points is None else demand_points[held]
        kept["row"] = batch.row[held]
        self._parts.append(kept)

    def merge(self, other: Persons) -> None:
        """Add the records of another part; the communities are the same."""
        records = np.concatenate([*other._parts, np.empty(0, _KEPT)])
        for name, known, more in (
            ("what", self._what, other._what),
            ("cell", self._cells, other._cells),
        ):
            numbers = [known.setdefault(row, len(known)) for row in more]
            records[name] = np.array([*numbers, 0])[records[name]]
        self._parts.append(records)

    def __bool__(self) -> bool:
        """Return whether any records were kept."""
        return bool(self._parts)

    def settle(self, sources: Sequence[str]) -> Settled:
        """Decide which record of a person counts: of the source named first, then by file and row.

        Parameters
        ----------
        sources
            All sources, the one to believe first before the others.
        """
        records = np.concatenate([*self._parts, np.empty(0, _KEPT)])
        self._parts.clear()
        what = pd.DataFrame(list(self._what), columns=_WHAT, dtype="str")
        period = _ranks(what["period"], sorted(set(what["period"])))[records["what"]]
        source = _ranks(what["source"], sources)[records["what"]]
        file = _ranks(what["file"], sorted(set(what["file"])))[records["what"]]
        order = np.lexsort((records["row"], file, source, records["key"], period))
        records, period, source = records[order], period[order], source[order]
        key = records["key"]
        listed = _starts(period, key, source)
        lengths = np.diff(np.append(np.flatnonzero(listed), len(key)))
        nobody = np.repeat(lengths > MOST_RECORDS, lengths)
        shared = what["file"].to_numpy()[records["what"][nobody]]
        records, period, source = records[~nobody], period[~nobody], source[~nobody]
        people = _people(records, period, source)
        told = what.take(records["what"]).reset_index(drop=True)
        told["community_code"] = self.communities.to_numpy()[records["community"]]
        told["row"] = records["row"]
        counted = told.loc[people.first, ["community_code", "period"]]
        return Settled(
            merged=self._merged(told[~people.first], records, people),
            rejected_records=told.loc[~people.first, ["file", "row"]].assign(reason="counted_once"),
            overlaps=_sizes(
                counted.assign(held_by=_holders(people, source)), "floating_population"
            ),
            matched=_sizes(told.loc[people.listed, _LISTED], "floating_population"),
            shared=_sizes(pd.DataFrame({"file": shared}), "rows"),
        )

    def _merged(self, lost: pd.DataFrame, records: NDArray[Any], people: _People) -> pd.DataFrame:
        """Sum up the records that are merged into others."""
        kept = {name: records[name] for name in ("cell", "demand_point")}
        marks = kept | {"again": ~people.listed, "elsewhere": people.elsewhere}
        marked = lost.assign(**{name: mark[~people.first] for name, mark in marks.items()})
        grouped = _sizes(marked.drop(columns="row"), "rows")
        cells = pd.DataFrame(list(self._cells), columns=_CELL, dtype="float64")
        at = cells.replace(np.inf, np.nan).take(grouped["cell"].to_numpy())
        return grouped.drop(columns="cell").join(at.reset_index(drop=True))


@dataclass(frozen=True)
class _People:
    """Which records are a person's first, the first of a source, and elsewhere than the first."""

    first: Bools
    listed: Bools
    elsewhere: Bools


def _people(records: NDArray[Any], period: Ranks, source: Ranks) -> _People:
    first = _starts(period, records["key"])
    begins = np.flatnonzero(first)
    counted = np.repeat(records["community"][first], np.diff(np.append(begins, len(records))))
    listed = _starts(period, records["key"], source)
    return _People(first, listed, records["community"] != counted)


def _holders(people: _People, source: Ranks) -> Ranks:
    """Return for every person which of the sources that are compared have them."""
    if not len(source):
        return source
    bits = np.where(source < MOST_COMPARED, 1 << np.minimum(source, MOST_COMPARED), 0)
    holders: Ranks = np.bitwise_or.reduceat(bits, np.flatnonzero(people.first))
    return holders


def _outcomes(numbers: NDArray[np.int8]) -> pd.Categorical:
    dtype = pd.CategoricalDtype([*OUTCOMES])
    return pd.Categorical.from_codes(numbers.astype(np.int64), dtype=dtype)


def _starts(*sorted_keys: NDArray[Any]) -> Bools:
    """Return where, in sorted columns, another group begins."""
    starts = np.ones(len(sorted_keys[0]), dtype=bool)
    starts[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in sorted_keys])
    return starts


def _ranks(values: pd.Series[str], order: Sequence[str]) -> Ranks:
    return pd.Index(order).get_indexer(pd.Index(values)).astype(np.int64)


def _numbers(frame: pd.DataFrame, known: dict[Hashable, int]) -> Ranks:
    """Assign different rows of a frame different numbers, and known ones the number they had."""
    groups = frame.groupby(list(frame), sort=False, observed=True)
    numbers = groups.ngroup().to_numpy()
    distinct = frame.drop_duplicates().itertuples(index=False, name=None)
    told = [known.setdefault(row, len(known)) for row in distinct]
    return np.asarray(told, dtype=np.int64)[numbers]


def _sizes(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame.groupby(list(frame), sort=True).size().rename(name).reset_index()
