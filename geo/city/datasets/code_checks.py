"""Checks of codes: that a file's are of one level, and agree with those of the units above."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.columns import FILE, ROW
from geo.core.i18n import Term
from geo.core.issues import Issue
from geo.formats.checked import row_issues

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.formats.source import Source

# Digits of a code by the level it names (GB/T 2260 and the statistical codes that continue it).
LEVEL_BY_DIGITS: Final[Mapping[int, Term]] = {
    6: Term("level.district"),
    9: Term("level.subdistrict"),
    12: Term("level.community"),
}
# Of a code, the unit above it and the digits that must be the unit's own.
_PARENTS: Final = (
    ("community_code", 12, "subdistrict_code", 9),
    ("community_code", 12, "district_code", 6),
    ("community_code", 9, "district_code", 6),
    ("subdistrict_code", 9, "district_code", 6),
)


def level_of(digits: int) -> Term:
    """Return the level of a code by how long it is.

    Examples
    --------
    >>> level_of(9), level_of(11)
    (Term(key='level.subdistrict'), Term(key='level.none'))
    """
    return LEVEL_BY_DIGITS.get(digits, Term("level.none"))


def level_issues(units: pd.DataFrame) -> list[Issue]:
    """Report codes whose length is not that of most others, the largest group of each file first.

    Parameters
    ----------
    units
        ``community_code`` (str, may be missing), ``file``, ``row`` of all communities.
    """
    codes = units["community_code"].dropna()
    digits = codes.str.len()
    counted = digits.value_counts()
    numbered = codes.str.isdecimal().mean() >= 0.5
    if len(counted) < 2 or not numbered or not counted.index.isin(list(LEVEL_BY_DIGITS)).any():
        return []  # codes of a city's own may be of any length
    most = max(counted.index, key=lambda length: (counted[length], length))
    issues = []
    odd = units.loc[codes.index].assign(digits=digits)[digits != most]
    for (file, length), group in odd.groupby([FILE, "digits"], sort=True):
        issue = Issue(
            "issue.code_level",
            severity="warning",
            file=str(file),
            column="community_code",
            more={
                "digits": int(length),
                "level": level_of(int(length)),
                "most": int(most),
                "most_level": level_of(int(most)),
            },
        )
        issues += row_issues(issue, np.ones(len(group)), group[ROW], group["community_code"])
    return issues


def parent_issues(units: pd.DataFrame, source: Source) -> list[Issue]:
    """Report units said to lie in a subdistrict or district that their own code does not name.

    Parameters
    ----------
    units
        ``community_code``, ``subdistrict_code``, ``district_code`` as the file gives them (str,
        missing where it does not), ``row``.
    source
        The file.

    Notes
    -----
    Streets and districts may be written with 12 digits, the last of them zeros.
    """
    issues: list[Issue] = []
    reported = np.zeros(len(units), dtype=bool)
    for child, length, parent, digits in _PARENTS:
        code, above = _bare(units[child]), _bare(units[parent])
        has_both = code.str.fullmatch(rf"\d{{{length}}}", na=False)
        has_both &= above.str.fullmatch(rf"\d{{{digits}}}", na=False)
        wrong = has_both & (code.str[:digits] != above) & ~reported
        reported |= wrong.to_numpy()
        if wrong.any():
            first = {"code": code[wrong].iloc[0]}
            issue = replace(source.warning("issue.code_parent", parent), more=first)
            issues += row_issues(issue, wrong, units[ROW], units[parent])
    return issues


def _bare(codes: pd.Series[str]) -> pd.Series[str]:
    """Strip the trailing zeros of a 12-digit code of a district or a subdistrict."""
    return codes.str.replace(r"^(\d{6})0{6}$|^(\d{9})0{3}$", r"\1\2", regex=True)
