"""Tables as files: CSV, Excel and Parquet, read in batches of bounded size.

A column keeps what the file says: text stays text, so that a code is never a number. What a file is
is found from its content; a file whose name says otherwise is refused.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.errors import TableError
from geo.inputs import csv_tables, excel_tables, parquet_tables
from geo.inputs.checks import Checked
from geo.inputs.columns import head_place, match
from geo.inputs.source import FILE, ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.inputs.source import Source

TEXT, EXCEL, PARQUET, UNKNOWN = "csv", "excel", "parquet", "unknown"
SUFFIXES: Final[Mapping[str, str]] = {
    ".csv": TEXT,
    ".txt": TEXT,
    ".tsv": TEXT,
    ".xlsx": EXCEL,
    ".xlsm": EXCEL,
    ".xls": EXCEL,
    ".parquet": PARQUET,
}
_FORMATS: Final[Mapping[str, Any]] = {
    TEXT: csv_tables,
    EXCEL: excel_tables,
    PARQUET: parquet_tables,
}


@dataclass(frozen=True)
class Head:
    """The heads of a table, and the row they stand in as the user sees it."""

    cells: tuple[str, ...]
    row: int


def read_head(source: Source, table: str, chosen: Mapping[str, str]) -> Head:
    """Read the heads of a table, which may stand below a title and a line of units.

    Parameters
    ----------
    source
        The file.
    table
        Key of :data:`geo.inputs.columns.TABLES`.
    chosen
        Column -> head, as ``city.toml`` says.

    Raises
    ------
    TableError
        If the file is not the table its name says, is broken, or has no head.
    """
    rows: list[list[str]] = _FORMATS[_checked_kind(source)].first_rows(source)
    place = head_place(rows, table, chosen)
    if not rows or not any(rows[place]):
        raise TableError(source.fault("fault.empty"))
    return Head(tuple(rows[place]), place + 1)


def read_batches(source: Source, columns: Sequence[int], head: Head) -> Iterator[pd.DataFrame]:
    """Read some columns of a table in batches.

    Parameters
    ----------
    source
        The file.
    columns
        Places of the columns among the heads. No other column is given out.
    head
        As :func:`read_head` found it.

    Yields
    ------
    pandas.DataFrame
        Columns: the places asked for, and ``row`` (int64), the row as a spreadsheet shows it; the
        first record of a Parquet file is 1. Rows in which every cell is empty are left out.

    Raises
    ------
    TableError
        If the file is broken, at the place where it is.
    """
    yield from _FORMATS[_checked_kind(source)].batches(source, columns, head.row)


def read_matched(source: Source, table: str, chosen: Mapping[str, str]) -> Checked[pd.DataFrame]:
    """Read the columns of a table that are known, under their own names.

    Parameters
    ----------
    source
        The file.
    table
        Key of :data:`geo.inputs.columns.TABLES`.
    chosen
        Column -> head, as ``city.toml`` says.

    Returns
    -------
    Checked
        The cells as the file has them, ``file`` and ``row``; no rows if the file cannot be used.
    """
    nothing = pd.DataFrame({FILE: pd.Series(dtype="str"), ROW: pd.Series(dtype="int64")})
    try:
        head = read_head(source, table, chosen)
        found = match(head.cells, table, chosen, source.name)
        if found.faults:
            return Checked(nothing, found.faults, found.dropped)
        wanted = list(found.heads.values())
        batches = [batch for batch in read_batches(source, wanted, head) if len(batch)]
    except TableError as error:
        return Checked(nothing, error.faults)
    if not batches:
        return Checked(nothing, (source.warning("fault.no_rows"),), found.dropped)
    frame = pd.concat(batches, ignore_index=True)
    frame = frame.rename(columns={place: name for name, place in found.heads.items()})
    return Checked(frame.assign(**{FILE: source.name}), (), found.dropped)


def kind_of(path: Path) -> str:
    """Tell from its content what kind of table a file is."""
    with path.open("rb") as file:
        begin = file.read(8)
        if begin.startswith(b"PAR1"):
            return PARQUET
        if begin == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            return EXCEL
        if begin.startswith(b"PK\x03\x04"):
            return EXCEL if excel_tables.is_workbook(path) else UNKNOWN
        if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return TEXT
        return UNKNOWN if b"\0" in begin + file.read(4096) else TEXT


def _checked_kind(source: Source) -> str:
    """Refuse an empty file, and one whose content is not what its name says."""
    named = SUFFIXES.get(source.path.suffix.lower())
    if named is None:
        raise TableError(source.fault("fault.table_kind", value=source.path.suffix))
    if not source.path.stat().st_size:
        raise TableError(source.fault("fault.empty"))
    kind = kind_of(source.path)
    if kind != named:
        raise TableError(
            source.fault("fault.not_as_named", value=source.path.suffix, found=f"kind_of.{kind}")
        )
    return kind
