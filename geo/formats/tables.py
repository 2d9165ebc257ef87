"""Tables as files: CSV, Excel, Parquet, Arrow and layers of points, read in bounded batches.

A column keeps what the file says: text stays text, so that a code is never a number. What a file is
is found from its content; a file whose name says otherwise is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd

from geo.core.categoricals import of_few
from geo.core.columns import FILE, ROW
from geo.core.i18n import Term
from geo.core.issues import TableError
from geo.core.row_account import EMPTY, NOTE, RowAccount
from geo.formats import personal_data as personal
from geo.formats.arrow.parquet import ParquetTable
from geo.formats.arrow.reader import ArrowTable, laid_out
from geo.formats.checked import Checked, merged, row_issues
from geo.formats.csv.reader import CsvTable
from geo.formats.excel.reader import ExcelTable
from geo.formats.excel.web_tables import WebTable
from geo.formats.header_detection import find_header
from geo.formats.header_matching import Match, column_named, match, name_headers, renamed
from geo.formats.header_questions import changes_numbers, questions_of_amounts, units_beside
from geo.formats.limits import LIMITS
from geo.formats.number_words import ONE
from geo.formats.quantities import Quantities, plainly, quantities_of
from geo.formats.row_batches import RowOrder
from geo.formats.sniffing import ARROW, EXCEL, KML, PARQUET, POINTS, TEXT, WEB, checked_kind
from geo.formats.summary_rows import SummaryRows
from geo.formats.values import to_numbers, to_text
from geo.formats.vector.kml import KmlTable
from geo.formats.vector.points import PointTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.core.row_account import RowsMet
    from geo.formats.header_detection import Header
    from geo.formats.schema import TableSchema
    from geo.formats.source import Source


class TableFile(Protocol):
    """A file of one kind, opened once."""

    @property
    def share(self) -> float:
        """The share of the file that has been read, 0 to 1."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was told of the file as a whole, once it has been read."""

    @property
    def met(self) -> RowsMet:
        """The rows that were met below the headers, once they have been read."""

    def first_rows(self) -> list[list[str]]:
        """Read the first rows as text: title, headers and some records."""

    def batches(
        self, columns: Sequence[int], header_row: int, numbers: Sequence[int], /
    ) -> Iterator[pd.DataFrame]:
        """Read the columns at these places below row ``header_row``; some may be given as numbers.

        Frames are made by :func:`geo.formats.row_batches.row_batch`: they hold the places,
        ``row`` and ``line``, always all; rows in which every cell is empty are left out.
        """


_MOST_TWICE: Final = 0.5
_READERS: Final[Mapping[str, Callable[[Source], TableFile]]] = {
    TEXT: CsvTable,
    EXCEL: ExcelTable,
    WEB: WebTable,
    PARQUET: ParquetTable,
    ARROW: ArrowTable,
    POINTS: PointTable,
    KML: KmlTable,
}


