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
        rows = np.flatnonzero((batch.person_key != 0) & (places.found >= 0) & (batch.count == 1))
        attributes = pd.DataFrame(
            {
                "file": batch.file,
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
        records["what"] = _numbers(attributes, self._what)
        records["cell"] = _numbers(
            pd.DataFrame({"lon": lon, "lat": lat}).fillna(np.inf), self._cells
        )
        records["demand_point"] = NO_POINT if demand_points is None else demand_points[rows]
        records["row"] = batch.row[rows]
        self._parts.append(records)

    def merge(self, other: Persons) -> None:
        """Add the records of another part; the communities are the same."""
        records = np.concatenate([*other._parts, np.empty(0, _KEPT)])
        for name, numbers_by_row, other_numbers in (
            ("what", self._what, other._what),
            ("cell", self._cells, other._cells),
        ):
            numbers = [numbers_by_row.setdefault(row, len(numbers_by_row)) for row in other_numbers]
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
        attributes = pd.DataFrame(list(self._what), columns=_WHAT, dtype="str")
        period = _ranks(attributes["period"], sorted(set(attributes["period"])))[records["what"]]
        source = _ranks(attributes["source"], sources)[records["what"]]
        file = _ranks(attributes["file"], sorted(set(attributes["file"])))[records["what"]]
        order = np.lexsort((records["row"], file, source, records["key"], period))
        records, period, source = records[order], period[order], source[order]
        key = records["key"]
        listed = _starts(period, key, source)
        lengths = np.diff(np.append(np.flatnonzero(listed), len(key)))
        nobody = np.repeat(lengths > MOST_RECORDS, lengths)
        shared = attributes["file"].to_numpy()[records["what"][nobody]]
        records, period, source = records[~nobody], period[~nobody], source[~nobody]
        people = _people(records, period, source)
        described = attributes.astype("category").take(records["what"]).reset_index(drop=True)
        communities = pd.Series(self.communities, dtype="str").astype("category")
        described["community_code"] = communities.array[records["community"]]
        described["row"] = records["row"]
        counted = described.loc[people.first, ["community_code", "period"]]
        return Settled(
            merged=self._merged(described[~people.first], records, people),
            rejected_records=described.loc[~people.first, ["file", "row"]]
            .astype({"file": "str"})
            .assign(reason="counted_once"),
            overlaps=_sizes(
                counted.assign(held_by=_holders(people, source)), "floating_population"
            ),
            matched=_sizes(described.loc[people.listed, _LISTED], "floating_population"),
            shared=_sizes(pd.DataFrame({"file": shared}), "rows"),
        )

    def _merged(self, lost: pd.DataFrame, records: NDArray[Any], people: _People) -> pd.DataFrame:
        """Sum up the records that are merged into others."""
        positions = {name: records[name] for name in ("cell", "demand_point")}
        marks = positions | {"again": ~people.listed, "elsewhere": people.elsewhere}
        marked = lost.assign(**{name: mark[~people.first] for name, mark in marks.items()})
        grouped = _sizes(marked.drop(columns="row"), "rows")
        cells = pd.DataFrame(list(self._cells), columns=_CELL, dtype="float64")
        coordinates = cells.replace(np.inf, np.nan).take(grouped["cell"].to_numpy())
        return grouped.drop(columns="cell").join(coordinates.reset_index(drop=True))


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


def _numbers(frame: pd.DataFrame, numbers_by_row: dict[Hashable, int]) -> Ranks:
    """Assign different rows of a frame different numbers, and known ones the number they had."""
    groups = frame.groupby(list(frame), sort=False, observed=True)
    numbers = groups.ngroup().to_numpy()
    first = np.unique(numbers, return_index=True)[1]
    distinct = frame.iloc[first].itertuples(index=False, name=None)
    assigned = [numbers_by_row.setdefault(row, len(numbers_by_row)) for row in distinct]
    return np.asarray(assigned, dtype=np.int64)[numbers]


def _sizes(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Count the rows of each kind; what is categorical is text again."""
    sizes = frame.groupby(list(frame), sort=True, observed=True).size().rename(name).reset_index()
    listed = sizes.select_dtypes("category").columns
    return sizes.astype(dict.fromkeys(listed, "str"))
