"""Which format an uploaded file has, by its content."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from geo.core.i18n import Term
from geo.core.issues import BoundaryError, TableError, YipanError
from geo.formats.limits import LIMITS, size_words
from geo.formats.sniffing import ARROW, EXCEL, KML, PARQUET, POINTS, TEXT, UNKNOWN, kind_of
from geo.formats.vector import geojson
from geo.network.osm.reader import BZ2, GPKG, GRAPHML, OSM, PBF, kind_of_streets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.formats.source import Source

LAYER: Final = "boundaries"
STREETS: Final = "streets"
# What may come under which suffix; the first of each is the one it is kept under.
_TABLES: Final = {".csv", ".xlsx", ".xls", ".ods", ".parquet", ".feather"}
_LAYERS: Final = {".gpkg", ".geojson", ".zip", ".fgb", ".kml", ".kmz", ".parquet", ".feather"}
_POINTS: Final = {".gpkg", ".geojson", ".zip", ".fgb", ".kml", ".kmz"}
PROJECTED: Final = (".gpkg", ".geojson", ".zip", ".fgb", ".parquet", ".feather")
"""Formats of layers that may be in any reference system, or say none."""
_STREETS: Final = {GRAPHML: ".graphml", GPKG: ".gpkg", OSM: ".osm", BZ2: ".bz2", PBF: ".pbf"}
SUFFIXES_BY_KIND: Final[Mapping[str, frozenset[str]]] = {
    LAYER: frozenset(_LAYERS),
    "records": frozenset(_TABLES | _POINTS),
    **dict.fromkeys(("sites", "candidates", "travel_time_origins"), frozenset(_TABLES | _POINTS)),
    **dict.fromkeys(("staff", "agreements", "notices", "crosswalk"), frozenset(_TABLES)),
    **dict.fromkeys(
        ("travel_times", "out_migrants", "flows", "partner_places"), frozenset(_TABLES)
    ),
    **dict.fromkeys(("norms", "activities", "workloads", "working_time"), frozenset(_TABLES)),
    STREETS: frozenset(_STREETS.values()),
}
_ALSO: Final = {
    ".txt": ".csv",
    ".tsv": ".csv",
    ".xlsm": ".xlsx",
    ".json": ".geojson",
    **dict.fromkeys(geojson.LINES, ".geojson"),
    ".geoparquet": ".parquet",
    ".arrow": ".feather",
}
_KIND_ISSUES: Final = frozenset({"issue.layer_kind", "issue.table_kind", "issue.streets_kind"})
# What the first member of an OpenDocument says.
_OPEN_DOCUMENT: Final = b"opendocument.spreadsheet"
_KIND_WORDS: Final = {
    ".csv": TEXT,
    ".xlsx": EXCEL,
    ".xls": EXCEL,
    ".parquet": PARQUET,
    ".feather": ARROW,
    ".geojson": POINTS,
    ".gpkg": POINTS,
    ".fgb": POINTS,
    ".zip": POINTS,
    ".kml": "xml",
    ".kmz": "xml",
    ".ods": EXCEL,
}


def suffixes(kind: str) -> list[str]:
    """List the suffixes that files of a kind may have.

    Examples
    --------
    >>> suffixes("staff")[:5]
    ['.arrow', '.csv', '.feather', '.geoparquet', '.ods']
    """
    own = SUFFIXES_BY_KIND[kind]
    return sorted([*own, *(also for also, suffix in _ALSO.items() if suffix in own)])


def sniffed(source: Source, kind: str) -> str:
    """Find the format of a file and return the suffix it is kept under.

    Parameters
    ----------
    source
        The file; its ``name`` is the one its owner gave it.
    kind
        Key of :data:`SUFFIXES_BY_KIND`.

    Raises
    ------
    YipanError
        If it is none that can be read as this kind, or not the one its name says.
    """
    if kind == STREETS:
        return _sniffed_streets(source)
    error, key = (
        (BoundaryError, "issue.layer_kind") if kind == LAYER else (TableError, "issue.table_kind")
    )
    suffix = PurePath(source.name).suffix
    named = _ALSO.get(suffix, suffix)
    if named and named not in SUFFIXES_BY_KIND[kind] and named != ".shp":
        raise error(source.issue(key, value=suffix))
    if named == ".shp":
        raise error(source.issue("issue.shapefile_parts", missing=".shx, .dbf"))
    detected = _format(source, named)
    # .xls and .xlsx are told apart by content: each is often called the other.
    same = detected == named or {detected, named} == {".xls", ".xlsx"}
    if named and not same:
        word = Term(f"kind_of.{_KIND_WORDS.get(detected, UNKNOWN)}")
        raise error(source.issue("issue.not_as_named", value=suffix, found=word))
    if detected not in SUFFIXES_BY_KIND[kind]:
        raise error(source.issue(key, value=detected or "?"))
    if detected == ".xls" and kind_of(source) == TEXT:
        _refuse_large_page(source)
    return detected


def all_suffixes() -> list[str]:
    """List the suffixes of all files that can be brought; ``.zip`` also of a whole city."""
    return sorted({suffix for kind in SUFFIXES_BY_KIND for suffix in suffixes(kind)})


def kinds_of_suffix(suffix: str) -> list[str]:
    """List the kinds that files of a format may be.

    Examples
    --------
    >>> kinds_of_suffix(".graphml"), kinds_of_suffix(".kml")
    (['streets'], ['boundaries', 'records', 'sites', 'candidates', 'travel_time_origins'])
    """
    return [kind for kind, suffixes in SUFFIXES_BY_KIND.items() if suffix in suffixes]


def admitted(source: Source) -> tuple[str, tuple[str, ...]]:
    """Find the format of a file, and the kinds that may come in it.

    Returns
    -------
    str
        The suffix it is kept under.
    tuple of str
        Keys of :data:`SUFFIXES_BY_KIND`, streets last.

    Raises
    ------
    YipanError
        If it is none that can be read, or not the one its name says.
    """
    suffix_by_kind, errors = {}, []
    for kind in SUFFIXES_BY_KIND:
        try:
            suffix_by_kind[kind] = sniffed(source, kind)
        except YipanError as error:
            errors.append(error)
    if not suffix_by_kind:
        # The one that says most: of a format that is none of a kind's, only its suffix is told.
        telling = [error for error in errors if not _KIND_ISSUES & {error.issues[0].what}]
        raise (telling or errors)[0]
    # A GraphML without a suffix may pass as other XML.
    suffix = suffix_by_kind.get(STREETS) or next(iter(suffix_by_kind.values()))
    kinds = tuple(kind for kind, other in suffix_by_kind.items() if other == suffix)
    return suffix, kinds


def _refuse_large_page(source: Source) -> None:
    """Refuse a page that is called a workbook and is large: it is read where the app runs."""
    if source.path.stat().st_size > LIMITS.block_bytes:
        raise TableError(source.issue("issue.page_large", most=size_words(LIMITS.block_bytes)))


def _sniffed_streets(source: Source) -> str:
    """Recognise a street network by its content; refuse a name that says something else."""
    suffix = PurePath(source.name).suffix
    if suffix and suffix not in SUFFIXES_BY_KIND[STREETS]:
        raise TableError(source.issue("issue.streets_kind"))
    return _STREETS[kind_of_streets(source)]


def _format(source: Source, named: str) -> str:
    """Recognise a format by how the content begins; text may be JSON or XML by its first letter."""
    with source.path.open("rb") as file:
        begin = file.read(512)
    kind = kind_of(source)
    if kind in {PARQUET, ARROW}:
        return ".parquet" if kind == PARQUET else ".feather"
    packed = begin.startswith(b"PK\x03\x04")
    if kind == EXCEL:
        return ".ods" if _OPEN_DOCUMENT in begin else ".xlsx" if packed else ".xls"
    if kind == KML:
        return ".kmz"
    if kind == POINTS:
        return ".zip" if packed else ".gpkg" if begin.startswith(b"SQLite") else ".fgb"
    return _format_of_text(begin, named) if kind == TEXT else ""


def _format_of_text(begin: bytes, named: str) -> str:
    """Recognise a text: a table may begin with any letter, if its name says that it is one.

    A page, XML or text called ``.xls``, as offices export tables, stays so: its reader tells which.
    """
    if named in {".csv", ".xls"}:
        return named
    first = begin.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n" + geojson.RECORD)[:1]
    return {b"{": ".geojson", b"<": ".kml"}.get(first, ".csv")
