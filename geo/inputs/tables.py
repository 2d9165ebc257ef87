"""Tables as files: CSV, Excel and Parquet, read in batches of bounded size.

A column keeps what the file says: text stays text, so that a code is never a number. What a file is
is found from its content; a file whose name says otherwise is refused.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.errors import TableError
from geo.inputs import csv_tables, excel_tables, parquet_tables
from geo.inputs.source import ROW, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

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


def read_heads(source: Source) -> list[str]:
    """Read the heads of a table.

    Raises
    ------
    TableError
        If the file is not the table its name says, is broken, or has no head.
    """
    found = _FORMATS[_checked_kind(source)].heads(source)
    if not any(found):
        raise TableError(source.fault("fault.empty"))
    return found


def read_batches(source: Source, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    """Read some columns of a table in batches.

    Parameters
    ----------
    source
        The file.
    columns
        Places of the columns, as :func:`read_heads` lists them. No other column is given out.

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
    yield from _FORMATS[_checked_kind(source)].batches(source, columns)


def read_rows(source: Source, columns: Sequence[int]) -> pd.DataFrame:
    """Read some columns of a table at once; see :func:`read_batches`."""
    batches = list(read_batches(source, columns))
    if batches:
        return pd.concat(batches, ignore_index=True)
    return pd.DataFrame(
        {**{c: pd.Series(dtype="str") for c in columns}, ROW: pd.Series(dtype="int64")}
    )


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
