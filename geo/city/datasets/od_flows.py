"""Ready tables of origins and destinations: a row a pair, or a matrix of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.city.datasets.grids import read_grid
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.issues import TableError
from geo.formats.checked import Checked, row_faults
from geo.formats.header_matching import plain, positions
from geo.formats.tables import first_rows, read_matched
from geo.formats.values import to_codes, to_numbers

if TYPE_CHECKING:
    from geo.city.settings import FlowSettings
    from geo.formats.source import Source

ORIGIN, DESTINATION = ENDS = ("origin", "destination")
_COLUMNS: Final = [*ENDS, "people", FILE, ROW]


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
        ``origin``, ``destination`` (codes or names as the table has them, str), ``people``
        (float64, over 0), ``file``, ``row``. Rows without both places are left out and told; a
        number that cannot be read stops a run, because margins would not add up.
    """
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in _COLUMNS})
    nothing = nothing.astype({"people": "float64", ROW: "int64"})
    try:
        read = _long(source, settings) if _is_long(source, settings) else _wide(source, settings)
    except TableError as error:
        return Checked(nothing, error.faults)
    if read.frame.empty:
        return Checked(nothing, read.faults, read.dropped)
    rows = read.frame[ROW]
    frame, faults = read.frame.copy(), list(read.faults)
    for end in ENDS:
        frame[end], mangled = to_codes(read.frame[end])
        fault = source.fault("fault.code_mangled", end)
        faults += row_faults(fault, mangled, rows, read.frame[end])
        empty = frame[end].isna() & ~mangled & (frame["people"] > 0)
        faults += row_faults(source.warning("fault.flow_cell", end), empty, rows)
    whole = frame[list(ENDS)].notna().all(axis="columns") & (frame["people"] > 0)
    usable = frame[whole].assign(**{FILE: source.name})
    return Checked(usable[_COLUMNS].reset_index(drop=True), tuple(faults), read.dropped)


def _is_long(source: Source, settings: FlowSettings) -> bool:
    """Tell a long table by its heads: all columns that are needed are there."""
    head, _ = first_rows(source, TABLES["flows"], settings.columns)
    found = {*positions(head.cells, TABLES["flows"]), *settings.columns}
    return all(column.name in found for column in TABLES["flows"].columns if column.needed)


def _long(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    table = read_matched(source, TABLES["flows"], settings.columns)
    read, faults = table.frame, list(table.faults)
    if read.empty:
        return table
    people, unread = to_numbers(read["people"])
    wrong = unread | (people < 0)
    fault = source.fault("fault.flow_unread", "people")
    faults += row_faults(fault, wrong, read[ROW], read["people"])
    frame = read.assign(people=pd.Series(people, read.index).fillna(0.0))
    return Checked(frame, tuple(faults), table.dropped)


def _wide(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    grid = read_grid(source)
    down = settings.rows or _end_named(grid.corner)
    if not down:
        return Checked(grid.cells.iloc[:0], (source.fault("fault.flow_rows", value=grid.corner),))
    across = ENDS[1 - ENDS.index(down)]
    return Checked(grid.cells.rename(columns={"down": down, "across": across}), grid.faults)


def _end_named(corner: str) -> str:
    """Tell which end of flows the first head of a matrix names; "" where it names none, or both.

    Examples
    --------
    >>> _end_named("dest(现住地)"), _end_named("户籍地"), _end_named("省份")
    ('destination', 'origin', '')
    """
    words = {plain(corner), plain(corner.replace("(", " ").split(" ")[0])}
    ends = {end for end in ENDS if any(end in positions([word], TABLES["flows"]) for word in words)}
    return ends.pop() if len(ends) == 1 else ""
