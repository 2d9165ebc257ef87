"""Does the account close? What was read is what was counted and what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.record_outcomes import LOCATED

if TYPE_CHECKING:
    import pandas as pd


def close_account(account: pd.DataFrame, set_aside: pd.DataFrame) -> pd.DataFrame:
    """Sum the account of every file and check that it closes.

    Parameters
    ----------
    account
        ``file``, ``stage``, ``outcome``, ``rows``, ``persons``; see
        :class:`geo.analyses.population.record_counts.Tally`.
    set_aside
        ``file``, ``row``, ``reason``: the rows set aside, one by one.

    Returns
    -------
    pandas.DataFrame
        A row a file: ``file``, ``rows``, ``persons`` (read), ``counted_rows``, ``counted_persons``,
        ``aside_rows``, ``aside_persons``, and ``closes``: whether rows and persons read are those
        counted and those set aside, and as many rows are listed one by one.

    Examples
    --------
    >>> import pandas as pd
    >>> account = pd.DataFrame({"file": "a.csv", "stage": ["read", "read", "locate"],
    ...     "outcome": ["kept", "bad_count", "point"], "rows": [9, 1, 9], "persons": [20, 0, 20]})
    >>> listed = pd.DataFrame({"file": ["a.csv"], "row": [4], "reason": ["bad_count"]})
    >>> close_account(account, listed)[["rows", "counted_rows", "aside_rows", "closes"]]
       rows  counted_rows  aside_rows  closes
    0    10             9           1    True
    """
    amounts = ["rows", "persons"]
    read = account[account["stage"] == "read"]
    counted = account["outcome"].isin(LOCATED)
    aside = ~counted & (account["outcome"] != "kept")
    sums = read.groupby("file")[amounts].sum()
    for name, of in (("counted", account[counted]), ("aside", account[aside])):
        summed = of.groupby("file")[amounts].sum().add_prefix(f"{name}_")
        sums = sums.join(summed.reindex(sums.index, fill_value=0))
    listed = set_aside.groupby("file").size().reindex(sums.index, fill_value=0)
    sums["closes"] = (
        (sums["rows"] == sums["counted_rows"] + sums["aside_rows"])
        & (sums["persons"] == sums["counted_persons"] + sums["aside_persons"])
        & (listed == sums["aside_rows"])
    )
    return sums.reset_index()
