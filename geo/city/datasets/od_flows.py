"""Ready tables of origins and destinations: one row per pair, or a matrix of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.issues import Issue, TableError
from geo.formats.arrow.reader import laid_out
from geo.formats.checked import Checked, row_issues, shown
from geo.formats.header_matching import plain, positions
from geo.formats.limits import LIMITS
from geo.formats.summary_rows import LINE, NOTE, TOTAL, kind_of_line
from geo.formats.tables import first_rows, open_file, read_matched
from geo.formats.values import to_codes, to_numbers, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.city.settings import FlowSettings
    from geo.formats.source import Source


ORIGIN, DESTINATION = ENDS = ("origin", "destination")
_COLUMNS: Final = [*ENDS, "flow", FILE, ROW]


def read_flows(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    """Read a table of flows.

    Parameters
    ----------
    source
        The table: long, with an origin, a destination and people; or a matrix, whose first head
        says what its rows are (``dest(现住地)``, ``户籍地``), unless the settings do.
    settings
        ``[flows]`` of ``city.toml``.

    Returns
    -------
    Checked
        ``origin``, ``destination`` (codes or names as the table has them, str), ``flow``
        (float64, over 0), ``file``, ``row``. Rows without both places are left out and told; a
        number that cannot be read stops a run, because margins would not add up.
    """
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in _COLUMNS})
    nothing = nothing.astype({"flow": "float64", ROW: "int64"})
    try:
        read = _long(source, settings) if _is_long(source, settings) else _wide(source, settings)
    except TableError as error:
        return Checked(nothing, error.issues)
    if read.frame.empty:
        return Checked(nothing, read.issues, read.dropped)
    rows = read.frame[ROW]
    frame, issues = read.frame.copy(), list(read.issues)
    for end in ENDS:
        frame[end], mangled = to_codes(read.frame[end])
        issue = source.issue("issue.code_mangled", end)
        issues += row_issues(issue, mangled, rows, read.frame[end])
        empty = frame[end].isna() & ~mangled & (frame["flow"] > 0)
        issues += row_issues(source.warning("issue.flow_cell", end), empty, rows)
    whole = frame[list(ENDS)].notna().all(axis="columns") & (frame["flow"] > 0)
    usable = frame[whole].assign(**{FILE: source.name})
    return Checked(usable[_COLUMNS].reset_index(drop=True), tuple(issues), read.dropped)


def _is_long(source: Source, settings: FlowSettings) -> bool:
    """Recognise a long table by its heads: all columns that are needed are there."""
    head, _ = first_rows(source, TABLES["flows"], settings.columns)
    found = {*positions(head.cells, TABLES["flows"]), *settings.columns}
    return all(column.name in found for column in TABLES["flows"].columns if column.needed)


def _long(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    table = read_matched(source, TABLES["flows"], settings.columns)
    read, issues = table.frame, list(table.issues)
    if read.empty:
        return table
    flow, unread = to_numbers(read["flow"])
    wrong = unread | (flow < 0)
    issue = source.issue("issue.flow_unread", "flow")
    issues += row_issues(issue, wrong, read[ROW], read["flow"])
    frame = read.assign(flow=pd.Series(flow, read.index).fillna(0.0))
    return Checked(frame, tuple(issues), table.dropped)


def _wide(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    grid = read_grid(source)
    down = settings.rows or _end_named(grid.corner)
    if not down:
        return Checked(
            grid.cells.iloc[:0], (source.issue("issue.flow_rows", value=shown(grid.corner)),)
        )
    across = ENDS[1 - ENDS.index(down)]
    return Checked(grid.cells.rename(columns={"down": down, "across": across}), grid.issues)


def _end_named(corner: str) -> str:
    """Return which end of flows the first head of a matrix names; "" where it names none, or both.

    Examples
    --------
    >>> _end_named("dest(现住地)"), _end_named("户籍地"), _end_named("省份")
    ('destination', 'origin', '')
    """
    words = {plain(corner), plain(corner.replace("(", " ").split(" ")[0])}
    ends = {end for end in ENDS if any(end in positions([word], TABLES["flows"]) for word in words)}
    return ends.pop() if len(ends) == 1 else ""


class Grid(NamedTuple):
    """A matrix in long form.

    Parameters
    ----------
    corner
        The head of its first column.
    cells
        ``down`` (the first cell of the row), ``across`` (the head of the column), ``flow``
        (float64, 0 where empty), ``row``.
    issues
        What was wrong with it.
    """

    corner: str
    cells: pd.DataFrame
    issues: tuple[Issue, ...]


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
    issues: list[Issue] = []
    if LINE in rows:
        kinds = rows.pop(LINE).to_numpy(object)
        for kind, what in ((NOTE, "issue.note_line"), (TOTAL, "issue.total_line")):
            issues += row_issues(source.warning(what), kinds == kind, rows[ROW])
        rows = rows[kinds == ""].reset_index(drop=True)
    down = to_text(rows[0])
    summing = [at for at in range(1, len(heads)) if _sums(heads[at])]
    issues += [source.warning("issue.total_column", heads[at]) for at in summing]
    kept = [at for at in range(1, len(heads)) if heads[at] and at not in summing]
    numbers = np.zeros((len(rows), len(kept)))
    for place, at in enumerate(kept):
        numbers[:, place], wrong = to_numbers(rows[at])
        wrong |= numbers[:, place] < 0
        issue = source.issue("issue.matrix_unread", heads[at])
        issues += row_issues(issue, wrong, rows[ROW], rows[at])
    cells = pd.DataFrame(
        {
            "down": np.repeat(down.to_numpy(), len(kept)),
            "across": np.tile(np.array([heads[at] for at in kept], dtype=object), len(rows)),
            "flow": np.nan_to_num(numbers).ravel(),
            ROW: np.repeat(rows[ROW].to_numpy(), len(kept)),
        }
    ).astype({"down": "str", "across": "str"})
    return Grid(heads[0], cells, tuple(issues))


def _rows(source: Source) -> tuple[Sequence[str], pd.DataFrame]:
    """Read the heads, the first of the fullest rows, and the rows below; a corner may be empty."""
    file = open_file(source)
    first = file.first_rows()[: LIMITS.head_rows]
    filled = [sum(bool(cell) for cell in row[1:]) for row in first]
    if not any(filled):
        raise TableError(source.issue("issue.empty"))
    at = filled.index(max(filled))
    heads = [cell.strip() for cell in first[at]]
    if len(heads) > LIMITS.columns:
        most = LIMITS.columns
        issue = source.issue("issue.too_many_columns", value=len(heads), most=most)
        raise TableError(issue)
    most = LIMITS.sheet_cells // len(heads)
    parts, count = [], 0
    for batch in file.batches(range(len(heads)), at + 1, ()):
        count += len(batch)
        if count > most:
            raise TableError(source.issue("issue.too_many_rows", value=f"{most:,}"))
        parts.append(laid_out(batch))
    if not count:
        raise TableError(source.issue("issue.no_rows"))
    return heads, pd.concat(parts, ignore_index=True)


def _sums(head: str) -> bool:
    return bool(head) and kind_of_line([head, "", ""]) == TOTAL
