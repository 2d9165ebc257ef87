"""Where the headers of a table stand: in one row or two, below a title and a line of units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final

from geo.formats.header_matching import positions
from geo.formats.units import is_unit_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.formats.schema import TableSchema


_NUMBER: Final = re.compile(r"\s*[-+]?\d[\d\s,.']*\s*")


@dataclass(frozen=True)
class Header:
    """The headers of a table, the last row they stand in, as the user sees it, and how many do."""

    cells: tuple[str, ...]
    row: int
    height: int = 1


def find_header(
    rows: Sequence[Sequence[str]], table: TableSchema, chosen: Mapping[str, str]
) -> Header:
    """Find the headers, below a title and a line of units: the row, or two rows, that mean most.

    Two rows are headers where cells of the upper one were merged over several of the lower one.

    Examples
    --------
    >>> from geo.city.schemas import TABLES
    >>> find_header([["人员名册", ""], ["单位：人", ""], ["社区代码", "人数"]],
    ...           TABLES["staff"], {}).row
    3
    >>> find_header([["社区", "", "人数"], ["代码", "名称", ""], ["990101001001", "甲", "2"]],
    ...     TABLES["staff"], {})
    Header(cells=('社区/代码', '社区/名称', '人数'), row=2, height=2)
    """
    chosen_headers = set(chosen.values()) - {""}

    def meant(cells: Sequence[str]) -> int:
        return len(positions(cells, table)) + len(chosen_headers.intersection(cells))

    best, most = Header((), 1), -1
    for number, row in enumerate(rows):
        if meant(row) > most:
            best, most = Header(tuple(row), number + 1), meant(row)
    for number, (upper, lower) in enumerate(pairwise(rows)):
        joined = _joined(upper, lower, table, chosen_headers)
        if meant(joined) > most:
            best, most = Header(joined, number + 2, 2), meant(joined)
    if best.height == 1 and best.row < len(rows):
        lower = rows[best.row]
        if _are_parts(best.cells, lower):
            return Header(_joined(best.cells, lower, table, chosen_headers), best.row + 1, 2)
        if is_unit_row(lower):
            return Header(_with_units(best.cells, lower), best.row + 1, 2)
    return best


def _are_parts(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Return whether a row names parts of merged headers above it: 人数 over 男, 女, 合计.

    Below headers that are not merged stands nothing, or the same again, and nothing is a number.

    Examples
    --------
    >>> _are_parts(["代码", "人数", "", ""], ["", "男", "女", "合计"])
    True
    >>> _are_parts(["代码", "人数", "", ""], ["990101001001", "12", "", "备注"])
    False
    """
    pairs = list(zip_longest(upper, lower, fillvalue=""))
    parts = [position for position, (top, bottom) in enumerate(pairs) if not top and bottom]
    if not parts or not parts[0]:
        return False
    merged = set(parts)
    for part in parts:  # what stands to the left of it, over all its parts
        merged.add(next((position for position in range(part, -1, -1) if pairs[position][0]), 0))
    return not any(_NUMBER.fullmatch(bottom) for _, bottom in pairs) and all(
        position in merged or bottom in {"", top} for position, (top, bottom) in enumerate(pairs)
    )


def _with_units(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Write the units that stand in a row of their own behind the headers above them."""
    pairs = zip_longest(upper, lower, fillvalue="")
    return tuple(
        f"{top}（{bottom.strip('()（）[]【】')}）" if bottom and top else top
        for top, bottom in pairs
    )


def _joined(
    upper: Sequence[str], lower: Sequence[str], table: TableSchema, chosen_headers: set[str]
) -> tuple[str, ...]:
    """Join two rows of headers; the upper one holds over the empty cells to its right."""
    headers = []
    over = ""
    for top, bottom in zip_longest(upper, lower, fillvalue=""):
        over = top or over
        has_meaning = bottom in chosen_headers or (
            positions([bottom], table) and not positions([f"{over}/{bottom}"], table)
        )
        headers.append(bottom if has_meaning or not over else f"{over}/{bottom}" if bottom else top)
    return tuple(headers)
