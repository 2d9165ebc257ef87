"""Tables as files: CSV, Excel, Parquet, Arrow and layers of points, read in bounded batches.

A column keeps what the file says: text stays text, so that a code is never a number. What a file is
is found from its content; a file whose name says otherwise is refused.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

import pandas as pd

from geo.errors import TableError
from geo.inputs import personal
from geo.inputs.archives import opened
from geo.inputs.arrow_tables import ArrowTable
from geo.inputs.checks import Checked
from geo.inputs.columns import Match, match
from geo.inputs.csv_tables import CsvTable
from geo.inputs.excel_tables import ExcelTable
from geo.inputs.heads import find_head
from geo.inputs.limits import LIMITS
from geo.inputs.parquet_tables import ParquetTable
from geo.inputs.point_tables import PointTable
from geo.inputs.source import FILE, ROW
from geo.inputs.total_lines import TotalLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geo.inputs.heads import Head
    from geo.inputs.source import Source

TEXT, EXCEL, PARQUET, ARROW, POINTS, UNKNOWN = (
    "csv",
    "excel",
    "parquet",
    "arrow",
    "points",
    "unknown",
)
SUFFIXES: Final[Mapping[str, str]] = {
    ".csv": TEXT,
    ".txt": TEXT,
    ".tsv": TEXT,
    ".xlsx": EXCEL,
    ".xlsm": EXCEL,
    ".xls": EXCEL,
    ".parquet": PARQUET,
    ".feather": ARROW,
    ".arrow": ARROW,
    ".gpkg": POINTS,
    ".geojson": POINTS,
    ".fgb": POINTS,
    ".shp": POINTS,
    ".zip": POINTS,
}
# Columns of a table in which a number or a name may be the place's own, not a person's.
_PUBLIC: Final[Mapping[str, frozenset[str]]] = {
    "sites": frozenset({"site_name", "services", "address", "phone", "hours"}),
    "communities": frozenset({"community_name", "street_name", "district_name"}),
}


class TableFile(Protocol):
    """A file of one kind, opened once."""

    @property
    def share(self) -> float:
        """The share of the file that has been read, 0 to 1."""

    def first_rows(self) -> list[list[str]]:
        """Read the first rows as text: title, heads and some records."""

    def batches(self, columns: Sequence[int], head: int) -> Iterator[pd.DataFrame]:
        """Read the columns at these places below row ``head``.

        Frames hold the places, ``row`` and ``line`` (see :mod:`geo.inputs.total_lines`); rows in
        which every cell is empty are left out.
        """


_FORMATS: Final[Mapping[str, Callable[[Source], TableFile]]] = {
    TEXT: CsvTable,
    EXCEL: ExcelTable,
    PARQUET: ParquetTable,
    ARROW: ArrowTable,
    POINTS: PointTable,
}


@dataclass
class Table:
    """A table whose heads are known, to be read once through.

    Parameters
    ----------
    source
        The file.
    name
        Key of :data:`geo.inputs.columns.TABLES`.
    head
        Its heads.
    match
        Which head is which column.
    """

    source: Source
    name: str
    head: Head
    match: Match
    _file: TableFile = field(repr=False)

    def __post_init__(self) -> None:
        self._lines = TotalLines(self.source, self.name, self.match.heads)

    @property
    def share(self) -> float:
        """The share of the file that has been read, 0 to 1."""
        return min(max(self._file.share, 0.0), 1.0)

    @property
    def faults(self) -> tuple[Any, ...]:
        """What was told of lines that are no records, as far as they were read."""
        return self._lines.faults

    def batches(self, more: Sequence[int] = ()) -> Iterator[pd.DataFrame]:
        """Read the matched columns in batches.

        Parameters
        ----------
        more
            Places of other columns to read.

        Yields
        ------
        pandas.DataFrame
            Columns: the places of the columns among the heads, and ``row`` (int64), the row as a
            spreadsheet shows it; the first record of Parquet, Arrow and layers is 1. Empty rows,
            totals and notes are left out; the latter two are told.

        Raises
        ------
        TableError
            If the file is broken, at the place where it is, or a column that is needed holds what
            identifies a person.
        """
        wanted = list(dict.fromkeys([*self.match.heads.values(), *more]))
        read = 0
        for batch in self._file.batches(wanted, self.head.row):
            read += len(batch)
            if read > LIMITS.rows:
                raise TableError(self.source.fault("fault.too_many_rows", value=f"{LIMITS.rows:,}"))
            records = self._lines.take(batch)
            self._refuse_personal(records, more)
            yield records
        self._lines.end()

    def _refuse_personal(self, batch: pd.DataFrame, more: Sequence[int]) -> None:
        """Refuse a column that is read on, not only to be hashed, and holds numbers of persons."""
        public = _PUBLIC.get(self.name, frozenset())
        step = max(len(batch) // LIMITS.sampled_of_batch, 1)
        for name, place in self.match.heads.items():
            if (
                name not in public
                and place not in more
                and not pd.api.types.is_float_dtype(batch[place])
            ):
                sample = batch[place].iloc[::step].dropna().astype("str")
                if kind := personal.kind_of_person(sample, names=False):
                    head = self.head.cells[place]
                    fault = self.source.fault("fault.personal", head, kind=kind)
                    raise TableError(fault)


def open_table(source: Source, table: str, chosen: Mapping[str, str]) -> Table:
    """Open a table and match its heads, which may stand below a title and a line of units.

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
        If the file is not the table its name says, is broken, or has no head. Columns that are
        missing are told in ``match``.
    """
    file = _FORMATS[_checked_kind(source)](source)
    head, rows = _begin(file, source, table, chosen)
    found = match(head.cells, table, chosen, source.name)
    return Table(source, table, head, _with_personal(found, head, rows), file)


def first_rows(
    source: Source, table: str, chosen: Mapping[str, str]
) -> tuple[Head, list[list[str]]]:
    """Read the heads of a table and some rows below them, as text.

    Raises
    ------
    TableError
        As :func:`open_table`.
    """
    return _begin(_FORMATS[_checked_kind(source)](source), source, table, chosen)


def _begin(
    file: TableFile, source: Source, table: str, chosen: Mapping[str, str]
) -> tuple[Head, list[list[str]]]:
    rows = file.first_rows()
    head = find_head(rows[: LIMITS.head_rows], table, chosen)
    if not any(head.cells):
        raise TableError(source.fault("fault.empty"))
    if len(head.cells) > LIMITS.columns:
        raise TableError(
            source.fault("fault.too_many_columns", value=len(head.cells), most=LIMITS.columns)
        )
    return head, rows[head.row :]


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
        opened_table = open_table(source, table, chosen)
        found = opened_table.match
        if found.faults:
            return Checked(nothing, found.faults, found.dropped)
        batches = [batch for batch in opened_table.batches() if len(batch)]
    except TableError as error:
        return Checked(nothing, error.faults)
    if not batches:
        return Checked(
            nothing, (*opened_table.faults, source.warning("fault.no_rows")), found.dropped
        )
    frame = pd.concat(batches, ignore_index=True)
    frame = frame.rename(columns={place: name for name, place in found.heads.items()})
    return Checked(frame.assign(**{FILE: source.name}), opened_table.faults, found.dropped)


def kind_of(source: Source) -> str:
    """Tell from its content what kind of table a file is."""
    with source.path.open("rb") as file:
        begin = file.read(8)
        rest = file.read(4096)
    for kind, marks in _MARKS.items():
        if begin.startswith(marks):
            return kind
    if begin.startswith(b"PK\x03\x04"):
        with opened(source, TableError) as archive:
            names = archive.namelist()
        if any(name.startswith("xl/workbook") for name in names):
            return EXCEL
        return POINTS if any(name.lower().endswith(".shp") for name in names) else UNKNOWN
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return TEXT
    return UNKNOWN if b"\0" in begin + rest else TEXT


_MARKS: Final[Mapping[str, tuple[bytes, ...]]] = {
    PARQUET: (b"PAR1",),
    ARROW: (b"ARROW1",),
    EXCEL: (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    POINTS: (b"SQLite f", b"fgb", b"\0\0\x27\x0a"),
}


def _checked_kind(source: Source) -> str:
    """Refuse a file that is empty, too large, or whose content is not what its name says."""
    suffix = source.path.suffix.lower()
    named = SUFFIXES.get(suffix)
    if named is None:
        raise TableError(source.fault("fault.table_kind", value=suffix))
    size = source.path.stat().st_size
    if not size:
        raise TableError(source.fault("fault.empty"))
    if size > (LIMITS.workbook_bytes if named == EXCEL else LIMITS.table_bytes):
        raise TableError(source.fault("fault.too_large"))
    kind = kind_of(source)
    if kind != named and not (named == POINTS and suffix == ".geojson" and kind == TEXT):
        raise TableError(source.fault("fault.not_as_named", value=suffix, found=f"kind_of.{kind}"))
    return named


def _with_personal(found: Match, head: Head, sample: Sequence[Sequence[str]]) -> Match:
    """Mark the columns that are not read and whose cells are about persons."""
    dropped = tuple(
        replace(column, personal=True)
        if not column.personal and _is_personal(head.cells.index(column.column), sample)
        else column
        for column in found.dropped
    )
    return replace(found, dropped=dropped)


def _is_personal(place: int, sample: Sequence[Sequence[str]]) -> bool:
    return bool(personal.kind_of_person(row[place] for row in sample if place < len(row)))