@dataclass
class Table:
    """A table whose headers are known, to be read once through.

    Parameters
    ----------
    source
        The file.
    schema
        Its columns.
    header
        Its headers.
    match
        Which header is which column.
    file
        The file, opened.
    quantities
        What its numbers stand for.
    title
        The texts above its headers.
    """

    source: Source
    schema: TableSchema
    header: Header
    match: Match
    file: TableFile = field(repr=False)
    quantities: Quantities = field(default_factory=Quantities)
    title: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        states_unit = any(unit.word for unit in self.quantities.units.values())
        self._lines = SummaryRows(self.source, self.schema, self.match.headers, states_unit)
        self._units = units_beside(self.schema, self.match, self.header.cells)
        self._used = self._headers_again = 0
        self._told: tuple[Issue, ...] = ()

    @property
    def share(self) -> float:
        """The share of the file that has been read, 0 to 1."""
        return min(max(self.file.share, 0.0), 1.0)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was told of lines that are no records, as far as they were read, and of the file."""
        return (*self.quantities.issues, *self._lines.issues, *self._told, *self.file.issues)

    @property
    def account(self) -> RowAccount:
        """Where the rows of the file went, once it has been read to its end.

        Raises
        ------
        UnexpectedError
            If rows were lost or made up on the way.
        """
        met = self.file.met
        left_out = {EMPTY: met.empty} | self._lines.left_out
        left_out[NOTE] = left_out.get(NOTE, 0) + self._headers_again
        return RowAccount(self.source.name, met.rows, self._used, left_out)

    def batches(
        self, extra_positions: Sequence[int] = (), *, coded: bool = False, totals: bool = False
    ) -> Iterator[pd.DataFrame]:
        """Read the matched columns in batches.

        Parameters
        ----------
        extra_positions
            Places of other columns to read.
        coded
            Whether columns that a file keeps as a list of different values stay so (categorical).
        totals
            Whether totals are given on as rows, for who checks them in another way.

        Yields
        ------
        pandas.DataFrame
            Columns: the places of the columns among the headers, and ``row`` (int64), the row as a
            spreadsheet shows it; the first record of Parquet, Arrow and layers is 1. Empty rows,
            totals and notes are left out; the latter two are told.

        Raises
        ------
        TableError
            If the file is broken, at the place where it is, or a column that is needed holds what
            identifies a person.
        UnexpectedError
            If the rows read are not those given on and those left out: an error of ours.
        """
        requested = [*self.match.headers.values(), *extra_positions]
        positions = list(dict.fromkeys([*requested, *self._units]))
        read = 0
        numbers = [
            self.match.headers[name] for name in ("lon", "lat") if name in self.match.headers
        ]
        order = RowOrder(self.source.name, positions)
        for batch in self.file.batches(positions, self.header.row, numbers if coded else ()):
            order.check(batch)
            read += len(batch)
            if read + self.file.met.empty > LIMITS.rows:
                raise TableError(self.source.issue("issue.too_many_rows", value=f"{LIMITS.rows:,}"))
            below = self._in_ones(self._without_headers(batch))
            records = self._lines.take(below, totals=totals)
            self._refuse_units(records)
            records = records[[*dict.fromkeys(requested), ROW]]
            self._refuse_personal(records, extra_positions)
            self._used += len(records)
            yield records if coded else laid_out(records)
        self._lines.end()
        _ = self.account  # which must close

    def _without_headers(self, batch: pd.DataFrame) -> pd.DataFrame:
        """Leave out repeated header rows, as on every printed page, and report them."""
        again = np.full(len(batch), bool(self.match.headers))
        for position in self.match.headers.values():
            column = batch[position]
            if pd.api.types.is_numeric_dtype(column) or not again.any():
                return batch
            again &= (column == self.header.cells[position]).to_numpy(bool, na_value=False)
        if not again.any():
            return batch
        self._refuse_second(batch, again)
        self._headers_again += int(again.sum())
        issue = self.source.warning("issue.headers_again")
        self._told = merged((*self._told, *row_issues(issue, again, batch[ROW])))
        return batch[~again].reset_index(drop=True)

    def _refuse_second(self, batch: pd.DataFrame, again: NDArray[np.bool_]) -> None:
        """Refuse a table below another that counts the same again, perhaps of another month.

        A list that is printed on several pages has its headers again, too, but no amount twice.
        """
        columns = [(column, self.match.headers.get(column.name)) for column in self.schema.columns]
        keys = [place for column, place in columns if place is not None and not column.amount]
        amounts = [place for column, place in columns if place is not None and column.amount]
        if not keys or not amounts:
            return
        counted = np.isfinite(to_numbers(batch[amounts[0]])[0]) & ~again
        parts = batch[keys].astype("str").assign(part=np.cumsum(again))[counted]
        twice = parts.duplicated(keys).groupby(parts["part"]).agg(["sum", "mean"])
        second = (twice["sum"] > 1) & (twice["mean"] > _MOST_TWICE)
        if parts.duplicated().any() or not second.any():
            return
        issue = self.source.issue("issue.second_table")
        raise TableError(replace(issue, row=int(batch.loc[again, ROW].iloc[0])))

    def _in_ones(self, batch: pd.DataFrame) -> pd.DataFrame:
        """Write the numbers of a batch plainly, in ones."""
        for column in self.schema.columns:
            position = self.match.headers.get(column.name)
            if column.measure and position is not None:
                unit = self.quantities.units.get(column.name, ONE)
                batch[position] = plainly(batch[position], column.measure, unit)
        return batch

    def _refuse_units(self, batch: pd.DataFrame) -> None:
        """Refuse a column that says a unit of single rows, such as 万人."""
        for place in self._units:
            cells = of_few(batch[place])
            texts = to_text(pd.Series(cells.categories)).fillna("")
            other = np.array([*(changes_numbers(text) for text in texts), False])[cells.codes]
            issue = self.source.issue("issue.unit_column", self.header.cells[place])
            if issues := row_issues(issue, other, batch[ROW], batch[place], of_places=True):
                raise TableError(*issues)

    def _refuse_personal(self, batch: pd.DataFrame, extra_positions: Sequence[int]) -> None:
        """Refuse a column that is read on, not only to be hashed, and holds what is a person's."""
        for name, position in self.match.headers.items():
            if position not in extra_positions and (
                kind := personal.kind_in_column(
                    batch[position], self.schema.may_hold(name), coded=personal.is_coded(name)
                )
            ):
                header_cell, named = self.header.cells[position], name.replace("_code", "_name")
                issue = self.source.issue("issue.personal", header_cell, kind=Term(kind))
                if kind == personal.NAME and named in self.schema.names and named != name:
                    issue = self.source.issue("issue.personal_or_place", header_cell, name=named)
                raise TableError(issue)


