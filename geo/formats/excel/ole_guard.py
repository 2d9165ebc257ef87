"""An old workbook (.xls) is looked through before anything opens it.

It is a small file system (OLE compound file, [MS-CFB]) in which a chain of sectors can bite its own
tail, and in it a stream of records ([MS-XLS]) whose cells can lie far apart. Both are walked here.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_HEADER_BYTES, _ENTRY_BYTES = 512, 128
_LAST_SECTOR: Final = 0xFFFFFFFA  # numbers above it are marks, such as the end of a chain
_STREAM, _ROOT = 2, 5
_BOOKS: Final = frozenset({"workbook", "book"})
_BEGIN, _PASSWORD, _OTHER_BOOK = 0x0809, 0x002F, 0x01AE
_CELLS: Final = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
# This book itself, and its add-ins, among the books that formulas refer to.
_OWN: Final = (b"\x01\x04", b"\x01\x3a")


class SwollenError(Exception):
    """The cells of a workbook lie too far apart."""


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


def _walk(content: bytes) -> set[str]:
    sectors = _Sectors(content)
    outside = set()
    for name, kind, start in sectors.entries():
        if kind == _STREAM and name in _BOOKS:
            outside |= _look_through_records(sectors.joined(start))
        elif kind == _ROOT:
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
        self._directory, _, _, _, _, more, _ = struct.unpack_from("<7I", content, 48)
        tables = list(struct.unpack_from("<109I", content, 76))
        for _ in range(self._count):
            if more >= _LAST_SECTOR:
                break
            listed = self._numbers(more)
            tables += listed[:-1].tolist()
            more = int(listed[-1])
        else:
            raise LoopError
        used = [self._numbers(table) for table in tables[: self._count] if table < _LAST_SECTOR]
        self._next = np.concatenate([*used, np.empty(0, np.uint32)])

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
        begins = [(of + 1) * self._size for of in self.chain(sector)]
        return b"".join(self._content[begin : begin + self._size] for begin in begins)

    def entries(self) -> Iterator[tuple[str, int, int]]:
        """Return name, kind and first sector of what the file holds."""
        directory = self.joined(self._directory)
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            size, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + min(max(size - 2, 0), 64)].decode("utf-16-le", "replace")
            (start,) = struct.unpack_from("<I", directory, at + 116)
            yield name.casefold(), kind, start


def _look_through_records(stream: bytes) -> set[str]:
    """Add up the places between the first and last cells of the sheets."""
    outside: set[str] = set()
    at = cells = 0
    corners: tuple[int, int, int, int] | None = None
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            top, left, bottom, right = corners or (row, column, row, column)
            corners = min(top, row), min(left, column), max(bottom, row), max(right, column)
            if cells + _area(corners) > LIMITS.sheet_cells:
                raise SwollenError
        elif kind == _BEGIN:
            cells += _area(corners) if corners else 0
            corners = None
        elif kind == _OTHER_BOOK and stream[at + 6 : at + 8] not in _OWN:
            outside.add("issue.workbook_links")
        elif kind == _PASSWORD:
            break  # what follows cannot be read
        at += 4 + size
    return outside


def _area(corners: tuple[int, int, int, int]) -> int:
    top, left, bottom, right = corners
    return (bottom - top + 1) * (right - left + 1)
