"""Arrow files (Feather), and batches of Arrow as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from geo.core.issues import TableError
from geo.core.row_account import RowsMet
from geo.formats.arrow.ipc_guard import refuse_ipc_bomb
from geo.formats.arrow.points import ArrowPoints
from geo.formats.limits import LIMITS, size_words
from geo.formats.row_batches import row_batch
from geo.formats.summary_rows import number_of_line
from geo.formats.summary_sieve import sieve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source


class ArrowTable:
    """An Arrow IPC file; see :class:`geo.formats.tables.TableFile`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.share = 0.0
        self.issues: tuple[Issue, ...] = ()
        self.met = RowsMet()

    def first_rows(self) -> list[list[str]]:
        """Read the names of the columns, the only row that can be the headers, and some records."""
        for schema, batch, _ in self._batches():
            return first_rows(schema, batch, self._source)
        return []

    def batches(
        self, columns: Sequence[int], _header_row: int, _numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns."""
        rows_read = 0
        points = None
        for schema, batch, share in self._batches():
            if batch is None:
                return
            points = points or ArrowPoints(schema, self._source)
            self.met.rows += batch.num_rows
            for begin in range(0, batch.num_rows, LIMITS.batch_rows):
                part = batch.slice(begin, LIMITS.batch_rows)
                frame = as_frame(part.select(points.read(columns)), columns, rows_read + 1, points)
                empty = empty_rows(part)
                self.met.empty += int(empty.sum())
                yield frame[~empty] if empty.any() else frame
                rows_read += part.num_rows
            self.share, self.issues = share, points.issues

    def _batches(self) -> Iterator[tuple[pa.Schema, pa.RecordBatch | None, float]]:
        """Yield the batches of the file with its schema; one without rows gives the schema only."""
        refuse_ipc_bomb(self._source, TableError)
        try:
            with pa.memory_map(str(self._source.path)) as file, pa.ipc.open_file(file) as reader:
                _ = reader.schema.names  # which may be no text at all
                if not reader.num_record_batches:
                    yield reader.schema, None, 1.0
                for number in range(reader.num_record_batches):
                    batch = reader.get_batch(number)
                    batch.validate(full=True)
                    yield reader.schema, batch, (number + 1) / reader.num_record_batches
        except (pa.ArrowException, OSError, ValueError) as error:
            if isinstance(error, TableError):
                raise
            issue = self._source.issue("issue.arrow_broken", value=str(error).split(":")[0])
            raise TableError(issue) from error


def first_rows(schema: pa.Schema, batch: pa.RecordBatch | None, source: Source) -> list[list[str]]:
    """Write the headers and the first rows of a batch as text."""
    headers = ArrowPoints(schema, source).headers
    if batch is None:
        return [headers]
    batch = batch.slice(0, LIMITS.sample_rows)
    refuse_swollen(batch, source)
    columns = [
        ["" if cell is None else str(cell) for cell in _plain(column).to_pylist()]
        if _is_cell(column.type)
        else [""] * len(column)
        for column in batch.columns
    ]
    return [headers, *(list(row) for row in zip(*columns, strict=True))]


def as_frame(
    batch: pa.RecordBatch, columns: Sequence[int], first: int, points: ArrowPoints
) -> pd.DataFrame:
    """Turn a batch into a frame of :class:`geo.formats.tables.TableFile`.

    Parameters
    ----------
    batch
        The columns that ``points`` says are to be read.
    columns
        Places of the headers.
    first
        The number of its first row.
    points
        What the file has for headers.

    Raises
    ------
    TableError
        If its texts would come to too much.
    """
    refuse_swollen(batch, points.source)
    own = zip(points.own(columns), batch.columns, strict=False)
    read = {position: series(column) for position, column in own} | points.of(batch, columns)
    ordered = {position: read[position] for position in columns}
    rows = np.arange(first, first + batch.num_rows)
    return row_batch(ordered, rows, _lines(ordered, batch.num_rows))


def empty_rows(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    """Return which rows are empty in every column: no value, no number, or a text of no length."""
    empty = np.ones(batch.num_rows, dtype=bool)
    for column in batch.columns:
        if not empty.any():
            break
        empty &= _empty_cells(getattr(column, "storage", column))
    return empty


def _empty_cells(column: pa.Array) -> NDArray[np.bool_]:
    if pa.types.is_run_end_encoded(column.type):  # is left as empty cells
        return np.ones(len(column), dtype=bool)
    empty = column.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)
    if _is_text(_kind(column.type)):
        lengths = _lengths(column).fill_null(0).to_numpy(zero_copy_only=False)
        empty = empty | (lengths == 0)
    return np.asarray(empty, dtype=bool)


def refuse_swollen(batch: pa.RecordBatch, source: Source) -> None:
    """Refuse a batch whose cells come to more memory than we allow, before they are laid out."""
    total = 0
    for column in filter(lambda column: _is_text(_kind(column.type)), batch.columns):
        lengths = _lengths(column)
        total += compute.sum(lengths).as_py() or 0
        longest = compute.max(lengths).as_py() or 0
        if longest > 4 * LIMITS.cell_characters:
            raise TableError(source.issue("issue.cell_too_long", most=LIMITS.cell_characters))
    if total > LIMITS.batch_bytes:
        raise TableError(source.issue("issue.too_large", most=size_words(LIMITS.batch_bytes)))


def laid_out_bytes(column: pa.Array) -> int:
    """Add up the bytes of the texts or shapes of a column, each as often as it stands there."""
    kind = _kind(column.type)
    if not (_is_text(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        return 0
    return int(compute.sum(_lengths(column)).as_py() or 0)


def _is_text(kind: pa.DataType) -> bool:

    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return bool(is_text or pa.types.is_string_view(kind))


def _kind(kind: pa.DataType) -> pa.DataType:
    """Return what the values of a column are, if it lists the different ones or not."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_cell(kind: pa.DataType) -> bool:
    """Return whether values of a kind can stand in a cell: no lists, no shapes, no runs of values.

    Of the latter, few bytes can be many values. They are left as they are: as empty cells.
    """
    kind = _kind(kind)
    return bool(pa.types.is_primitive(kind) or pa.types.is_decimal(kind) or _is_text(kind))


def _lengths(texts: pa.Array) -> pa.Array:
    """Measure texts; those that are views of a longer one, of which it can have many, as such."""
    if pa.types.is_dictionary(texts.type):
        return compute.take(_lengths(texts.dictionary), texts.indices)
    if not pa.types.is_string_view(texts.type):
        return compute.binary_length(texts)
    views = np.frombuffer(texts.buffers()[1], np.int32).reshape(-1, 4)
    lengths = views[texts.offset : texts.offset + len(texts), 0]
    return pa.array(np.where(texts.is_null(), 0, lengths), pa.int64())


def _plain(column: pa.Array) -> pa.Array:
    """Lay out a column that is kept as a list of different values."""
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def series(column: pa.Array) -> pd.Series:
    """Turn a column into one of pandas; one that lists its different values is categorical."""
    kind = column.type
    if not _is_cell(kind):
        return pd.Series([""] * len(column), dtype="str")
    if pa.types.is_dictionary(kind):
        values = pd.Index(series(column.dictionary))
        if not values.is_unique or values.hasnans:
            return series(_plain(column))
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return pd.Series(pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(values)))
    plain: pd.Series = column.to_pandas()
    return plain


