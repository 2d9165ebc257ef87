"""Totals of an origin–destination table, whether they are right, and duplicate places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.city.datasets.od_grid import NO_PLACE
from geo.core.columns import ROW
from geo.core.i18n import Term
from geo.core.row_account import PART, SUBTOTAL, TOTAL
from geo.formats.checked import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.city.datasets.od_grid import Axis, Grid
    from geo.core.issues import Issue
    from geo.formats.source import Source

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

MOST_NAMED: Final = 200
"""Margins and places of a file that are named one by one."""

MOST_DENSE: Final = 20_000_000
"""Cells of a grid in which totals are looked for by their numbers."""

# A row that is the sum of the others in so many of its cells is asked about.
_NEARLY: Final = 0.8
_CELLS_NAMED: Final = 8
_SUMMING: Final = (TOTAL, SUBTOTAL)
_SIDES: Final = ("down", "across")


class Margin(NamedTuple):
    """A total of one place, and what it should be."""

    side: str  # of the total: "down" if it is a row
    total: int
    other_line: int
    row: int
    stated: float
    summed: float


@dataclass(frozen=True)
class _Flat:
    """A grid seen from one of its sides: totals are among ``own``, what they total beside them."""

    side: str
    own: Axis
    other: Axis
    line: NDArray[np.int64]
    other_line: NDArray[np.int64]
    flow: Floats
    row: NDArray[np.int64]

    @classmethod
    def of(cls, grid: Grid, side: str) -> _Flat:
        other = _beside(side)
        cells = grid.cells[np.isfinite(grid.cells["flow"].to_numpy())]
        columns = (cells[name].to_numpy() for name in (side, other, "flow", ROW))
        return cls(side, getattr(grid, side), getattr(grid, other), *columns)

    def sums(self, group: Bools, *, without_own: bool = False) -> Floats:
        """Sum each place up over a group."""
        chosen = group[self.line]
        if without_own:
            chosen &= self.own.labels[self.line] != self.other.labels[self.other_line]
        width = len(self.other.labels)
        sums = np.bincount(self.other_line[chosen], self.flow[chosen], minlength=width)
        return sums.astype(np.float64)


def total_issues(grid: Grid, source: Source) -> list[Issue]:
    """Find totals, mark them in the grid, and check every margin.

    Parameters
    ----------
    grid
        Totals that only their numbers tell are marked as such.
    source
        The file.
    """
    issues = [issue for side in _SIDES for issue in _twice(getattr(grid, side), side, grid, source)]
    issues += [issue for side in _SIDES for issue in _by_numbers(grid, side, source)]
    issues += [issue for side in _SIDES for issue in _left_out(grid, side, source)]
    return issues + _margins(grid, source)


def _left_out(grid: Grid, side: str, source: Source) -> Iterator[Issue]:
    axis: Axis = getattr(grid, side)
    words = {
        "down": ("issue.total_line", "issue.part_line"),
        "across": ("issue.total_column", "issue.part_column"),
    }[side]
    for kinds, key in zip((_SUMMING, (PART,)), words, strict=True):
        for line in np.flatnonzero(np.isin(axis.kinds, kinds)):
            column = str(axis.labels[line]) if side == "across" else ""
            yield _named(source.note(key, column), grid, side, int(line))


def _twice(axis: Axis, side: str, grid: Grid, source: Source) -> Iterator[Issue]:
    """Report duplicate places on a side."""
    places = pd.Series(axis.labels).where(axis.places)
    again = np.flatnonzero(places.notna() & places.duplicated())
    for line in again[:MOST_NAMED]:
        key = "issue.place_row_twice" if side == "down" else "issue.place_column_twice"
        yield _named(source.warning(key, str(axis.labels[line])), grid, side, int(line))


def _by_numbers(grid: Grid, side: str, source: Source) -> Iterator[Issue]:
    """Mark rows or columns whose numbers are sums of others, and whose header is no place beside.

    Where all but a few cells are, nobody can tell; that is asked.
    """
    own: Axis = getattr(grid, side)
    other: Axis = getattr(grid, _beside(side))
    if len(own.labels) * len(other.labels) > MOST_DENSE:
        return
    other_labels = set(other.labels[other.places])
    shared = np.array([label in other_labels for label in own.labels])
    flat = _Flat.of(grid, side)
    dense = np.zeros((len(own.labels), len(other.labels)))
    np.add.at(dense, (flat.line, flat.other_line), flat.flow)
    dense = dense[:, other.places]
    # Where both sides name the same places, a header of one side alone is doubtful as such.
    least = 2 if shared.mean() >= 0.5 else 3
    doubtful = (own.places & ~shared) | (own.kinds == NO_PLACE)
    for line in np.flatnonzero(doubtful & (np.count_nonzero(dense, axis=1) >= least)):
        group = _group_of(dense, own.places, int(line), least)
        if group:
            own.kinds[line] = TOTAL if group == "all" else SUBTOTAL
            yield _named(source.warning("issue.total_by_numbers"), grid, side, int(line))
        elif _nearly(dense, own.places, int(line)):
            yield _named(source.issue("issue.total_nearly"), grid, side, int(line))


def _group_of(dense: Floats, places: Bools, line: int, least: int) -> str:
    """Return whether one is the sum of ``"all"`` other places, or of ``"some"`` next to it."""
    others = np.flatnonzero(places & (np.arange(len(places)) != line))
    amounts = dense.sum(axis=1)
    if (
        np.count_nonzero(amounts[others]) >= least
        and _same(_rest(dense, places, line), dense[line]).all()
    ):
        return "all"
    for run in (others[others > line], others[others < line][::-1]):
        for length in np.flatnonzero(_same(np.cumsum(amounts[run]), amounts[line])) + 1:
            group = dense[run[:length]]
            enough = np.count_nonzero(group.any(axis=1)) >= least
            if enough and _same(group.sum(axis=0), dense[line]).all():
                return "some"
    return ""


def _nearly(dense: Floats, places: Bools, line: int) -> bool:
    filled = dense[line] > 0
    right = _same(_rest(dense, places, line), dense[line])[filled]
    enough = len(right) > 2 and np.count_nonzero(places) > 3
    return bool(enough and right.mean() >= _NEARLY)


def _rest(dense: Floats, places: Bools, line: int) -> Floats:
    """Sum up all places but one."""
    total: Floats = dense.sum(axis=0, where=places[:, None])
    return total - dense[line] if places[line] else total


def _margins(grid: Grid, source: Source) -> list[Issue]:
    """Check every total of every place; those that differ are named, with the cells concerned."""
    unit = _unit_of(grid.cells["flow"].to_numpy())
    checked = [checks for side in _SIDES for checks in _checked(_Flat.of(grid, side), unit)]
    wrong = [margin for differing, _ in checked for margin in differing]
    right = sum(agreeing for _, agreeing in checked)
    issues = [source.note("issue.margins_right", margins=right)] if right and not wrong else []
    issues += [_margin_issue(margin, wrong, grid, source) for margin in wrong[:MOST_NAMED]]
    if len(wrong) > MOST_NAMED:
        issues.append(source.warning("issue.margins_more", margins=len(wrong) - MOST_NAMED))
    return issues


def _checked(flat: _Flat, unit: float) -> Iterator[tuple[list[Margin], int]]:
    """Yield for each total the places where it differs from the sum, and how many agree."""
    for total in np.flatnonzero(np.isin(flat.own.kinds, _SUMMING)):
        of_total = (flat.line == total) & (flat.other.places | (flat.other.kinds == TOTAL))[
            flat.other_line
        ]
        where, stated, rows = flat.other_line[of_total], flat.flow[of_total], flat.row[of_total]
        tried = [
            (sums[where], _differ(sums[where], stated, unit, len(flat.own.labels)))
            for sums in _candidates(flat, int(total))
        ]
        sums, differ = min(tried, key=lambda candidate: np.count_nonzero(candidate[1]))
        margins = zip(where[differ], rows[differ], stated[differ], sums[differ], strict=True)
        differing = [
            Margin(flat.side, int(total), int(position), int(row), *amounts)
            for position, row, *amounts in margins
        ]
        yield differing, len(where) - len(differing)


def _candidates(flat: _Flat, total: int) -> Iterator[Floats]:
    """Yield what a total may be of: all places, also with parts; or those below it, or above it."""
    places, numbers = flat.own.places, np.arange(len(flat.own.labels))
    ends = np.flatnonzero(np.isin(flat.own.kinds, _SUMMING))
    after, before = ends[ends > total], ends[ends < total]
    below = places & (numbers > total) & (numbers < (after[0] if len(after) else len(numbers)))
    above = places & (numbers < total) & (numbers > (before[-1] if len(before) else -1))
    parts = places | (flat.own.kinds == PART)
    groups = [places, below, above, parts]
    if flat.own.kinds[total] == SUBTOTAL:
        groups = [above, below, places, parts]
    yield from (flat.sums(group) for group in groups)
    yield flat.sums(places, without_own=True)


def _margin_issue(margin: Margin, wrong: list[Margin], grid: Grid, source: Source) -> Issue:
    """Return the issue of a margin, with the cells where it crosses margins that differ, too."""
    axis: Axis = getattr(grid, _beside(margin.side))
    own: Axis = getattr(grid, margin.side)
    label_there = str(axis.labels[margin.other_line])
    crossing = dict.fromkeys(
        str(own.labels[other.other_line])
        for other in wrong
        if other.side != margin.side and own.kinds[other.other_line] == ""
    )
    ends = [
        (label, label_there) if margin.side == "down" else (label_there, label)
        for label in crossing
    ]
    cells = "、".join(f"{down}/{across}" for down, across in ends[:_CELLS_NAMED])
    cells += "…" if len(ends) > _CELLS_NAMED else ""
    alone = not cells or axis.kinds[margin.other_line] != ""
    key = "issue.column_margin" if margin.side == "down" else "issue.row_margin"
    issue = source.warning(
        key,
        label_there,
        total=str(own.labels[margin.total]),
        summed=_shown(margin.summed),
        off=_shown(margin.stated - margin.summed),
        cells=Term("margin.no_cell") if alone else cells,
    )
    return replace(issue, value=_shown(margin.stated), row=margin.row)


def _named(issue: Issue, grid: Grid, side: str, line: int) -> Issue:
    axis: Axis = getattr(grid, side)
    row = _row_of(grid, side, line) if side == "down" else None
    return replace(issue, value=shortened(axis.labels[line]) or "—", row=row)


def _beside(side: str) -> str:
    return _SIDES[1 - _SIDES.index(side)]


def _row_of(grid: Grid, side: str, line: int) -> int:
    return int(grid.cells.loc[grid.cells[side].to_numpy() == line, ROW].iloc[0])


def _same(first: Floats, second: Floats | np.float64) -> Bools:
    return np.asarray(np.isclose(first, second, rtol=1e-12, atol=1e-6))


def _unit_of(cells: Floats) -> float:
    """Return what numbers were rounded to: 1, 0.1, 0.01 …; 0 if to nothing that can be seen."""
    finite = cells[np.isfinite(cells)]
    for places in range(7):
        scaled = finite * 10.0**places
        if np.allclose(scaled, np.round(scaled), rtol=0, atol=1e-6):
            return float(10.0**-places)
    return 0.0


def _differ(sums: Floats, stated: Floats, unit: float, cells: int) -> Bools:
    """Return which totals are not their sums; rounded cells leave them a little apart (3 sigma)."""
    apart = 0.87 * unit * np.sqrt(cells + 1) if unit < 1 else 0.5
    far = np.abs(sums - stated) > np.maximum(apart, 1e-12 * np.abs(stated))
    return np.asarray(far)


def _shown(number: float) -> str:
    return f"{number:,.10g}" if number % 1 else f"{int(number):,}"
