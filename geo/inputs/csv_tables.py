"""CSV in the encodings that offices use, read in batches."""

from __future__ import annotations

import codecs
import csv
import io
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


def heads(source: Source) -> list[str]:
    """Read the head row."""
    return _head(source, _encoding(source))[0]


def batches(source: Source, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    """Read some columns as text; see :func:`geo.inputs.tables.read_batches`."""
    import pyarrow as pa  # noqa: PLC0415  # slow to import
    from pyarrow import csv as arrow_csv  # noqa: PLC0415

    encoding = _encoding(source)
    found, delimiter = _head(source, encoding)
    width = len(found)
    uneven = _Uneven(source, width, delimiter)
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
            yield _frame(batch, columns, rows).query("row > 1")
            yield from uneven.mended(columns, last)
        yield from uneven.mended(columns, None)
    except pa.ArrowInvalid as error:
        raise TableError(source.fault("fault.csv_broken", value=error)) from error


class _Uneven:
    """Rows that have more or fewer cells than the head.

    Spreadsheets leave out empty cells at the end of a row, or add some: such a row is whole. Others
    have lost or gained a mark somewhere, and nobody can tell which cell is which.
    """

    def __init__(self, source: Source, width: int, delimiter: str) -> None:
        self._source, self._width, self._delimiter = source, width, delimiter
        self._waiting: dict[int, list[str]] = {}

    def note(self, row: pa.csv.InvalidRow) -> str:
        """Keep a row that the parser does not take."""
        cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=self._delimiter), [])
        self._waiting[row.number] = cells
        return "skip"

    def numbers(self, last: int, count: int) -> NDArray[np.int64]:
        """Number the rows that the parser took, leaving out those kept here."""
        numbers = np.arange(last + 1, last + 1 + count + len(self._waiting))
        return numbers[~np.isin(numbers, list(self._waiting))][:count]

    def mended(self, columns: Sequence[int], last: int | None) -> Iterator[pd.DataFrame]:
        """Give out the rows kept so far, up to a row; refuse the first with too many cells."""
        rows = sorted(row for row in self._waiting if last is None or row < last)
        cells = [self._waiting.pop(row) for row in rows]
        for row, found in zip(rows, cells, strict=True):
            if any(found[self._width :]):
                more = {"cells": len(found), "heads": self._width}
                raise TableError(self._source.fault("fault.uneven", row=row, **more))
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
    """Find the encoding: by its mark, else UTF-8 if all of it is that, else GB18030."""
    with source.path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            candidates = ["utf-16"]
        else:
            candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        if _decodes(source.path, encoding):
            return encoding
    raise TableError(source.fault("fault.encoding"))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(LIMITS.block_bytes):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _head(source: Source, encoding: str) -> tuple[list[str], str]:
    """Read the head row and find the mark that parts its cells."""
    with source.path.open(encoding=encoding, newline="") as file:
        begin = file.read(LIMITS.head_characters)
    delimiter = max(",\t;", key=begin.partition("\n")[0].count)
    try:
        found = next(csv.reader(io.StringIO(begin, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise TableError(source.fault("fault.csv_broken", value=error)) from error
    return [head.strip() for head in found], delimiter
