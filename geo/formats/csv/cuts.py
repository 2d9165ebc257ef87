"""Where a CSV without quotes below its header can be cut, to be read by several processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.formats.csv.blocks import row_bytes
from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.formats.cloud import CloudObject


def cuts_between_rows(
    path: Path | CloudObject, header_row: int, size: int
) -> list[tuple[int, int]]:
    """Find where rows begin, so many bytes or more apart.

    Parameters
    ----------
    path
        A CSV in UTF-8 or GB18030, of whose rows below the header each is a line.
    header_row
        The last row of the header.
    size
        Bytes.

    Returns
    -------
    list of tuple
        Byte and rows before it: of the begin of the file, of each cut and of its end; empty where
        it cannot be cut, has more rows than a file may have, or a line that ends in a carriage
        return alone, which a parser takes for the end of a row.
    """
    cuts = [(0, 0)]
    with path.open("rb") as file:
        header = b"".join(row_bytes(file, LIMITS.block_bytes) for _ in range(header_row))
        rows, lone = header_row, _lone_returns(header)
        while piece := file.read(min(size, LIMITS.block_bytes)):
            if piece.endswith(b"\r"):
                piece += file.read(1)
            lone += _lone_returns(piece)
            end = piece.rfind(b"\n") + 1
            byte = file.tell() - len(piece) + end
            if end and byte - cuts[-1][0] >= size:
                cuts.append((byte, rows + piece.count(b"\n", 0, end)))
            rows += piece.count(b"\n")
        if file.tell() > cuts[-1][0]:
            cuts.append((file.tell(), rows))
    return [] if lone or rows > LIMITS.rows or len(cuts) < 3 else cuts


def _lone_returns(octets: bytes) -> int:
    return octets.count(b"\r") - octets.count(b"\r\n")
