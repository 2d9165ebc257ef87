"""The street network: which of the kinds of file it is, by its content, and what it holds."""

from __future__ import annotations

import bz2
from typing import IO, TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError

from geo.core.issues import TableError, YipanError
from geo.formats.limits import LIMITS, size_words
from geo.formats.vector.layers import BROKEN, without_content
from geo.formats.xml_guard import XmlRefusedError
from geo.network.osm.osm_files import read_pbf, read_xml
from geo.network.osm.osmnx_files import read_geopackage, read_graphml
from geo.network.osm.street_tables import checked_tables

if TYPE_CHECKING:
    from geo.formats.source import Source
    from geo.network.osm.street_tables import StreetTables
    from geo.network.settings import StreetSettings

GRAPHML, OSM, BZ2, PBF, GPKG = "graphml", "osm", "bz2", "pbf", "gpkg"
_BEGIN_BYTES: Final = 4096


def read_streets(source: Source, settings: StreetSettings) -> StreetTables:
    """Read streets as OSMnx saved them, or OpenStreetMap gives them.

    Raises
    ------
    TableError
        If the file is none of these, broken, or made to harm.
    """
    kind = kind_of_streets(source)
    try:
        if kind == PBF:
            tables = read_pbf(source, settings)
        elif kind == GPKG:
            tables = read_geopackage(source, settings)
        elif kind == BZ2:
            with bz2.open(source.path) as file:
                graph = _marked(file.read(_BEGIN_BYTES)) == GRAPHML
                file.seek(0)
                tables = _read_xml(source, file, settings, graph=graph)
        else:
            with source.path.open("rb") as file:
                tables = _read_xml(source, file, settings, graph=kind == GRAPHML)
    except YipanError as error:
        raise TableError(*error.issues) from error
    except XmlRefusedError as error:
        raise TableError(source.issue(str(error), **error.more)) from error
    except (*BROKEN, ExpatError, EOFError) as error:
        issue = source.issue("issue.streets_broken", value=without_content(error))
        raise TableError(issue) from error
    return checked_tables(source, tables)


def kind_of_streets(source: Source) -> str:
    """Detect by its content which kind of streets a file is.

    Raises
    ------
    TableError
        If it is none that is read, empty, or too large.
    """
    size = source.path.stat().st_size
    if not size:
        raise TableError(source.issue("issue.empty"))
    if size > LIMITS.table_bytes:
        raise TableError(source.issue("issue.too_large", most=size_words(LIMITS.table_bytes)))
    with source.path.open("rb") as file:
        begin = file.read(_BEGIN_BYTES)
    if begin.startswith(b"SQLite format 3\0"):
        return GPKG
    if begin.startswith(b"BZh"):
        return BZ2
    if b"OSMHeader" in begin[:64]:
        return PBF
    if kind := _marked(begin):
        return kind
    raise TableError(source.issue("issue.streets_kind"))


def _marked(begin: bytes) -> str:
    """Detect by the first element which kind of XML it is."""
    marks = {kind: begin.find(mark) for kind, mark in ((GRAPHML, b"<graphml"), (OSM, b"<osm"))}
    offset_of_mark = {kind: offset for kind, offset in marks.items() if offset >= 0}
    return min(offset_of_mark, key=lambda kind: offset_of_mark[kind]) if offset_of_mark else ""


def _read_xml(
    source: Source, file: IO[bytes], settings: StreetSettings, *, graph: bool
) -> StreetTables:
    return read_graphml(source, file, settings) if graph else read_xml(source, file, settings)
