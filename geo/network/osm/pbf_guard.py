"""An ``.osm.pbf`` is looked through before its blocks are unpacked.

Each block says how large it is unpacked, and its reader sets no more memory aside than that. So the
sizes are added up first. Where things stand: OpenStreetMap wiki, "PBF Format" (``BlobHeader`` and
``Blob`` of ``fileformat.proto``).
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from geo.core.issues import TableError
from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from geo.formats.source import Source

_SIZE_BYTES: Final = 4
_MOST_HEAD_BYTES: Final = 64 * 2**10  # by the format
# Fields by number: how long a block is, and how long unpacked.
_DATA_SIZE, _RAW_SIZE = 3, 2
_NUMBER, _BYTES, _FOUR, _EIGHT = 0, 2, 5, 1
_BEGIN_BYTES: Final = 64  # of a block; its sizes come before what is packed
_MOST_BITS: Final = 70


def refuse_pbf_bomb(source: Source) -> None:
    """Refuse streets whose blocks unpack to too much.

    Raises
    ------
    TableError
        If they do.
    ValueError
        If the file is broken.
    """
    unpacked = 0
    with source.path.open("rb") as file:
        while size := file.read(_SIZE_BYTES):
            unpacked += _raw_size(file, int.from_bytes(size, "big"))
            if unpacked > LIMITS.unpacked_bytes:
                most = size_words(LIMITS.unpacked_bytes)
                raise TableError(source.issue("issue.too_large", most=most))


def _raw_size(file: IO[bytes], head_bytes: int) -> int:
    """Return how large a block is unpacked, and go on to the next."""
    if head_bytes > _MOST_HEAD_BYTES:
        raise ValueError("BlobHeader")
    size = _numbers(file.read(head_bytes)).get(_DATA_SIZE, -1)
    if size < 0:
        raise ValueError("BlobHeader")
    begin = file.read(min(size, _BEGIN_BYTES))
    file.seek(size - len(begin), 1)
    return max(_numbers(begin).get(_RAW_SIZE, 0), size)


def _numbers(message: bytes) -> dict[int, int]:
    """Return the numbers of a message of protocol buffers, as far as it is there."""
    numbers: dict[int, int] = {}
    offset = 0
    while offset < len(message):
        key, offset = _number(message, offset)
        kind = key & 7
        if kind == _NUMBER:
            numbers[key >> 3], offset = _number(message, offset)
        elif kind == _BYTES:
            size, offset = _number(message, offset)
            offset += size
        elif kind in (_FOUR, _EIGHT):
            offset += 4 if kind == _FOUR else 8
        else:
            raise ValueError("wire type")
    return numbers


def _number(message: bytes, offset: int) -> tuple[int, int]:
    """Return a number and where it ends."""
    number = shift = 0
    while shift < _MOST_BITS and offset < len(message):
        number |= (message[offset] & 127) << shift
        shift, offset = shift + 7, offset + 1
        if message[offset - 1] < 128:
            return number, offset
    raise ValueError("number")
