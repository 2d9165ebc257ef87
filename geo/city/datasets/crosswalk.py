"""The crosswalk from former to current community codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import ROW
from geo.core.unit_marks import unmarked
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_codes, to_numbers, to_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.city.table_settings import TableSettings
    from geo.core.issues import Issue
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

_CODES: Final = ("old_code", "new_code")
# Shares written to two or three digits, such as 0.333 three times, do not add up exactly.
_SHARE_SLACK: Final = 0.005

# Of an old code, the communities of today with their shares.
Shares = dict[str, dict[str, float]]


def read_crosswalk(
    source: Source,
    settings: TableSettings,
    communities: Collection[str],
    names: UnitNames | None = None,
) -> Checked[pd.DataFrame]:
    """Read the crosswalk of a city.

    Parameters
    ----------
    source
        The table.
    settings
        ``[crosswalk]`` of ``city.toml``.
    communities
        The codes of today.
    names
        What communities are called today: a new one may be named. An old one may be named as the
        tables name it.

    Returns
    -------
    Checked
        In order of the codes: ``old_code``, ``new_code`` (str), ``share`` (float64, over 0, 1 where
        the code became one other): the shares of an old code add up to 1. A new code that is itself
        an old one is followed until it is a community of today. Any issue stops a run, because
        people would be lost or counted twice; then the frame is empty.
    """
    table = read_matched(source, TABLES["crosswalk"], settings.columns)
    read, issues = table.frame, list(table.issues)
    walk, line_issues = _lines(read, source)
    if names is not None:
        with_old = replace(names, old_codes=frozenset(walk["old_code"].dropna()))
        walk["new_code"] = with_old.codes("community", walk["new_code"])
    issues += line_issues or _contradictions(walk, source, communities)
    nothing = pd.DataFrame({"old_code": [], "new_code": [], "share": []})
    frame = nothing.astype({"old_code": "str", "new_code": "str", "share": "float64"})
    if communities and not any(issue.stops for issue in issues):
        shares = {
            str(old): dict(
                zip(lines["new_code"], lines["share"] / lines["share"].sum(), strict=True)
            )
            for old, lines in walk.groupby("old_code")
        }
        frame = _resolved(shares, frozenset(communities)).astype(frame.dtypes.to_dict())
    return Checked(frame, tuple(issues), table.dropped)


def _lines(read: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, list[Issue]]:
    """Read the cells; a share left empty is the whole."""
    rows, issues = read[ROW], []
    walk = pd.DataFrame({ROW: rows}, index=read.index)
    nothing = pd.Series(np.nan, read.index, dtype="str")
    for name in _CODES:
        cells = read.get(name, nothing)
        walk[name], mangled = to_codes(cells)
        issues += row_issues(source.issue("issue.code_mangled", name), mangled, rows, cells)
        empty = walk[name].isna() & ~mangled
        issues += row_issues(source.issue("issue.crosswalk_cell", name), empty, rows)
    cells = read.get("share", nothing)
    share, _ = to_numbers(cells)
    walk["share"] = np.where(to_text(cells).isna(), 1.0, share)
    wrong = ~((walk["share"] > 0) & (walk["share"] <= 1))
    issues += row_issues(source.issue("issue.crosswalk_share", "share"), wrong, rows, cells)
    return walk, issues


def _contradictions(
    walk: pd.DataFrame, source: Source, communities: Collection[str]
) -> list[Issue]:
    """Report duplicate pairs, shares whose sum is not 1, and codes that lead nowhere."""
    rows, issues = walk[ROW], []
    twice = walk.duplicated([*_CODES])
    issues += row_issues(source.issue("issue.crosswalk_twice"), twice, rows, walk["old_code"])
    sums = walk.groupby("old_code")["share"].transform("sum")
    first = ~walk["old_code"].duplicated()
    uneven = first & ((sums - 1).abs() > _SHARE_SLACK)
    for position in np.flatnonzero(uneven):
        issue = source.issue("issue.crosswalk_sum", "share", sum=f"{sums.iloc[position]:.4g}")
        issues += row_issues(issue, np.arange(len(walk)) == position, rows, walk["old_code"])

    today = walk["new_code"].isin(list(communities))
    # Without communities, their own issues are told, and no code can be known.
    unknown = ~today & ~walk["new_code"].isin(walk["old_code"]) & bool(communities)
    issue = source.issue("issue.crosswalk_unknown", "new_code")
    named = walk["new_code"].map(unmarked, na_action="ignore")
    issues += row_issues(issue, unknown, rows, named)
    unchanged = walk.loc[walk["old_code"] == walk["new_code"], "old_code"]
    still = walk["old_code"].isin(list(communities)) & ~walk["old_code"].isin(unchanged)
    issue = source.issue("issue.crosswalk_still", "old_code")
    issues += row_issues(issue, still & first, rows, walk["old_code"])
    circling = walk["old_code"].isin(_circling(walk[~today]))
    issue = source.issue("issue.crosswalk_circle", "old_code")
    return issues + row_issues(issue, circling, rows, walk["old_code"])


def _circling(walk: pd.DataFrame) -> set[str]:
    """Find the codes on cycles: what remains when codes that lead out are removed repeatedly."""
    leads: Mapping[str, set[str]] = {
        str(old): set(new) for old, new in walk.groupby("old_code")["new_code"]
    }
    cyclic = set(leads)
    while ends := {code for code in cyclic if not leads[code] & cyclic}:
        cyclic -= ends
    return cyclic


def _resolved(shares: Shares, communities: Collection[str]) -> pd.DataFrame:
    """Follow each old code to communities of today, multiplying shares on the way."""
    lines = []
    for old in sorted(shares):
        final: dict[str, float] = {}
        ahead = list(shares[old].items())
        while ahead:
            code, share = ahead.pop()
            if code in communities:
                final[code] = final.get(code, 0.0) + share
            else:
                ahead += [(new, share * part) for new, part in shares[code].items()]
        lines += [(old, new, final[new]) for new in sorted(final)]
    return pd.DataFrame(lines, columns=["old_code", "new_code", "share"])
