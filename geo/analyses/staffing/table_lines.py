"""The lines of the table of staff shortfalls: totals, subtotals and communities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.core.results import Results

TOTAL: Final = "total"
DISTRICT: Final = "district"
SUBDISTRICT: Final = "subdistrict"
COMMUNITY: Final = "community"


@dataclass(frozen=True)
class Line:
    """A line of the table.

    Parameters
    ----------
    level
        ``"total"``, ``"district"``, ``"subdistrict"`` or ``"community"``.
    name, code
        Of the place; the code of the total is missing.
    figures
        Its figures and states by column of the results, with ``rank`` (by shortfall, among
        places of its level; missing without one).
    number
        1, 2, 3 … of the places that are listed; None for totals and subtotals.
    """

    level: str
    name: str
    code: str | None
    figures: Mapping[str, Any]
    number: int | None = None


def community_lines(results: Results, language: str) -> list[Line]:
    """List the total, then each district and street before its communities.

    A level whose units are the communities themselves, or that the city does not have, is left
    out. Communities without a district come first, those without a street first in their district.
    """
    frame = pd.DataFrame(results.communities_with(Population, Staffing).drop(columns="geometry"))
    frame["rank"] = shortfall_rank(frame["staff_shortfall"])
    frame = frame.sort_values(
        ["district_code", "subdistrict_code", "community_code"], na_position="first"
    )
    levels = [level for level in (DISTRICT, SUBDISTRICT) if _groups(frame, level)]
    units = {level: _unit_lines(results, level, language) for level in levels}
    lines = [_total_line(results, language)]
    last: dict[str, object] = {}
    for number, values in enumerate(_rows(frame), start=1):
        for level in levels:
            code = values[f"{level}_code"]
            if pd.notna(code) and last.get(level) != code:
                lines.append(units[level][code])
            last[level] = code
        name, code = values["community_name"], values["community_code"]
        lines.append(Line(COMMUNITY, name, code, values, number))
    return lines


def district_lines(results: Results, language: str) -> list[Line]:
    """List the total, then the districts in order of their code."""
    units = _unit_lines(results, DISTRICT, language).values()
    numbered = [replace(line, number=number) for number, line in enumerate(units, start=1)]
    return [_total_line(results, language), *numbered]


def shortfall_rank(shortfall: pd.Series[float]) -> pd.Series[float]:
    """Rank shortfalls, the largest first; equal ones share a rank, none has no rank.

    Examples
    --------
    >>> shortfall_rank(pd.Series([0.0, 2.0, 5.0, 2.0])).tolist()
    [nan, 2.0, 1.0, 2.0]
    """
    return shortfall.where(shortfall > 0).rank(method="min", ascending=False)


def _groups(frame: pd.DataFrame, level: str) -> bool:
    """Return whether a level groups anything: it has codes, not just those of communities."""
    codes = frame[f"{level}_code"]
    return bool((codes.notna() & (codes != frame["community_code"])).any())


def _unit_lines(results: Results, level: str, language: str) -> dict[object, Line]:
    joined = results.districts_with if level == DISTRICT else results.subdistricts_with
    units = joined(Population, Staffing)
    units["rank"] = shortfall_rank(units["staff_shortfall"])
    units = units.sort_values(f"{level}_code", na_position="last")
    return dict(_named(units, level, language))


def _named(units: pd.DataFrame, level: str, language: str) -> Iterator[tuple[object, Line]]:
    for values in _rows(units):
        code, name = values[f"{level}_code"], values[f"{level}_name"]
        if pd.isna(code):
            yield None, Line(level, say("book.no_unit", language), None, values)
        else:
            yield code, Line(level, code if pd.isna(name) else name, code, values)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False)]


def _total_line(results: Results, language: str) -> Line:
    (values,) = _rows(results.city_with(Population, Staffing))
    return Line(TOTAL, say("book.total", language), None, values)
