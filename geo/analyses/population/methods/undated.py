"""Records without a period, where others have one: they count in none, and every row is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.core.record_outcomes import LOCATED, UNDATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Runs(NamedTuple):
    """Row numbers of a file as runs without a gap: the first and the last of each."""

    file: str
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def runs_of(file: str, rows: NDArray[np.int64]) -> Runs:
    """Write row numbers as runs.

    Examples
    --------
    >>> _, first, last = runs_of("a.csv", np.array([2, 3, 4, 7]))
    >>> first.tolist(), last.tolist()
    ([2, 7], [4, 7])
    """
    gaps = np.flatnonzero(np.diff(rows) != 1)
    return Runs(file, rows[np.append(0, gaps + 1)], rows[np.append(gaps, len(rows) - 1)])


def frame_of(runs: Sequence[Runs]) -> pd.DataFrame:
    """Lay runs out as a frame: ``file``, ``first``, ``last``; without columns if there are none."""
    if not runs:
        return pd.DataFrame()
    files, first, last = zip(*runs, strict=True)
    file = pd.Index(files, dtype="str").repeat([*map(len, first)])
    return pd.DataFrame(
        {"file": file, "first": np.concatenate(first), "last": np.concatenate(last)}
    )


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
