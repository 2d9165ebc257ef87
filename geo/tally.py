"""What is kept of the records while they stream by: counts of places, and the account."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analysis import counts as counting
from geo.analysis.locate import LOCATED, MERGED, OUTCOMES, locate
from geo.analysis.sources import MOST_COMPARED
from geo.inputs.origins import AMBIGUOUS, UNKNOWN, Origins, in_state
from geo.persons import Persons

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analysis.crosswalk import Crosswalk
    from geo.analysis.point_index import CommunityIndex
    from geo.evidence import Evidence

STAGES = ("read", "locate")

# What each running total is by, and what it counts.
_TOTALS: Final[dict[str, tuple[list[str], list[str]]]] = {
    "counts": (["community_code", "period"], ["people"]),
    "origins": (["community_code", "period", "origin"], ["people"]),
    "by_source": (["community_code", "period", "source"], ["people"]),
    "cells": (["lon", "lat", "period", "outcome"], ["people", "rows"]),
    "account": (["file", "stage", "period", "outcome"], ["rows", "persons"]),
    "notes": (["file", "note"], ["rows", "persons"]),
}
_NOTED: Final = ["file", "note", "rows", "persons"]


@dataclass
class Tally:
    """The running totals of one pass over the records.

    Parameters
    ----------
    index
        The communities.
    snap_m
        See :func:`geo.analysis.locate.locate`.
    origins
        How origins are resolved.
    first_sources
        The sources named in ``city.toml``, the one to believe first before the others.
    crosswalk
        What became of old codes; the index then has :meth:`Crosswalk.with_split` communities.
    evidence
        What is kept for the checks.
    """

    index: CommunityIndex
    snap_m: float
    origins: Origins = field(default_factory=Origins)
    first_sources: tuple[str, ...] = ()
    crosswalk: Crosswalk | None = None
    evidence: Evidence | None = None
    codes_stated: bool = False
    _parts: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    _seen: list[NDArray[Any]] = field(default_factory=list)
    _overlaps: pd.DataFrame = field(default_factory=lambda: _none("held_by"))
    _matched: pd.DataFrame = field(default_factory=lambda: _none("source"))

    def add(self, records: pd.DataFrame) -> None:
        """Locate a batch, count it, and let its points go."""
        records = self._with_codes_of_today(records.assign(alike=self._seen_before(records)))
        located = locate(records, self.index, self.snap_m)
        if self.crosswalk:
            asked = located["disagree"].to_numpy()
            stated, found = records["community_code"][asked], located["community_code"][asked]
            located.loc[asked, "disagree"] = ~self.crosswalk.agrees(stated, found)
        if self.evidence:
            self.evidence.add(records, located)
        located["source"] = records["source"].fillna("")
        located["origin"] = self.origins.column(records["origin"])
        for state in (AMBIGUOUS, UNKNOWN):
            unresolved = in_state(located["origin"], state)
            located[f"origin_{state}"] = unresolved & located["community_code"].notna()
        self.codes_stated |= bool(records["community_code"].notna().any())
        self._keep("counts", counting.count(located))
        self._keep("cells", counting.count_cells(located, self._middle_lat))
        self._keep("account", counting.take_account(located))
        self._keep("notes", counting.take_notes(located))
        self._keep("set_aside", counting.set_aside(located))
        self._keep("origins", counting.count_by(located, "origin"))
        self._keep("by_source", counting.count_by(located, "source"))
        if "person_key" in records:
            self._persons.add(located, records["person_key"].to_numpy())

    def settle(self) -> None:
        """Count everybody once whom more than one record holds, and let the keys go.

        To be called when all records are in.
        """
        settled = self._persons.settle(self._sources_in_order())
        merged = settled.merged.rename(columns={"rows": "persons"})
        merged = merged.assign(rows=merged["persons"], people=merged["persons"], stage="locate")
        amounts = ["rows", "persons", "people"]
        taken = merged.assign(**{amount: -merged[amount] for amount in amounts})
        told = merged.assign(outcome=MERGED[0])
        for name, parts in {
            "counts": [taken],
            "origins": [taken],
            "by_source": [taken[taken["again"]]],
            "account": [taken, told],
            "cells": [taken.dropna(subset="lon")],
        }.items():
            keys, sums = _TOTALS[name]
            self._keep(name, pd.concat(parts)[[*keys, *sums]])
        self._keep("set_aside", settled.set_aside)
        self._keep("notes", told[told["elsewhere"]].assign(note="elsewhere")[_NOTED])
        shared = settled.shared.assign(note="id_shared", persons=settled.shared["rows"])
        self._keep("notes", shared[_NOTED])
        self._overlaps, self._matched = settled.overlaps, settled.matched

    @property
    def counts(self) -> pd.DataFrame:
        """People by ``community_code`` and ``period``."""
        return self._shared_out(self._sum("counts"))

    @property
    def cells(self) -> pd.DataFrame:
        """People by map cell: ``lon``, ``lat``, ``period``, ``outcome``, ``people``, ``rows``."""
        return self._sum("cells")

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
        """Persons with a key: ``community_code``, ``period``, ``held_by``, ``people``."""
        return self._shared_out(self._overlaps)

    @property
    def unmatched(self) -> pd.DataFrame:
        """People without a key, by ``community_code``, ``period`` and ``source``."""
        matched = self._matched.assign(people=-self._matched["people"])
        return self._shared_out(
            counting.add_up([self._sum("by_source"), matched], _TOTALS["by_source"][0])
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources to compare, the one to believe first before the others."""
        return tuple(filter(None, self._sources_in_order()[:MOST_COMPARED]))

    @property
    def account(self) -> pd.DataFrame:
        """Rows and persons by ``file``, ``stage``, ``period`` and ``outcome``, in that order."""
        told = self._sum("account")
        told["stage"] = told["stage"].astype(pd.CategoricalDtype([*STAGES]))
        told["outcome"] = told["outcome"].astype(pd.CategoricalDtype(["kept", *OUTCOMES]))
        ordered = told.sort_values(["file", "stage", "period", "outcome"], ignore_index=True)
        return ordered.astype({"stage": "str", "outcome": "str"})

    @property
    def notes(self) -> pd.DataFrame:
        """Rows and persons by ``file`` and ``note``."""
        return self._sum("notes")

    @property
    def set_aside(self) -> pd.DataFrame:
        """Rows set aside: ``file``, ``row``, ``reason``."""
        columns = pd.DataFrame({"file": [], "row": [], "reason": []})
        parts = self._parts.get("set_aside", []) or [columns]
        return pd.concat(parts).sort_values(["file", "row"], ignore_index=True)

    @property
    def periods(self) -> tuple[str, ...]:
        """Periods of the records that could be read, in order."""
        read = self.account
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
        known = set(self.by_source["source"]) - {""}
        return (*self.first_sources, *sorted(known.difference(self.first_sources)), "")

    def _with_codes_of_today(self, records: pd.DataFrame) -> pd.DataFrame:
        if self.crosswalk is None:
            return records
        stated = records["community_code"]
        today = self.crosswalk.today(stated)
        return records.assign(community_code=today, moved=(today != stated) & stated.notna())

    def _shared_out(self, counted: pd.DataFrame) -> pd.DataFrame:
        return self.crosswalk.shared_out(counted, "people") if self.crosswalk else counted

    def _keep(self, name: str, part: pd.DataFrame) -> None:
        self._parts.setdefault(name, []).append(part)

    def _sum(self, name: str) -> pd.DataFrame:
        """Add up what the batches gave; it stays added up, so that memory stays bounded."""
        keys, amounts = _TOTALS[name]
        nothing = pd.DataFrame(
            {key: pd.Series(dtype="str") for key in keys}
            | {amount: pd.Series(dtype="int64") for amount in amounts}
        )
        parts = self._parts.get(name)
        total = counting.add_up(parts, keys) if parts else nothing
        if name != "counts":  # where all were merged into others, nothing is left to tell
            total = total[total[amounts].ne(0).any(axis=1)].reset_index(drop=True)
        self._parts[name] = [total]
        return total

    def _seen_before(self, records: pd.DataFrame) -> NDArray[np.bool_]:
        """Tell which rows are the same as an earlier one, by a hash that is never written."""
        told = ["lon", "lat", "community_code", "count", "origin", "period", "source"]
        hashes = pd.util.hash_pandas_object(records[told], index=False)
        seen = np.isin(hashes, np.concatenate(self._seen)) if self._seen else False
        alike: NDArray[np.bool_] = np.asarray(hashes.duplicated() | seen)
        self._seen.append(hashes.to_numpy()[~alike])
        return alike


def _none(key: str) -> pd.DataFrame:
    return pd.DataFrame({"community_code": [], "period": [], key: [], "people": []}).astype(
        {"community_code": "str", "period": "str", "people": "int64"}
    )
