"""What the rows of a CSV are: records, empty, or totals and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import compute

from geo.formats.summary_rows import number_of_line
from geo.formats.summary_sieve import sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

_LINE_FEED = ord("\n")


class RowKinds(NamedTuple):
    """What each row is.

    Parameters
    ----------
    kinds
        Its place in :data:`geo.formats.summary_rows.KINDS`; None: all are records.
    empty
        Whether every cell is empty.
    """

    kinds: NDArray[np.int8] | None
    empty: NDArray[np.bool_]


def kinds_of_lines(
    text: bytes, delimiter: str, rows: int, uneven: Collection[int]
) -> RowKinds | None:
    """Classify the rows of UTF-8 without quotes by their lines, however many cells they have.

    Parameters
    ----------
    text
        Whole rows.
    delimiter
        What parts the cells.
    rows
        How many were parsed.
    uneven
        The numbers of the rows that were not.

    Returns
    -------
    RowKinds or None
        Of the rows that were parsed; None where rows end in another way than lines do.
    """
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == _LINE_FEED) + 1
    if text and not text.endswith(b"\n"):
        ends = np.append(ends, len(text))
    if len(ends) != rows + len(uneven):
        return None
    offsets = pa.py_buffer(np.append(0, ends).astype(np.int32))
    lines = pa.StringArray.from_buffers(len(ends), offsets, pa.py_buffer(text))
    if uneven:
        lines = lines.take(pa.array(np.delete(np.arange(len(ends)), np.array([*uneven]) - 1)))
    suspected = _flags(compute.match_substring_regex(lines, sieve(delimiter)))
    if not suspected.any():
        return RowKinds(None, np.zeros(rows, dtype=bool))
    kinds, empty = np.zeros(rows, np.int8), np.zeros(rows, dtype=bool)
    for row in np.flatnonzero(suspected).tolist():
        cells = lines[row].as_py().rstrip("\r\n").split(delimiter)
        kinds[row], empty[row] = number_of_line(cells), not any(cells)
    return RowKinds(kinds, empty)


def kinds_of_cells(columns: Sequence[pa.Array], first: Sequence[int], rows: int) -> RowKinds:
    """Classify rows by all their cells.

    Parameters
    ----------
    columns
        Text, plain or listed by its different values.
    first
        Places of those that are looked at first: in most of their rows they are filled.
    rows
        How many.
    """
    filled = np.zeros(rows, dtype=np.int8)
    for position in [*first, *set(range(len(columns))).difference(first)]:
        if (filled > 1).all():
            break
        filled += _per_row(columns[position], lambda texts: compute.not_equal(texts, ""))
    doubtful = np.zeros(rows, dtype=bool)
    alone = filled == 1
    for column in columns:
        doubtful |= _per_row(column, lambda texts: compute.match_substring_regex(texts, sieve()))
        if alone.any():  # numbers sort before ":"
            doubtful |= alone & _per_row(column, lambda texts: compute.greater(texts, ":"))
    if not doubtful.any():
        return RowKinds(None, filled == 0)
    kinds = np.zeros(rows, np.int8)
    for row in np.flatnonzero(doubtful).tolist():
        kinds[row] = number_of_line([column[row].as_py() for column in columns])
    return RowKinds(kinds, filled == 0)


def _per_row(column: pa.Array, test: Callable[[pa.Array], pa.Array]) -> NDArray[np.bool_]:
    """Test the texts of a column, each different one once if they are listed."""
    if not pa.types.is_dictionary(column.type):
        return _flags(test(column))
    each: NDArray[np.bool_] = _flags(test(column.dictionary))[column.indices.to_numpy()]
    return each


def _flags(found: pa.Array) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return flags
