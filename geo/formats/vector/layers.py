"""Layers of polygons: GeoPackage, GeoJSON, FlatGeobuf, Shapefile, KML, GeoParquet, GeoArrow."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
from shapely.errors import ShapelyError

from geo.core.columns import ROW
from geo.core.i18n import Term
from geo.core.issues import BoundaryError, Issue
from geo.formats import personal_data as personal
from geo.formats.arrow.geo_tables import PARQUET_SUFFIXES, GeoTable, as_cells
from geo.formats.arrow.geoarrow import as_geoarrow, geometry_columns, is_wkb
from geo.formats.checked import row_issues, shortened
from geo.formats.header_matching import Match, match, name_headers, renamed, shown_headers
from geo.formats.limits import LIMITS, size_words
from geo.formats.source import Source
from geo.formats.vector import drivers, features, geojson, shapefile
from geo.formats.vector.kml import KML_SUFFIXES, links, read_kml
from geo.formats.wkb_guard import refuse_deep_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.formats.schema import TableSchema
    from geo.formats.source import Source

# How the content of each kind begins.
_BEGINS: Final[Mapping[str, tuple[bytes, ...]]] = {
    ".gpkg": (b"SQLite format 3\0",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    **dict.fromkeys(geojson.LINES, (b"{",)),
    ".fgb": (b"fgb",),
    ".shp": (b"\0\0\x27\x0a",),
    ".zip": (b"PK\x03\x04",),
    ".kml": (b"<",),
    ".kmz": (b"PK\x03\x04",),
    ".parquet": (b"PAR1", b"PARE"),
    ".geoparquet": (b"PAR1", b"PARE"),
    ".feather": (b"ARROW1",),
    ".arrow": (b"ARROW1",),
}
_ARROW: Final = frozenset({".feather", ".arrow"})
# What the readers raise at files that are cut off, or made by hand.
BROKEN: Final = (RuntimeError, ValueError, OSError, LookupError, TypeError, ArithmeticError)
# What GDAL says of GeoJSON in which one object, such as coordinates, is over its own limits.
_TOO_MUCH, _GDAL_OBJECT_BYTES = "object too complex/large", 200 * 2**20
# What it says of JSON that is no GeoJSON.
_UNKNOWN: Final = "not recognized as being in a supported"
_TOO_DEEP, _GDAL_DEPTH = "Too many nested objects", 1024
_READERS: Final = frozenset({"geo", "geopandas", "pyarrow", "pyogrio", "pyproj", "shapely"})
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\"?/[^\s:,]+")


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer as read.

    Parameters
    ----------
    frame
        The matched columns under their own names, ``row`` (the first record is 1) and ``geometry``,
        in the layer's own CRS, which may be missing.
    match
        What the headers were taken for.
    issues
        What the reader grumbled at.
    """

    frame: gpd.GeoDataFrame
    match: Match
    issues: tuple[Issue, ...]


def read_layer(source: Source, table: TableSchema, chosen: Mapping[str, str]) -> Layer:
    """Read the matched columns and the geometry of a layer.

    Parameters
    ----------
    source
        The file; its ``sheet`` is the layer, "" = the only one with geometry.
    table
        What it may hold.
    chosen
        Column -> header, as ``city.toml`` says.

    Raises
    ------
    BoundaryError
        If the file is not the layer its name says, is broken, or lacks a column.
    """
    drivers.checked()
    kind = checked_kind(source)
    file_issues: tuple[Issue, ...] = ()
    with warnings.catch_warnings(record=True) as grumbles:
        warnings.simplefilter("always")
        try:
            if kind in KML_SUFFIXES:
                frame, matches = _chosen(read_kml(source), source, table, chosen)
                file_issues = links(source)
            elif kind in PARQUET_SUFFIXES | _ARROW:
                frame, matches = _read_arrow(source, table, chosen)
            else:
                frame, matches, file_issues = _read_vector(source, table, chosen)
        except BoundaryError:
            raise
        except (*BROKEN, ShapelyError) as error:
            raise BoundaryError(unreadable(source, error)) from None
    _refuse_personal(frame, matches, source, table)
    messages = {without_content(of.message) for of in grumbles if _is_of_a_reader(of)}
    warned = [
        Issue("issue.layer_warned", severity="warning", file=source.name, value=w) for w in messages
    ]
    frame[ROW] = range(1, len(frame) + 1)
    return Layer(frame, matches, (*sorted(warned, key=lambda issue: issue.value), *file_issues))