def open_table(source: Source, table: TableSchema, chosen: Mapping[str, str]) -> Table:
    """Open a table and match its headers, which may stand below a title and a line of units.

    Parameters
    ----------
    source
        The file.
    table
        What it may hold.
    chosen
        Column -> header, as ``city.toml`` says.

    Raises
    ------
    TableError
        If the file is not the table its name says, is broken, or has no header. Columns that are
        missing are told in ``match``.
    """
    file = open_file(source)
    rows = file.first_rows()
    header = header_of(rows, source, table, chosen)
    above, below = rows[: header.row - header.height], rows[header.row :]
    matches = match(header.cells, table, chosen, source.name)
    matches = _with_personal(matches, header, below)
    name_headers(source, header.cells, matches)
    chosen_columns = {column_named(word, table) or word for word in chosen}
    questions = questions_of_amounts(source, table, header.cells, below, (matches, chosen_columns))
    quantities = quantities_of(source, table, header, matches, above)
    stopping = [issue for issue in quantities.issues if issue.stops]
    matches = replace(matches, issues=(*matches.issues, *questions, *stopping))
    title = tuple(dict.fromkeys(cell for row in above for cell in row if cell))
    return Table(source, table, header, matches, file, quantities, title)


def first_rows(
    source: Source, table: TableSchema, chosen: Mapping[str, str]
) -> tuple[Header, list[list[str]]]:
    """Read the headers of a table and some rows below them, as text.

    Raises
    ------
    TableError
        As :func:`open_table`.
    """
    rows = open_file(source).first_rows()
    header = header_of(rows, source, table, chosen)
    return header, rows[header.row :]


def open_file(source: Source) -> TableFile:
    """Open a file of any kind, whatever its headers mean.

    Raises
    ------
    TableError
        As :func:`open_table`.
    """
    return _READERS[checked_kind(source)](source)


def header_of(
    rows: Sequence[Sequence[str]], source: Source, table: TableSchema, chosen: Mapping[str, str]
) -> Header:
    """Find the headers among the first rows of a file."""
    widest = max(map(len, rows[: LIMITS.header_rows]), default=0)
    if widest > LIMITS.columns:
        issue = source.issue("issue.too_many_columns", value=widest, most=LIMITS.columns)
        raise TableError(issue)
    header = find_header(rows[: LIMITS.header_rows], table, chosen)
    if not any(header.cells):
        raise TableError(source.issue("issue.empty"))
    return header


def read_matched(
    source: Source, table: TableSchema, chosen: Mapping[str, str], *, totals: bool = False
) -> Checked[pd.DataFrame]:
    """Read the columns of a table that are known, under their own names.

    Parameters
    ----------
    source
        The file.
    table
        What it may hold.
    chosen
        Column -> header, as ``city.toml`` says.
    totals
        Whether totals are given on as rows.

    Returns
    -------
    Checked
        The cells as the file has them, ``file`` and ``row``; no rows if the file cannot be used.
    """
    nothing = pd.DataFrame({FILE: pd.Series(dtype="str"), ROW: pd.Series(dtype="int64")})
    try:
        opened_table = open_table(source, table, chosen)
        matches = opened_table.match
        if matches.issues:
            return Checked(nothing, matches.issues, matches.dropped)
        batches = [batch for batch in opened_table.batches(totals=totals) if len(batch)]
    except TableError as error:
        return Checked(nothing, error.issues)
    account = opened_table.account
    if not batches:
        issues = (*opened_table.issues, source.warning("issue.no_rows"))
        return Checked(nothing, issues, matches.dropped, (account,))
    frame = renamed(pd.concat(batches, ignore_index=True), matches.headers)
    account = account.and_used(len(frame))
    return Checked(
        frame.assign(**{FILE: source.name}), opened_table.issues, matches.dropped, (account,)
    )


def _with_personal(matches: Match, header: Header, sample: Sequence[Sequence[str]]) -> Match:
    """Mark the columns that are not read and whose cells are about persons."""
    dropped = tuple(
        replace(column, personal=True)
        if not column.personal and _is_personal(header.cells.index(column.column), sample)
        else column
        for column in matches.dropped
    )
    return replace(matches, dropped=dropped)


def _is_personal(position: int, sample: Sequence[Sequence[str]]) -> bool:
    return bool(personal.kind_of_person(row[position] for row in sample if position < len(row)))