def laid_out(batch: pd.DataFrame) -> pd.DataFrame:
    """Lay out the columns of a batch that list their different values."""
    kinds = batch.dtypes.items()
    listed = {position: kind for position, kind in kinds if isinstance(kind, pd.CategoricalDtype)}
    return batch.astype({position: kind.categories.dtype for position, kind in listed.items()})


def _lines(columns: Mapping[int, pd.Series], rows: int) -> NDArray[np.int8] | None:
    """Classify what each row is; only rows that a column of text points out are looked at."""
    doubtful = np.zeros(rows, dtype=bool)
    for column in columns.values():
        if isinstance(column.dtype, pd.CategoricalDtype):
            points_out = _points_out(column.cat.categories.to_series())
            if points_out.any():
                doubtful |= np.append(points_out, False)[column.cat.codes]
        elif not pd.api.types.is_numeric_dtype(column):
            doubtful |= _points_out(column)
    if not doubtful.any():
        return None
    kinds = np.zeros(rows, np.int8)
    for row in np.flatnonzero(doubtful):
        cells = [column.iloc[row] for column in columns.values()]
        kinds[row] = number_of_line(["" if pd.isna(cell) else str(cell) for cell in cells])
    return kinds


def _points_out(column: pd.Series) -> NDArray[np.bool_]:
    if pd.api.types.is_numeric_dtype(column):
        return np.zeros(len(column), dtype=bool)
    texts = pa.array(column.astype("str"))
    found = compute.match_substring_regex(texts, sieve()).fill_null(fill_value=False)
    flags: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return flags
