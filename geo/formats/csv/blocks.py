"""Blocks of a CSV without quotes below its header, parsed in parallel.

Without quotes a line is a row, so that a file can be cut at any line; neither in UTF-8 nor in
GB18030 is the end of a line or a quote ever part of a character.
"""

from __future__ import annotations

import codecs
import itertools
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from pyarrow import compute, csv

from geo.core.parallel import threads
from geo.formats.csv.ragged import levelled
from geo.formats.csv.row_kinds import RowKinds, kinds_of_cells, kinds_of_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.formats.source import ByteRange


BLOCKED: Final = ("utf-8-sig", "gb18030")
"""Encodings in which a file can be cut so."""

TOO_LONG: Final = "a row is longer than a block"


@dataclass(frozen=True)
class Block:
    """Some rows of the file, parsed.

    Parameters
    ----------
    batch
        The columns wanted, by their places; the numbers asked for as such where all could be read.
    uneven
        Rows with too many or too few cells, as text, by their number in the block.
    rows
        What the rows of ``batch`` are.
    """

    batch: pa.RecordBatch
    uneven: dict[int, str]
    rows: RowKinds


@dataclass(frozen=True)
class BlockReader:
    """Reads a file block by block, some ahead.

    Parameters
    ----------
    encoding
        One of :data:`BLOCKED`.
    delimiter
        What parts the cells.
    width
        Cells of a row.
    columns, numbers
        Places of the columns wanted, and of those among them that should be numbers.
    block_bytes
        Bytes of a block; also the longest row.
    """

    encoding: str
    delimiter: str
    width: int
    columns: Sequence[int]
    numbers: Sequence[int]
    block_bytes: int

    def blocks(
        self, file: IO[bytes], header_row: int, byte_range: ByteRange | None = None
    ) -> Iterator[Block]:
        """Yield the blocks of a file, or of a range of it, in order.

        The rows down to the header are the first, unless the range begins below them.
        """
        if first := _down_to_header(file, header_row, self, byte_range):
            yield self._parse_first(first, header_row)
        pieces = _pieces(file, self.block_bytes, byte_range)
        begin = [*itertools.islice(pieces, 2)]
        if len(begin) < 2:  # nothing to be done at the same time
            yield from map(self._parse, begin)
            return
        coming: deque[Callable[[], Block]] = deque()
        with ThreadPoolExecutor(threads()) as pool:
            for piece in itertools.chain(begin, pieces):
                coming.append(pool.submit(self._parse, piece).result)
                if len(coming) > threads():
                    yield coming.popleft()()
            while coming:
                yield coming.popleft()()

    def _parse_first(self, piece: bytes, header_row: int) -> Block:
        """Parse the rows down to the header, of which nobody asks what they are."""
        piece = self._levelled(piece)
        batch, uneven = self._as_text(piece, self.columns)
        if batch.num_rows + len(uneven) > header_row:
            return Block(batch, uneven, self._rows(piece, batch, uneven, text=True))
        return Block(batch, uneven, RowKinds(None, np.zeros(batch.num_rows, dtype=bool)))

    def _parse(self, piece: bytes) -> Block:
        """Parse the columns wanted; of the others only what tells records from other rows."""
        text = np.frombuffer(piece, np.uint8).max(initial=0) > ord(":")
        piece = self._levelled(piece)
        parsed = self._read(piece, self.columns, self.numbers) or self._as_text(piece, self.columns)
        return Block(*parsed, self._rows(piece, *parsed, text=text))

    def _levelled(self, piece: bytes) -> bytes:
        """Return some rows in UTF-8, of one width where marks at their ends can be left out."""
        if self.encoding == "gb18030" and not piece.isascii():
            piece = piece.decode("gb18030").encode()
        return levelled(piece, self.delimiter.encode(), self.width)

    def _rows(
        self, piece: bytes, batch: pa.RecordBatch, uneven: dict[int, str], *, text: bool
    ) -> RowKinds:
        """Classify the rows that were parsed: all are records where a piece has no text."""
        if not text and not uneven and _all_filled(batch):
            return RowKinds(None, np.zeros(batch.num_rows, dtype=bool))
        if b'"' not in piece:
            of_lines = kinds_of_lines(piece, self.delimiter, batch.num_rows, uneven)
            if of_lines is not None:
                return of_lines
        everything, _ = self._as_text(piece, range(self.width))
        return kinds_of_cells(everything.columns, self.columns, batch.num_rows)

    def _as_text(
        self, piece: bytes, columns: Sequence[int]
    ) -> tuple[pa.RecordBatch, dict[int, str]]:
        """Parse some columns as text, which they always are."""
        parsed = self._read(piece, columns, ())
        assert parsed is not None
        return parsed

    def _read(
        self, piece: bytes, columns: Sequence[int], numbers: Sequence[int]
    ) -> tuple[pa.RecordBatch, dict[int, str]] | None:
        """Parse some columns; None if one is not of numbers throughout."""
        uneven: dict[int, str] = {}

        def note(row: csv.InvalidRow) -> str:
            uneven[row.number] = row.text
            return "skip"

        names = [str(position) for position in range(self.width)]
        types = {name: pa.float64() if int(name) in numbers else pa.string() for name in names}
        try:
            table = csv.read_csv(
                pa.BufferReader(piece),
                csv.ReadOptions(column_names=names, use_threads=False, block_size=len(piece) + 1),
                csv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=note,
                ),
                csv.ConvertOptions(
                    column_types=types,
                    include_columns=[str(position) for position in columns],
                    null_values=[""],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            if numbers:
                return None
            raise
        batches = table.combine_chunks().to_batches()
        batch = batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
        return batch, uneven


def _down_to_header(
    file: IO[bytes], header_row: int, reader: BlockReader, byte_range: ByteRange | None
) -> bytes:
    """Read the rows down to the header, or go to where a range begins below it."""
    if byte_range and byte_range.start:
        file.seek(byte_range.start)
        return b""
    if reader.encoding != "utf-8-sig" or file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    return b"".join(row_bytes(file, reader.block_bytes) for _ in range(header_row))


def _pieces(file: IO[bytes], most: int, byte_range: ByteRange | None) -> Iterator[bytes]:
    """Cut what comes next of a file between its rows, in pieces of many."""
    rest = b""
    while piece := file.read(most if not byte_range else min(most, byte_range.stop - file.tell())):
        rest += piece
        end = rest.rfind(b"\n") + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) >= most:
            raise pa.ArrowInvalid(TOO_LONG)
    if rest:
        yield rest


def row_bytes(file: IO[bytes], most: int) -> bytes:
    """Read one row, which goes on to the next line within quotes."""
    row = file.readline(most)
    while row.count(b'"') % 2 and (next_line := file.readline(most)):
        row += next_line
    if len(row) >= most and not row.endswith(b"\n"):
        raise pa.ArrowInvalid(TOO_LONG)
    return row


def _all_filled(batch: pa.RecordBatch) -> bool:
    """Return whether every row has a cell that is filled."""
    filled = np.zeros(batch.num_rows, dtype=bool)
    for column in batch.columns:
        if not column.null_count and column.type == "double":
            return True
        cell_filled = (
            compute.not_equal(column, "") if column.type == "string" else column.is_valid()
        )
        filled |= cell_filled.to_numpy(zero_copy_only=False)
    return bool(filled.all())
