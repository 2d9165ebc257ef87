"""Records without a period, where others have one: they count in none, and every row is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.core.record_outcomes import LOCATED, UNDATED

if TYPE_CHECKING:
    from numpy.typing import NDArray


def runs_of(file: str, rows: NDArray[np.int64]) -> pd.DataFrame:
    """Write row numbers as runs without a gap: ``file``, ``first``, ``last``.

    Examples
    --------
    >>> runs_of("a.csv", np.array([2, 3, 4, 7]))[["first", "last"]].to_numpy().tolist()
    [[2, 4], [7, 7]]
    """
    gaps = np.flatnonzero(np.diff(rows) != 1)
    first, last = rows[np.append(0, gaps + 1)], rows[np.append(gaps, len(rows) - 1)]
    return pd.DataFrame({"file": file, "first": first, "last": last})


def listed(runs: pd.DataFrame, rejected: pd.DataFrame) -> pd.DataFrame:
    """List the rows of runs as rejected, but those that are so already: ``file, row, reason``."""
    parts = [pd.DataFrame({"file": [], "row": [], "reason": []})]
    for file, runs_of_file in runs.groupby("file"):
        ranges = zip(runs_of_file["first"], runs_of_file["last"] + 1, strict=True)
        rows = np.concatenate([np.arange(*ends) for ends in ranges])
        rejected_rows = rejected.loc[rejected["file"] == file, "row"]
        rows = rows[~np.isin(rows, rejected_rows.to_numpy(np.int64))]
        parts.append(pd.DataFrame({"file": file, "row": rows, "reason": UNDATED[0]}))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def is_mixed(record_account: pd.DataFrame) -> bool:
    """Return whether some records that found their community have a period, and some have none."""
    periods = record_account.loc[record_account["outcome"].isin(LOCATED), "period"]
    return bool((periods == "").any() and (periods != "").any())


def as_undated(frame: pd.DataFrame) -> pd.DataFrame:
    """Mark sums by ``period`` and ``outcome``: what has no period is located no more."""
    outcome: pd.Series[Any] = frame["outcome"].astype("object")
    undated = (frame["period"] == "") & outcome.isin(LOCATED)
    return frame.assign(outcome=outcome.mask(undated, UNDATED[0]).astype("str"))


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the sums that have a period."""
    return frame[frame["period"] != ""].reset_index(drop=True)
