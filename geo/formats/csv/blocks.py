"""Blocks of a CSV without quotes below its header, parsed in parallel.

Without quotes a line is a row, so that a file can be cut at any line; neither in UTF-8 nor in
GB18030 is the end of a line or a quote ever part of a character.
"""

from __future__ import annotations

import codecs
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
        pieces = _pieces(file, header_row, self, byte_range)
        coming: deque[Callable[[], Block]] = deque()
        with ThreadPoolExecutor(threads()) as pool:
            for piece in pieces:
                coming.append(pool.submit(self._parse, piece).result)
                if len(coming) > threads():
                    yield coming.popleft()()
            while coming:
                yield coming.popleft()()

    def _parse(self, piece: bytes) -> Block:
        """Parse the columns wanted; of the others only what tells records from other rows."""
        octets = np.frombuffer(piece, np.uint8)
        largest = octets.max(initial=0)
        if self.encoding == "gb18030" and largest >= 0x80:
            piece = piece.decode("gb18030").encode()
        piece = levelled(piece, self.delimiter.encode(), self.width)
        for numbers in (self.numbers, ()):
            if parsed := self._read(piece, self.columns, numbers):
                return Block(*parsed, self._rows(piece, *parsed, text=largest > ord(":")))
        raise AssertionError("text is always read")

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
        everything = self._read(piece, range(self.width), ())
        assert everything is not None
        return kinds_of_cells(everything[0].columns, self.columns, batch.num_rows)

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


def _pieces(
    file: IO[bytes], header_row: int, reader: BlockReader, byte_range: ByteRange | None
) -> Iterator[bytes]:
    """Cut a file between its rows: first those down to the header, then pieces of many."""
    most = reader.block_bytes
    if byte_range and byte_range.start:
        file.seek(byte_range.start)
    else:
        if reader.encoding != "utf-8-sig" or file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        if first := b"".join(row_bytes(file, most) for _ in range(header_row)):
            yield first
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
