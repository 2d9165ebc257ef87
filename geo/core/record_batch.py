"""Some records of a file in columns, as they go from reading to counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.categoricals import of_few
from geo.core.columns import FILE, ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

ISSUES: Final = ("", "duplicate", "bad_count")
"""Why a record is rejected on reading, by its number; 0 = it is not."""

TEXT_COLUMNS: Final = ("community_code", "origin", "period", "source")


@dataclass(frozen=True, eq=False)
class Batch:
    """Records of one file, in columns of one length.

    Parameters
    ----------
    file
        As the user calls it.
    row
        Row numbers as the user sees them.
    lon, lat
        WGS84 degrees, missing as NaN.
    count
        Persons.
    community_code, origin, period, source
        Categorical of text; missing are codes, origins and sources not given. The period is
        ``YYYY-MM`` or "".
    issue
        Places in :data:`ISSUES`.
    person_key
        See :mod:`geo.city.datasets.pseudonyms`; None where persons are not matched.
    """

    file: str
    row: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    count: NDArray[np.int64]
    community_code: pd.Categorical
    origin: pd.Categorical
    period: pd.Categorical
    source: pd.Categorical
    issue: NDArray[np.int8]
    person_key: NDArray[np.uint64] | None = None

    def __len__(self) -> int:
        return len(self.row)

    def frame(self) -> pd.DataFrame:
        """Return the records as a frame, see :meth:`geo.city.datasets.records.Records.batches`."""
        columns: dict[str, Any] = {FILE: pd.Series(self.file, range(len(self)), dtype="str")}
        for name in (ROW, "lon", "lat", "community_code", "count", *TEXT_COLUMNS[1:]):
            column = getattr(self, name)
            columns[name] = column.astype("str") if name in TEXT_COLUMNS else column
        columns["issue"] = pd.Index(ISSUES, dtype="str").take(self.issue)
        if self.person_key is not None:
            columns["person_key"] = self.person_key
        return pd.DataFrame(columns)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Batch:
        """Make a batch of a frame as :meth:`frame` gives it, of one file."""
        plain = (ROW, "lon", "lat", "count")
        columns: dict[str, Any] = {name: frame[name].to_numpy() for name in plain}
        columns |= {name: of_few(frame[name]) for name in TEXT_COLUMNS}
        columns["issue"] = pd.Index(ISSUES).get_indexer(pd.Index(frame["issue"])).astype(np.int8)
        if "person_key" in frame:
            columns["person_key"] = frame["person_key"].to_numpy()
        return cls(file=str(frame[FILE].iloc[0]) if len(frame) else "", **columns)
