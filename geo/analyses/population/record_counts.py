"""What is kept of the records while they stream by: counts of places, and the account."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.population.methods.account import in_order
from geo.analyses.population.methods.accumulator import Accumulator
from geo.analyses.population.methods.deduplication import Persons
from geo.analyses.population.methods.locate import (
    NO_CODE,
    note_bit,
    note_more,
    place,
    stated_positions,
)
from geo.analyses.population.methods.source_comparison import MOST_COMPARED
from geo.analyses.population.methods.undated import as_undated, dated, is_mixed, listed
from geo.core.categoricals import spread
from geo.core.hash_sets import RowsAlike
from geo.core.no_rows import no_rows
from geo.core.record_outcomes import LOCATED, MERGED, OUTCOMES
from geo.formats.limits import LIMITS
from geo.network.demand_grid import NO_POINT
from geo.regions.origins import Origins
from geo.spatial import grid_cells as counting
from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.population.diagnostics import Diagnostics
    from geo.analyses.population.methods.crosswalk import Crosswalk
    from geo.analyses.population.methods.deduplication import Settled
    from geo.analyses.population.methods.locate import Places
    from geo.core.record_batch import Batch
    from geo.network.demand_grid import DemandGrid
    from geo.spatial.index.community_index import CommunityIndex

# What each running total is by, and what it counts.
_TOTALS: Final[dict[str, tuple[list[str], list[str]]]] = {
    "counts": (["community_code", "period"], ["floating_population"]),
    "origins": (["community_code", "period", "origin"], ["floating_population"]),
    "by_source": (["community_code", "period", "source"], ["floating_population"]),
    "unread": (["community_code", "period", "outcome"], ["rows"]),
    "cells": (["lon", "lat", "period", "outcome"], ["floating_population", "rows"]),
    "demand_points": (["community_code", "period", "demand_point"], ["floating_population"]),
    "record_account": (["file", "stage", "period", "outcome"], ["rows", "persons"]),
    "notes": (["file", "note"], ["rows", "persons"]),
}
_NOTED: Final = ["file", "note", "rows", "persons"]


@dataclass
class RecordCounts:
    """The running totals of one pass over the records.

    Parameters
    ----------
    index
        The communities.
    snap_m
        See :func:`geo.analyses.population.methods.locate.locate`.
    origins
        How origins are resolved.
    first_sources
        The sources named in ``city.toml``, the one to believe first before the others.
    crosswalk
        What became of old codes; the index then has :meth:`Crosswalk.with_split` communities.
    diagnostics
        What is kept for the checks.
    grid
        The cells of demand points; None: nobody asks.
    """

    index: CommunityIndex
    snap_m: float
    origins: Origins = field(default_factory=Origins)
    first_sources: tuple[str, ...] = ()
    crosswalk: Crosswalk | None = None
    diagnostics: Diagnostics | None = None
    grid: DemandGrid | None = None
    codes_stated: bool = False
    _parts: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    _summed: set[str] = field(default_factory=set)
    _alike: RowsAlike = field(default_factory=lambda: RowsAlike(LIMITS.rows_compared))
    _overlaps: pd.DataFrame = field(default_factory=lambda: counting.no_people("held_by", "int64"))
    _undated: pd.DataFrame = field(default_factory=lambda: counting.no_people("period", "str"))
    _matched: pd.DataFrame = field(default_factory=lambda: counting.no_people("source", "str"))
    _account: list[pd.DataFrame] = field(default_factory=list)
    _rejected: list[pd.DataFrame] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        """Locate a batch, count it, and let its points go."""
        codes_today = pd.Index(self.index.communities["community_code"])
        codes, moved = self._codes_of_today(batch.community_code)
        stated = spread(
            np.append(stated_positions(codes.categories, codes_today), NO_CODE), codes.codes
        )
        places = place((batch.lon, batch.lat), stated, batch.issue, self.index, self.snap_m)
        self._excuse(places, codes)
        origin = self.origins.resolved(batch.origin)
        note_more(places, batch.origin, origin, moved)
        if self.diagnostics:
            self.diagnostics.add(batch, codes, places)
        self.codes_stated |= bool((codes.codes >= 0).any())
        self._note_unread(batch, stated, places)
        demand_points = (
            self.grid.demand_points(batch.lon, batch.lat, places.outcome) if self.grid else None
        )
        self._accumulator.add(batch, places, origin, demand_points)
        if batch.person_key is not None:
            self._persons.add(batch, places, origin, demand_points)

    def _note_unread(self, batch: Batch, stated: NDArray[np.int64], places: Places) -> None:
        """Note the communities of records that were rejected on reading: they have somebody."""
        rows = np.flatnonzero(batch.issue)
        if not rows.size:
            return
        lon, lat = batch.lon[rows], batch.lat[rows]
        community = self.index.find(lon, lat)
        community = np.where(community == NOWHERE, stated[rows], community)
        near = np.flatnonzero((community < 0) & np.isfinite(lon) & np.isfinite(lat))
        community[near] = self.index.find_near(lon[near], lat[near], self.snap_m)
        located = np.flatnonzero(community >= 0)
        rows = rows[located]
        codes = pd.Index(self.index.communities["community_code"])
        code = pd.Categorical.from_codes(community[located], codes)
        outcome = pd.Categorical.from_codes(places.outcome[rows], pd.Index(OUTCOMES))
        unread = {"community_code": code, "period": batch.period[rows], "outcome": outcome}
        counted = pd.DataFrame(unread).groupby([*unread], observed=True).size().rename("rows")
        self._keep("unread", counted.reset_index().astype(dict.fromkeys(unread, "str")))

    def _codes_of_today(
        self, stated: pd.Categorical
    ) -> tuple[pd.Categorical, NDArray[np.bool_] | None]:
        """Turn old codes into those of today; tell which records state an old one."""
        if self.crosswalk is None:
            return stated, None
        stated_codes = stated.categories.to_series()
        today = self.crosswalk.today(stated_codes)
        codes, values = pd.factorize(today)
        dtype = pd.CategoricalDtype(pd.Index(values, dtype="str"))
        numbers = np.append(codes, -1)[stated.codes]
        moved = np.append(today.to_numpy() != stated_codes.to_numpy(), False)[stated.codes]
        return pd.Categorical.from_codes(numbers, dtype=dtype), moved

    def _excuse(self, places: Places, codes: pd.Categorical) -> None:
        """Let point and code agree where the code was split, and the point lies in a part of it."""
        disagreeing = np.flatnonzero(places.notes & note_bit("disagree"))
        if self.crosswalk is None or not disagreeing.size:
            return
        codes_today = pd.Series(self.index.communities["community_code"])
        stated = pd.Series(codes[disagreeing], dtype="str")
        right = self.crosswalk.agrees(stated, codes_today.take(places.found[disagreeing]))
        places.notes[disagreeing[right]] &= ~note_bit("disagree")

    def merge(self, other: RecordCounts) -> None:
        """Add another part of the records, before any is settled: in any order to the same sums.

        Parameters
        ----------
        other
            A tally over the same communities, of other records; it may come from another process.
        """
        self._flush()
        other._flush()
        self.codes_stated |= other.codes_stated
        for name, parts in other._parts.items():
            self._parts.setdefault(name, []).extend(parts)
            self._summed.discard(name)
        self._alike.merge(other._alike)
        self._persons.merge(other._persons)
        if self.diagnostics and other.diagnostics:
            self.diagnostics.merge(other.diagnostics)

    def __getstate__(self) -> dict[str, Any]:
        """Return the sums, without the communities: every process has those."""
        self.sum_up()
        _ = self._persons
        unset = {"index": None, "crosswalk": None, "origins": None}
        return {
            name: value for name, value in self.__dict__.items() if name != "_accumulator"
        } | unset

    def sum_up(self) -> None:
        """Add up what the batches gave."""
        self._flush()
        for name in _TOTALS.keys() & self._parts.keys():
            self._sum(name)

    @cached_property
    def _accumulator(self) -> Accumulator:
        codes = pd.Index(self.index.communities["community_code"])
        bounds = self.index.communities.total_bounds
        return Accumulator(codes, self._middle_lat, bounds, self._alike)

    def _flush(self) -> None:
        """Write the sums of the batches as frames."""
        if running := self.__dict__.pop("_accumulator", None):
            for name, frame in running.frames().items():
                if len(frame):
                    self._keep(name, frame)

    def settle(self) -> None:
        """Count everybody once whom more than one record holds, and let the keys go.

        To be called when all records are in.
        """
        self._flush()
        alike = self._alike.notes().assign(note="alike" if self._alike.complete else "alike_some")
        self._keep("notes", alike[_NOTED])
        if self._persons:
            self._count_once(self._persons.settle(self._sources_in_order()))
        runs = self._parts.pop("undated", [])
        if is_mixed(self._sum("record_account")):
            self._leave_out_undated(pd.concat(runs))

    def _leave_out_undated(self, runs: pd.DataFrame) -> None:
        """Take records without a period out of all counts, where others have one."""
        counts = self._sum("counts")
        self._undated = counts[counts["period"] == ""]
        for name in ("counts", "origins", "by_source", "demand_points"):
            self._parts[name] = [dated(self._sum(name))]
        for name in ("record_account", "cells"):
            self._parts[name] = [as_undated(self._sum(name))]
            self._summed.discard(name)
        self._keep("rejected_records", listed(runs, self.rejected_records))
        self._overlaps, self._matched = dated(self._overlaps), dated(self._matched)

    def _count_once(self, settled: Settled) -> None:
        """Take back what was counted more than once."""
        merged = settled.merged.rename(columns={"rows": "persons"})
        merged = merged.assign(
            rows=merged["persons"], floating_population=merged["persons"], stage="locate"
        )
        amounts = ["rows", "persons", "floating_population"]
        subtracted = merged.assign(**{amount: -merged[amount] for amount in amounts})
        merged_once = merged.assign(outcome=MERGED[0])
        for name, parts in {
            "counts": [subtracted],
            "origins": [subtracted],
            "by_source": [subtracted[subtracted["again"]]],
            "record_account": [subtracted, merged_once],
            "cells": [subtracted.dropna(subset="lon")],
            "demand_points": [subtracted[subtracted["demand_point"] != NO_POINT]],
        }.items():
            keys, sums = _TOTALS[name]
            self._keep(name, pd.concat(parts)[[*keys, *sums]])
        self._keep("rejected_records", settled.rejected_records)
        self._keep("notes", merged_once[merged_once["elsewhere"]].assign(note="elsewhere")[_NOTED])
        shared = settled.shared.assign(note="id_shared", persons=settled.shared["rows"])
        self._keep("notes", shared[_NOTED])
        self._overlaps, self._matched = settled.overlaps, settled.matched

    @property
    def counts(self) -> pd.DataFrame:
        """People by ``community_code`` and ``period``."""
        return self._shared_out(self._sum("counts"))

    @property
    def unread(self) -> pd.DataFrame:
        """Rows rejected on reading, by ``community_code``, ``period`` and ``outcome``: ``rows``."""
        return self._shared_out(self._sum("unread"), "rows")

    @property
    def undated(self) -> pd.DataFrame:
        """People of no period, where others have one: ``community_code``."""
        return self._shared_out(self._undated)

    @property
    def cells(self) -> pd.DataFrame:
        """By cell: ``lon``, ``lat``, ``period``, ``outcome``, ``floating_population``, ``rows``."""
        return self._sum("cells")

    @property
    def demand_points(self) -> pd.DataFrame:
        """People with a point by ``community_code``, ``period``, ``lon``, ``lat`` (of its cell).

        See :class:`geo.network.demand_grid.DemandGrid`; no rows where nobody asked.
        """
        counted = self._sum("demand_points")
        lon, lat = np.empty(0), np.empty(0)
        if self.grid is not None:
            lon, lat = self.grid.places(counted["demand_point"].to_numpy(np.int64))
        order = ["community_code", "period", "lon", "lat", "floating_population"]
        return counted.assign(lon=lon, lat=lat)[order]

    @property
    def by_origin(self) -> pd.DataFrame:
        """People by ``community_code``, ``period`` and ``origin`` (see ``Origins.column``)."""
        return self._shared_out(self._sum("origins"))

    @property
    def by_source(self) -> pd.DataFrame:
        """People by ``community_code``, ``period`` and ``source`` ("" without), as it has them."""
        return self._shared_out(self._sum("by_source"))

    @property
    def overlaps(self) -> pd.DataFrame:
        """With a key: ``community_code``, ``period``, ``held_by``, ``floating_population``."""
        return self._shared_out(self._overlaps)

    @property
    def unmatched(self) -> pd.DataFrame:
        """People without a key, by ``community_code``, ``period`` and ``source``."""
        matched = self._matched.assign(floating_population=-self._matched["floating_population"])
        return self._shared_out(
            counting.add_up([self._sum("by_source"), matched], _TOTALS["by_source"][0])
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources to compare, the one to believe first before the others."""
        return tuple(filter(None, self._sources_in_order()[:MOST_COMPARED]))

    @property
    def record_account(self) -> pd.DataFrame:
        """Rows and persons by ``file``, ``stage``, ``period`` and ``outcome``, in that order."""
        summed = self._sum("record_account")
        if not self._account or self._account[0] is not summed:
            self._account = [summed, in_order(summed)]
        return self._account[1].copy()

    @property
    def notes(self) -> pd.DataFrame:
        """Rows and persons by ``file`` and ``note``."""
        return self._sum("notes")

    @property
    def rejected_records(self) -> pd.DataFrame:
        """Rows rejected: ``file``, ``row``, ``reason``."""
        self._flush()
        columns = pd.DataFrame({"file": [], "row": [], "reason": []})
        parts = self._parts.get("rejected_records", []) or [columns]
        if parts is not self._rejected or len(parts) > 1:  # not sorted yet
            in_order = pd.concat(parts).sort_values(["file", "row"], ignore_index=True)
            self._parts["rejected_records"] = self._rejected = [in_order]
        return self._rejected[0].copy()

    @property
    def first_rows(self) -> pd.DataFrame:
        """The first row of each period, of records that count: ``file``, ``period``, ``row``."""
        self._flush()
        parts = self._parts.get("first_rows", [])
        rows = pd.concat([pd.DataFrame({"file": [], "period": [], "row": []}), *parts])
        return rows.groupby(["file", "period"])["row"].min().reset_index()

    @property
    def periods(self) -> tuple[str, ...]:
        """Periods of the records that could be read, in order."""
        read = self.record_account
        return tuple(sorted(read.loc[read["outcome"].isin(LOCATED), "period"].unique()))

    @cached_property
    def _persons(self) -> Persons:
        codes = pd.Index(self.index.communities["community_code"])
        return Persons(codes, self._middle_lat)

    @cached_property
    def _middle_lat(self) -> float:
        return float(self.index.communities.total_bounds[[1, 3]].mean())

    def _sources_in_order(self) -> tuple[str, ...]:
        """All sources: as the city orders them, then by name, then records without one."""
        sources = set(self.by_source["source"]) - {""}
        return (*self.first_sources, *sorted(sources.difference(self.first_sources)), "")

    def _shared_out(
        self, counted: pd.DataFrame, amount: str = "floating_population"
    ) -> pd.DataFrame:
        return self.crosswalk.shared_out(counted, amount) if self.crosswalk else counted

    def _keep(self, name: str, part: pd.DataFrame) -> None:
        self._parts.setdefault(name, []).append(part)
        self._summed.discard(name)

    def _sum(self, name: str) -> pd.DataFrame:
        """Add up what the batches gave; it stays added up, so that memory stays bounded."""
        self._flush()
        if name in self._summed:
            return self._parts[name][0]
        keys, amounts = _TOTALS[name]
        parts = self._parts.get(name)
        total = (
            counting.add_up(parts, keys)
            if parts
            else no_rows(dict.fromkeys(keys, "str") | dict.fromkeys(amounts, "int64"))
        )
        if name != "counts":  # where all were merged into others, nothing is left to tell
            some = (total[amounts].to_numpy() != 0).any(axis=1)
            total = total if some.all() else total[some].reset_index(drop=True)
        self._parts[name] = [total]
        self._summed.add(name)
        return total
