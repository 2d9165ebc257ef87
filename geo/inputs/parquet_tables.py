"""Parquet, of which only the columns asked for are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import TableError
from geo.inputs.limits import LIMITS
from geo.inputs.source import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.inputs.source import Source


def first_rows(source: Source) -> list[list[str]]:
    """Read the names of the columns: the only row that can be the heads."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    try:
        return [list(parquet.read_schema(source.path).names)]
    except (pa.ArrowException, OSError) as error:
        raise TableError(source.fault("fault.parquet_broken", value=error)) from error


def batches(source: Source, columns: Sequence[int], _head: int) -> Iterator[pd.DataFrame]:
    """Read some columns; see :func:`geo.inputs.tables.read_batches`."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    first = 1
    try:
        with parquet.ParquetFile(source.path) as file:
            names = [file.schema_arrow.names[place] for place in columns]
            for batch in file.iter_batches(LIMITS.batch_rows, columns=names):
                frame = batch.to_pandas(ignore_metadata=True)[names].set_axis(columns, axis=1)
                frame[ROW] = range(first, first + len(frame))
                first += len(frame)
                yield frame
    except (pa.ArrowException, OSError) as error:
        raise TableError(source.fault("fault.parquet_broken", value=error)) from error
