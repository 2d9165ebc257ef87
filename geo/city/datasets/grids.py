"""Tables whose heads are values themselves: matrices of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo.core.columns import ROW
from geo.core.issues import Fault, TableError
from geo.formats.arrow.reader import laid_out
from geo.formats.checked import row_faults
from geo.formats.limits import LIMITS
from geo.formats.summary_rows import LINE, NOTE, TOTAL, kind_of_line
from geo.formats.tables import open_file
from geo.formats.values import to_numbers, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.formats.source import Source


class Grid(NamedTuple):
    """A matrix in long form.

    Parameters
    ----------
    corner
        The head of its first column.
    cells
        ``down`` (the first cell of the row), ``across`` (the head of the column), ``people``
        (float64, 0 where empty), ``row``.
    faults
        What was wrong with it.
    """

    corner: str
    cells: pd.DataFrame
    faults: tuple[Fault, ...]


def read_grid(source: Source) -> Grid:
    """Read a matrix: places in the first row and in the first column, numbers elsewhere.

    Totals, at the bottom or at the right, and notes are left out and told; numbers that cannot be
    read, or are under 0, are told with their row and stop a run.

    Raises
    ------
    TableError
        As :func:`geo.formats.tables.open_table`.
    """
    heads, rows = _rows(source)
    faults: list[Fault] = []
    if LINE in rows:
        kinds = rows.pop(LINE).to_numpy(object)
        for kind, what in ((NOTE, "fault.note_line"), (TOTAL, "fault.total_line")):
            faults += row_faults(source.warning(what), kinds == kind, rows[ROW])
        rows = rows[kinds == ""].reset_index(drop=True)
    down = to_text(rows[0])
    summing = [at for at in range(1, len(heads)) if _sums(heads[at])]
    faults += [source.warning("fault.total_column", heads[at]) for at in summing]
    kept = [at for at in range(1, len(heads)) if heads[at] and at not in summing]
    numbers = np.zeros((len(rows), len(kept)))
    for place, at in enumerate(kept):
        numbers[:, place], wrong = to_numbers(rows[at])
        wrong |= numbers[:, place] < 0
        fault = source.fault("fault.flow_unread", heads[at])
        faults += row_faults(fault, wrong, rows[ROW], rows[at])
    cells = pd.DataFrame(
        {
            "down": np.repeat(down.to_numpy(), len(kept)),
            "across": np.tile(np.array([heads[at] for at in kept], dtype=object), len(rows)),
            "people": np.nan_to_num(numbers).ravel(),
            ROW: np.repeat(rows[ROW].to_numpy(), len(kept)),
        }
    ).astype({"down": "str", "across": "str"})
    return Grid(heads[0], cells, tuple(faults))


def _rows(source: Source) -> tuple[Sequence[str], pd.DataFrame]:
    """Read the heads, the first of the fullest rows, and the rows below; a corner may be empty."""
    file = open_file(source)
    first = file.first_rows()[: LIMITS.head_rows]
    filled = [sum(bool(cell) for cell in row[1:]) for row in first]
    if not any(filled):
        raise TableError(source.fault("fault.empty"))
    at = filled.index(max(filled))
    heads = [cell.strip() for cell in first[at]]
    if len(heads) > LIMITS.columns:
        most = LIMITS.columns
        fault = source.fault("fault.too_many_columns", value=len(heads), most=most)
        raise TableError(fault)
    most = LIMITS.sheet_cells // len(heads)
    parts, count = [], 0
    for batch in file.batches(range(len(heads)), at + 1, ()):
        count += len(batch)
        if count > most:
            raise TableError(source.fault("fault.too_many_rows", value=f"{most:,}"))
        parts.append(laid_out(batch))
    if not count:
        raise TableError(source.fault("fault.no_rows"))
    return heads, pd.concat(parts, ignore_index=True)


def _sums(head: str) -> bool:
    return bool(head) and kind_of_line([head, "", ""]) == TOTAL
