"""Where the heads of a table stand: in one row or two, below a title and a line of units."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from geo.formats.header_matching import positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.formats.schema import TableSchema


@dataclass(frozen=True)
class Head:
    """The heads of a table, and the last row they stand in, as the user sees it."""

    cells: tuple[str, ...]
    row: int


def find_head(rows: Sequence[Sequence[str]], table: TableSchema, chosen: Mapping[str, str]) -> Head:
    """Find the heads, below a title and a line of units: the row, or two rows, that mean most.

    Two rows are heads where cells of the upper one were merged over several of the lower one.

    Examples
    --------
    >>> from geo.city.schemas import TABLES
    >>> find_head([["人员名册", ""], ["单位：人", ""], ["社区代码", "人数"]],
    ...           TABLES["staff"], {}).row
    3
    >>> find_head([["社区", "", "人数"], ["代码", "名称", ""], ["990101001001", "甲", "2"]],
    ...     TABLES["staff"], {})
    Head(cells=('社区/代码', '社区/名称', '人数'), row=2)
    """
    given = set(chosen.values()) - {""}

    def meant(cells: Sequence[str]) -> int:
        return len(positions(cells, table)) + len(given.intersection(cells))

    best, most = Head((), 1), -1
    for at, row in enumerate(rows):
        if meant(row) > most:
            best, most = Head(tuple(row), at + 1), meant(row)
    for at, (upper, lower) in enumerate(pairwise(rows)):
        joined = _joined(upper, lower, table, given)
        if meant(joined) > most:
            best, most = Head(joined, at + 2), meant(joined)
    return best


def _joined(
    upper: Sequence[str], lower: Sequence[str], table: TableSchema, given: set[str]
) -> tuple[str, ...]:
    """Join two rows of heads; the upper one holds over the empty cells to its right."""
    heads = []
    over = ""
    for top, bottom in zip_longest(upper, lower, fillvalue=""):
        over = top or over
        known = bottom in given or (
            positions([bottom], table) and not positions([f"{over}/{bottom}"], table)
        )
        heads.append(bottom if known or not over else f"{over}/{bottom}" if bottom else top)
    return tuple(heads)
