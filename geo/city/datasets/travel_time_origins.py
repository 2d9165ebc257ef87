"""Origins of a table of travel times that are points: where each of them is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_numbers, to_text
from geo.spatial.coordinates import to_wgs84

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.city.settings import TravelTimeTable
    from geo.formats.source import Source


def origins_by_mode(
    tables: Mapping[str, TravelTimeTable], source_of: Callable[[str], Source]
) -> dict[str, Checked[pd.DataFrame]]:
    """Read where the origins of tables of travel times are, by mode, if they are points.

    Parameters
    ----------
    tables
        What ``city.toml`` says of each, by mode.
    source_of
        Returns a file of the city by its name.

    Returns
    -------
    dict
        See :func:`read_origins`; what several tables share is read once.
    """
    read: dict[tuple[object, ...], Checked[pd.DataFrame]] = {}
    origins = {}
    for mode, table in tables.items():
        if table.origins:
            headers = tuple(sorted(table.origin_columns.items()))
            key = table.origins, table.coordinates, table.crs, headers
            if key not in read:
                read[key] = read_origins(source_of(table.origins), table)
            origins[mode] = read[key]
    return origins


def read_origins(source: Source, settings: TravelTimeTable) -> Checked[pd.DataFrame]:
    """Read where the origins of a table of travel times are.

    Parameters
    ----------
    source
        The table or layer of points.
    settings
        What ``city.toml`` says of the table of travel times: ``coordinates``, ``crs``,
        ``origin_columns``.

    Returns
    -------
    Checked
        A row an origin: ``origin_id`` (str, each once), ``lon``, ``lat`` (float64, degrees, WGS84),
        ``file``, ``row``. Rows without an id or a place are left out and told.
    """
    source = replace(source, section="travel_times", crs=settings.crs)
    table = read_matched(source, TABLES["travel_time_origins"], settings.origin_columns)
    read, issues = table.frame, list(table.issues)
    columns = {"origin_id": "str", "lon": "float64", "lat": "float64", FILE: "str", ROW: "int64"}
    if read.empty:
        nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
        return replace(table, frame=nothing)
    if not settings.coordinates:
        issues.append(source.issue("issue.coordinates_asked", value="travel_times"))
    rows = read[ROW]
    (lon, _), (lat, _) = to_numbers(read["lon"]), to_numbers(read["lat"])
    lon, lat = to_wgs84(lon, lat, settings.coordinates or "wgs84")
    origins = pd.DataFrame({"origin_id": to_text(read["origin_id"]), "lon": lon, "lat": lat})
    origins[FILE], origins[ROW] = read[FILE], rows
    placed = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    usable = placed & origins["origin_id"].notna().to_numpy()
    issues += row_issues(source.warning("issue.origin_ends"), ~usable, rows)
    origins = origins[usable]
    twice = origins.duplicated("origin_id").to_numpy()
    issues += row_issues(source.warning("issue.origin_twice"), twice, origins[ROW])
    frame = origins[~twice].reset_index(drop=True)
    return Checked(frame, tuple(issues), table.dropped, table.rows)
