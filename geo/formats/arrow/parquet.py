"""Parquet, of which only the columns asked for are read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from geo.core.issues import TableError
from geo.core.row_account import RowsMet
from geo.formats.arrow.parquet_guard import (
    batch_rows,
    broken,
    refuse_many_rows,
    refuse_parquet_bomb,
)
from geo.formats.arrow.points import ArrowPoints
from geo.formats.arrow.reader import as_frame, empty_rows, first_rows
from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.issues import Issue, YipanError
    from geo.formats.source import Source

_LISTED: Final = frozenset({"RLE_DICTIONARY", "PLAIN_DICTIONARY"})
_DELTA: Final = frozenset({"DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"})


class ParquetTable:
    """A Parquet file; see :class:`geo.formats.tables.TableFile`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.share = 0.0
        self.issues: tuple[Issue, ...] = ()
        self.met = RowsMet()

    def first_rows(self) -> list[list[str]]:
        """Read the names of the columns, the only row that can be the headers, and some records."""
        with _Reading(self._source) as file:
            most = min(LIMITS.sample_rows, batch_rows(file.metadata))
            first = next(file.iter_batches(most), None)
            if first is not None:
                first.validate(full=True)
            return first_rows(file.schema_arrow, first, self._source)

    def batches(
        self, columns: Sequence[int], _header_row: int, _numbers: Sequence[int] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns."""
        with _Reading(self._source) as file:
            points = ArrowPoints(file.schema_arrow, self._source)
            names = [file.schema_arrow.names[position] for position in points.read(columns)]
            groups = self._source.groups or (0, file.num_row_groups)
            sizes = [file.metadata.row_group(group).num_rows for group in range(groups[1])]
            first, rows = 1 + sum(sizes[: groups[0]]), sum(sizes[groups[0] :]) or 1
            rows_read = 0
            nothing_else = None  # whether the columns not asked for are empty, row by row
            for batch in file.iter_batches(
                batch_rows(file.metadata), row_groups=range(*groups), columns=names
            ):
                batch.validate(full=True)  # texts may be no texts
                frame = as_frame(batch.select(names), columns, first + rows_read, points)
                empty = empty_rows(batch)
                if empty.any():
                    if nothing_else is None:
                        nothing_else = _empty_besides(file, names, groups)
                    empty &= nothing_else[rows_read : rows_read + len(empty)]
                self.met.empty += int(empty.sum())
                yield frame[~empty] if empty.any() else frame
                rows_read += batch.num_rows
                self.share = rows_read / rows
            self.met.rows = sum(sizes[groups[0] :])
            self.issues = points.issues


def _empty_besides(file: Any, names: Sequence[str], groups: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which rows of some row groups are empty in all columns but those named."""
    others = [name for name in file.schema_arrow.names if name not in names]
    rows, parts = range(*groups), [np.zeros(0, dtype=bool)]
    if not others:
        count = sum(file.metadata.row_group(group).num_rows for group in rows)
        return np.ones(count, dtype=bool)
    for batch in file.iter_batches(batch_rows(file.metadata), row_groups=rows, columns=others):
        batch.validate(full=True)
        parts.append(empty_rows(batch))
    return np.concatenate(parts)


def row_groups(source: Source, rows: int) -> list[tuple[int, int] | None]:
    """Part a file by its row groups into parts of so many rows or more; [None] = the whole file.

    Raises
    ------
    TableError
        If the file is broken, or has too many rows.
    """
    with _Reading(source) as file:
        begins, count = [0], 0
        for group in range(file.num_row_groups):
            if count >= rows:
                begins.append(group)
                count = 0
            count += file.metadata.row_group(group).num_rows
        ends = [*begins[1:], file.num_row_groups]
        return [*zip(begins, ends, strict=True)] if len(begins) > 1 else [None]


class _Reading:
    """A Parquet file open for reading, whose errors are reported as issues."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __enter__(self) -> Any:

        try:
            metadata = checked_metadata(self._source, TableError)
            texts = listed_texts(metadata)
            # A buffer before reading would hold all row groups of the file at once.
            self._file = parquet.ParquetFile(
                self._source.for_arrow(), read_dictionary=texts, pre_buffer=False
            )
        except TableError:
            raise
        except (pa.ArrowException, OSError, ValueError, LookupError) as error:
            raise TableError(broken(self._source, error)) from error
        return self._file

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:

        self._file.close()
        if isinstance(error, (pa.ArrowException, OSError, UnicodeDecodeError)):
            raise TableError(broken(self._source, error)) from error


def checked_metadata(source: Source, error: type[YipanError]) -> Any:
    """Read the footer of a Parquet file, and refuse one that is over the limits.

    Returns
    -------
    pyarrow.parquet.FileMetaData
        Every column of which can be asked for.

    Raises
    ------
    YipanError
        The error given.
    pyarrow.ArrowException, OSError, ValueError, LookupError
        If it is broken.

    Notes
    -----
    Every page is looked at, which of 100 million rows takes seconds: once in a process, as long as
    the file stays as it is.
    """
    identity: tuple[int, ...] = ()  # an object in the cloud carries its own
    if isinstance(source.file, Path):
        state = source.file.stat()
        identity = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    return _checked(source.whole(), error, identity)  # type: ignore[arg-type]  # a class can be hashed


@lru_cache(maxsize=64)
def _checked(source: Source, error: type[YipanError], _identity: tuple[int, ...]) -> Any:
    with parquet.ParquetFile(source.for_arrow()) as file:
        metadata = file.metadata
    refuse_many_rows(source, metadata, error)
    _walk_columns(source)
    refuse_parquet_bomb(source, metadata, error)
    return metadata


def _walk_columns(source: Source) -> None:
    """Go once through what is told of every column of every row group.

    Where that is impossible, asking for one column ends the process; to plan a buffer tells of it.
    """
    with parquet.ParquetFile(source.for_arrow(), pre_buffer=True) as file:
        next(file.iter_batches(1), None)


def listed_texts(metadata: Any) -> list[str]:
    """List the columns that keep a list of different texts: these are read as such a list.

    A few bytes can stand for a long text a million times, so lengths are added up before texts are
    laid out.
    """
    listed: dict[str, bool] = {}
    for group in range(metadata.num_row_groups):
        for position in range(metadata.num_columns):
            column = metadata.row_group(group).column(position)
            is_listed = column.physical_type == "BYTE_ARRAY" and _LISTED & set(column.encodings)
            as_dictionary = bool(is_listed) and not _DELTA & set(column.encodings)
            listed[column.path_in_schema] = (
                listed.get(column.path_in_schema, True) and as_dictionary
            )
    return [name for name, as_dictionary in listed.items() if as_dictionary]
