"""Proposals which header of a file is which column: by the header, else by what stands below it.

A proposal by content is never used unless a person takes it over: it is a question, not an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.formats.header_matching import column_named, match

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from geo.formats.schema import TableSchema

CHOSEN, SYNONYM, CONTENT, NONE = "chosen", "synonym", "content", "none"
EACH_ONE: Final = -1
"""In the place of a header: each row stands for one, and no column is asked for."""
# Where places of China have their longitudes and latitudes, roughly, in degrees.
LON_RANGE: Final = (73.0, 135.5)
LAT_RANGE: Final = (3.0, 54.0)
# The share of the cells that must look alike: first rows may hold a slip.
_SHARE: Final = 0.8
_FEWEST: Final = 2
_DEGREES: Final = re.compile(r"\d{1,3}\.\d{2,}")
_MONTH: Final = re.compile(r"20\d\d(?:[-/.]|年)?(?:0[1-9]|1[0-2])月?")


@dataclass(frozen=True)
class Proposal:
    """Which header may be a column, and why.

    Parameters
    ----------
    column
        Name of the column.
    position
        Place of the header among the headers; None = no header.
    sure
        ``"chosen"`` by ``city.toml``, ``"synonym"`` of the column's header, ``"content"``: only the
        cells look like it, or ``"none"``.
    """

    column: str
    position: int | None
    sure: str


def propose(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    table: TableSchema,
    chosen: Mapping[str, str] | None = None,
    personal: Collection[int] = (),
) -> tuple[Proposal, ...]:
    """Propose a header for each column of a table.

    Parameters
    ----------
    headers
        The headers of the file.
    rows
        Its first rows as text, as wide as the headers.
    table
        What it may hold.
    chosen
        Column -> header, as ``city.toml`` says.
    personal
        Places of columns about persons: proposed for nothing by their content.

    Returns
    -------
    tuple of Proposal
        One for each column, in the order of the table. A header is proposed once. Where several
        headers hold what could be a column, none is proposed.

    Examples
    --------
    >>> rows = [["103.501", "40.502", "7"], ["103.502", "40.512", "5"]]
    >>> from geo.city.schemas import TABLES
    >>> for found in propose(["A", "B", "人数"], rows, TABLES["records"])[:4]: print(found)
    Proposal(column='lon', position=0, sure='content')
    Proposal(column='lat', position=1, sure='content')
    Proposal(column='community_code', position=None, sure='none')
    Proposal(column='count', position=2, sure='synonym')
    """
    chosen_columns = {column_named(word, table) or word for word in chosen or {}}
    matched = match(headers, table, chosen).headers
    free = [
        position
        for position in range(len(headers))
        if position not in matched.values() and position not in personal and headers[position]
    ]
    proposals = []
    for column in table.columns:
        if column.name in matched or column.name in chosen_columns:
            why = CHOSEN if column.name in chosen_columns else SYNONYM
            proposals.append(Proposal(column.name, matched.get(column.name), why))
            continue
        position = _by_content(column.name, free, rows)
        if position is None:
            proposals.append(Proposal(column.name, None, NONE))
        else:
            free.remove(position)
            proposals.append(Proposal(column.name, position, CONTENT))
    return tuple(proposals)


def choice(
    headers: Sequence[str], table: TableSchema, places: Mapping[str, int | None]
) -> dict[str, str]:
    """Write down as ``columns = { … }`` what differs from what the headers say by themselves.

    Parameters
    ----------
    headers
        The headers of the file.
    table
        What it may hold.
    places
        Column -> the place of its header; None = not to be read, or :data:`EACH_ONE`.

    Examples
    --------
    >>> from geo.city.schemas import TABLES
    >>> choice(["A", "纬度", "人数"], TABLES["records"], {"lon": 0, "lat": 1, "count": None})
    {'lon': 'A', 'count': ''}
    >>> choice(["A"], TABLES["records"], {"lon": None, "count": EACH_ONE})
    {'count': ''}
    """
    alone = match(headers, table)
    unsure = {issue.column for issue in alone.issues}
    return {
        name: "" if position in (None, EACH_ONE) else headers[position]
        for name, position in places.items()
        if alone.headers.get(name) != position or name in unsure
        if position is not None or name in alone.headers
    }


def _by_content(column: str, free: Sequence[int], rows: Sequence[Sequence[str]]) -> int | None:
    """Find the one header whose cells can be a column."""
    test = _TESTS.get(column)
    if test is None:
        return None
    fitting = [position for position in free if _all_fit(test, [row[position] for row in rows])]
    return fitting[0] if len(fitting) == 1 else None


def _all_fit(test: Callable[[str], bool], cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) >= _FEWEST and sum(map(test, filled)) >= _SHARE * len(filled)


def _degrees(cell: str, within: tuple[float, float]) -> bool:
    low, high = within
    return _DEGREES.fullmatch(cell) is not None and low <= float(cell) <= high


def _digits(cell: str, length: int) -> bool:
    return len(cell) == length and cell.isdecimal() and cell.isascii()


_TESTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "lon": lambda cell: _degrees(cell, LON_RANGE),
    "lat": lambda cell: _degrees(cell, LAT_RANGE),
    "community_code": lambda cell: _digits(cell, 12),
    "subdistrict_code": lambda cell: _digits(cell, 9),
    "origin": lambda cell: _digits(cell, 6) and not _MONTH.fullmatch(cell),
    "period": lambda cell: _MONTH.fullmatch(cell) is not None,
}