def _is_of_a_reader(warning: warnings.WarningMessage) -> bool:
    """Return whether a warning comes of reading: those of all threads are caught together."""
    return bool(_READERS & set(Path(warning.filename).parts))


def without_content(grumble: object) -> str:
    """Take out of a library's words what it quotes: names of our folders, and what rows hold.

    Examples
    --------
    >>> without_content("Value '张三' of field name not parsed in /tmp/x/layer.shp")
    'Value … of field name not parsed in …'
    """
    return shortened(_QUOTED.sub("…", str(grumble)))


def unreadable(source: Source, error: Exception) -> Issue:
    """Return an error of the layer reader as an issue; limits of GDAL are named as such."""
    if _TOO_MUCH in str(error):
        return source.issue("issue.too_large", most=size_words(_GDAL_OBJECT_BYTES))
    if _TOO_DEEP in str(error):
        return source.issue("issue.too_deep", most=_GDAL_DEPTH)
    if _UNKNOWN in str(error):
        return source.issue("issue.layer_unknown")
    if isinstance(error, UnicodeError):
        return source.issue("issue.layer_encoding")
    return source.issue("issue.layer_broken", value=type(error).__name__)


def layer_name(source: Source, layers: Sequence[str]) -> str:
    """Choose the layer asked for, or the only one with geometry.

    Raises
    ------
    BoundaryError
        If there is none, or not only one.
    """
    if source.sheet in layers:
        return source.sheet
    if len(layers) == 1 and not source.sheet:
        return layers[0]
    if not layers:
        raise BoundaryError(source.issue("issue.no_geometry"))
    listed = "、".join(shown_headers(sorted(layers)))
    raise BoundaryError(source.issue("issue.layer", value=source.sheet or "—", layers=listed))


def checked_kind(source: Source) -> str:
    """Refuse a file that is empty, too large, of no kind we read, or not what its name says."""
    kind = source.path.suffix.lower()
    if kind not in _BEGINS:
        raise BoundaryError(source.issue("issue.layer_kind", value=kind))
    size = source.path.stat().st_size
    if not size:
        raise BoundaryError(source.issue("issue.empty"))
    if size > (most := LIMITS.xml_bytes if kind == ".kml" else LIMITS.layer_bytes):
        raise BoundaryError(source.issue("issue.too_large", most=size_words(most)))
    with source.path.open("rb") as file:
        begin = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n" + geojson.RECORD)
    if not begin.startswith(_BEGINS[kind]):
        raise BoundaryError(
            source.issue("issue.not_as_named", value=kind, found=Term("kind_of.unknown"))
        )
    return kind


def _read_vector(
    source: Source, table: TableSchema, chosen: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, Match, tuple[Issue, ...]]:
    with features.opened(source) as file:
        layer = layer_name(source, file.layers())
        headers = file.fields(layer)
        if file.encoding:
            chosen = {**shapefile.begun(headers, table, file.encoding), **chosen}
        matches = _matched(source, headers, table, chosen)
        names = {name: headers[position] for name, position in matches.headers.items()}
        frame = file.read(layer, list(dict.fromkeys(names.values())))
        if not isinstance(frame, gpd.GeoDataFrame):
            raise BoundaryError(source.issue("issue.no_geometry"))
        if frame.geometry.isna().any():
            # Shapes that are there and cannot be made: a ring that is not closed, say.
            wrong, rows = file.unread(layer, frame), range(1, len(frame) + 1)
            if unread := row_issues(source.issue("issue.shape_unread"), wrong, rows):
                raise BoundaryError(*unread)
        dropped = [column.column for column in matches.dropped]
        sample = (
            file.read(layer, dropped, geometry=False, most=LIMITS.sample_rows)
            if dropped
            else pd.DataFrame()
        )
    return renamed(frame, names), _with_personal(matches, sample), file.issues


