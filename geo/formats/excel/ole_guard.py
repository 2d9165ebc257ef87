"""An old workbook (.xls) is looked through before anything opens it.

It is a small file system (OLE compound file, [MS-CFB]) in which a chain of sectors can bite its own
tail, and in it a stream of records ([MS-XLS]) whose cells can lie far apart, or share a long text
of which each gets a copy. Both are walked here.
"""

from __future__ import annotations

import struct
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_HEADER_BYTES, _ENTRY_BYTES, _HEAD_BYTES = 512, 128, 4
_LAST_SECTOR: Final = 0xFFFFFFFA  # numbers above it are marks, such as the end of a chain
_STREAM, _ROOT = 2, 5
# Streams that are shorter lie in the root's, in pieces of their own.
_SHORT_BYTES, _SHORT_PIECE = 4096, 64
_BOOKS: Final = frozenset({"workbook", "book"})
_SHARED_TEXTS, _SHARED_TEXTS_GO_ON, _CELL_OF_TEXT, _SHEET = 0x00FC, 0x003C, 0x00FD, 0x0085
_RICH, _PHONETIC, _WIDE = 8, 4, 1  # what follows on a text, and whether its letters have two bytes
_BEGIN, _PASSWORD, _OTHER_BOOK, _END = 0x0809, 0x002F, 0x01AE, 0x000A
_ROW, _IS_HIDDEN = 0x0208, 0x20  # a row, and the bit of its flags
_CELLS: Final = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
# This book itself, and its add-ins, among the books that formulas refer to.
_OWN: Final = (b"\x01\x04", b"\x01\x3a")


class SwollenError(Exception):
    """The cells of a workbook lie too far apart, or have too much text."""


class LoopError(Exception):
    """A chain of sectors has no end."""


def look_through_old(path: Path) -> set[str]:
    """Walk an .xls to its end, and return what in it refers to what is no part of it.

    Returns
    -------
    set of str
        Of ``issue.workbook_links``, ``issue.workbook_objects`` and ``issue.workbook_macros``.

    Raises
    ------
    SwollenError, LoopError
        See there.
    """
    content = path.read_bytes()
    try:
        return _walk(content)
    except (struct.error, IndexError, ValueError):
        return set()  # cut off: its reader tells


def hidden_rows_of_old(path: Path, sheet: str) -> list[int]:
    """List the rows of a sheet of an .xls that are hidden though they have cells, from 1.

    Parameters
    ----------
    path
        The workbook, looked through.
    sheet
        The name of the sheet.
    """
    try:
        streams = list(_Sectors(path.read_bytes()).books())
        return [row for stream in streams for row in _hidden_rows(stream, sheet)]
    except (struct.error, IndexError, ValueError):
        return []  # cut off: its reader tells


def _hidden_rows(stream: bytes, sheet: str) -> Iterator[int]:
    """Go through the records of one sheet ([MS-XLS] 2.4.28, 2.4.221)."""
    begins = [
        struct.unpack_from("<I", stream, offset)[0] + _HEAD_BYTES
        for offset, kind, size in _records(stream)
        if kind == _SHEET and _sheet_name(stream[offset + 6 : offset + size]) == sheet
    ]
    inside = False
    for offset, kind, _ in _records(stream):
        if offset in begins:
            inside = True
        elif kind == _END:
            inside = False
        elif inside and kind == _ROW:
            row, first, after, *_, flags = struct.unpack_from("<7H", stream, offset)
            if flags & _IS_HIDDEN and after > first:
                yield row + 1


def _sheet_name(coded: bytes) -> str:
    """Read a name: how many letters, how wide they are, and they."""
    letters, wide = coded[0], coded[1] & _WIDE
    name = coded[2 : 2 + letters * (2 if wide else 1)]
    return name.decode("utf-16-le" if wide else "latin-1", "replace")


def _walk(content: bytes) -> set[str]:
    sectors = _Sectors(content)
    outside = set()
    for stream in sectors.books():
        outside |= _look_through_records(stream)
    for name, kind, start, _ in sectors.entries():
        if kind == _ROOT:
            sectors.chain(start)
        if name.startswith("mbd"):
            outside.add("issue.workbook_objects")
        elif name.startswith("_vba_project"):
            outside.add("issue.workbook_macros")
    return outside


