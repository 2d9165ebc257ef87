"""Origin–destination tables: one row per pair, or a matrix of places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.datasets.od_grid import NO_PLACE, Axis, Grid, label_of, read_matrix
from geo.city.datasets.od_totals import total_issues
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.issues import Issue, TableError
from geo.core.row_account import RowAccount
from geo.formats.checked import Checked, row_issues, shown
from geo.formats.header_matching import plain, positions
from geo.formats.tables import first_rows, read_matched
from geo.formats.values import (
    parts_decimals_by_point,
    to_codes,
    to_numbers,
    to_text,
    with_two_meanings,
)

if TYPE_CHECKING:
    from geo.city.settings import FlowSettings
    from geo.formats.source import Source


ORIGIN, DESTINATION = ENDS = ("origin", "destination")
_FLOW_COLUMNS: Final = [*ENDS, "flow", FILE, ROW]


def read_flows(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    """Read a table of flows.

    Parameters
    ----------
    source
        The table: long, with an origin, a destination and people; or a matrix, whose first header
        says what its rows are (``dest(现住地)``, ``户籍地``), unless the settings do.
    settings
        ``[flows]`` of ``city.toml``.

    Returns
    -------
    Checked
        ``origin``, ``destination`` (codes or names as the table has them, str), ``flow``
        (float64, over 0), ``file``, ``row``. Totals are checked against what they total, left out
        and told; so are rows without both places. A number that cannot be read stops a run, because
        margins would not add up.
    """
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in _FLOW_COLUMNS})
    nothing = nothing.astype({"flow": "float64", ROW: "int64"})
    try:
        read = _long(source, settings) if _is_long(source, settings) else _wide(source, settings)
    except TableError as error:
        return Checked(nothing, error.issues)
    if read.frame.empty:
        return Checked(nothing, read.issues, read.dropped, read.rows)
    frame, issues = _with_codes(read.frame, source)
    issues = [*read.issues, *issues]
    people = frame["flow"] > 0
    ends = frame[list(ENDS)].notna().all(axis="columns")
    usable = frame[ends & people].assign(**{FILE: source.name})
    left_out = {
        "no_people": int((~people).sum()),
        "no_place": int((people & ~ends).sum()),
    }
    RowAccount(source.name, len(read.frame), len(usable), left_out)  # which must close
    return Checked(
        usable[_FLOW_COLUMNS].reset_index(drop=True), tuple(issues), read.dropped, read.rows
    )


def _with_codes(read: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, list[Issue]]:
    """Read the ends as codes or names."""
    frame, issues = read.copy(), []
    for end in ENDS:
        frame[end], mangled = to_codes(read[end])
        issue = source.issue("issue.code_mangled", end)
        issues += row_issues(issue, mangled, read[ROW], read[end], of_places=True)
        empty = frame[end].isna() & ~mangled & (frame["flow"] > 0)
        issues += row_issues(source.warning("issue.flow_cell", end), empty, read[ROW])
    return frame, issues


def _is_long(source: Source, settings: FlowSettings) -> bool:
    """Recognise a long table by its headers: all columns that are needed are there."""
    header, _ = first_rows(source, TABLES["flows"], settings.columns)
    columns = {*positions(header.cells, TABLES["flows"]), *settings.columns}
    return all(column.name in columns for column in TABLES["flows"].columns if column.needed)


def _long(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    table = read_matched(source, TABLES["flows"], settings.columns, totals=True)
    read, issues = table.frame, list(table.issues)
    if read.empty:
        return table
    flow, unread = to_numbers(read["flow"])
    wrong = unread | (flow < 0)
    if not parts_decimals_by_point(read["flow"]):
        wrong |= with_two_meanings(read["flow"])
    issue = source.issue("issue.flow_unread", "flow")
    issues += row_issues(issue, wrong, read[ROW], read["flow"])
    ends = {end: to_text(read[end]).fillna("").map(label_of) for end in ENDS}
    places = {end: pd.factorize(ends[end]) for end in ENDS}
    cells = {
        "down": places[ORIGIN][0],
        "across": places[DESTINATION][0],
        "flow": np.where(wrong, np.nan, flow),
        ROW: read[ROW].to_numpy(),
    }
    down, across = (Axis.of(list(places[end][1])) for end in ENDS)
    grid = Grid(down, across, pd.DataFrame(cells))
    issues += total_issues(grid, source)
    issues += _pairs_twice(grid, source)
    of_origin, of_destination = (
        pd.Series(axis.kinds[grid.cells[side]])
        for side, axis in (("down", grid.down), ("across", grid.across))
    )
    kinds = of_origin.where(~of_origin.isin(["", NO_PLACE]), of_destination)
    table = replace(table, rows=(_without_totals(table.rows[0], kinds),))
    return _of_places(grid, source, issues, table, (ORIGIN, DESTINATION))


def _wide(source: Source, settings: FlowSettings) -> Checked[pd.DataFrame]:
    matrix = read_matrix(source)
    down = settings.rows or _end_of(*matrix.corners)
    issues = [*matrix.issues, *total_issues(matrix.grid, source)]
    kinds = pd.Series(matrix.grid.down.kinds)
    table = Checked(pd.DataFrame(), rows=(_without_totals(matrix.account, kinds),))
    if not down:
        corner = next(iter(matrix.corners[0]), "")
        issue = source.issue("issue.flow_rows", value=shown(corner))
        return Checked(pd.DataFrame(columns=_FLOW_COLUMNS), (*issues, issue), rows=table.rows)
    across = ENDS[1 - ENDS.index(down)]
    return _of_places(matrix.grid, source, issues, table, (down, across))


def _without_totals(account: RowAccount, kinds: pd.Series[str]) -> RowAccount:
    """Count the rows that are totals, by what they are, among those left out."""
    left_out = dict(account.left_out)
    totals = kinds[~kinds.isin(["", NO_PLACE])].value_counts()
    for kind, rows in totals.items():
        left_out[str(kind)] = left_out.get(str(kind), 0) + int(rows)
    return RowAccount(account.file, account.read, account.used - int(totals.sum()), left_out)


def _of_places(
    grid: Grid,
    source: Source,
    issues: list[Issue],
    table: Checked[pd.DataFrame],
    ends: tuple[str, str],
) -> Checked[pd.DataFrame]:
    """Take the cells that have a place at both ends, or no header at one."""
    is_flow = grid.of_places_or_nothing
    cells = grid.cells[is_flow]
    RowAccount(source.name, len(grid.cells), len(cells), {"totals": int((~is_flow).sum())})
    frame = pd.DataFrame(
        {
            ends[0]: grid.down.labels[cells["down"].to_numpy()],
            ends[1]: grid.across.labels[cells["across"].to_numpy()],
        },
        dtype="str",
    )
    frame["flow"] = cells["flow"].fillna(0.0).to_numpy()
    frame[ROW] = cells[ROW].to_numpy()
    return Checked(frame, tuple(issues), table.dropped, table.rows)


def _pairs_twice(grid: Grid, source: Source) -> list[Issue]:
    """Report pairs of a long table that stand in more than one row."""
    twice = grid.of_places & grid.cells.duplicated(["down", "across"]).to_numpy()
    names = pd.Series(grid.down.labels[grid.cells["down"]]) + " → "
    names += pd.Series(grid.across.labels[grid.cells["across"]])
    return row_issues(source.warning("issue.pair_twice"), twice, grid.cells[ROW], names)


def _end_of(above: tuple[str, ...], over: tuple[str, ...]) -> str:
    """Return which end the rows of a matrix are, by what stands above them, else above the others.

    Examples
    --------
    >>> _end_of(("现住地", "单位：人", "表7-7"), ()), _end_of(("地区",), ("五年前常住地",))
    ('destination', 'destination')
    >>> _end_of(("户籍地/现住地",), ())
    ''
    """
    for corner in above:
        if end := _end_named(corner):
            return end
    across = {_end_named(cell) for cell in over} - {""}
    return ENDS[1 - ENDS.index(across.pop())] if len(across) == 1 else ""


def _end_named(corner: str) -> str:
    """Return which end of flows a matrix's first header names; "" where it names none, or both.

    Examples
    --------
    >>> _end_named("dest(现住地)"), _end_named("户籍地"), _end_named("省份")
    ('destination', 'origin', '')
    """
    words = {plain(corner), plain(corner.replace("(", " ").split(" ")[0])}
    ends = {end for end in ENDS if any(end in positions([word], TABLES["flows"]) for word in words)}
    return ends.pop() if len(ends) == 1 else ""
