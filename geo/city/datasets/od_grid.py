"""Origin–destination tables as grids, from a matrix or from a long table."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.core.columns import ROW
from geo.core.issues import TableError
from geo.core.row_account import EMPTY, NOTE, RowAccount
from geo.formats.arrow.reader import laid_out
from geo.formats.checked import row_issues
from geo.formats.header_matching import plain
from geo.formats.limits import LIMITS
from geo.formats.number_words import COUNT, ONE, meaning
from geo.formats.quantities import plainly
from geo.formats.row_batches import RowOrder
from geo.formats.summary_rows import KINDS, LINE, NOTES, UNIT_NOTE, kind_of_header
from geo.formats.tables import open_file
from geo.formats.units import unit_above
from geo.formats.values import (
    parts_decimals_by_point,
    to_numbers,
    to_text,
    with_two_meanings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source

NO_PLACE: Final = "no_place"
"""The kind of a row or column that has numbers and no header."""

_IN_NAME: Final = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_NEARLY_FULL: Final = 0.8
_SERIALS: Final = frozenset(["序号", "编号", "no", "nr"])
_NUMBERED: Final = frozenset({"", "甲", "乙", "栏次", "栏目", "序号", "编号", "-", "—"})


@dataclass
class Axis:
    """The headers of one side of a grid.

    Parameters
    ----------
    labels
        As places are written, without the spaces that tables set between characters.
    kinds
        "" a place, else of :data:`geo.formats.summary_rows.KINDS`, or :data:`NO_PLACE`.
    """

    labels: NDArray[np.object_]
    kinds: NDArray[np.object_]

    @classmethod
    def of(cls, labels: Sequence[str]) -> Axis:
        """Make the headers of what is written."""
        bare = np.array([label_of(label) for label in labels], dtype=object)
        kinds = [kind_of_header(label) if label else NO_PLACE for label in bare]
        return cls(bare, np.array(kinds, dtype=object))

    @property
    def places(self) -> NDArray[np.bool_]:
        """Which are places."""
        return np.asarray(self.kinds == "", dtype=bool)


@dataclass
class Grid:
    """The cells of a table of flows.

    Parameters
    ----------
    down, across
        The headers of its rows and of its columns.
    cells
        ``down``, ``across`` (int64, places among the headers), ``flow`` (float64, NaN where empty),
        ``row`` (int64, as the user sees it).
    """

    down: Axis
    across: Axis
    cells: pd.DataFrame

    @property
    def of_places(self) -> NDArray[np.bool_]:
        """Which cells have a place at both ends."""
        return self._among("")

    @property
    def of_places_or_nothing(self) -> NDArray[np.bool_]:
        """Which cells have a place, or no header at all, at both ends."""
        return self._among("", NO_PLACE)

    def _among(self, *kinds: str) -> NDArray[np.bool_]:
        down, across = (np.isin(axis.kinds, kinds) for axis in (self.down, self.across))
        among: NDArray[np.bool_] = down[self.cells["down"]] & across[self.cells["across"]]
        return among


@dataclass
class Matrix:
    """A matrix as a file has it.

    Parameters
    ----------
    corners
        What stands above its first column, the nearest first, and above its other columns.
    grid
        Its cells.
    issues
        What was wrong with it.
    account
        Where its rows went: what is used are rows with a header and numbers, totals too.
    """

    corners: tuple[tuple[str, ...], tuple[str, ...]]
    grid: Grid
    issues: list[Issue]
    account: RowAccount


def label_of(text: str) -> str:
    """Return a header without the spaces that tables set between the characters of a short name.

    Examples
    --------
    >>> label_of(" 北    京"), label_of("黑 龙 江"), label_of("New  York")
    ('北京', '黑龙江', 'New York')
    """
    narrow = unicodedata.normalize("NFKC", text).strip()
    return " ".join(_IN_NAME.sub("", narrow).split())


def read_matrix(source: Source) -> Matrix:
    """Read a matrix: places in the first row and in the first column, numbers elsewhere.

    Notes are left out and told; numbers that cannot be read, or are under 0, are told with their
    row and stop a run.

    Raises
    ------
    TableError
        As :func:`geo.formats.tables.open_table`, or if no row is one of headers.
    """
    headers, corners, rows, read = matrix_rows(source)
    columns = [rows[position] for position in range(1, len(headers))]
    unit = unit_above(corners, COUNT) or ONE
    if isinstance(unit, str):
        raise TableError(source.issue(f"issue.unit_{unit}", headers[0] or "—"))
    columns = [plainly(cells, COUNT, unit) for cells in columns]
    numbers, issues = _numbers(source, headers[1:], columns, rows)
    if unit.changes:
        read_as = source.note("issue.unit_read", headers[0] or "—", factor=f"{unit.factor:,f}")
        issues.append(replace(read_as, value=unit.word))
    lines = rows[LINE].to_numpy()
    notes = np.isin(lines, NOTES) & ~np.isfinite(numbers).any(axis=1)
    below = notes & (lines == KINDS.index(UNIT_NOTE))
    if below.any() and not unit.word:
        issues += row_issues(source.issue("issue.unit_below"), below, rows[ROW])
    issues += row_issues(source.note("issue.note_line"), notes, rows[ROW])
    account = RowAccount(
        source.name, read.read, int((~notes).sum()), {**read.left_out, NOTE: int(notes.sum())}
    )
    down = Axis.of(to_text(rows[0]).fillna("")[~notes].tolist())
    across = Axis.of(headers[1:])
    numbers, row = numbers[~notes], rows[ROW].to_numpy()[~notes]
    blank = ~np.isfinite(numbers).any(axis=0) & (across.kinds == NO_PLACE)
    across = Axis(across.labels[~blank], across.kinds[~blank])
    return Matrix(corners, _grid(down, across, numbers[:, ~blank], row), issues, account)


def _grid(down: Axis, across: Axis, numbers: NDArray[np.float64], row: NDArray[np.int64]) -> Grid:
    height, width = numbers.shape
    cells = {
        "down": np.repeat(np.arange(height), width),
        "across": np.tile(np.arange(width), height),
        "flow": numbers.ravel(),
        ROW: np.repeat(row, width),
    }
    return Grid(down, across, pd.DataFrame(cells))


def _numbers(
    source: Source, headers: Sequence[str], columns: Sequence[pd.Series], rows: pd.DataFrame
) -> tuple[NDArray[np.float64], list[Issue]]:
    numbers = np.full((len(rows), len(columns)), np.nan)
    issues: list[Issue] = []
    note = np.isin(rows[LINE].to_numpy(), NOTES)
    by_point = any(map(parts_decimals_by_point, columns))
    for place, cells in enumerate(columns):
        numbers[:, place], wrong = to_numbers(cells)
        if not by_point:
            wrong |= with_two_meanings(cells)
        wrong |= numbers[:, place] < 0
        issue = source.issue("issue.matrix_unread", headers[place])
        issues += row_issues(issue, wrong & ~note, rows[ROW], cells)
        numbers[wrong, place] = np.nan
    return numbers, issues


def matrix_rows(
    source: Source,
) -> tuple[Sequence[str], tuple[tuple[str, ...], tuple[str, ...]], pd.DataFrame, RowAccount]:
    """Read a table of which no header is known.

    Returns
    -------
    headers
        The row that is one of headers.
    corners
        See :class:`Matrix`.
    rows
        The cells below, by the place of their header, with ``row`` and ``line``.
    account
        Where its rows went.

    Raises
    ------
    TableError
        As :func:`geo.formats.tables.open_table`, or if no row is one of headers.
    """
    file = open_file(source)
    first = file.first_rows()[: LIMITS.header_rows]
    header_position = _header_row(first)
    if header_position is None:
        raise TableError(source.issue("issue.empty"))
    serial = int(
        plain(first[header_position][0]) in _SERIALS
    )  # a column of row numbers comes first
    first = [row[serial:] for row in first]
    headers = [cell.strip() for cell in first[header_position]]
    if len(headers) > LIMITS.columns:
        most = LIMITS.columns
        issue = source.issue("issue.too_many_columns", value=len(headers), most=most)
        raise TableError(issue)
    above = tuple(
        row[0].strip() for row in reversed(first[: header_position + 1]) if row and row[0].strip()
    )
    over = tuple(
        cell.strip() for row in first[:header_position] for cell in row[1:] if cell.strip()
    )
    last = header_position + 1
    while last < len(first) and _goes_on(first[last]):
        last += 1
    most = LIMITS.sheet_cells // len(headers)
    parts, count = [], 0
    columns = range(serial, serial + len(headers))
    order = RowOrder(source.name, columns)
    for batch in file.batches(columns, last, ()):
        order.check(batch)
        count += len(batch)
        if count > most:
            raise TableError(source.issue("issue.too_many_rows", value=f"{most:,}"))
        parts.append(
            laid_out(batch).rename(columns={position: position - serial for position in columns})
        )
    if not count:
        raise TableError(source.issue("issue.no_rows"))
    rows = pd.concat(parts, ignore_index=True)
    account = RowAccount(source.name, file.met.rows, len(rows), {EMPTY: file.met.empty})
    return headers, (above, over), rows, account


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Find the headers: the first row that is nearly the fullest, and of text where one is."""
    filled = [sum(bool(cell.strip()) for cell in row[1:]) for row in rows]
    texts = [sum(map(_is_word, row[1:])) for row in rows]
    if not any(filled):
        return None
    for number, (cells, words) in enumerate(zip(filled, texts, strict=True)):
        if words and cells >= _NEARLY_FULL * max(filled) and 2 * words >= cells:
            return number
    return filled.index(max(filled))


def _goes_on(row: Sequence[str]) -> bool:
    """Return whether a row below the headers is one too: numbers 1, 2, 3, or English words."""
    cells = to_text(pd.Series(list(row[1:]), dtype="str")).dropna().tolist()
    if len(cells) < 3:  # too few to be sure
        return False
    numbered = cells == [str(number) for number in range(1, len(cells) + 1)]
    words = all(cell[:1].isascii() and cell[:1].isalpha() for cell in cells)
    return words or (numbered and row[0].strip() in _NUMBERED)


def _is_word(cell: str) -> bool:
    """Return whether a cell is no number, nor empty."""
    return bool(cell.strip()) and meaning(cell) is None
