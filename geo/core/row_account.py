"""Row accounts of files: rows read = rows used + rows left out, by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.core.issues import Issue, UnexpectedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EMPTY, TOTAL, SUBTOTAL, PART, NOTE = LEFT_OUT = ("empty", "total", "subtotal", "part", "note")
"""Why a row is no record: nothing in any cell; a total; one of a part of the table; a share of what
other rows hold; a note."""


@dataclass
class RowsMet:
    """What a reader met below the headers, counted where the file is parsed, not where it is used.

    Parameters
    ----------
    rows
        All rows.
    empty
        Those among them in which every cell is empty.
    """

    rows: int = 0
    empty: int = 0


@dataclass(frozen=True)
class RowAccount:
    """The row account of a file: read = used + left out, checked on creation.

    Parameters
    ----------
    file
        As the user calls it.
    read
        Rows below the headers.
    used
        Rows given on as records.
    left_out
        The others, by reason.

    Raises
    ------
    UnexpectedError
        If rows were lost or made up on the way, which is an error of ours.

    Examples
    --------
    >>> RowAccount("a.csv", 5, 3, {"empty": 1, "total": 1}).read
    5
    >>> try:
    ...     RowAccount("a.csv", 5, 3, {"empty": 1})
    ... except UnexpectedError as error:
    ...     str(error)[:45]
    'a.csv: 5 rows read, but 3 used and 1 left out'
    """

    file: str
    read: int
    used: int
    left_out: Mapping[str, int]

    def __post_init__(self) -> None:
        """Refuse an account that does not close."""
        left_out = sum(self.left_out.values())
        if self.read != self.used + left_out:
            raise UnexpectedError(rows_lost(self.file, self.read, self.used, left_out))

    def and_used(self, used: int) -> RowAccount:
        """Return the account where so many rows arrived, which must be those given on."""
        return RowAccount(self.file, self.read, used, self.left_out)


def rows_lost(file: str, read: int, used: int, left_out: int) -> Issue:
    """Make the issue of rows that were lost or made up by an error of ours."""
    placeholders = {"used": used, "left_out": left_out}
    return Issue("issue.rows_lost", severity="error", file=file, value=f"{read}", more=placeholders)


def rows_of_files(accounts: Iterable[RowAccount]) -> pd.DataFrame:
    """List where the rows went, a row a file, also where it was read in parts.

    Returns
    -------
    pandas.DataFrame
        ``file``, ``read``, ``used`` and :data:`LEFT_OUT` (int64).

    Examples
    --------
    >>> rows_of_files([RowAccount("a.csv", 3, 2, {"note": 1}), RowAccount("a.csv", 1, 1, {})])
        file  read  used  empty  total  subtotal  part  note
    0  a.csv     4     3      0      0         0     0     1
    """
    sums: dict[str, Counter[str]] = {}
    for account in accounts:
        counts = {"read": account.read, "used": account.used, **account.left_out}
        sums.setdefault(account.file, Counter()).update(counts)
    dtypes = {"file": "str"} | dict.fromkeys(("read", "used", *LEFT_OUT), "int64")
    files = sorted(sums)
    columns = {name: [sums[file][name] for file in files] for name in dtypes}
    return pd.DataFrame(columns | {"file": files}).astype(dtypes)
