"""Which kind of table a file is: from its content, and as its name says."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from geo.core.i18n import Term
from geo.core.issues import TableError
from geo.formats.archives import opened
from geo.formats.excel.web_tables import is_web_table
from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.formats.source import Source

TEXT, EXCEL, PARQUET = "csv", "excel", "parquet"
ARROW, POINTS, KML, UNKNOWN = "arrow", "points", "xml", "unknown"
WEB = "web"  # a page that is called a workbook
SUFFIXES: Final[Mapping[str, str]] = {
    ".csv": TEXT,
    ".txt": TEXT,
    ".tsv": TEXT,
    ".xlsx": EXCEL,
    ".xlsm": EXCEL,
    ".xls": EXCEL,
    ".parquet": PARQUET,
    ".geoparquet": PARQUET,
    ".feather": ARROW,
    ".arrow": ARROW,
    ".gpkg": POINTS,
    ".geojson": POINTS,
    ".fgb": POINTS,
    ".shp": POINTS,
    ".zip": POINTS,
    ".kml": KML,
    ".kmz": KML,
    ".ods": EXCEL,
    **dict.fromkeys((".geojsonl", ".geojsons", ".geojsonseq", ".ndjson", ".jsonl"), POINTS),
}
BEGIN_BYTES: Final = 4096
"""Bytes by which a kind is told."""

# Kinds whose content is text, as far as its first bytes tell.
_AS_TEXT: Final = frozenset(
    {".geojson", ".kml", ".geojsonl", ".geojsons", ".geojsonseq", ".ndjson", ".jsonl"}
)


def kind_of(source: Source) -> str:
    """Detect from its content what kind of table a file is."""
    with source.file.open("rb") as file:
        begin = file.read(8)
        rest = file.read(BEGIN_BYTES - 8)
    for kind, marks in _MARKS.items():
        if begin.startswith(marks):
            return kind
    if begin.startswith(b"PK\x03\x04"):
        with opened(source, TableError) as archive:
            return _kind_of_zip(archive.namelist())
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return TEXT
    return TEXT if b"\0" not in begin + rest or utf16_of(begin + rest) else UNKNOWN


def _kind_of_zip(names: list[str]) -> str:
    """Detect by its members what a zip is: a workbook (also of OpenDocument), KMZ, a Shapefile."""
    ends = {name.lower()[-4:] for name in names}
    if {"content.xml", "mimetype"} <= set(names) or any(
        name.startswith("xl/workbook") for name in names
    ):
        return EXCEL
    return POINTS if ".shp" in ends else KML if ".kml" in ends else UNKNOWN


def utf16_of(begin: bytes) -> str:
    r"""Return which UTF-16 a table without a mark begins in, "" if it does in none.

    Its cells are parted by marks of ASCII, and there are no other characters of control; what is
    no text has some soon.

    Examples
    --------
    >>> utf16_of("一,二\n".encode("utf-16-be")), utf16_of(b"\1\0,\0\n\0")
    ('utf-16-be', '')
    """
    marks = {"": 0}
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(begin)
        except UnicodeDecodeError:
            continue
        if not {character for character in text if character < " "} - set("\t\r\n"):
            marks[encoding] = sum(text.count(mark) for mark in ",;\t\r\n")
    return max(marks, key=lambda encoding: marks[encoding])


def is_western(octets: bytes) -> bool:
    r"""Return whether text that is no UTF-8 is of a European language and not Chinese.

    Letters with accents stand alone or in twos among plain ones; Chinese stands by itself, and its
    bytes are of all kinds. Quotes, dashes and spaces say nothing. A letter that stands alone must
    be among them: "A区" would be "AÇø".

    Examples
    --------
    >>> is_western("Orléans,12\nChâteauroux,3".encode("cp1252")), is_western("社区".encode("gbk"))
    (True, False)
    >>> is_western("L’Haÿ,1’050\n".encode("cp1252"))
    True
    """
    runs = [run for run in _RUNS.finditer(octets) if not _MARK.fullmatch(run[2])]
    high = b"".join(run[2] for run in runs)
    if not runs:
        return False
    among = sum(len(run[2]) <= _MOST_TOGETHER and bool(run[1] or run[3]) for run in runs)
    letters = sum(octet >= _FIRST_LETTER for octet in high)
    alone = any(len(run[2]) == 1 for run in runs)
    return alone and among >= _MOST * len(runs) and letters >= _MOST * len(high)


_RUNS: Final = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)(?=([A-Za-z]?))")
_MARK: Final = re.compile(rb"[\x85\x91-\x97\xa0\xab\xbb]")
_MOST_TOGETHER: Final = 2
_FIRST_LETTER: Final = 0xC0
_MOST: Final = 0.7


_MARKS: Final[Mapping[str, tuple[bytes, ...]]] = {
    PARQUET: (b"PAR1", b"PARE"),
    ARROW: (b"ARROW1",),
    EXCEL: (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    POINTS: (b"SQLite f", b"fgb", b"\0\0\x27\x0a"),
}


def checked_kind(source: Source) -> str:
    """Refuse a file that is empty, too large, or whose content is not what its name says."""
    suffix = source.file.suffix.lower()
    named = SUFFIXES.get(suffix)
    if named is None:
        raise TableError(source.issue("issue.table_kind", value=suffix))
    size = source.size
    if not size:
        raise TableError(source.issue("issue.empty"))
    of_kind = {EXCEL: LIMITS.workbook_bytes, KML: LIMITS.xml_bytes}
    if size > (most := of_kind.get(named, LIMITS.table_bytes)):
        raise TableError(source.issue("issue.too_large", most=size_words(most)))
    kind = kind_of(source)
    if suffix == ".xls" and kind == TEXT:
        with source.file.open("rb") as file:
            return WEB if is_web_table(file.read(BEGIN_BYTES)) else TEXT
    if kind != named and not (suffix in _AS_TEXT and kind == TEXT):
        raise TableError(
            source.issue("issue.not_as_named", value=suffix, found=Term(f"kind_of.{kind}"))
        )
    return named
