"""Validation of Arrow IPC files before their buffers are unpacked.

Each buffer may be packed, and says at its beginning how large it is unpacked; Arrow sets that much
memory aside before it looks at the rest. So the sizes are added up first, and the rows with them:
columns without a buffer can have any number of rows. Where things stand is said in the format's
specification (Arrow columnar format, "IPC file format"; FlatBuffers internals).
"""

from __future__ import annotations

import mmap
import struct
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.core.issues import YipanError
    from geo.formats.source import Source

_END: Final = b"ARROW1"
_BLOCK: Final = np.dtype([("offset", "<i8"), ("header", "<i4"), ("gap", "<i4"), ("body", "<i8")])
_PAIR: Final = np.dtype([("first", "<i8"), ("second", "<i8")])
_CONTINUED: Final = 0xFFFFFFFF
# Fields of the tables of FlatBuffers, by their places.
_FOOTER_DICTIONARIES, _FOOTER_BATCHES = 2, 3
_MESSAGE_HEADER, _DICTIONARY_DATA = 2, 1
_BATCH_LENGTH, _BATCH_NODES, _BATCH_BUFFERS, _BATCH_PACKING = 0, 1, 2, 3


def refuse_ipc_bomb(source: Source, error: type[YipanError]) -> None:
    """Refuse an Arrow file whose batches have too many rows or unpack to too much.

    Raises
    ------
    YipanError
        The error given, if it is over the limits or broken.
    """
    try:
        with (
            source.path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            rows, unpacked = _sums(content)
    except (struct.error, ValueError, IndexError, OverflowError) as cause:
        raise error(source.issue("issue.arrow_broken", value=type(cause).__name__)) from cause
    if rows > LIMITS.rows:
        raise error(source.issue("issue.too_many_rows", value=f"{LIMITS.rows:,}"))
    if unpacked > LIMITS.unpacked_bytes:
        raise error(source.issue("issue.too_large", most=size_words(LIMITS.unpacked_bytes)))


def _sums(content: mmap.mmap) -> tuple[int, int]:
    """Add up the rows of all batches, and the bytes of their buffers once unpacked."""
    if content[-len(_END) :] != _END:
        raise ValueError(_END)
    rows = unpacked = 0
    end = len(content) - len(_END) - 4
    (size,) = struct.unpack_from("<i", content, end)
    footer = _followed(content, end - size)
    for field in (_FOOTER_DICTIONARIES, _FOOTER_BATCHES):
        for block in _vector(content, _field(content, footer, field), _BLOCK):
            length, octets = _batch(content, int(block["offset"]), int(block["header"]), field)
            rows += length if field == _FOOTER_BATCHES else 0
            unpacked += octets
    return rows, unpacked


def _batch(content: mmap.mmap, start: int, header_size: int, field: int) -> tuple[int, int]:
    """Return the rows of a batch, and the bytes of its buffers once unpacked."""
    (begin,) = struct.unpack_from("<I", content, start)
    message = _followed(content, start + (8 if begin == _CONTINUED else 4))
    batch = _followed(content, _field(content, message, _MESSAGE_HEADER))
    if field == _FOOTER_DICTIONARIES:
        batch = _followed(content, _field(content, batch, _DICTIONARY_DATA))
    length_at = _field(content, batch, _BATCH_LENGTH)
    (length,) = struct.unpack_from("<q", content, length_at) if length_at else (0,)
    buffers = _vector(content, _field(content, batch, _BATCH_BUFFERS), _PAIR)
    if not _field(content, batch, _BATCH_PACKING):
        return length, int(buffers["second"].sum())
    return length, sum(_sizes(content, start + header_size, buffers))


def _sizes(content: mmap.mmap, body: int, buffers: NDArray[np.void]) -> Iterator[int]:
    """Return the size of each buffer once unpacked: the number it begins with, or -1 as it is."""
    for buffer in buffers[buffers["second"] > 0]:
        (size,) = struct.unpack_from("<q", content, body + int(buffer["first"]))
        yield size if size >= 0 else int(buffer["second"])


def _field(content: mmap.mmap, table: int, number: int) -> int:
    """Find a field of a table; 0 if it is not there."""
    (back,) = struct.unpack_from("<i", content, table)
    fields = table - back
    (size,) = struct.unpack_from("<H", content, fields)
    if 4 + 2 * number >= size:
        return 0
    (offset,) = struct.unpack_from("<H", content, fields + 4 + 2 * number)
    return table + int(offset) if offset else 0


def _followed(content: mmap.mmap, start: int) -> int:
    (offset,) = struct.unpack_from("<I", content, start)
    return start + int(offset)


def _vector(content: mmap.mmap, start: int, kind: np.dtype[np.void]) -> NDArray[np.void]:
    """Copy a vector, so that no view keeps the file open."""
    if not start:
        return np.empty(0, kind)
    begin = _followed(content, start)
    (count,) = struct.unpack_from("<I", content, begin)
    values = content[begin + 4 : begin + 4 + int(count) * kind.itemsize]
    return np.frombuffer(values, kind, int(count))
