"""A first look at a file: its headers and first rows, and which of its columns are personal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
from python_calamine import CalamineWorkbook

from geo.core.issues import BoundaryError, YipanError
from geo.formats import personal_data as personal
from geo.formats.arrow.geo_tables import GeoTable, as_cells
from geo.formats.arrow.geoarrow import geometry_columns
from geo.formats.header_matching import match
from geo.formats.limits import LIMITS
from geo.formats.sniffing import EXCEL
from geo.formats.sniffing import checked_kind as table_kind
from geo.formats.tables import header_of, open_file
from geo.formats.vector import drivers, features
from geo.formats.vector.kml import read_kml
from geo.formats.vector.layers import checked_kind, layer_name, unreadable, without_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo.formats.schema import TableSchema
    from geo.formats.source import Source


@dataclass(frozen=True)
class Look:
    """What a file begins with.

    Parameters
    ----------
    headers
        Its headers, in order.
    rows
        Some of its first rows as text, each as wide as the headers. Cells of personal columns are
        empty: they are not given out.
    personal
        Places of the columns that are about persons, by their header or by what stands in them.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    personal: frozenset[int]


def look_at(
    source: Source, table: TableSchema, chosen: Mapping[str, str], *, layer: bool = False
) -> Look:
    """Take a first look at a table or a layer.

    Parameters
    ----------
    source
        The file.
    table
        What it may hold.
    chosen
        Column -> header, as ``city.toml`` says.
    layer
        Whether the file is a layer of boundaries.

    Raises
    ------
    YipanError
        If the file is not what its name says, is broken, or has no headers.
    """
    return _look(_first(source, layer=layer), source, table, chosen)


def looks_at(source: Source, tables: Iterable[TableSchema], *, layer: bool = False) -> list[Look]:
    """Look at a file as each of the tables that it may be; it is read once.

    Returns
    -------
    list of Look
        In order of the tables, without those it can't be; empty where it can't be read.
    """
    try:
        first = _first(source, layer=layer)
    except YipanError:
        return []
    looks = []
    for table in tables:
        with suppress(YipanError):
            looks.append(_look(first, source, table, {}))
    return looks


def _first(source: Source, *, layer: bool) -> tuple[list[str] | None, list[list[str]]]:
    """Read the first rows; their headers too, where it is certain which they are."""
    return _first_records(source) if layer else (None, open_file(source).first_rows())


def _look(
    first: tuple[list[str] | None, list[list[str]]],
    source: Source,
    table: TableSchema,
    chosen: Mapping[str, str],
) -> Look:
    headers: Sequence[str] | None
    headers, rows = first
    if headers is None:
        header = header_of(rows, source, table, chosen)
        headers, rows = header.cells, rows[header.row :]
    width = len(headers)
    rows = [[*row, *[""] * width][:width] for row in rows if any(row)]
    hidden = personal_places(headers, rows, table, chosen)
    shown = tuple(
        tuple("" if position in hidden else cell for position, cell in enumerate(row))
        for row in rows[: LIMITS.shown_rows]
    )
    return Look(tuple(headers), shown, hidden)


def personal_places(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    table: TableSchema,
    chosen: Mapping[str, str] | None = None,
) -> frozenset[int]:
    """Find the columns that are about persons: by their headers, and by what stands in them.

    Examples
    --------
    >>> rows = [["甲", "13800138000"], ["乙", "13900139000"], ["丙", "15912345678"]]
    >>> from geo.city.schemas import TABLES
    >>> sorted(personal_places(["姓名", "编号"], rows, TABLES["records"]))
    [0, 1]
    """
    matches = match(headers, table, chosen)
    by_header = {column.column for column in matches.dropped if column.personal}
    read = {position: name for name, position in matches.headers.items()}
    places = set()
    for position, header in enumerate(headers):
        allowed = table.may_hold(read.get(position, ""))
        if table.of_places:
            allowed |= {personal.NAME, personal.TEXT}
        coded = personal.is_coded(read.get(position, ""))
        kind = personal.kind_of_person((row[position] for row in rows), allowed, coded=coded)
        if (position not in read and header in by_header) or kind:
            places.add(position)
    return frozenset(places)


def parts_of(source: Source, *, layer: bool = False) -> tuple[str, ...]:
    """List the sheets of a workbook, or the layers of a file that can hold several.

    Returns
    -------
    tuple of str
        Empty for files that have only one part.

    Raises
    ------
    YipanError
        If the file cannot be opened.
    """
    suffix = source.path.suffix
    if suffix == ".gpkg":
        with features.opened(source) as file:
            return tuple(file.layers())
    if not layer and suffix in {".xlsx", ".xls"} and table_kind(source) == EXCEL:
        with CalamineWorkbook.from_path(source.path) as workbook:
            return tuple(workbook.sheet_names)
    return ()


def _first_records(source: Source) -> tuple[list[str], list[list[str]]]:
    """Read the names of a layer's columns and some records, without geometry."""
    drivers.checked()
    kind = checked_kind(source)
    try:
        if kind == ".kml":
            frame = read_kml(source)
            return _texts(frame.drop(columns="geometry"))
        if kind in {".parquet", ".geoparquet", ".feather", ".arrow"}:
            return _texts(_first_of_arrow(source))
        return _texts(_first_of_vector(source))
    except BoundaryError:
        raise
    except (RuntimeError, ValueError, OSError, LookupError, TypeError, ArithmeticError) as error:
        raise BoundaryError(unreadable(source, error)) from None


def _first_of_vector(source: Source) -> pd.DataFrame:
    with features.opened(source) as file:
        layer = layer_name(source, file.layers())
        return file.read(layer, geometry=False, most=LIMITS.sample_rows)


def _first_of_arrow(source: Source) -> pd.DataFrame:

    try:
        file = GeoTable(source)
        shapes = geometry_columns(file.schema)
        if not shapes:
            raise BoundaryError(source.issue("issue.no_geometry"))
        return as_cells(file.first([name for name in file.schema.names if name not in shapes]))
    except pa.ArrowException as error:
        issue = source.issue("issue.layer_broken", value=without_content(error))
        raise BoundaryError(issue) from None


def _texts(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    frame = frame.head(LIMITS.sample_rows)
    cells: Iterable[list[str]] = frame.astype("str").where(frame.notna(), "").to_numpy(object)
    return [str(name) for name in frame.columns], [list(row) for row in cells]
