"""What is kept of the records while they stream by: counts of places, and the account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.analysis import counts as counting
from geo.analysis.locate import LOCATED, OUTCOMES, locate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analysis.point_index import CommunityIndex

STAGES = ("read", "locate")


@dataclass
class Tally:
    """The running totals of one pass over the records.

    Parameters
    ----------
    index
        The communities.
    snap_m
        See :func:`geo.analysis.locate.locate`.
    """

    index: CommunityIndex
    snap_m: float
    codes_stated: bool = False
    _parts: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    _seen: list[NDArray[Any]] = field(default_factory=list)

    def add(self, records: pd.DataFrame) -> None:
        """Locate a batch, count it, and let its points go."""
        located = locate(records.assign(alike=self._seen_before(records)), self.index, self.snap_m)
        middle_lat = float(self.index.communities.total_bounds[[1, 3]].mean())
        self.codes_stated |= bool(records["community_code"].notna().any())
        self._keep("counts", counting.count(located))
        self._keep("cells", counting.count_cells(located, middle_lat))
        self._keep("account", counting.take_account(located))
        self._keep("notes", counting.take_notes(located))
        self._keep("set_aside", counting.set_aside(located))

    @property
    def counts(self) -> pd.DataFrame:
        """People by ``community_code`` and ``period``."""
        return self._sum("counts", ["community_code", "period"], ["people"])

    @property
    def cells(self) -> pd.DataFrame:
        """People by map cell: ``lon``, ``lat``, ``period``, ``outcome``, ``people``, ``rows``."""
        return self._sum("cells", ["lon", "lat", "period", "outcome"], ["people", "rows"])

    @property
    def account(self) -> pd.DataFrame:
        """Rows and persons by ``file``, ``stage``, ``period`` and ``outcome``, in that order."""
        told = self._sum("account", ["file", "stage", "period", "outcome"], ["rows", "persons"])
        told["stage"] = told["stage"].astype(pd.CategoricalDtype([*STAGES]))
        told["outcome"] = told["outcome"].astype(pd.CategoricalDtype(["kept", *OUTCOMES]))
        ordered = told.sort_values(["file", "stage", "period", "outcome"], ignore_index=True)
        return ordered.astype({"stage": "str", "outcome": "str"})

    @property
    def notes(self) -> pd.DataFrame:
        """Rows and persons by ``file`` and ``note``."""
        return self._sum("notes", ["file", "note"], ["rows", "persons"])

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

    def _keep(self, name: str, part: pd.DataFrame) -> None:
        self._parts.setdefault(name, []).append(part)

    def _sum(self, name: str, keys: list[str], amounts: list[str]) -> pd.DataFrame:
        """Add up what the batches gave; it stays added up, so that memory stays bounded."""
        nothing = pd.DataFrame(
            {key: pd.Series(dtype="str") for key in keys}
            | {amount: pd.Series(dtype="int64") for amount in amounts}
        )
        parts = self._parts.get(name)
        total = counting.add_up(parts, keys) if parts else nothing
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
