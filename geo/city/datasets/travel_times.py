"""Travel times computed elsewhere, to sites: one row per pair, or a matrix.

Known by their headers are the tables of r5py and r5r (``from_id``, ``to_id``, ``travel_time`` or
``travel_time_p50``: minutes), of Valhalla (``from_index``, ``to_index``, ``time``: seconds) and of
ArcGIS (``OriginID``, ``DestinationID``, ``Total_Minutes``); a matrix, as pandas writes one, has a
row per origin and a column per site.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pandas as pd

from geo.city.datasets.od_grid import matrix_rows
from geo.city.datasets.unit_codes import unit_codes
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.issues import TableError
from geo.formats.checked import Checked, row_issues
from geo.formats.header_matching import column_named, plain, positions
from geo.formats.number_words import MINUTES, Unit
from geo.formats.quantities import plainly
from geo.formats.tables import first_rows, read_matched
from geo.formats.units import time_unit, unit_above, unit_of
from geo.formats.values import to_numbers, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.city.settings import TravelTimeTable
    from geo.core.issues import Issue
    from geo.formats.schema import TableSchema
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

    Read = Checked[pd.DataFrame]

_PAIR: Final = ["community_code", "site_name"]
_NO_MINUTES: Final = (
    r"[-+]?(?:inf|infinity|∞|nan|na|n/a|null|none|unreachable|no ?route|不可达|无法到达|到不了)"
    r"(?: × [\d.,]+)?"
)
"""What programs and people write where there is no way."""
_LARGEST: Final = (2**31 - 2) / 60
"""More than so many minutes are the largest number of 32 bits, written for no way."""
_BELOW: Final = (-1.0, -60.0, -1 / 60)
"""Minus one, whatever its unit, is no way."""
_DOUBTFUL: Final = 180.0
"""A median of more minutes may be one of seconds."""


def read_travel_times(
    source: Source,
    settings: TravelTimeTable,
    names: UnitNames | None = None,
    origins: Checked[pd.DataFrame] | None = None,
) -> Read:
    """Read a table of travel times.

    Parameters
    ----------
    source
        The table.
    settings
        What ``city.toml`` says of it.
    names
        What communities are called, to find those that are only named.
    origins
        Its origins, where these are points: :func:`geo.city.datasets.travel_time_origins.
        read_origins`; None: they are communities.

    Returns
    -------
    Checked
        A row a pair, in the order of the table: ``community_code`` (of a community, subdistrict or
        district) or, where they are points, ``origin_id``; ``site_name`` (name or id; str),
        ``minutes`` (float64, >= 0; NaN where the table says that there is no way), ``file``,
        ``row``. Rows without both ends, or whose minutes cannot be read, are left out and told. A
        unit that is not known is asked for.
    """
    of = _Communities(names) if origins is None else _Points(origins.frame["origin_id"])
    ends = (of.column, _PAIR[1])
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in (*ends, FILE)})
    nothing = nothing.assign(minutes=pd.Series(dtype="float64"), row=pd.Series(dtype="int64"))
    try:
        headers, first = first_rows(source, TABLES["travel_times"], settings.columns)
        if _is_long(headers.cells, first, settings):
            table = _long(source, settings, headers.cells)
        else:
            table = _wide(source, settings, of)
    except TableError as error:
        return Checked(nothing, error.issues)
    if table.frame.empty:
        return replace(table, frame=nothing)
    pairs, issues = _pairs(table.frame, source, of)
    return Checked(pairs, (*table.issues, *issues), table.dropped, table.rows)


def _is_long(
    headers: Sequence[str], first: Sequence[Sequence[str]], settings: TravelTimeTable
) -> bool:
    """Return whether a table has a row a pair: it has such a header, or words beside the first."""
    table = TABLES["travel_times"]
    chosen_columns = {column_named(word, table) for word in settings.columns}
    if {"site_name", "minutes"} & {*positions(headers, table), *chosen_columns}:
        return True
    cells = pd.Series([cell for row in first for cell in row[1:]], dtype="str")
    _, unread = to_numbers(cells.mask(_says_no_way(cells)))
    return bool(len(headers) < 2 or unread.any())


def _long(source: Source, settings: TravelTimeTable, headers: Sequence[str]) -> Read:
    usual = "" if settings.unit else _usual_unit(headers)
    schema = _in_unit(TABLES["travel_times"], settings.unit or usual)
    table = read_matched(source, schema, settings.columns)
    if not usual or table.frame.empty:
        return table
    time = source.layout.headers["minutes"]
    minutes, _ = to_numbers(table.frame["minutes"])
    plausible = minutes[(minutes >= 0) & (minutes < _LARGEST)]
    if usual == MINUTES and len(plausible) and np.median(plausible) > _DOUBTFUL:
        question = source.issue("issue.unit_asked", time)
        return replace(table, frame=table.frame.iloc[:0], issues=(*table.issues, question))
    note = source.note(f"issue.{usual}_by_headers", time)
    return replace(table, issues=(*table.issues, note))


def _usual_unit(headers: Sequence[str]) -> str:
    """Return the unit of times of the program that writes such headers; "" if none is known.

    Examples
    --------
    >>> _usual_unit(["from_id", "to_id", "travel_time_p50"])
    'minutes'
    >>> _usual_unit(["from_id", "to_id", "travel_time_s"]), _usual_unit(["origin", "site", "time"])
    ('', '')
    """
    words = {plain(header) for header in headers}
    times = [header for header in headers if plain(header).startswith("traveltime")]
    if words >= {"fromid", "toid"} and times and not any(map(time_unit, times)):
        return MINUTES
    return "seconds" if words >= {"fromindex", "toindex", "time"} else ""


def _in_unit(table: TableSchema, unit: str) -> TableSchema:
    columns = (
        replace(column, unit=unit) if column.measure == MINUTES else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def _wide(source: Source, settings: TravelTimeTable, origins: _Origins) -> Read:
    headers, (above, over), rows, account = matrix_rows(source)
    stated_unit = unit_of(settings.unit, MINUTES) if settings.unit else None
    unit = stated_unit or unit_above([above, over], MINUTES) or time_unit(headers[0])
    if not isinstance(unit, Unit):
        raise TableError(source.issue(f"issue.unit_{unit or 'asked'}", headers[0] or "—"))
    places = [place for place in range(1, len(headers)) if headers[place]]
    cells = [plainly(rows[place], MINUTES, unit) for place in places]
    down, across = to_text(rows[0]), pd.Series([headers[place] for place in places], dtype="str")
    pairs = {
        _PAIR[0]: np.repeat(down.to_numpy(object), len(across)),
        _PAIR[1]: np.tile(across.to_numpy(object), len(down)),
        "minutes": np.column_stack([cell.to_numpy(object) for cell in cells]).ravel(),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in pairs.items()})
    if origins.known(across) > origins.known(down):
        frame = frame.rename(columns=dict(zip(_PAIR, reversed(_PAIR), strict=True)))
    frame[FILE], frame[ROW] = source.name, np.repeat(rows[ROW].to_numpy(), len(across))
    return Checked(frame, rows=(account,))


def _pairs(
    read: pd.DataFrame, source: Source, origins: _Origins
) -> tuple[pd.DataFrame, list[Issue]]:
    """Read the ends and the minutes of pairs."""
    rows = read[ROW]
    ids, mangled, issues = origins.read(read, source)
    cells = read["minutes"]
    none = _says_no_way(cells)
    minutes, unread = to_numbers(cells.mask(none))
    none = none | (minutes > _LARGEST) | np.isclose(minutes[:, None], _BELOW).any(axis=1)
    minutes = np.where(none, np.nan, minutes)
    issues += row_issues(source.warning("issue.number_unread", "minutes"), unread, rows, cells)
    below = minutes < 0
    issues += row_issues(source.warning("issue.number_negative", "minutes"), below, rows, cells)
    sites = to_text(read["site_name"])
    homeless = (ids.isna() & ~mangled) | sites.isna()
    issues += row_issues(source.warning(origins.missing), homeless, rows)
    pairs = pd.DataFrame({origins.column: ids, "site_name": sites, "minutes": minutes})
    pairs[FILE], pairs[ROW] = read[FILE], rows
    pairs = pairs[~(homeless | unread | below | mangled)].reset_index(drop=True)
    twice = pairs.duplicated([origins.column, "site_name"]).to_numpy()
    issues += row_issues(source.warning("issue.travel_time_twice"), twice, pairs[ROW])
    return pairs, issues


class _Origins(Protocol):
    """What the origins of a table are."""

    @property
    def column(self) -> str:
        """What the column of their codes or ids is called."""

    @property
    def missing(self) -> str:
        """The issue of a row without one."""

    def known(self, labels: pd.Series[str]) -> int:
        """Count the labels that are of origins."""

    def read(
        self, read: pd.DataFrame, source: Source
    ) -> tuple[pd.Series[Any], NDArray[np.bool_], list[Issue]]:
        """Return the code or id of each row, and what a spreadsheet has made a number of."""


@dataclass(frozen=True)
class _Communities:
    """Origins that are communities, subdistricts or districts, by code or name."""

    names: UnitNames | None
    column: str = "community_code"
    missing: str = "issue.travel_time_ends"

    def known(self, labels: pd.Series[str]) -> int:
        if self.names is None:
            return 0
        codes = self.names.codes("community", labels)
        return int(self.names.knows("community", codes).sum())

    def read(
        self, read: pd.DataFrame, source: Source
    ) -> tuple[pd.Series[Any], NDArray[np.bool_], list[Issue]]:
        return unit_codes(read, "community", self.names, source)


@dataclass(frozen=True)
class _Points:
    """Origins that are points, by id."""

    ids: pd.Series[str]
    column: str = "origin_id"
    missing: str = "issue.travel_time_origin"

    def known(self, labels: pd.Series[str]) -> int:
        return int(labels.isin(self.ids).sum())

    def read(
        self, read: pd.DataFrame, source: Source
    ) -> tuple[pd.Series[Any], NDArray[np.bool_], list[Issue]]:
        del source
        return to_text(read["community_code"]), np.zeros(len(read), dtype=bool), []


def _says_no_way(cells: pd.Series) -> NDArray[np.bool_]:
    """Return which cells say that there is no way, in words or as infinity."""
    if pd.api.types.is_numeric_dtype(cells):
        return np.asarray(np.isinf(cells.to_numpy(np.float64, na_value=np.nan)))
    words = cells.astype("str").str.strip()
    return np.asarray(words.str.fullmatch(_NO_MINUTES, case=False, na=False), dtype=bool)
