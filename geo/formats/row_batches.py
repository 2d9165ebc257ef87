"""Rows of a file as frames of one schema, whichever reader they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.core.columns import ROW
from geo.core.issues import UnexpectedError
from geo.core.row_account import rows_lost
from geo.formats.summary_rows import LINE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray


def row_batch(
    columns: Mapping[int, Any], rows: ArrayLike, kinds: ArrayLike | None = None
) -> pd.DataFrame:
    """Make a batch: its columns by their places, ``row`` (int64) and ``line`` (int8), always all.

    Parameters
    ----------
    columns
        The cells, of one length.
    rows
        Row numbers as the user sees them.
    kinds
        What each row is, by its place in :data:`geo.formats.summary_rows.KINDS`; None: all are
        records.
    """
    numbers = np.asarray(rows, dtype=np.int64)
    lines = np.zeros(len(numbers), np.int8) if kinds is None else np.asarray(kinds, np.int8)
    cells: dict[int | str, Any] = {
        position: column.array if isinstance(column, pd.Series) else column
        for position, column in columns.items()
    }
    index = pd.RangeIndex(len(numbers))
    return pd.DataFrame(cells | {ROW: numbers, LINE: lines}, index=index, copy=False)


def in_order(batches: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join batches by their rows; cells of a column that has text in one of them are all text."""
    if len(batches) == 1:
        return batches[0]
    parts = [batch.copy(deep=False) for batch in batches]
    for column in parts[0].columns:
        if len({str(part[column].dtype) for part in parts}) > 1:
            for part in parts:
                part[column] = _as_text(part[column])
    joined = pd.concat(parts, ignore_index=True)
    return joined.sort_values(ROW, kind="stable", ignore_index=True)


class RowOrder:
    """Sees to it that batches have the schema and that no row comes twice."""

    def __init__(self, file: str, columns: Sequence[int]) -> None:
        self._file = file
        self._columns = [*columns, ROW, LINE]
        self._last = 0

    def check(self, batch: pd.DataFrame) -> None:
        """Check a batch.

        Raises
        ------
        UnexpectedError
            If a column is missing or of another type, or rows do not come in order, once each.
        """
        types = [batch[name].dtype for name in (ROW, LINE) if name in batch]
        rows = batch[ROW].to_numpy()
        ordered = not len(rows) or (rows[0] > self._last and bool((np.diff(rows) > 0).all()))
        if list(batch.columns) != self._columns or types != [np.int64, np.int8] or not ordered:
            raise UnexpectedError(rows_lost(self._file, len(batch), 0, 0))
        self._last = int(rows[-1]) if len(rows) else self._last


def _as_text(column: pd.Series) -> pd.Series[str]:
    """Lay out cells as text; a number as it is written shortest, a missing one as an empty cell."""
    cells = column.astype("object")
    if pd.api.types.is_float_dtype(column):
        cells = cells.map(repr)
    missing: NDArray[np.bool_] = column.isna().to_numpy()
    return cells.mask(missing, "").astype("str")


def are_empty(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows have nothing in any column: no value, or a text of no length."""
    return np.array((rows.isna() | (rows == "")).all(axis="columns"), dtype=bool)
