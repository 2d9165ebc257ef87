"""Service sites: names and places, and what they offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.inputs.checks import Checked, row_faults
from geo.inputs.coordinates import to_wgs84
from geo.inputs.source import FILE, ROW
from geo.inputs.tables import read_matched
from geo.inputs.values import to_numbers, to_text

if TYPE_CHECKING:
    from geo.inputs.settings import TableSettings
    from geo.inputs.source import Source

_TEXTS: Final = ("site_name", "services", "address", "phone", "hours")
_NUMBERS: Final = ("staff", "capacity")


def read_sites(source: Source, settings: TableSettings) -> Checked[pd.DataFrame]:
    """Read the service sites of a city.

    Parameters
    ----------
    source
        The table.
    settings
        ``[sites]`` of ``city.toml``.

    Returns
    -------
    Checked
        A row a site: ``site_name`` (str), ``lon, lat`` (degrees, WGS84), ``services`` (separated by
        ``;``), ``address``, ``phone``, ``staff``, ``capacity`` (float64), ``hours``, ``file``,
        ``row``. Rows without a name or a place are left out and told.
    """
    table = read_matched(source, "sites", settings.columns)
    read, faults = table.frame, list(table.faults)
    if not settings.coordinates:
        faults.append(source.fault("fault.coordinates_asked", value="sites"))
    rows = read[ROW]
    sites = pd.DataFrame(index=read.index)
    for name in _TEXTS:
        sites[name] = to_text(read[name]) if name in read else pd.Series(dtype="str")
    for name in (*_NUMBERS, "lon", "lat"):
        cells = read[name] if name in read else pd.Series(np.nan, read.index)
        sites[name], wrong = to_numbers(cells)
        faults += row_faults(source.warning("fault.number_unread", name), wrong, rows, cells)
    sites["services"] = sites["services"].str.replace(r"\s*[;；、，,]\s*", ";", regex=True)
    sites["lon"], sites["lat"] = to_wgs84(
        sites["lon"], sites["lat"], settings.coordinates or "wgs84"
    )
    placed = np.isfinite(sites["lon"]) & np.isfinite(sites["lat"])
    placed &= sites["lon"].abs().le(180) & sites["lat"].abs().le(90)
    faults += row_faults(source.warning("fault.site_name"), sites["site_name"].isna(), rows)
    faults += row_faults(source.warning("fault.site_place"), ~placed, rows, sites["site_name"])
    sites[FILE], sites[ROW] = read[FILE], rows
    usable = sites[placed & sites["site_name"].notna()].reset_index(drop=True)
    columns = ["site_name", "lon", "lat", "services", "address", "phone", *_NUMBERS, "hours"]
    return Checked(usable[[*columns, FILE, ROW]], tuple(faults), table.dropped)
