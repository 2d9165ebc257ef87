"""Validation of workbooks before they are opened.

A reader keeps a place in memory for every cell from the first of a sheet to the last, and a copy of
a shared text for every cell that has it: a workbook of a few kB can ask for more memory than there
is, which ends the program. So the extent of the sheets and the text of their cells are added up
first, from the packed XML.
"""

from __future__ import annotations

import re
import string
from typing import IO, TYPE_CHECKING, Final
from xml.parsers import expat

import pyarrow as pa
from pyarrow import compute

from geo.core.issues import TableError
from geo.formats import archives
from geo.formats.excel.ods_guard import CONTENT, OpenSwollenError, look_through_open
from geo.formats.excel.ole_guard import LoopError, SwollenError, look_through_old
from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile, ZipInfo

    from geo.core.issues import Issue
    from geo.formats.source import Source

_PIECE: Final = 2**20
_OLD_FORMAT: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# XML that is not UTF-8, or declares a type or entities; Excel and WPS write neither.
_NOT_UTF8: Final = re.compile(rb"\xff\xfe|\xfe\xff|.?\x00", re.DOTALL)
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
# A place such as C12 in quotes, or the number of a row; every value of XML stands in quotes.
_PLACES: Final = re.compile(rb"""["']([A-Za-z]{0,3}[0-9]{1,7})["']""")
_QUOTED_PLACES: Final = re.compile(rb'"([A-Za-z]{0,3}[0-9]{1,7})"')  # found in half the time
_DIGITS, _LETTERS = b"0123456789", string.ascii_letters.encode()
# A program may give all elements a prefix, such as <x:c>; each that XML allows is one.
PREFIX: Final = r"(?:[^\s<>/:!?]+:)?"
# Of RE2, which counts in half the time; what is space to Python and not to it is named.
_TAGS: Final = rf"<{PREFIX}(?:c|row)[\s\x0b/>]"
_RANGES: Final = re.compile(rb"""["']([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})["']""")
RELATIONS: Final = re.compile(rf"<{PREFIX}Relationship\s[^>]*>".encode())
_ELSEWHERE: Final = re.compile(rb"""["']External["']""")
# Members by which a workbook refers to what is no part of it, or brings what can be run.
_OUTSIDE: Final = {
    "issue.workbook_links": ("xl/externallinks/",),
    "issue.workbook_queries": ("xl/connections.xml", "xl/querytables/"),
    "issue.workbook_objects": ("xl/embeddings/", "xl/activex/"),
    "issue.workbook_macros": ("xl/vbaproject.bin",),
}


class _TooLargeError(Exception):
    """The workbook would take too much memory."""


class _StrangeError(Exception):
    """XML that no office program writes."""


def refuse_bomb(source: Source) -> tuple[Issue, ...]:
    """Refuse a workbook that would fill memory.

    Returns
    -------
    tuple of Issue
        What in it refers to other files, programs or addresses: nobody asks these.

    Raises
    ------
    TableError
        If it is over the limits or broken.
    """
    with source.path.open("rb") as file:
        is_old = file.read(8) == _OLD_FORMAT
    try:
        if is_old:
            outside = look_through_old(source.path)
        else:
            with archives.opened(source, TableError, "issue.excel_broken") as archive:
                is_open = CONTENT in archive.namelist()
                outside = look_through_open(archive) if is_open else _look_through(archive)
    except (_TooLargeError, SwollenError, OpenSwollenError):
        raise TableError(swollen(source)) from None
    except (_StrangeError, LoopError, expat.ExpatError) as error:
        raise TableError(source.issue("issue.excel_broken", value=type(error).__name__)) from None
    return tuple(source.warning(key) for key in sorted(outside))


def swollen(source: Source) -> Issue:
    """Return the issue of a workbook that would fill memory, with what one may hold."""
    return source.issue(
        "issue.workbook_swells",
        cells=LIMITS.sheet_cells,
        characters=LIMITS.cell_characters,
        text=size_words(LIMITS.batch_bytes),
    )


def _look_through(archive: ZipFile) -> set[str]:
    outside = {
        kind
        for kind, begins in _OUTSIDE.items()
        if any(name.lower().startswith(begins) for name in archive.namelist())
    }
    if not all(archives.tells_its_size(archive, member) for member in archive.infolist()):
        raise _StrangeError
    longest = 0
    total = 0
    sheets = []
    for member in archive.infolist():
        name = member.filename.lower()
        if name.endswith("sharedstrings.xml"):
            with archive.open(member) as file:
                longest = max(longest, _longest_text(file))
        elif name.startswith("xl/") and name.endswith((".xml", ".rels")):
            if "sheet" in name and not name.endswith(".rels"):
                sheets.append(member)
            else:
                for piece in _pieces(archive, member):
                    _refuse_strange(piece)
                    if any(map(_is_elsewhere, RELATIONS.findall(piece))):
                        outside.add("issue.workbook_links")
    for member in sheets:
        cells = _cells_of_sheet(archive, member)
        # At most every cell has the longest text: that is nearly always enough to know.
        total += cells * longest
    if total > LIMITS.batch_bytes and _text_of_cells(archive, sheets) > LIMITS.batch_bytes:
        raise _TooLargeError
    return outside


