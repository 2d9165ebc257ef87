"""CSV in the encodings that offices use, read in batches."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import TableError
from geo.inputs.limits import LIMITS
from geo.inputs.source import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.inputs.source import Source


def first_rows(source: Source) -> list[list[str]]:
    """Read the rows among which the heads are."""
    return _first_rows(source, _encoding(source))[0]


def batches(source: Source, columns: Sequence[int], head: int) -> Iterator[pd.DataFrame]:
    """Read some columns as text; see :func:`geo.inputs.tables.read_batches`."""
    import pyarrow as pa  # noqa: PLC0415  # slow to import
    from pyarrow import csv as arrow_csv  # noqa: PLC0415

    encoding = _encoding(source)
    rows_above, delimiter = _first_rows(source, encoding)
    width = len(rows_above[head - 1])
    uneven = _Uneven(source, width, delimiter, head)
    names = [str(place) for place in range(width)]
    try:
        reader = arrow_csv.open_csv(
            source.path,
            read_options=arrow_csv.ReadOptions(
                column_names=names,
                encoding="utf8" if encoding == "utf-8-sig" else encoding,
                block_size=LIMITS.block_bytes,
                use_threads=False,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=uneven.note,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        last = 0
        for batch in reader:
            rows = uneven.numbers(last, batch.num_rows)
            last = int(rows[-1]) if len(rows) else last
            yield _frame(batch, columns, rows).loc[lambda frame: frame[ROW] > head]
            yield from uneven.mended(columns, last)
        yield from uneven.mended(columns, None)
    except pa.ArrowInvalid as error:
        raise TableError(source.fault("fault.csv_broken", value=error)) from error


class _Uneven:
    """Rows that have more or fewer cells than the head.

    Spreadsheets leave out empty cells at the end of a row, or add some: such a row is whole. Others
    have lost or gained a mark somewhere, and nobody can tell which cell is which.
    """

    def __init__(self, source: Source, width: int, delimiter: str, head: int) -> None:
        self._source, self._width, self._delimiter, self._head = source, width, delimiter, head
        self._waiting: dict[int, list[str]] = {}

    def note(self, row: pa.csv.InvalidRow) -> str:
        """Keep a row that the parser does not take."""
        cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=self._delimiter), [])
        self._waiting[row.number] = cells
        return "skip"

    def numbers(self, last: int, count: int) -> NDArray[np.int64]:
        """Count up the rows that the parser took, leaving out those kept here."""
        numbers = np.arange(last + 1, last + 1 + count + len(self._waiting))
        return numbers[~np.isin(numbers, list(self._waiting))][:count]

    def mended(self, columns: Sequence[int], last: int | None) -> Iterator[pd.DataFrame]:
        """Give out the rows kept so far, up to a row; refuse the first with too many cells."""
        ready = sorted(row for row in self._waiting if last is None or row < last)
        waited = {row: self._waiting.pop(row) for row in ready}
        rows = [row for row in ready if row > self._head]
        cells = [waited[row] for row in rows]
        for row, found in zip(rows, cells, strict=True):
            if any(found[self._width :]):
                fault = self._source.fault("fault.uneven", cells=len(found), heads=self._width)
                raise TableError(replace(fault, row=row))
        kept = [place for place, found in enumerate(cells) if any(found)]
        if kept:
            padded = [cells[place] + [""] * self._width for place in kept]
            frame = pd.DataFrame({c: [found[c] for found in padded] for c in columns}, dtype="str")
            frame[ROW] = np.array(rows, dtype=np.int64)[kept]
            yield frame


def _frame(batch: pa.RecordBatch, columns: Sequence[int], rows: NDArray[np.int64]) -> pd.DataFrame:
    """Take the columns of a batch, without rows that are empty from end to end."""
    from pyarrow import compute  # noqa: PLC0415

    frame = pd.DataFrame({place: batch.column(place).to_pandas() for place in columns})
    frame[ROW] = rows
    empty = np.ones(len(rows), dtype=bool)
    for place in [*columns, *range(batch.num_columns)]:
        if not empty.any():
            return frame
        empty &= compute.equal(batch.column(place), "").to_numpy(zero_copy_only=False)
    return frame[~empty]


def _encoding(source: Source) -> str:
    """Find the encoding: by its mark, else UTF-8 if all of it is that, else GB18030.

    Raises
    ------
    TableError
        If it is neither, or a quote is left open: it would swallow all rows up to the next.
    """
    with source.path.open("rb") as file:
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            quotes = _count_quotes(source.path, encoding)
        except UnicodeError:
            continue
        if quotes % 2:
            raise TableError(source.fault("fault.csv_quote"))
        return encoding
    raise TableError(source.fault("fault.encoding"))


def _count_quotes(path: Path, encoding: str) -> int:
    """Decode a whole file, which fails if it is in another encoding, and count its quotes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    quotes = 0
    with path.open("rb") as file:
        while piece := file.read(LIMITS.block_bytes):
            quotes += decoder.decode(piece).count('"')
        decoder.decode(b"", final=True)
    return quotes


def _first_rows(source: Source, encoding: str) -> tuple[list[list[str]], str]:
    """Read the first rows and find the mark that parts their cells."""
    with source.path.open(encoding=encoding, newline="") as file:
        begin = file.read(LIMITS.head_characters)
    lines = "\n".join(begin.splitlines()[: LIMITS.head_rows])
    delimiter = max(",\t;", key=lines.count)
    reader = csv.reader(io.StringIO(begin, newline=""), delimiter=delimiter)
    try:
        rows = list(itertools.islice(reader, LIMITS.head_rows))
    except csv.Error as error:
        raise TableError(source.fault("fault.csv_broken", value=error)) from error
    return [[cell.strip() for cell in row] for row in rows], delimiter
