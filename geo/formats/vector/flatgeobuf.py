"""What a FlatGeobuf says of itself, read before GDAL does.

GDAL goes by the number of features that the header states, and where there are fewer it reads none
and says nothing. The layout is that of the format's specification (version 3): eight bytes of
magic, the header, a packed R-tree, and the features, each after its size.
"""

from __future__ import annotations

import mmap
import re
import struct
from typing import TYPE_CHECKING, Final

from geo.core.issues import BoundaryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.formats.source import Source

_MAGIC_BYTES: Final = 8
_SIZE_BYTES: Final = 4
_NODE_BYTES: Final = 40
_LONGEST_HEADER: Final = 1_000_000
# Fields of the header, which is a table of flatbuffers, and of the CRS in it, by number.
_COUNT, _NODE_SIZE, _CRS = 8, 9, 10
_CRS_TEXTS: Final = {"org": 0, "name": 2, "wkt": 4, "code": 5}
_USUAL_NODE_SIZE: Final = 16


def crs_texts(source: Source) -> Iterator[str]:
    """List the texts of the CRS in the header that may refer to something.

    Raises
    ------
    BoundaryError
        If the header is broken.
    """
    header = _header(source)
    try:
        (root,) = struct.unpack_from("<I", header, 0)
        if not (offset := _field(header, root, _CRS)):
            return
        crs = offset + struct.unpack_from("<I", header, offset)[0]
        for number in _CRS_TEXTS.values():
            if offset := _field(header, crs, number):
                begin = offset + struct.unpack_from("<I", header, offset)[0]
                (length,) = struct.unpack_from("<I", header, begin)
                text = header[begin + 4 : begin + 4 + length].decode("utf-8", "replace")
                if number == _CRS_TEXTS["wkt"] or re.search(r"[+=\\]|://|^/", text):
                    yield text
    except struct.error as error:
        raise _broken(source) from error


def refuse_other_count(source: Source) -> None:
    """Refuse a file with more or fewer features than its header states; 0 states nothing.

    Raises
    ------
    BoundaryError
        If it has, or is cut off.
    """
    header = _header(source)
    try:
        (root,) = struct.unpack_from("<I", header, 0)
        offset = _field(header, root, _COUNT)
        (count,) = struct.unpack_from("<Q", header, offset) if offset else (0,)
        offset = _field(header, root, _NODE_SIZE)
        (node,) = struct.unpack_from("<H", header, offset) if offset else (_USUAL_NODE_SIZE,)
        begin = _MAGIC_BYTES + _SIZE_BYTES + len(header) + _index_bytes(count, node)
        if count and _features(source, begin, count) != count:
            raise _broken(source)
    except struct.error as error:
        raise _broken(source) from error


def _features(source: Source, begin: int, most: int) -> int:
    """Count the features from a place to the end of the file, one more than so many at most."""
    count = 0
    with (
        source.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        while begin < len(content) and count <= most:
            begin += _SIZE_BYTES + struct.unpack_from("<I", content, begin)[0]
            count += 1
        if begin > len(content):
            raise _broken(source)
    return count


def _index_bytes(count: int, node: int) -> int:
    """Compute the size of the packed R-tree of so many features."""
    if not node or not count:
        return 0
    nodes = level = count
    while True:  # there is a root above a single feature, too
        level = -(-level // max(node, 2))
        nodes += level
        if level == 1:
            return nodes * _NODE_BYTES


def _header(source: Source) -> bytes:
    with source.path.open("rb") as file:
        (size,) = struct.unpack("<8xI", file.read(_MAGIC_BYTES + _SIZE_BYTES).ljust(12, b"\0"))
        if size > _LONGEST_HEADER:
            raise _broken(source)
        return file.read(size)


def _broken(source: Source) -> BoundaryError:
    return BoundaryError(source.issue("issue.layer_broken", value="FlatGeobuf"))


def _field(buffer: bytes, table: int, number: int) -> int:
    """Return where a field of a flatbuffers table stands; 0 where it is left out."""
    (back,) = struct.unpack_from("<i", buffer, table)
    (size,) = struct.unpack_from("<H", buffer, table - back)
    entry = 4 + 2 * number
    if entry >= size:
        return 0
    (offset,) = struct.unpack_from("<H", buffer, table - back + entry)
    return table + int(offset) if offset else 0
