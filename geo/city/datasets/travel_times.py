"""Travel times computed elsewhere: minutes from communities to sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.city.datasets.unit_codes import unit_codes
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_numbers, to_text

if TYPE_CHECKING:
    from geo.city.settings import TableSettings
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames


def read_travel_times(
    source: Source, settings: TableSettings, names: UnitNames | None = None
) -> Checked[pd.DataFrame]:
    """Read a table of travel times, as r5py, ArcGIS or a map service make them.

    Parameters
    ----------
    source
        The table.
    settings
        ``[travel_times]`` of ``city.toml``.
    names
        What communities are called, to find those that are only named.

    Returns
    -------
    Checked
        A row a pair: ``community_code``, ``site_name`` (str), ``minutes`` (float64, >= 0; NaN where
        the table says that there is no way), ``file``, ``row``. Rows without a community or a site,
        or whose minutes cannot be read, are left out and told.
    """
    table = read_matched(source, TABLES["travel_times"], settings.columns)
    read, issues = table.frame, list(table.issues)
    rows, missing = read[ROW], pd.Series(np.nan, read.index, dtype="str")
    codes, mangled, code_issues = unit_codes(read, "community", names, source)
    issues += code_issues
    cells = read.get("minutes", missing)
    minutes, unread = to_numbers(cells)
    issues += row_issues(source.warning("issue.number_unread", "minutes"), unread, rows, cells)
    below = minutes < 0
    issues += row_issues(source.warning("issue.number_negative", "minutes"), below, rows, cells)
    sites = to_text(read.get("site_name", missing))
    homeless = (codes.isna() & ~mangled) | sites.isna()
    issues += row_issues(source.warning("issue.travel_time_ends"), homeless, rows)
    pairs = pd.DataFrame({"community_code": codes, "site_name": sites, "minutes": minutes})
    pairs[FILE], pairs[ROW] = read[FILE], rows
    usable = ~(homeless | unread | below | mangled)
    return Checked(pairs[usable].reset_index(drop=True), tuple(issues), table.dropped)
