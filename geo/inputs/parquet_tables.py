"""Parquet, of which only the columns asked for are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.errors import TableError
from geo.inputs.arrow_tables import as_frame, first_rows
from geo.inputs.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.inputs.source import Source

_LISTED: Final = frozenset({"RLE_DICTIONARY", "PLAIN_DICTIONARY"})
_DELTA: Final = frozenset({"DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"})


class ParquetTable:
    """A Parquet file; see :class:`geo.inputs.tables.TableFile`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.share = 0.0

    def first_rows(self) -> list[list[str]]:
        """Read the names of the columns, the only row that can be the heads, and some records."""
        with _Reading(self._source) as file:
            first = next(file.iter_batches(LIMITS.sample_rows), None)
            return first_rows(file.schema_arrow, first, self._source)

    def batches(self, columns: Sequence[int], _head: int) -> Iterator[pd.DataFrame]:
        """Read some columns."""
        with _Reading(self._source) as file:
            names = [file.schema_arrow.names[place] for place in columns]
            rows = file.metadata.num_rows or 1
            done = 0
            for batch in file.iter_batches(LIMITS.batch_rows, columns=names):
                yield as_frame(batch.select(names), columns, done + 1, self._source)
                done += batch.num_rows
                self.share = done / rows


class _Reading:
    """A Parquet file open for reading, whose errors are told as faults."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __enter__(self) -> Any:
        import pyarrow as pa  # noqa: PLC0415  # slow to import
        from pyarrow import parquet  # noqa: PLC0415

        try:
            metadata = parquet.read_metadata(self._source.path)
            texts = _listed_texts(metadata)
            self._file = parquet.ParquetFile(self._source.path, read_dictionary=texts)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _broken(self._source, error) from error
        return self._file

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        import pyarrow as pa  # noqa: PLC0415

        self._file.close()
        if isinstance(error, (pa.ArrowException, OSError)):
            raise _broken(self._source, error) from error


def _listed_texts(metadata: Any) -> list[str]:
    """Name the columns that keep a list of different texts: these are read as such a list.

    A few bytes can stand for a long text a million times, so lengths are added up before texts are
    laid out.
    """
    listed: dict[str, bool] = {}
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            column = metadata.row_group(group).column(place)
            is_listed = column.physical_type == "BYTE_ARRAY" and _LISTED & set(column.encodings)
            whole = bool(is_listed) and not _DELTA & set(column.encodings)
            listed[column.path_in_schema] = listed.get(column.path_in_schema, True) and whole
    return [name for name, whole in listed.items() if whole]


def _broken(source: Source, error: Exception) -> TableError:
    return TableError(source.fault("fault.parquet_broken", value=str(error).split(":")[0]))
