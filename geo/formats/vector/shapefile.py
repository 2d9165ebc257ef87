"""A Shapefile, zipped or loose, unpacked to fixed names with the encoding of its text found."""

from __future__ import annotations

import codecs
import re
import struct
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, TypeVar

from geo.core import temporary
from geo.core.issues import BoundaryError
from geo.formats import archives
from geo.formats.checked import shortened
from geo.formats.header_matching import column_named, plain, shown_headers
from geo.formats.limits import LIMITS, size_words
from geo.formats.personal_data import masked
from geo.formats.vector.gdal_references import refuse_crs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.core.issues import Issue
    from geo.formats.schema import TableSchema
    from geo.formats.source import Source

Member = TypeVar("Member")

_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED: Final = (".shp", ".shx", ".dbf")
_HERE: Final = "layer.shp"
# A .dbf describes each column in so many bytes, the first ten of which are its header.
_FIELD_BYTES, _HEADER_BYTES, _END_OF_FIELDS = 32, 10, 0x0D
# Characters of GB 2312; and so many bytes may be of rarer ones before text is no Chinese.
_GB2312: Final = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]")
_MOST_ALONE: Final = 0.2
# Records looked at to tell the encoding of one that is cut within characters.
_MOST_RECORDS = 100_000


@contextmanager
def unpacked(source: Source) -> Iterator[tuple[Path, str, list[Issue]]]:
    """Unpack the parts of a Shapefile into a temporary folder.

    Yields
    ------
    path, encoding, issues
        The ``.shp`` there, the encoding of its text, and whether its ``.cpg`` says another.

    Raises
    ------
    BoundaryError
        If parts are missing, there is more than one layer, the zip is too large or broken, or its
        CRS refers to another file.
    """
    zipped = source.path.suffix.lower() == ".zip"
    parts = _zipped_parts(source) if zipped else _loose_parts(source)
    if missing := [part for part in _NEEDED if part not in parts]:
        raise BoundaryError(source.issue("issue.shapefile_parts", missing=", ".join(missing)))
    refuse_crs(source, parts.get(".prj", b"").decode("utf-8-sig", "replace"))
    with temporary.folder() as folder:
        path = folder / _HERE
        stated = parts.get(".cpg", b"")
        encoding = text_encoding(parts[".dbf"], stated)
        issues = encoding_issues(source, parts[".dbf"], stated, encoding)
        parts[".dbf"] = _with_whole_headers(parts[".dbf"], encoding)
        for part, content in parts.items():
            if part != ".cpg":
                path.with_suffix(part).write_bytes(content)
        yield path, encoding, issues


def text_encoding(table: bytes, stated: bytes = b"") -> str:
    r"""Find the encoding of a ``.dbf``: UTF-8 or GB18030 if its text is that, or as ``.cpg`` says.

    Notes
    -----
    Many programs write a ``.cpg`` without looking, and one that says Latin 1 fits any bytes; so it
    is believed only where the text is no Chinese. Of Chinese text in GB 2312, high bytes come in
    pairs; of European words, letters with accents stand alone.

    Examples
    --------
    >>> text_encoding("社区".encode("gbk")), text_encoding("社区".encode())
    ('gb18030', 'utf-8')
    >>> text_encoding("社区".encode("gbk"), b"ISO-8859-1"), text_encoding(b"Orl\xe9ans", b"1252")
    ('gb18030', 'cp1252')
    """
    cells = _cells(table)
    if _are_text(cells, "utf-8"):
        return "utf-8"
    named = _named_encoding(stated)
    alone, high = _high_bytes(cells)
    if _are_text(cells, "gb18030") and alone <= _MOST_ALONE * high:
        return "gb18030"
    if named not in {"", "utf-8"} and _are_text(cells, named):
        return named
    return "cp1252" if alone > high / 2 or not _are_text(cells, "gb18030") else "gb18030"


def encoding_issues(source: Source, table: bytes, stated: bytes, encoding: str) -> list[Issue]:
    """Report a ``.cpg`` that says another encoding than the text is in, with some of the text."""
    cells = [cell for cell in _cells(table) if not cell.isascii()]
    stated_name = stated.decode("ascii", "ignore").strip()
    if not stated_name or not cells or _named_encoding(stated) == encoding:
        return []
    if _are_text(cells, encoding) and not _differ(cells, encoding, _named_encoding(stated)):
        return []
    sample = masked(cells[0].decode(encoding, "ignore"))
    issue = source.warning(
        "issue.cpg_wrong", stated=shortened(stated_name), encoding=encoding.upper()
    )
    return [replace(issue, value=shortened(sample))]


def _differ(cells: list[bytes], first: str, second: str) -> bool:
    return not second or any(
        cell.decode(first, "replace") != cell.decode(second, "replace") for cell in cells
    )


def _named_encoding(stated: bytes) -> str:
    """Return Python's name of what a ``.cpg`` says; "" for what it does not know."""
    name = stated.decode("ascii", "ignore").strip().casefold().removeprefix("ansi ")
    if name.startswith("gb") or name.endswith("936"):
        return "gb18030"
    for spelling in (name, f"cp{name}", name.replace("88591", "8859-1")):
        try:
            return codecs.lookup(spelling).name
        except (LookupError, ValueError):
            continue
    return ""


