"""A table in parts that can be read by themselves, by several processes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.formats.arrow.parquet import ParquetTable, row_groups
from geo.formats.csv.reader import CsvTable

if TYPE_CHECKING:
    from geo.formats.source import Source
    from geo.formats.tables import Table


def parts_of(table: Table, rows: int, size: int) -> list[Source]:
    """Part a table by row groups of Parquet or ranges of bytes of CSV.

    Parameters
    ----------
    table
        The table, opened.
    rows
        Rows of Parquet that a part has at least.
    size
        Bytes of CSV that a part has at least.

    Returns
    -------
    list of Source
        In order; one where the table is too small, of another kind, or where a cell of a CSV may
        hold the end of a line.

    Raises
    ------
    TableError
        If a Parquet file is broken, or has too many rows.
    """
    source = table.source
    if isinstance(table.file, ParquetTable):
        return [replace(source, groups=groups) for groups in row_groups(source, rows)]
    if isinstance(table.file, CsvTable):
        ranges = table.file.ranges(table.header.row, size)
        return [replace(source, byte_range=byte_range) for byte_range in ranges] or [source]
    return [source]
