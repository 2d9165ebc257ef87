"""CSV in the encodings that offices use, read in batches."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from dataclasses import replace
from functools import cached_property
from typing import IO, TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from pyarrow import compute
from pyarrow import csv as arrow_csv

from geo.core.issues import TableError
from geo.core.row_account import RowsMet
from geo.formats.arrow.reader import series
from geo.formats.csv.blocks import BLOCKED, TOO_LONG, BlockReader
from geo.formats.csv.cuts import cuts_between_rows
from geo.formats.csv.ragged import Uneven, looks_like_rows, unsplit
from geo.formats.csv.row_kinds import kinds_of_cells
from geo.formats.limits import LIMITS, size_words
from geo.formats.row_batches import in_order, row_batch
from geo.formats.sniffing import BEGIN_BYTES, is_western, utf16_of
from geo.formats.source import ByteRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.csv.row_kinds import RowKinds
    from geo.formats.source import Source

_QUOTE: Final = '"'
WESTERN: Final = "cp1252"
_STRADDLES: Final = "straddling object"  # so Arrow calls a row that is longer than a block
_FIRST_VALUES: Final = 1_000


class CsvTable:
    """A CSV; see :class:`geo.formats.tables.TableFile`."""

    issues: tuple[Issue, ...] = ()

    def __init__(self, source: Source) -> None:
        self._source = source
        self._size = source.size
        self._taken = 0
        self._range = source.byte_range
        self.met = RowsMet()

    @property
    def share(self) -> float:
        """The share of the bytes that the parser has taken."""
        start, stop = (part.start, part.stop) if (part := self._range) else (0, self._size)
        return (self._taken - start) / (stop - start)

    def first_rows(self) -> list[list[str]]:
        """Read the first rows as text."""
        if self._encoding[0] == WESTERN:
            self.issues = (self._source.note("issue.encoding_western"),)
        return [[cell.strip() for cell in row] for row in self._split(LIMITS.sample_rows)]

    def batches(
        self, columns: Sequence[int], header_row: int, numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns as text, or as numbers where all of a block are."""
        width = max(map(len, self._split(header_row)))
        uneven = Uneven(self._source, width, self._delimiter, header_row)
        last, parsed = self._rows_before, 0
        try:
            with self._source.file.open("rb") as file:
                for batch, kinds in self._parsed(
                    file, uneven, (header_row, width), (columns, numbers)
                ):
                    self._taken = file.tell()
                    parsed += batch.num_rows
                    parts = []
                    if batch.num_rows:
                        rows = uneven.numbers(last, batch.num_rows)
                        last = int(rows[-1])
                        self._refuse_swallowed(batch, rows, width)
                        below = int(np.searchsorted(rows, header_row, side="right"))
                        if below < batch.num_rows:
                            parts = [self._frame(batch, columns, (rows, kinds), below)]
                    else:
                        last = uneven.reached(last)
                    parts = [*parts, *uneven.repaired(columns, last)]
                    if any(map(len, parts)):  # not of the rows down to the header
                        yield in_order(parts)
                yield from uneven.repaired(columns, None)
                self.met.rows = parsed + uneven.taken - (0 if self._rows_before else header_row)
                self.met.empty += uneven.empty
        except pa.ArrowInvalid as error:
            raise (uneven.refused or TableError(self._broken(str(error)))) from None

    def ranges(self, header_row: int, size: int) -> list[ByteRange]:
        """Part the file between its rows into ranges of so many bytes or more.

        Returns
        -------
        list of ByteRange
            Empty where the file is not of twice that size, where a cell may hold the end of a line,
            or where the encoding is not one of :data:`geo.formats.csv.blocks.BLOCKED`.
        """
        encoding, quotes = self._encoding
        if (
            self._size < 2 * size
            or encoding not in BLOCKED
            or not self._can_be_cut(header_row, quotes)
        ):
            return []
        cuts = cuts_between_rows(self._source.file, header_row, size)
        return [
            ByteRange(start, stop, rows, encoding, quotes)
            for (start, rows), (stop, _) in itertools.pairwise(cuts)
        ]

    def _split(self, most: int) -> list[list[str]]:
        """Split the first rows into their cells."""
        reader = csv.reader(io.StringIO(self._begin, newline=""), delimiter=self._delimiter)
        try:
            return list(itertools.islice(reader, most))
        except csv.Error as error:
            raise TableError(unsplit(self._source, error)) from error

    @property
    def _rows_before(self) -> int:
        return self._range.rows_before if self._range else 0

    def _frame(
        self,
        batch: pa.RecordBatch,
        columns: Sequence[int],
        rows: tuple[NDArray[np.int64], RowKinds],
        below: int,
    ) -> pd.DataFrame:
        """Take the columns of a batch below the header, without rows that are empty."""
        numbers, (kinds, empty) = rows
        cells = {
            position: series(_coded(batch.column(str(position)).slice(below)))
            for position in columns
        }
        frame = row_batch(cells, numbers[below:], None if kinds is None else kinds[below:])
        empty = empty[below:]
        self.met.empty += int(empty.sum())
        return frame[~empty] if empty.any() else frame

    def _broken(self, words: str) -> Issue:
        """Return Arrow's error without the row it may quote, which may be personal."""
        if words.startswith((TOO_LONG, _STRADDLES)):
            most = size_words(LIMITS.block_bytes)
            return self._source.issue("issue.row_too_long", most=most)
        return self._source.issue("issue.csv_broken", value=words.split(":", 1)[0])

    def _parsed(
        self,
        file: IO[bytes],
        uneven: Uneven,
        header: tuple[int, int],
        selection: tuple[Sequence[int], Sequence[int]],
    ) -> Iterator[tuple[pa.RecordBatch, RowKinds]]:
        """Yield the rows in batches, and what they are."""
        encoding, quotes = self._encoding
        if encoding not in BLOCKED or not self._can_be_cut(header[0], quotes):
            for batch in self._parsed_in_one(file, header[1], uneven):
                coded = [*map(_coded, batch.columns)]
                yield batch, kinds_of_cells(coded, selection[0], batch.num_rows)
            return
        reader = BlockReader(encoding, self._delimiter, header[1], *selection, LIMITS.block_bytes)
        rows_read = self._rows_before
        for block in reader.blocks(file, header[0], self._range):
            for number, text in block.uneven.items():
                uneven.take(rows_read + number, text)
            rows_read += block.batch.num_rows + len(block.uneven)
            yield block.batch, block.rows

    def _can_be_cut(self, header_row: int, quotes: int) -> bool:
        """Return whether every line below the header is a row: no quotes, ends in LF."""
        lines = io.StringIO(self._begin, newline="\n")
        above = 0
        for _ in range(header_row):
            above += lines.readline().count(_QUOTE)
            while above % 2 and (line := lines.readline()):
                above += line.count(_QUOTE)
        return quotes == above and "\n" in self._begin

    def _parsed_in_one(
        self, file: IO[bytes], width: int, uneven: Uneven
    ) -> Iterator[pa.RecordBatch]:

        names = [str(position) for position in range(width)]
        encoding = self._encoding[0]
        yield from arrow_csv.open_csv(
            file,
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
        if not self._encoding[1] or width < 2:
            return
        for column in filter(_is_text, batch.columns):
            many = compute.match_substring(column, "\n").to_numpy(zero_copy_only=False)
            for number in np.flatnonzero(many):
                if looks_like_rows(column[int(number)].as_py(), self._delimiter, width):
                    issue = self._source.issue("issue.csv_quote")
                    raise TableError(replace(issue, row=int(rows[number])))

    @cached_property
    def _encoding(self) -> tuple[str, int]:
        """Find the encoding: UTF-16 by its mark or its zeros, UTF-8 if all is that, else GB18030.

        Returns
        -------
        encoding, quotes
            And how many quotes the file has.

        Raises
        ------
        TableError
            If it is neither, or a quote is left open: it would swallow all rows up to the next.
        """
        if self._range:
            return self._range.encoding, self._range.quotes
        with self._source.file.open("rb") as file:
            begin = file.read(BEGIN_BYTES)
        if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encodings: Iterable[str] = ("utf-16",)
        elif b"\0" in begin:
            encodings = (utf16_of(begin),)
        else:
            encodings = itertools.chain(["utf-8-sig"], self._not_utf8())
        for encoding in filter(None, encodings):
            try:
                quotes = self._count_quotes(encoding)
            except UnicodeError:
                continue
            if quotes % 2:
                raise TableError(self._source.issue("issue.csv_quote"))
            return encoding, quotes
        raise TableError(self._source.issue("issue.encoding"))

    def _not_utf8(self) -> Iterator[str]:
        """Yield what a file may be in that is not in UTF-8: GB18030, or a European encoding."""
        high = bytearray()
        with self._source.file.open("rb") as file:
            for line in iter(lambda: file.readline(LIMITS.block_bytes), b""):
                if not line.isascii():
                    high += line
                if len(high) > BEGIN_BYTES:
                    break
        yield WESTERN if is_western(bytes(high)) else "gb18030"

    def _count_quotes(self, encoding: str) -> int:
        """Decode the whole file, which fails if it is in another encoding, and count its quotes."""
        decoder = codecs.getincrementaldecoder(encoding)()
        quotes = 0
        with self._source.file.open("rb") as file:
            while piece := file.read(LIMITS.block_bytes):
                if encoding in BLOCKED and piece.isascii() and not decoder.getstate()[0]:
                    quotes += piece.count(_QUOTE.encode())
                else:
                    quotes += decoder.decode(piece).count(_QUOTE)
            decoder.decode(b"", final=True)
        return quotes

    @cached_property
    def _begin(self) -> str:
        with (
            self._source.file.open("rb") as file,
            io.TextIOWrapper(file, self._encoding[0], newline="") as text,
        ):
            return text.read(LIMITS.header_characters)

    @cached_property
    def _delimiter(self) -> str:
        """The delimiter: equally frequent in most of the first lines, or the most frequent."""
        lines = self._begin.splitlines()[: LIMITS.header_rows]

        def fits(mark: str) -> tuple[int, int]:
            each = [count for line in lines if (count := line.count(mark))]
            return max(map(each.count, each), default=0), sum(each)

        return max(",\t;", key=fits)


def _is_text(column: pa.Array) -> bool:

    return bool(pa.types.is_string(column.type))


def _coded(column: pa.Array) -> pa.Array:
    """List the different values of a column of text, unless each of the first is another."""
    if not _is_text(column):
        return column
    first = column.slice(0, _FIRST_VALUES)
    alone = len(first) == _FIRST_VALUES == len(first.unique())
    return column if alone else column.dictionary_encode()
