"""Deduplication: a person in several records counts once; keys live for one pass only.

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
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.analyses.population.methods.locate import Places
    from geo.core.record_batch import Batch

    Bools = NDArray[np.bool_]
    Ranks = NDArray[np.int64]

MOST_RECORDS: Final = 5
"""A key that more records of a source and period share is nobody's: a number put in to please."""

_AT_ONCE: Final = 1_000_000

_KEPT: Final = np.dtype(
    [
        *(("key", "u8"), ("community", "i4"), ("what", "i4")),
        *(("cell", "i4"), ("demand_point", "i4"), ("row", "i8")),
    ]
)
_WHAT: Final = ["file", "period", "source", "outcome", "origin"]
_CELL: Final = ["lon", "lat"]


@dataclass(frozen=True, eq=False)
class Settled:
    """The result of deduplication: records to subtract, and the overlaps of sources.

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
    _what: _Rows = field(default_factory=lambda: _Rows(dict.fromkeys(_WHAT, "str")), repr=False)
    _cells: _Rows = field(
        default_factory=lambda: _Rows(dict.fromkeys(_CELL, "float64")), repr=False
    )

    def add(
        self,
        batch: Batch,
        places: Places,
        origin: pd.Categorical,
        demand_points: NDArray[np.int32] | None = None,
    ) -> None:
        """Keep what is needed of the records that have a key, a community and one person."""
        assert batch.person_key is not None
        rows = np.flatnonzero((batch.person_key != 0) & (places.found >= 0) & (batch.count == 1))
        attributes = pd.DataFrame(
            {
                "file": pd.Categorical.from_codes(
                    np.zeros(len(rows), np.int8), pd.Index([batch.file])
                ),
                "period": batch.period[rows],
                "source": batch.source[rows],
                "outcome": _outcomes(places.outcome[rows]),
                "origin": origin[rows],
            }
        )
        missing = batch.source.codes[rows] < 0
        if missing.any():
            attributes["source"] = attributes["source"].astype("str").mask(missing, "")
        lon, lat = cell_centres(batch.lon[rows], batch.lat[rows], self.middle_lat)
        records = np.empty(len(rows), _KEPT)
        records["key"] = batch.person_key[rows]
        records["community"] = places.found[rows]
        records["what"] = self._what.add(attributes)
        records["cell"] = self._cells.add(pd.DataFrame({"lon": lon, "lat": lat}))
        records["demand_point"] = NO_POINT if demand_points is None else demand_points[rows]
        records["row"] = batch.row[rows]
        self._parts.append(records)

    def merge(self, other: Persons) -> None:
        """Add the records of another part; the communities are the same."""
        records = np.concatenate([*other._parts, np.empty(0, _KEPT)])
        records["what"] += self._what.extend(other._what)
        records["cell"] += self._cells.extend(other._cells)
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
        attributes, what = self._what.distinct()
        cells, cell = self._cells.distinct()
        files, periods = (sorted(set(attributes[name])) for name in ("file", "period"))
        ranks = pd.DataFrame(
            {
                "period": _ranks(attributes["period"], periods),
                "source": _ranks(attributes["source"], sources),
                "file": _ranks(attributes["file"], files),
            }
        )
        parts = []
        for records in self._by_key():
            records["what"] = what[records["what"]]
            records["cell"] = cell[records["cell"]]
            parts.append(_settled(records, ranks))
        self._parts.clear()
        merged, lost, overlaps, matched, shared = zip(*parts, strict=True)
        texts = {
            "file": pd.Index(files, dtype="str"),
            "period": pd.Index(periods, dtype="str"),
            "source": pd.Index([*sources], dtype="str"),
            "community_code": pd.Index(self.communities, dtype="str"),
        }
        rejected_records = _in_words(pd.concat(lost, ignore_index=True), texts)
        merged_records = _in_words(_added_up(merged), texts)
        described = [
            frame.take(merged_records.pop(name).to_numpy()).reset_index(drop=True)
            for name, frame in (("what", attributes), ("cell", cells))
        ]
        return Settled(
            pd.concat([merged_records, *described], axis=1),
            rejected_records.assign(reason="counted_once"),
            *(_in_words(_added_up(part), texts) for part in (overlaps, matched, shared)),
        )

    def _by_key(self) -> Iterator[NDArray[Any]]:
        """Return the records in parts, with all that share a key in one: so that few are sorted."""
        count = sum(len(part) for part in self._parts) // _AT_ONCE + 1
        for number in range(count):
            chosen = [part[part["key"] % count == number] for part in self._parts]
            yield np.concatenate([*chosen, np.empty(0, _KEPT)])


def _settled(records: NDArray[Any], ranks: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Settle some records; return the frames of :class:`Settled` in numbers.

    Parameters
    ----------
    records
        All of some keys.
    ranks
        The ranks of the period, the source and the file of each row of attributes, ``what``.
    """
    rank = ranks.groupby(list(ranks), sort=True).ngroup().to_numpy(np.int64)
    place = rank[records["what"]] * (records["row"].max(initial=0) + 1) + records["row"]
    order = np.argsort(place)
    order = order[np.argsort(records["key"][order], kind="stable")]
    records = records[order]
    period, source, file = (ranks[name].to_numpy()[records["what"]] for name in ranks)
    listed = _starts(period, records["key"], source)
    lengths = np.diff(np.append(np.flatnonzero(listed), len(order)))
    nobody = np.repeat(lengths > MOST_RECORDS, lengths)
    shared = file[nobody]
    if nobody.any():
        records, period, source, file = (of[~nobody] for of in (records, period, source, file))
    people = _people(records, period, source)
    lost, community = ~people.first, records["community"]
    merged = {name: records[name][lost] for name in ("what", "cell", "demand_point")}
    marks = {"again": ~people.listed[lost], "elsewhere": people.elsewhere[lost]}
    counted = {"community_code": community[people.first], "period": period[people.first]}
    of_source = {"community_code": community, "period": period, "source": source}
    by_source = {name: column[people.listed] for name, column in of_source.items()}
    return (
        _sizes({"community_code": community[lost]} | merged | marks, "rows"),
        pd.DataFrame({"file": file[lost], "row": records["row"][lost]}),
        _sizes(counted | {"held_by": _holders(people, source)}, "floating_population"),
        _sizes(by_source, "floating_population"),
        _sizes({"file": shared}, "rows"),
    )


