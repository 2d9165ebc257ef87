"""Columns of GeoParquet and GeoArrow, for layers: validated and bounded."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
from pyarrow import feather, parquet

from geo.core.issues import BoundaryError
from geo.formats.arrow.ipc_guard import refuse_ipc_bomb
from geo.formats.arrow.parquet import checked_metadata, listed_texts
from geo.formats.arrow.parquet_guard import batch_rows, is_encrypted
from geo.formats.arrow.reader import laid_out_bytes, series
from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.formats.source import Source

PARQUET_SUFFIXES: Final = frozenset({".parquet", ".geoparquet"})


class GeoTable:
    """A file of Parquet or Arrow whose columns are read as they are asked for.

    Parameters
    ----------
    source
        The file.

    Raises
    ------
    BoundaryError
        If it is over the limits, or encrypted.
    pyarrow.ArrowException, OSError
        If it is broken.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._is_parquet = source.path.suffix.lower() in PARQUET_SUFFIXES
        if self._is_parquet:
            with self._told():
                self._metadata = checked_metadata(source, BoundaryError)
        else:
            refuse_ipc_bomb(source, BoundaryError)
        with self._opened([]) as file:
            self.schema: pa.Schema = file.schema_arrow if self._is_parquet else file.schema

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Read some columns, with lists of different values laid out.

        Raises
        ------
        BoundaryError
            If they come to too much.
        """
        with self._opened(columns) as file:
            table = file.read(list(columns)) if self._is_parquet else file
            table.validate(full=True)  # texts may be no texts
            return self._laid_out(table)

    def first(self, columns: Sequence[str]) -> pa.Table:
        """Read the first rows of some columns."""
        with self._opened(columns) as file:
            if not self._is_parquet:
                return self._laid_out(file.slice(0, LIMITS.sample_rows))
            most = min(LIMITS.sample_rows, batch_rows(self._metadata))
            batch = next(file.iter_batches(most, columns=list(columns)), None)
            read = [] if batch is None else [batch]
            schema = batch.schema if batch else self.schema.empty_table().select(columns).schema
            return self._laid_out(pa.Table.from_batches(read, schema))

    def _laid_out(self, table: pa.Table) -> pa.Table:

        if sum(map(laid_out_bytes, _chunks(table))) > LIMITS.unpacked_bytes:
            most = size_words(LIMITS.unpacked_bytes)
            raise BoundaryError(self._source.issue("issue.too_large", most=most))
        for position, field in enumerate(table.schema):
            if pa.types.is_dictionary(field.type):
                plain = pa.field(field.name, field.type.value_type, metadata=field.metadata)
                column = table.column(position).cast(field.type.value_type)
                table = table.set_column(position, plain, column)
        return table

    @contextmanager
    def _opened(self, columns: Sequence[str]) -> Iterator[Any]:

        with self._told():
            if not self._is_parquet:
                yield feather.read_table(self._source.path, columns=list(columns), memory_map=True)
                return
            listed = listed_texts(self._metadata)
            with parquet.ParquetFile(self._source.path, read_dictionary=listed) as file:
                yield file

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Report a file that is encrypted; what else Arrow stumbles over is told elsewhere."""
        try:
            yield
        except OSError as error:
            if self._is_parquet and is_encrypted(error):
                raise BoundaryError(self._source.issue("issue.parquet_encrypted")) from None
            raise


def as_cells(table: pa.Table) -> pd.DataFrame:
    """Return the columns as pandas has them; what can be no cell is left empty."""
    table = table.combine_chunks()
    columns = {name: [*map(series, table[name].chunks)] for name in table.column_names}
    cells = {name: pd.concat(parts) if parts else [] for name, parts in columns.items()}
    return pd.DataFrame(cells, columns=table.column_names)


def _chunks(table: pa.Table) -> Iterator[pa.Array]:
    for column in table.columns:
        yield from column.chunks