class _Sectors:
    """The sectors of a compound file, and which follows on which."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        self._size = 1 << min(int(shift), 16)
        self._count = len(content) // self._size + 1
        self._directory, _, _, self._pieces, _, next_table, _ = struct.unpack_from(
            "<7I", content, 48
        )
        tables = list(struct.unpack_from("<109I", content, 76))
        for _ in range(self._count):
            if next_table >= _LAST_SECTOR:
                break
            listed = self._numbers(next_table)
            tables += listed[:-1].tolist()
            next_table = int(listed[-1])
        else:
            raise LoopError
        sectors = [self._numbers(table) for table in tables[: self._count] if table < _LAST_SECTOR]
        self._next = np.concatenate([*sectors, np.empty(0, np.uint32)])

    def _numbers(self, sector: int) -> NDArray[np.uint32]:
        return np.frombuffer(self._content, "<u4", self._size // 4, (sector + 1) * self._size)

    def chain(self, sector: int) -> list[int]:
        """List the sectors of a chain."""
        listed = []
        while sector < _LAST_SECTOR:
            listed.append(sector)
            if len(listed) > self._count:
                raise LoopError
            sector = int(self._next[sector])
        return listed

    def joined(self, sector: int) -> bytes:
        """Read a chain."""
        begins = [(link + 1) * self._size for link in self.chain(sector)]
        return b"".join(self._content[begin : begin + self._size] for begin in begins)

    def books(self) -> Iterator[bytes]:
        """Read the streams of cells."""
        for name, kind, start, size in self.entries():
            if kind == _STREAM and name in _BOOKS:
                yield self.joined(start) if size >= _SHORT_BYTES else self._short(start)

    def _short(self, piece: int) -> bytes:
        """Read a stream that lies in that of the root."""
        roots = [self.joined(start) for _, kind, start, _ in self.entries() if kind == _ROOT]
        listed = np.frombuffer(self.joined(self._pieces), "<u4")
        root_stream, parts = b"".join(roots[:1]), []
        while piece < _LAST_SECTOR:
            parts.append(root_stream[piece * _SHORT_PIECE : (piece + 1) * _SHORT_PIECE])
            if len(parts) > len(listed):
                raise LoopError
            piece = int(listed[piece])
        return b"".join(parts)

    def entries(self) -> Iterator[tuple[str, int, int, int]]:
        """Return name, kind, first sector and bytes of what the file holds."""
        directory = self.joined(self._directory)
        for offset in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            size, kind = struct.unpack_from("<HB", directory, offset + 64)
            name = directory[offset : offset + min(max(size - 2, 0), 64)].decode(
                "utf-16-le", "replace"
            )
            start, length = struct.unpack_from("<II", directory, offset + 116)
            yield name.casefold(), kind, start, length


def _look_through_records(stream: bytes) -> set[str]:
    """Add up the places between the first and last cells of the sheets, and their texts."""
    outside: set[str] = set()
    cells = text_bytes = 0
    corners: tuple[int, int, int, int] | None = None
    texts: list[int] = []
    begins: set[int] = set()
    sheets: list[int] = []
    for offset, kind, size in _records(stream):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, offset)
            top, left, bottom, right = corners or (row, column, row, column)
            corners = min(top, row), min(left, column), max(bottom, row), max(right, column)
            if kind == _CELL_OF_TEXT:
                (number,) = struct.unpack_from("<I", stream, offset + 6)
                text_bytes += texts[number] if number < len(texts) else 0
            if cells + _area(corners) > LIMITS.sheet_cells or text_bytes > LIMITS.batch_bytes:
                raise SwollenError
        elif kind == _BEGIN:
            begins.add(offset - _HEAD_BYTES)
            cells += _area(corners) if corners else 0
            corners = None
        elif kind == _SHEET:
            sheets += struct.unpack_from("<I", stream, offset)
        elif kind == _SHARED_TEXTS:
            texts = _longer(texts, _text_sizes(_parts(stream, offset, size)))
        elif kind == _OTHER_BOOK and stream[offset + 2 : offset + 4] not in _OWN:
            outside.add("issue.workbook_links")
        elif kind == _PASSWORD:
            return outside  # what follows cannot be read
    if len({*sheets} & begins) < len(sheets):
        raise LoopError
    return outside


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Return place, kind and size of what each record holds."""
    offset = 0
    while offset + _HEAD_BYTES <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        yield offset + _HEAD_BYTES, kind, size
        offset += _HEAD_BYTES + size


def _parts(stream: bytes, offset: int, size: int) -> list[bytes]:
    """Cut out a record and those in which it goes on."""
    parts = [stream[offset : offset + size]]
    offset += size
    while offset + _HEAD_BYTES <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        if kind != _SHARED_TEXTS_GO_ON:
            break
        parts.append(stream[offset + _HEAD_BYTES : offset + _HEAD_BYTES + size])
        offset += _HEAD_BYTES + size
    return parts


def _text_sizes(parts: list[bytes]) -> list[int]:
    """Compute the bytes of each shared text ([MS-XLS] 2.4.265, 2.5.293); fewer if it is cut off."""
    (count,) = struct.unpack_from("<I", parts[0], 4)
    if count > LIMITS.sheet_cells:
        raise SwollenError
    sizes: list[int] = []
    remaining_parts = iter(parts)
    part, offset = next(remaining_parts), 8
    try:
        while len(sizes) < count:
            if offset >= len(part):
                part, offset = next(remaining_parts), 0
                continue
            units, flags = struct.unpack_from("<HB", part, offset)
            offset += 3
            extra_bytes = 0
            if flags & _RICH:
                extra_bytes += 4 * struct.unpack_from("<H", part, offset)[0]
                offset += 2
            if flags & _PHONETIC:
                extra_bytes += struct.unpack_from("<I", part, offset)[0]
                offset += 4
            sizes.append(0)
            while units:  # where letters go on in another record, it says anew how wide they are
                width = 2 if flags & _WIDE else 1
                here = min(units, (len(part) - offset) // width)
                sizes[-1] += here * (3 if flags & _WIDE else 1)
                units, offset = units - here, offset + here * width
                if units:
                    part, offset = next(remaining_parts), 1
                    flags = part[0]
            while extra_bytes > len(part) - offset:
                extra_bytes -= len(part) - offset
                part, offset = next(remaining_parts), 0
            offset += extra_bytes
    except StopIteration:
        pass
    return sizes


def _longer(some: list[int], others: list[int]) -> list[int]:
    """Return the larger size of each text, where a workbook lists them twice."""
    return [max(pair) for pair in zip_longest(some, others, fillvalue=0)]


def _area(corners: tuple[int, int, int, int]) -> int:
    top, left, bottom, right = corners
    return (bottom - top + 1) * (right - left + 1)
