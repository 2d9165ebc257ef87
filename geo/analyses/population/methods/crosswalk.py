"""Conversion of codes of one year to those of another, with totals preserved.

A code that became one other is simply renamed. A code that was split is shared out: not record by
record, but all its people at once, so that the result does not depend on the order of the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

# Marks a code whose people are still to be shared out: it may itself be a community of today.
_TO_SHARE: Final = "→"


@dataclass(frozen=True, eq=False)
class Crosswalk:
    """The current codes for each former code.

    Parameters
    ----------
    shares
        ``old_code``, ``new_code`` (str), ``share`` (float64, over 0): the shares of an old code add
        up to 1, and every new code is a community of today.

    Examples
    --------
    >>> walk = Crosswalk(pd.DataFrame({"old_code": ["a", "b", "b"], "new_code": ["c", "c", "d"],
    ...                                "share": [1.0, 0.5, 0.5]}))
    >>> walk.today(pd.Series(["a", "b", "d"])).tolist()
    ['c', 'b→', 'd']
    >>> counted = pd.DataFrame({"community_code": ["c", "b→"], "floating_population": [4, 5]})
    >>> walk.shared_out(counted, "floating_population")
      community_code  floating_population
    0              c                    7
    1              d                    2
    """

    shares: pd.DataFrame

    @cached_property
    def _names(self) -> dict[str, str]:
        targets = self.shares.groupby("old_code")["new_code"]
        return {
            str(old): str(new.iloc[0]) if len(new) == 1 else f"{old}{_TO_SHARE}"
            for old, new in targets
        }

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        old = self.shares["old_code"].astype("str") + _TO_SHARE
        return frozenset(zip(old, self.shares["new_code"], strict=True))

    def today(self, codes: pd.Series[str]) -> pd.Series[str]:
        """Turn old codes into those of today; a code that was split is marked as to be shared."""
        return codes.map(self._names).fillna(codes).astype("str")

    def with_split(self, communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Add the codes to be shared out to the communities, without a boundary, in order."""
        split = sorted(name for name in self._names.values() if name.endswith(_TO_SHARE))
        if not split:
            return communities
        split_codes = pd.DataFrame({"community_code": pd.Series(split, dtype="str")})
        together = pd.concat([pd.DataFrame(communities), split_codes], ignore_index=True)
        ordered = together.sort_values("community_code", ignore_index=True)
        return gpd.GeoDataFrame(ordered, geometry="geometry", crs=communities.crs)

    def agrees(self, today: pd.Series[str], communities: pd.Series[str]) -> NDArray[np.bool_]:
        """Return where a code to be shared out includes the community that was found."""
        return np.array(
            [pair in self._pairs for pair in zip(today, communities, strict=True)], bool
        )

    def shared_out(self, counts: pd.DataFrame, amount: str) -> pd.DataFrame:
        """Share out the people of split codes among their communities of today.

        Parameters
        ----------
        counts
            ``community_code``, any other keys, and the amount.
        amount
            The column of whole numbers to share out.

        Returns
        -------
        pandas.DataFrame
            The same columns, in order of the keys; the sum of the amount is the same.

        Notes
        -----
        All people of a code and a period are shared out first; those of each origin, say, then go
        by what is left for each community, so that the sums over origins are the same.
        """
        marked = counts["community_code"].astype("str").str.endswith(_TO_SHARE)
        if not marked.any():
            return counts
        keys = [name for name in counts.columns if name != amount]
        together = [name for name in ("community_code", "period") if name in keys]
        parts = [counts[~marked]]
        for _, lines in counts[marked].sort_values(keys).groupby(together, sort=True):
            split = self._of(str(lines["community_code"].iloc[0]))
            remaining = apportion(int(lines[amount].sum()), split["share"])
            for row in lines.to_dict("records"):
                population = apportion(int(row[amount]), remaining / max(remaining.sum(), 1))
                remaining -= population
                row |= {"community_code": split["new_code"].to_numpy(), amount: population}
                parts.append(pd.DataFrame(row).query(f"{amount} > 0"))
        joined = pd.concat(parts, ignore_index=True)
        summed = joined.groupby(keys, as_index=False, sort=True)[[amount]].sum()
        return summed[[*counts.columns]]

    def posts(self, staff: pd.DataFrame, alike: Sequence[str]) -> pd.DataFrame:
        """Move staff listed under old codes to those of today.

        Parameters
        ----------
        staff
            ``community_code``, ``posts`` (float64) and other columns.
        alike
            Columns in which posts must be alike to be shared out together.

        Returns
        -------
        pandas.DataFrame
            The same columns; the posts of a split code are a row for each community of today that
            gets any. Half posts stay with the largest share; where a number is not known, none is.
        """
        moved = staff.assign(community_code=self.today(staff["community_code"]))
        marked = moved["community_code"].astype("str").str.endswith(_TO_SHARE)
        parts = [moved[~marked]]
        for _, lines in moved[marked].groupby(["community_code", *alike], sort=True, dropna=False):
            split = self._of(str(lines["community_code"].iloc[0]))
            total = float(lines["posts"].sum())
            posts = apportion(int(total), split["share"]).astype(np.float64)
            posts[int(np.argmax(split["share"]))] += total % 1
            if lines["posts"].isna().any():
                posts[:] = np.nan
            first = lines.iloc[0].to_dict()
            shared = pd.DataFrame({**first, "community_code": split["new_code"], "posts": posts})
            parts.append(shared[shared["posts"].ne(0)])
        return pd.concat(parts, ignore_index=True).astype(staff.dtypes.to_dict())

    def _of(self, marked: str) -> pd.DataFrame:
        shares = self.shares[self.shares["old_code"] == marked.removesuffix(_TO_SHARE)]
        return shares.sort_values("new_code")


def apportion(total: int, shares: ArrayLike) -> NDArray[np.int64]:
    """Share out a whole number by the largest remainders (Hamilton's method).

    Parameters
    ----------
    total
        What to share out.
    shares
        Shares that add up to 1. Of equal remainders the earlier goes first.

    Examples
    --------
    >>> apportion(10, [1 / 3, 1 / 3, 1 / 3]).tolist()
    [4, 3, 3]
    """
    exact = np.asarray(shares, dtype=np.float64) * total
    parts = np.floor(exact).astype(np.int64)
    largest_first = np.argsort(parts - exact, kind="stable")
    parts[largest_first[: total - int(parts.sum())]] += 1
    return parts