def _read_arrow(
    source: Source, table: TableSchema, chosen: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, Match]:
    """Read GeoParquet, GeoFeather, and Arrow with columns of GeoArrow."""
    try:
        file = GeoTable(source)
        shapes = geometry_columns(file.schema)
        if not shapes:
            raise BoundaryError(source.issue("issue.no_geometry"))
        headers = [header for header in file.schema.names if header not in shapes]
        matches = _matched(source, headers, table, chosen)
        names = {name: headers[position] for name, position in matches.headers.items()}
        content = file.read([*dict.fromkeys(names.values()), shapes[0]])
        if is_wkb(content.schema.field(shapes[0]).type):
            refuse_deep_shapes(source, content[shapes[0]].to_pylist(), BoundaryError)
        shaped = as_geoarrow(content, shapes[0], source)
        frame = gpd.GeoDataFrame.from_arrow(shaped, geometry=shapes[0])
        sample = file.first([column.column for column in matches.dropped])
    except pa.ArrowException as error:
        issue = source.issue("issue.layer_broken", value=without_content(error))
        raise BoundaryError(issue) from None
    frame = renamed(frame, names)
    frame = frame if shapes[0] == "geometry" else frame.rename_geometry("geometry")
    return frame, _with_personal(matches, as_cells(sample))


def _chosen(
    read: gpd.GeoDataFrame, source: Source, table: TableSchema, chosen: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, Match]:
    """Keep the matched columns of a layer that had to be read whole."""
    headers = [header for header in read.columns if header != "geometry"]
    matches = _matched(source, headers, table, chosen)
    names = {name: headers[position] for name, position in matches.headers.items()}
    sample = read[[column.column for column in matches.dropped]].head(LIMITS.sample_rows)
    selected = read[[*dict.fromkeys(names.values()), "geometry"]]
    return renamed(selected, names), _with_personal(matches, sample)


def _matched(
    source: Source, headers: list[str], table: TableSchema, chosen: Mapping[str, str]
) -> Match:
    if len(headers) > LIMITS.columns:
        issue = source.issue("issue.too_many_columns", value=len(headers), most=LIMITS.columns)
        raise BoundaryError(issue)
    matches = match(headers, table, chosen, source.name)
    if matches.issues:
        raise BoundaryError(*matches.issues)
    name_headers(source, headers, matches)
    return matches


def _refuse_personal(
    frame: gpd.GeoDataFrame, matches: Match, source: Source, table: TableSchema
) -> None:
    """Refuse columns that are read and hold what is a person's."""
    issues = [
        source.issue("issue.personal", name, kind=Term(kind))
        for name in matches.headers
        if (
            kind := personal.kind_in_column(
                frame[name], table.may_hold(name), coded=personal.is_coded(name)
            )
        )
    ]
    if issues:
        raise BoundaryError(*issues)


def _with_personal(matches: Match, sample: pd.DataFrame) -> Match:
    """Mark the columns that are not read and whose cells are about persons."""

    def is_personal(header: str) -> bool:
        cells: Iterable[object] = sample[header].dropna() if header in sample else ()
        return bool(personal.kind_of_person(map(str, cells)))

    dropped = (
        replace(column, personal=column.personal or is_personal(column.column))
        for column in matches.dropped
    )
    return replace(matches, dropped=tuple(dropped))
