"""Copies of files without their personal columns, for files that are kept."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import geopandas as gpd
import pyarrow as pa
from pyarrow import parquet

from geo.core.columns import ROW
from geo.core.issues import BoundaryError, TableError
from geo.formats.arrow.geo_tables import PARQUET_SUFFIXES, GeoTable
from geo.formats.arrow.geoarrow import as_geoarrow, geometry_columns
from geo.formats.arrow.parquet import checked_metadata
from geo.formats.arrow.parquet_guard import batch_rows
from geo.formats.personal_data import without_names
from geo.formats.tables import open_file, open_table
from geo.formats.vector import drivers, features
from geo.formats.vector.kml import KML_SUFFIXES, read_kml
from geo.formats.vector.layers import BROKEN, layer_name, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from geo.core.issues import Issue
    from geo.formats.schema import TableSchema
    from geo.formats.source import Source

_ARROW = PARQUET_SUFFIXES | {".feather", ".arrow"}


def copy_without(
    source: Source, table: TableSchema, personal: Collection[int], target: Path
) -> tuple[Issue, ...]:
    """Write a table as CSV, with the cells of its personal columns empty.

    Headers stay, also those of personal columns, and rows stand where they stood. In the lines
    above the headers what looks like a person's name or number is masked.

    Parameters
    ----------
    source
        The table.
    table
        What it may hold.
    personal
        Places of the columns about persons.
    target
        The file to write, of UTF-8.

    Returns
    -------
    tuple of Issue
        What was told of the file as a whole, such as hidden rows; the copy does not tell it.

    Raises
    ------
    TableError
        If the file is broken, at the place where it is.
    """
    opened = open_table(source, table, {})
    header = opened.header
    positions = [place for place in range(len(header.cells)) if place not in personal]
    above = open_file(source).first_rows()[: header.row - header.height]
    file = open_file(source)
    file.first_rows()
    with target.open("x", encoding="utf-8-sig", newline="") as written:
        writer = csv.writer(written)
        writer.writerows([without_names(cell) for cell in row] for row in above)
        writer.writerows([[""]] * (header.height - 1))
        writer.writerow(header.cells)
        last = header.row
        for batch in file.batches(positions, header.row, ()):
            cells = batch[positions].astype("str").where(batch[positions].notna(), "")
            for number, row in zip(batch[ROW], cells.itertuples(index=False), strict=True):
                writer.writerows([[""]] * (number - last - 1))
                last = max(last + 1, number)
                by_place = dict(zip(positions, row, strict=True))
                writer.writerow([by_place.get(place, "") for place in range(len(header.cells))])
    return file.issues


def copy_parquet_without(source: Source, personal: Collection[str], target: Path) -> None:
    """Write a Parquet file with its personal columns empty; batch by batch, as many at a time.

    Parameters
    ----------
    source
        The file.
    personal
        Headers of the columns about persons.
    target
        The file to write.

    Raises
    ------
    TableError
        If it is broken.
    """
    checked = checked_metadata(source, TableError)
    try:
        with parquet.ParquetFile(source.path) as file:
            fields = [
                pa.field(field.name, pa.string() if field.name in personal else field.type)
                for field in file.schema_arrow
            ]
            schema = pa.schema(fields)
            kept = [name for name in schema.names if name not in personal]
            with parquet.ParquetWriter(target, schema) as written:
                for batch in file.iter_batches(batch_rows(checked), columns=kept):
                    columns = [
                        pa.nulls(batch.num_rows, field.type)
                        if field.name in personal
                        else batch.column(field.name)
                        for field in schema
                    ]
                    written.write_batch(pa.record_batch(columns, schema=schema))
    except (pa.ArrowException, OSError) as error:
        raise TableError(source.issue("issue.parquet_broken", type(error).__name__)) from None


def copy_layer_without(source: Source, personal: Collection[str], target: Path) -> None:
    """Write a layer as GeoParquet, without its personal columns.

    Parameters
    ----------
    source
        The file; its ``sheet`` is the layer, "" = the only one with geometry.
    personal
        Headers of the columns about persons.
    target
        The file to write.

    Raises
    ------
    BoundaryError
        If it is broken.
    """
    drivers.checked()
    try:
        _layer_without(source, personal).to_parquet(target)
    except BoundaryError:
        raise
    except (*BROKEN, pa.ArrowException) as error:
        raise BoundaryError(unreadable(source, error)) from None


def _layer_without(source: Source, personal: Collection[str]) -> gpd.GeoDataFrame:
    suffix = source.path.suffix
    if suffix in KML_SUFFIXES:
        read = read_kml(source)
        return read[[name for name in read.columns if name not in personal]]
    if suffix in _ARROW:
        file = GeoTable(source)
        content = file.read([name for name in file.schema.names if name not in personal])
        shape = geometry_columns(content.schema)[0]
        return gpd.GeoDataFrame.from_arrow(as_geoarrow(content, shape, source), geometry=shape)
    with features.opened(source) as layers:
        layer = layer_name(source, layers.layers())
        columns = [name for name in layers.fields(layer) if name not in personal]
        frame = gpd.GeoDataFrame(layers.read(layer, columns))
        if layers.unread(layer, frame).any():
            raise BoundaryError(source.issue("issue.shape_unread"))
        return frame
