"""Rows of a CSV that have more or fewer cells than its header."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.core.issues import TableError
from geo.formats.limits import LIMITS, size_words
from geo.formats.row_batches import row_batch
from geo.formats.summary_rows import number_of_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source


# What Python keeps for a row and for a cell, besides its text.
_ROW_BYTES, _CELL_BYTES = 150, 60


class Uneven:
    """Rows that have more or fewer cells than the header.

    Spreadsheets leave out empty cells at the end of a row, or add some: such a row is whole. Others
    have lost or gained a mark somewhere, and nobody can tell which cell is which.
    """

    def __init__(self, source: Source, width: int, delimiter: str, header_row: int) -> None:
        self._source, self._width, self._delimiter, self._header_row = (
            source,
            width,
            delimiter,
            header_row,
        )
        self._waiting: dict[int, list[str]] = {}
        self._waiting_bytes = 0
        self.taken = self.empty = 0
        self.refused: TableError | None = None

    def note(self, row: pa.csv.InvalidRow) -> str:
        """Keep a row that the parser does not take; it swallows errors, so these are kept too."""
        try:
            self.take(row.number, row.text)
        except TableError as error:
            self.refused = error
            return "error"
        return "skip"

    def take(self, number: int, text: str) -> None:
        """Keep a row."""
        try:
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter), [])
        except csv.Error as error:
            raise TableError(replace(unsplit(self._source, error), row=number)) from error
        self._waiting[number] = cells
        self.taken += 1
        self._waiting_bytes += _ROW_BYTES + len(text) + _CELL_BYTES * len(cells)
        if self._waiting_bytes > LIMITS.batch_bytes:
            most = size_words(LIMITS.batch_bytes)
            raise TableError(self._source.issue("issue.too_large", most=most))

    def reached(self, last: int) -> int:
        """Return the last row up to which none is missing, after the row ``last``."""
        while last + 1 in self._waiting:
            last += 1
        return last

    def numbers(self, last: int, count: int) -> NDArray[np.int64]:
        """Count up the rows that the parser took, leaving out those kept here."""
        numbers = np.arange(last + 1, last + 1 + count + len(self._waiting))
        return numbers[~np.isin(numbers, list(self._waiting))][:count]

    def repaired(self, columns: Sequence[int], last: int | None) -> Iterator[pd.DataFrame]:
        """Yield the rows kept so far, up to a row; refuse the first with too many cells."""
        ready = sorted(row for row in self._waiting if last is None or row < last)
        waited = {row: self._waiting.pop(row) for row in ready}
        if not self._waiting:
            self._waiting_bytes = 0
        rows = [row for row in ready if row > self._header_row]
        cells = [waited[row] for row in rows]
        for row, row_cells in zip(rows, cells, strict=True):
            self._refuse(row, row_cells)
        filled = [position for position, row_cells in enumerate(cells) if any(row_cells)]
        self.empty += len(cells) - len(filled)
        if filled:
            filled_rows = [cells[position] for position in filled]
            # A row of two bytes is not made as wide as the header.
            cells_of = {
                c: pd.Series([row[c] if c < len(row) else "" for row in filled_rows], dtype="str")
                for c in columns
            }
            numbers = np.array(rows, dtype=np.int64)[filled]
            yield row_batch(cells_of, numbers, [number_of_line(row) for row in filled_rows])

    def _refuse(self, row: int, cells: list[str]) -> None:
        if any(looks_like_rows(cell, self._delimiter, self._width) for cell in cells):
            raise TableError(replace(self._source.issue("issue.csv_quote"), row=row))
        if any(cells[self._width :]):
            issue = self._source.issue("issue.uneven", cells=len(cells), headers=self._width)
            raise TableError(replace(issue, row=row))


def levelled(text: bytes, delimiter: bytes, width: int) -> bytes:
    r"""Give rows without quotes as many cells as the header, where the others are empty.

    Parameters
    ----------
    text
        Whole rows; where some end in another way than lines do, they are left as they are. The
        last is ended where others change.
    delimiter
        What parts the cells.
    width
        Cells of the header.

    Examples
    --------
    >>> levelled(b"1,2,3,,\n1\r\n1,2,3,4\n", b",", 3)
    b'1,2,3\n1,,\r\n1,2,3,4\n'
    """
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    even = text.count(delimiter) == lines * (width - 1)
    if even or b'"' in text or text.count(b"\r") != text.count(b"\r\n"):
        return text
    octets = np.frombuffer(text if text.endswith(b"\n") else text + b"\n", np.uint8)
    ends = np.flatnonzero(octets == ord("\n"))
    begins = np.append(0, ends[:-1] + 1)
    ends -= (ends > begins) & (octets[ends - 1] == ord("\r"))
    marks = np.flatnonzero(octets == delimiter[0])
    first = np.searchsorted(marks, begins)
    missing = width - 1 - (np.searchsorted(marks, ends) - first)
    added = np.maximum(missing, 0)
    if added.sum() > len(octets):  # a row of two bytes is not made as wide as the header
        return text
    long = np.flatnonzero(missing < 0)
    left = ends[long] + missing[long]  # what lies behind must be empty cells, nothing but marks
    long = long[marks[first[long] + width - 1] == left]
    border = np.zeros(len(octets) + 1, np.int8)
    border[ends[long] + missing[long]], border[ends[long]] = 1, -1
    removed = np.cumsum(border, dtype=np.int8)[:-1] > 0
    places = ends - np.append(0, np.cumsum(removed))[ends]
    level: NDArray[np.uint8] = np.insert(octets[~removed], np.repeat(places, added), delimiter[0])
    return level.tobytes()


def unsplit(source: Source, error: csv.Error) -> Issue:
    """Return what makes a row impossible to part into cells as an issue."""
    if "field limit" in str(error):
        return source.issue("issue.cell_too_long", most=csv.field_size_limit())
    return source.issue("issue.csv_broken", value=error)


def looks_like_rows(cell: str, delimiter: str, width: int) -> bool:
    """Return whether a line within a cell has as many cells as a row of the table."""
    if width < 2 or not ("\n" in cell or "\r" in cell):
        return False
    return any(line.count(delimiter) >= width - 1 for line in re.split(r"[\r\n]+", cell))