def _refuse_strange(piece: bytes) -> None:
    if _NOT_UTF8.match(piece) or any(declaration in piece for declaration in _DECLARATIONS):
        raise _StrangeError


def _is_elsewhere(relation: bytes) -> bool:
    """Return whether a part of a workbook is elsewhere; what a cell links to is no part."""
    return bool(_ELSEWHERE.search(relation)) and b"/hyperlink" not in relation


def _pieces(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """Yield a member in overlapping pieces, so that no cell reference is cut in two."""
    overlap = b""
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            yield overlap + piece
            overlap = piece[-32:]


def _cells_of_sheet(archive: ZipFile, member: ZipInfo) -> int:
    """Count the cells of a sheet at most, and refuse one whose corners lie too far apart."""
    count = last_row = last_column = merged = 0
    placeless = False
    for piece in _pieces(archive, member):
        _refuse_strange(piece)
        count += piece.count(b"<") // 3 + 1
        references = (_PLACES if b"'" in piece else _QUOTED_PLACES).findall(piece)
        text = pa.array([piece], pa.binary())
        tags = compute.count_substring_regex(text, _TAGS)[0].as_py()
        placeless |= tags > len(references) + 2
        listed = b" ".join(references)
        rows, letters = (set(listed.translate(None, of).split()) for of in (_LETTERS, _DIGITS))
        last_row = max([last_row, *map(int, rows)])
        last_column = max([last_column, *map(column_number, letters)])
        if compute.match_substring_regex(text, _RANGES.pattern.decode())[0].as_py():
            merged += sum(map(_area, _RANGES.findall(piece)))
    doubtful = placeless or max(last_row * last_column, merged) > LIMITS.sheet_cells
    if doubtful and _extent(archive, member) > LIMITS.sheet_cells:
        raise _TooLargeError
    return count


def _extent(archive: ZipFile, member: ZipInfo) -> int:
    """Measure a sheet exactly: from its first row and column to its last, or what is merged."""
    row = column = last_row = last_column = merged = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, last_column, merged
        kind = local_name(name)
        reference = re.fullmatch(rb"([A-Za-z]*)(\d+)", attributes.get("r", "").encode())
        if kind == "row":
            row, column = (int(reference[2]) if reference else row + 1), 0
        elif kind == "c":
            column = column_number(reference[1]) if reference else column + 1
            row = int(reference[2]) if reference else row
        elif kind == "mergeCell":
            merged += sum(map(_area, _RANGES.findall(f'"{attributes.get("ref")}"'.encode())))
        last_row, last_column = max(last_row, row), max(last_column, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open(member) as file:
        parser.ParseFile(file)
    return max(last_row * last_column, merged)


def _longest_text(file: IO[bytes]) -> int:
    return max(_lengths(file), default=0)


def _lengths(file: IO[bytes]) -> list[int]:
    """Measure the shared texts, in order."""
    lengths: list[int] = []

    def start(name: str, _: object) -> None:
        if local_name(name) == "si":
            lengths.append(0)
            if len(lengths) > LIMITS.sheet_cells:
                raise _TooLargeError

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)
            if lengths[-1] > LIMITS.cell_characters:
                raise _TooLargeError

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.StartDoctypeDeclHandler = _refuse
    parser.ParseFile(file)
    return lengths


def _text_of_cells(archive: ZipFile, sheets: list[ZipInfo]) -> int:
    """Add up exactly what the shared texts of all cells come to."""
    lengths: list[int] = []
    for member in archive.infolist():
        if member.filename.lower().endswith("sharedstrings.xml"):
            with archive.open(member) as file:
                lengths += _lengths(file)
    total = 0
    for member in sheets:
        with archive.open(member) as file:
            total += _text_of_sheet(file, lengths)
    return total


def _text_of_sheet(file: IO[bytes], lengths: list[int]) -> int:
    shared = False
    value = ""
    total = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal shared, value
        if local_name(name) == "c":
            shared = attributes.get("t") == "s"
        value = ""

    def text(data: str) -> None:
        nonlocal value
        value += data[:16]

    def end(name: str) -> None:
        nonlocal total
        if local_name(name) == "v" and shared and value.strip().isdecimal():
            number = int(value)
            total += lengths[number] if number < len(lengths) else 0

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.ParseFile(file)
    return total


def _area(corners: tuple[bytes, ...]) -> int:
    left, top, right, bottom = corners
    tall, wide = int(bottom) - int(top) + 1, column_number(right) - column_number(left) + 1
    return max(tall, 0) * max(wide, 0)


def column_number(letters: bytes) -> int:
    """Return the number of a column by its letters.

    Examples
    --------
    >>> column_number(b"A"), column_number(b"AA"), column_number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column by its number.

    Examples
    --------
    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while number:
        number, at = divmod(number - 1, 26)
        letters = string.ascii_uppercase[at] + letters
    return letters


def local_name(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise _StrangeError
