"""The pages of a Parquet file, by their page headers and not by the footer.

The footer says how much a column unpacks to, how many values it has and how they are encoded; a
file made by hand may say there what it likes. A reader goes by the pages; each has a header
of its own (Parquet format, ``parquet.thrift``: ``PageHeader``, in Thrift's compact protocol).
"""

from __future__ import annotations

import mmap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from geo.formats.cloud import AT_ONCE, CloudObject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.formats.cloud import RangeReader

# Fields of PageHeader, and of the three kinds of data and dictionary pages in it, by number.
_UNPACKED, _PACKED = 2, 3
_DATA, _DICTIONARY, _DATA_2 = 5, 7, 8
_VALUES, _ENCODING, _ENCODING_2 = 1, 2, 4
_BY_PREFIX: Final = 7  # DELTA_BYTE_ARRAY among the encodings
# Types of Thrift's compact protocol.
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS: Final = frozenset({4, 5, 6})
_LONG_LIST: Final = 15
_MOST_DEPTH: Final = 8
_MOST_BITS: Final = 70
_WINDOW_BYTES: Final = 2**14


@dataclass
class Pages:
    """What the pages of a column of a row group come to.

    Parameters
    ----------
    unpacked
        Bytes once unpacked.
    values
        Values in it, missing ones too; those of its dictionary not.
    by_prefix
        Whether a text is told by what it has in common with the one before.
    """

    unpacked: int = 0
    values: int = 0
    by_prefix: bool = False


class Octets(Protocol):
    """The content of a file, of which a few bytes are looked at."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, offset: int, /) -> int:
        """Return one."""


def pages_in(path: Path | CloudObject, columns: Sequence[Any]) -> list[Pages]:
    """Add up the pages of each of some columns of a file; see :func:`pages_of`."""
    if isinstance(path, CloudObject):
        with path.raw() as file, ThreadPoolExecutor(AT_ONCE) as pool:
            return [*pool.map(lambda column: pages_of(_Window(file, path.size), column), columns)]
    with path.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as all_:
        return [pages_of(all_, column) for column in columns]


class _Window:
    """Bytes of an object in the cloud, of which some are kept after those asked for."""

    def __init__(self, file: RangeReader, size: int) -> None:
        self._file, self._size = file, size
        self._begin, self._octets = 0, b""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, offset: int) -> int:
        if not 0 <= offset - self._begin < len(self._octets):
            self._begin, self._octets = offset, self._file.read_at(_WINDOW_BYTES, offset)
        return self._octets[offset - self._begin]


def pages_of(content: Octets, column: Any) -> Pages:
    """Add up the pages of a column.

    Parameters
    ----------
    content
        The file.
    column
        Its ``pyarrow.parquet.ColumnChunkMetaData``.

    Raises
    ------
    ValueError
        If they are no pages.
    """
    sums = Pages()
    offset = column.data_page_offset
    if column.has_dictionary_page and 0 < column.dictionary_page_offset < offset:
        offset = column.dictionary_page_offset
    end = offset + column.total_compressed_size
    if not 0 <= offset <= end <= len(content):
        raise ValueError("pages")
    while offset < end:
        header = _Compact(content, offset)
        page = header.struct()
        packed = page.get(_PACKED, -1)
        if not isinstance(packed, int) or packed < 0:
            raise ValueError("pages")
        sums.unpacked += max(int(page.get(_UNPACKED, 0)), packed)
        for kind, encoding in ((_DATA, _ENCODING), (_DATA_2, _ENCODING_2)):
            if kind in page:
                sums.values += int(page[kind].get(_VALUES, 0))
                sums.by_prefix |= page[kind].get(encoding) == _BY_PREFIX
        offset = header.offset + packed
    return sums


class _Compact:
    """Reads Thrift's compact protocol; texts and lists are passed over."""

    def __init__(self, content: Octets, offset: int) -> None:
        self._content, self.offset = content, offset

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the numbers and structs of a struct, by number of field."""
        if depth > _MOST_DEPTH:
            raise ValueError("depth")
        fields: dict[int, Any] = {}
        number = 0
        while (header_byte := self._byte()) != _STOP:
            number = number + (header_byte >> 4) if header_byte >> 4 else self._integer()
            fields[number] = self._value(header_byte & 15, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind in _INTEGERS:
            return self._integer()
        if kind == _STRUCT:
            return self.struct(depth + 1)
        self._pass_over(kind, depth)
        return None

    def _pass_over(self, kind: int, depth: int) -> None:
        if kind == _BINARY:
            size = self._number()
            self.offset += size
        elif kind in (_LIST, _SET):
            header_byte = self._byte()
            count = header_byte >> 4 if header_byte >> 4 < _LONG_LIST else self._number()
            for _ in range(count):
                # A flag in a list takes a byte; elsewhere it is in the header of its field.
                self._byte() if header_byte & 15 in (_TRUE, _FALSE) else self._value(
                    header_byte & 15, depth + 1
                )
        elif kind in (_BYTE, _DOUBLE):
            self.offset += 1 if kind == _BYTE else 8
        else:
            raise ValueError("type")

    def _byte(self) -> int:
        if not 0 <= self.offset < len(self._content):
            raise ValueError("end")
        self.offset += 1
        return self._content[self.offset - 1]

    def _number(self) -> int:
        number = shift = 0
        while shift < _MOST_BITS:
            part = self._byte()
            number |= (part & 127) << shift
            shift += 7
            if part < 128:
                return number
        raise ValueError("number")

    def _integer(self) -> int:
        """Read a number that may be less than 0."""
        number = self._number()
        return number >> 1 ^ -(number & 1)