def begun(headers: Sequence[str], table: TableSchema, encoding: str) -> dict[str, str]:
    """Find the columns that headers are the beginning of: a ``.dbf`` keeps ten bytes of each.

    Examples
    --------
    >>> from geo.city.schemas import TABLES
    >>> begun(["社区代", "社区名", "类型"], TABLES["communities"], "utf-8")
    {'community_code': '社区代', 'community_name': '社区名'}
    """
    header_by_column: dict[str, str] = {}
    for header in headers:
        # A header cut within a character of three bytes keeps eight or nine.
        full = len(header.encode(encoding, "replace")) > _HEADER_BYTES - 3
        if not full or column_named(header, table):
            continue
        meant = {
            column.name
            for column in table.columns
            for word in (plain(column.name), *column.headers.split())
            if word.startswith(plain(header))
        }
        if len(meant) == 1 and not meant & set(header_by_column):
            header_by_column[meant.pop()] = header
    return header_by_column


def _are_text(cells: Iterable[bytes], encoding: str) -> bool:
    """Return whether all cells can be in an encoding; one may be cut within a character."""
    try:
        for cell in cells:
            codecs.getincrementaldecoder(encoding)().decode(cell)
    except UnicodeDecodeError:
        return False
    return True


def _high_bytes(cells: Iterable[bytes]) -> tuple[int, int]:
    """Count the bytes over ASCII that are in no character of GB 2312, and all over ASCII."""
    high = alone = 0
    for cell in cells:
        if not cell.isascii():
            high += sum(byte > 0x7F for byte in cell)
            alone += sum(byte > 0x7F for byte in _GB2312.sub(b"", cell)[:-1])
    return alone, high


def _cells(table: bytes) -> list[bytes]:
    """Return the headers and the cells of text of a ``.dbf``."""
    fields = _fields(table)
    if not fields:
        return [table]
    cells = [name for name, _, _, _ in fields]
    begin, width = struct.unpack_from("<HH", table, 8)
    last = min(len(table), begin + width * _MOST_RECORDS) if width else 0
    cells += [
        table[record + offset : record + offset + size].rstrip(b" \0")
        for record in range(begin, last, max(width, 1))
        for _, kind, offset, size in fields
        if kind == b"C"
    ]
    return cells


def _fields(table: bytes) -> list[tuple[bytes, bytes, int, int]]:
    """Read name, kind, place in the record and width of the columns of a ``.dbf``."""
    fields = []
    offset = 1  # the mark of a deleted record comes first
    for begin in range(_FIELD_BYTES, len(table) - _FIELD_BYTES, _FIELD_BYTES):
        if table[begin] == _END_OF_FIELDS:
            break
        name = table[begin : begin + _HEADER_BYTES + 1].split(b"\0")[0]
        size = table[begin + 16]
        fields.append((name, table[begin + 11 : begin + 12], offset, size))
        offset += size
    return fields


def _with_whole_headers(table: bytes, encoding: str) -> bytes:
    """Cut the headers of a ``.dbf`` where a character ends."""
    repaired = bytearray(table)
    for number, (name, *_) in enumerate(_fields(table), start=1):
        header = name.decode(encoding, "ignore").encode(encoding)
        begin = number * _FIELD_BYTES
        repaired[begin : begin + _HEADER_BYTES + 1] = header.ljust(_HEADER_BYTES + 1, b"\0")
    return bytes(repaired)


def _zipped_parts(source: Source) -> dict[str, bytes]:
    """Read the parts member by member; no name of the zip becomes a path."""
    with archives.opened(source, BoundaryError) as archive:
        members = archive.infolist()
        names = {member.filename: member for member in members if not _hidden(member.filename)}
        chosen = _of_one_layer(source, names)
        return {part: archive.read(member) for part, member in chosen.items()}


def _loose_parts(source: Source) -> dict[str, bytes]:
    parts = {
        path.name: path
        for path in source.path.parent.iterdir()
        if path.stem.casefold() == source.path.stem.casefold() and not path.is_symlink()
    }
    chosen = _of_one_layer(source, parts)
    if sum(path.stat().st_size for path in chosen.values()) > LIMITS.layer_bytes:
        raise BoundaryError(source.issue("issue.too_large", most=size_words(LIMITS.layer_bytes)))
    return {part: path.read_bytes() for part, path in chosen.items()}


def _of_one_layer(source: Source, names: Mapping[str, Member]) -> dict[str, Member]:
    """Choose the parts that go with the only ``.shp``."""
    stems = {_stem(name) for name in names if name.lower().endswith(".shp")}
    if len(stems) > 1:
        layers = "、".join(shown_headers(sorted(PurePosixPath(stem).name for stem in stems)))
        raise BoundaryError(source.issue("issue.shapefile_many", layers=layers))
    return {
        part: member
        for name, member in names.items()
        for part in _PARTS
        if name.lower().endswith(part) and _stem(name) in stems
    }


def _stem(name: str) -> str:
    return name.casefold()[:-4]


def _hidden(name: str) -> bool:
    return name.startswith("__MACOSX/")