class _Rows:
    """Different rows, by number: those of each batch apart until all are in."""

    def __init__(self, dtypes: Mapping[str, str]) -> None:
        self._dtypes = dtypes
        self._parts: list[pd.DataFrame] = []
        self._count = 0

    def add(self, frame: pd.DataFrame) -> Ranks:
        """Add the different rows of a frame; return the number of each row."""
        numbers, first = _numbered(frame)
        return numbers + self._keep(frame.iloc[first].astype(self._dtypes))

    def extend(self, other: _Rows) -> int:
        """Add the rows of another; return what to add to its numbers."""
        begin = self._count
        for part in other._parts:
            self._keep(part)
        return begin

    def distinct(self) -> tuple[pd.DataFrame, Ranks]:
        """Return each row once, and which of these has each number."""
        nothing = pd.DataFrame(columns=list(self._dtypes)).astype(self._dtypes)
        rows = pd.concat([nothing, *self._parts], ignore_index=True)
        numbers, first = _numbered(rows)
        return rows.iloc[first].reset_index(drop=True), numbers

    def _keep(self, rows: pd.DataFrame) -> int:
        begin = self._count
        self._parts.append(rows)
        self._count += len(rows)
        return begin


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


def _numbered(frame: pd.DataFrame) -> tuple[Ranks, Ranks]:
    """Return the number of each row among the different ones, and the first of each of these."""
    numbers = np.zeros(len(frame), np.int64)
    for name in frame:
        codes, values = pd.factorize(frame[name])
        numbers, _ = pd.factorize(numbers * (len(values) + 1) + codes)
    first = np.zeros(numbers.max(initial=-1) + 1, np.int64)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return numbers, first


def _added_up(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Add up numbers, in the last column, of parts that do not have the same rows."""
    *keys, amount = parts[0].columns
    joined = pd.concat(parts, ignore_index=True)
    return joined.groupby(keys, sort=True)[amount].sum().reset_index()


def _sizes(columns: Mapping[str, NDArray[Any]], name: str) -> pd.DataFrame:
    """Count the rows of each kind."""
    return pd.DataFrame(columns).groupby([*columns]).size().rename(name).reset_index()


def _in_words(frame: pd.DataFrame, texts: Mapping[str, pd.Index[str]]) -> pd.DataFrame:
    """Write what columns number."""
    numbered = {name: of for name, of in texts.items() if name in frame}
    return frame.assign(**{name: of.take(frame[name].to_numpy()) for name, of in numbered.items()})
