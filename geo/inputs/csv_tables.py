"""CSV in the encodings that offices use, read in batches."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from dataclasses import replace
from functools import cached_property
from typing import IO, TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.errors import TableError
from geo.inputs.limits import LIMITS
from geo.inputs.source import ROW
from geo.inputs.total_lines import LINE, SIEVE, kind_of_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.inputs.source import Source

_QUOTE: Final = '"'


class CsvTable:
    """A CSV; see :class:`geo.inputs.tables.TableFile`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._size = source.path.stat().st_size
        self._file: IO[bytes] | None = None

    @property
    def share(self) -> float:
        """The share of the bytes that the parser has taken."""
        return self._file.tell() / self._size if self._file and not self._file.closed else 0.0

    def first_rows(self) -> list[list[str]]:
        """Read the first rows as text."""
        reader = csv.reader(io.StringIO(self._begin, newline=""), delimiter=self._delimiter)
        try:
            rows = list(itertools.islice(reader, LIMITS.sample_rows))
        except csv.Error as error:
            raise TableError(self._source.fault("fault.csv_broken", value=error)) from error
        return [[cell.strip() for cell in row] for row in rows]

    def batches(self, columns: Sequence[int], head: int) -> Iterator[pd.DataFrame]:
        """Read some columns as text."""
        import pyarrow as pa  # noqa: PLC0415  # slow to import

        width = max(map(len, self.first_rows()[:head]))
        uneven = _Uneven(self._source, width, self._delimiter, head)
        last = 0
        try:
            with self._source.path.open("rb") as self._file:
                for batch in self._parsed(width, uneven):
                    rows = uneven.numbers(last, batch.num_rows)
                    last = int(rows[-1]) if len(rows) else last
                    self._refuse_swallowed(batch, rows, width)
                    frame = _frame(batch, columns, rows)
                    yield _in_order(frame[frame[ROW] > head], uneven.mended(columns, last))
                yield from uneven.mended(columns, None)
        except pa.ArrowInvalid as error:
            # Arrow's own words may quote a row; rows are nobody's business but the office's.
            fault = self._source.fault("fault.csv_broken", value=str(error).split(":")[0])
            raise TableError(fault) from None

    def _parsed(self, width: int, uneven: _Uneven) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import csv as arrow_csv  # noqa: PLC0415

        names = [str(place) for place in range(width)]
        encoding = self._encoding[0]
        yield from arrow_csv.open_csv(
            self._file,
            read_options=arrow_csv.ReadOptions(
                column_names=names,
                encoding="utf8" if encoding == "utf-8-sig" else encoding,
                block_size=LIMITS.block_bytes,
                use_threads=False,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=uneven.note,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )

    def _refuse_swallowed(self, batch: pa.RecordBatch, rows: NDArray[np.int64], width: int) -> None:
        """Refuse a cell of several lines that look like rows: two stray quotes have paired up."""
        from pyarrow import compute  # noqa: PLC0415

        if not self._encoding[1] or width < 2:
            return
        for column in batch.columns:
            many = compute.match_substring(column, "\n").to_numpy(zero_copy_only=False)
            for place in np.flatnonzero(many):
                if _looks_like_rows(column[int(place)].as_py(), self._delimiter, width):
                    fault = self._source.fault("fault.csv_quote")
                    raise TableError(replace(fault, row=int(rows[place])))

    @cached_property
    def _encoding(self) -> tuple[str, int]:
        """Find the encoding: by its mark, else UTF-8 if all of it is that, else GB18030.

        Returns
        -------
        encoding, quotes
            And how many quotes the file has.

        Raises
        ------
        TableError
            If it is neither, or a quote is left open: it would swallow all rows up to the next.
        """
        with self._source.path.open("rb") as file:
            marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
            try:
                quotes = self._count_quotes(encoding)
            except UnicodeError:
                continue
            if quotes % 2:
                raise TableError(self._source.fault("fault.csv_quote"))
            return encoding, quotes
        raise TableError(self._source.fault("fault.encoding"))

    def _count_quotes(self, encoding: str) -> int:
        """Decode the whole file, which fails if it is in another encoding, and count its quotes."""
        decoder = codecs.getincrementaldecoder(encoding)()
        quotes = 0
        with self._source.path.open("rb") as file:
            while piece := file.read(LIMITS.block_bytes):
                quotes += decoder.decode(piece).count(_QUOTE)
            decoder.decode(b"", final=True)
        return quotes

    @cached_property
    def _begin(self) -> str:
        with self._source.path.open(encoding=self._encoding[0], newline="") as file:
            return file.read(LIMITS.head_characters)

    @cached_property
    def _delimiter(self) -> str:
        """The mark that parts the cells: the most frequent of the first lines."""
        lines = "\n".join(self._begin.splitlines()[: LIMITS.head_rows])
        return max(",\t;", key=lines.count)


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
            self._refuse(row, found)
        kept = [place for place, found in enumerate(cells) if any(found)]
        if kept:
            padded = [cells[place] + [""] * self._width for place in kept]
            frame = pd.DataFrame({c: [found[c] for found in padded] for c in columns}, dtype="str")
            frame[ROW] = np.array(rows, dtype=np.int64)[kept]
            frame[LINE] = [kind_of_line(found) for found in padded]
            yield frame

    def _refuse(self, row: int, cells: list[str]) -> None:
        if any(_looks_like_rows(cell, self._delimiter, self._width) for cell in cells):
            raise TableError(replace(self._source.fault("fault.csv_quote"), row=row))
        if any(cells[self._width :]):
            fault = self._source.fault("fault.uneven", cells=len(cells), heads=self._width)
            raise TableError(replace(fault, row=row))


def _looks_like_rows(cell: str, delimiter: str, width: int) -> bool:
    """Tell whether a line within a cell has as many cells as a row of the table."""
    if width < 2 or not ("\n" in cell or "\r" in cell):
        return False
    return any(line.count(delimiter) >= width - 1 for line in re.split(r"[\r\n]+", cell))


def _in_order(frame: pd.DataFrame, mended: Iterator[pd.DataFrame]) -> pd.DataFrame:
    more = list(mended)
    return pd.concat([frame, *more]).sort_values(ROW, kind="stable") if more else frame


def _frame(batch: pa.RecordBatch, columns: Sequence[int], rows: NDArray[np.int64]) -> pd.DataFrame:
    """Take the columns of a batch, without rows that are empty from end to end."""
    frame = pd.DataFrame({place: batch.column(place).to_pandas() for place in columns})
    frame[ROW] = rows
    frame[LINE], empty = _lines(batch, columns)
    return frame[~empty] if empty.any() else frame


def _lines(
    batch: pa.RecordBatch, columns: Sequence[int]
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Tell what each row is, and which are empty; nearly all are sieved out by whole columns."""
    from pyarrow import compute  # noqa: PLC0415

    filled = np.zeros(batch.num_rows, dtype=np.int8)
    for place in [*columns, *set(range(batch.num_columns)).difference(columns)]:
        if (filled > 1).all():
            break
        filled += compute.not_equal(batch.column(place), "").to_numpy(zero_copy_only=False)
    doubtful = np.zeros(batch.num_rows, dtype=bool)
    for column in batch.columns:
        # Numbers sort before ":", so that columns of numbers need no search.
        text = compute.greater(column, ":").to_numpy(zero_copy_only=False)
        if text.any():
            found = compute.match_substring_regex(column, SIEVE)
            doubtful |= found.to_numpy(zero_copy_only=False) | (text & (filled == 1))
    kinds = np.full(batch.num_rows, "", dtype=object)
    for row in np.flatnonzero(doubtful):
        kinds[row] = kind_of_line([column[int(row)].as_py() for column in batch.columns])
    return kinds, filled == 0
