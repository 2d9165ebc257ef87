"""Does the account close? What was read is what was counted and what was rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.core.issues import UnexpectedError
from geo.core.record_outcomes import LOCATED, OUTCOMES
from geo.core.row_account import rows_lost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.core.row_account import RowAccount

STAGES: Final = ("read", "locate")


def in_order(account: pd.DataFrame) -> pd.DataFrame:
    """Order an account by file, stage, period and outcome: stages and outcomes as they follow.

    Parameters
    ----------
    account
        ``file``, ``stage`` (one of :data:`STAGES`), ``period``, ``outcome`` (``kept`` or one of
        :data:`geo.core.record_outcomes.OUTCOMES`; all str), and what is counted.
    """
    stages, outcomes = pd.CategoricalDtype([*STAGES]), pd.CategoricalDtype(["kept", *OUTCOMES])
    account = account.astype({"stage": stages, "outcome": outcomes})
    ordered = account.sort_values(["file", "stage", "period", "outcome"], ignore_index=True)
    return ordered.astype({"stage": "str", "outcome": "str"})


def close_account(record_account: pd.DataFrame, rejected_records: pd.DataFrame) -> pd.DataFrame:
    """Sum the account of every file and check that it closes.

    Parameters
    ----------
    record_account
        ``file``, ``stage``, ``outcome``, ``rows``, ``persons``; see
        :class:`geo.analyses.population.record_counts.RecordCounts`.
    rejected_records
        ``file``, ``row``, ``reason``: the rows rejected, one by one.

    Returns
    -------
    pandas.DataFrame
        A row a file: ``file``, ``rows``, ``persons`` (read), ``counted_rows``, ``counted_persons``,
        ``rejected_rows``, ``rejected_persons``, and ``closes``: whether rows and persons read are
        those counted and those rejected, and as many rows are listed one by one.

    Examples
    --------
    >>> import pandas as pd
    >>> record_account = pd.DataFrame({"file": "a.csv", "stage": ["read", "read", "locate"],
    ...     "outcome": ["kept", "bad_count", "point"], "rows": [9, 1, 9], "persons": [20, 0, 20]})
    >>> listed = pd.DataFrame({"file": ["a.csv"], "row": [4], "reason": ["bad_count"]})
    >>> close_account(record_account, listed)[["rows", "counted_rows", "rejected_rows", "closes"]]
       rows  counted_rows  rejected_rows  closes
    0    10             9              1    True
    """
    file, read = record_account["file"], record_account["stage"] == "read"
    counted = record_account["outcome"].isin(LOCATED)
    rejected = ~counted & (record_account["outcome"] != "kept")
    split = {
        f"{prefix}{name}": record_account[name].where(lines, 0)
        for prefix, lines in (("", read), ("counted_", counted), ("rejected_", rejected))
        for name in ("rows", "persons")
    }
    sums = pd.DataFrame(split).groupby(file).sum()
    sums = sums[sums.index.isin(file[read])]
    listed = rejected_records.groupby("file").size().reindex(sums.index, fill_value=0)
    sums["closes"] = (
        (sums["rows"] == sums["counted_rows"] + sums["rejected_rows"])
        & (sums["persons"] == sums["counted_persons"] + sums["rejected_persons"])
        & (listed == sums["rejected_rows"])
    )
    return sums.reset_index()


def refuse_open_account(
    record_account: pd.DataFrame, rejected_records: pd.DataFrame, accounts: Iterable[RowAccount]
) -> None:
    """See to it that every row given on by the readers was counted or rejected.

    Parameters
    ----------
    record_account, rejected_records
        As :func:`close_account` takes them.
    accounts
        Where the rows of the files of records went; a file may have been read in parts.

    Raises
    ------
    UnexpectedError
        If rows or persons were lost or made up: an error of ours.
    """
    closed = close_account(record_account, rejected_records).set_index("file")
    used_rows: dict[str, int] = {}
    for account in accounts:
        used_rows[account.file] = used_rows.get(account.file, 0) + account.used
    met = dict.fromkeys(closed.index, 0) | {file: rows for file, rows in used_rows.items() if rows}
    for file, rows in met.items():
        sums = closed.loc[file] if file in closed.index else None
        if sums is None or not sums["closes"] or sums["rows"] != rows:
            counts = (0, 0) if sums is None else (sums["counted_rows"], sums["rejected_rows"])
            raise UnexpectedError(rows_lost(str(file), rows, *map(int, counts)))
