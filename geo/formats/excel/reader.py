"""Workbooks, .xlsx and .xls, read by a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final

import pandas as pd

from geo.core.columns import ROW
from geo.core.issues import TableError
from geo.core.row_account import RowsMet
from geo.formats.bounded import end_issue
from geo.formats.checked import shortened
from geo.formats.excel.guard import refuse_bomb
from geo.formats.excel.sheet_marks import sheet_marks
from geo.formats.header_matching import shown_headers
from geo.formats.limits import LIMITS, environment
from geo.formats.row_batches import row_batch
from geo.formats.summary_sieve import numbers_of_lines

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from geo.core.issues import Issue
    from geo.formats.source import Source

_MOST_NAMED: Final = 5
_AT_ONCE: Final = 10_000


class ExcelTable:
    """A sheet of a workbook; see :class:`geo.formats.tables.TableFile`."""

    def __init__(self, source: Source) -> None:
        self.issues: tuple[Issue, ...] = ()
        self._source = source
        self._height = 1
        self._kept: list[list[str]] | None = None
        self._told: tuple[Issue, ...] = ()
        self.share = 0.0
        self.met = RowsMet()

    def first_rows(self) -> list[list[str]]:
        """Read the first rows as text."""
        self.issues = self._look_through()
        with closing(self._rows()) as rows:
            first = list(islice(rows, LIMITS.sample_rows))
            if first and self._height * len(first[0]) <= LIMITS.kept_cells:
                self._kept = [*first, *rows]
        self.issues = (*self.issues, *self._told)
        return [[cell.strip() for cell in row] for row in first]

    def batches(
        self, columns: Sequence[int], header_row: int, _numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns as text."""
        first_rows, self._kept = self._kept, None
        rows = self._rows() if first_rows is None else (row for row in first_rows)
        below = self._filled(rows, header_row)
        while (batch := _batch(below, columns)) is not None:
            self.share = batch[ROW].iloc[-1] / self._height
            yield batch

    def _filled(
        self, rows: Iterable[list[str]], header_row: int
    ) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the headers that are not empty, with their numbers."""
        for number, row in enumerate(rows, start=1):
            if number <= header_row:
                continue
            self.met.rows += 1
            if any(row):
                yield number, row
            else:
                self.met.empty += 1

    def _look_through(self) -> tuple[Issue, ...]:
        return refuse_bomb(self._source)

    def _note_sheet(self, sheet_facts: dict[str, Any]) -> None:
        """Record the sheet that is read; refuse one whose formulas have no values."""
        self._height = sheet_facts["rows"]
        layout = self._source.layout
        layout.sheet = shown_headers([sheet_facts["sheet"]])[0]
        layout.several = sheet_facts["several"]
        if hidden := sheet_facts.get("hidden"):
            named = self._source.warning("issue.sheets_hidden")
            sheets = shortened("、".join(shown_headers(hidden)))
            self._told = (replace(named, value=sheets),)
        marks = sheet_marks(self._source, sheet_facts["sheet"])
        if rows := marks.hidden_rows:
            named = self._source.warning("issue.rows_hidden")
            named = replace(named, row=rows[0], rows=len(rows), value=listed(map(str, rows)))
            self._told = (*self._told, named)
        if cells := marks.unread_formulas:
            first = int(cells[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            issue = self._source.issue("issue.formula_unread", value=listed(cells))
            raise TableError(replace(issue, row=first, rows=len(cells)))

    def _rows(self) -> Generator[list[str]]:
        """Return the rows of the sheet asked for, or of the only one that is not empty."""
        source = self._source
        command = [sys.executable, "-m", "geo.formats.excel.worker"]
        with (
            tempfile.TemporaryFile() as errors,
            subprocess.Popen(  # noqa: S603  # our own module, and no shell
                [*command, str(source.path.resolve()), source.sheet],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment(LIMITS),
            ) as reader,
        ):
            assert reader.stdout is not None
            try:
                message = json.loads(reader.stdout.readline() or "{}")
                if "rows" not in message:
                    raise TableError(self._issue(message, reader, errors))
                self._note_sheet(message)
                for line in reader.stdout:
                    rows = json.loads(line) if line.endswith(b"\n") else {}
                    if not isinstance(rows, list):
                        raise TableError(self._issue(rows, reader, errors))
                    yield from rows
                if reader.wait():
                    raise TableError(self._issue({}, reader, errors))
            finally:
                reader.kill()

    def _issue(
        self, message: dict[str, Any], reader: subprocess.Popen[bytes], errors: IO[bytes]
    ) -> Issue:
        """Return the issue the reader reported; without one, the workbook ended the process."""
        if not message and (ended := end_issue(self._source, LIMITS, reader.wait(), errors)):
            return ended
        key = message.pop("what", "issue.excel_broken")
        if key == "issue.sheet":
            message["sheets"] = "、".join(shown_headers(message["sheets"]))
            return self._source.issue(key, value=self._source.sheet or "—", **message)
        return self._source.issue(key, **(message or {"value": "×"}))


def _batch(below: Iterator[tuple[int, list[str]]], columns: Sequence[int]) -> pd.DataFrame | None:
    """Take a batch of the cells wanted of numbered rows; None where none is left."""
    numbers: list[int] = []
    kinds: list[int] = []
    cells: dict[int, list[str]] = {position: [] for position in columns}
    while part := list(islice(below, min(_AT_ONCE, LIMITS.batch_rows - len(numbers)))):
        part_numbers, rows = zip(*part, strict=True)
        numbers += part_numbers
        kinds += numbers_of_lines(rows)
        for position, column in cells.items():
            column += [row[position] for row in rows]
    texts = {position: pd.Series(column, dtype="str") for position, column in cells.items()}
    return row_batch(texts, numbers, kinds) if numbers else None


def listed(places: Iterable[str]) -> str:
    """List the first of some cells or rows."""
    first = list(islice(places, _MOST_NAMED + 1))
    return ", ".join(first[:_MOST_NAMED]) + " …" * (len(first) > _MOST_NAMED)
