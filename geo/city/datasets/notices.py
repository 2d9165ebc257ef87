"""Single notices between places: sent on a day, answered on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked, row_issues
from geo.formats.tables import read_matched
from geo.formats.values import to_codes, to_dates

if TYPE_CHECKING:
    from geo.city.table_settings import TableSettings
    from geo.formats.source import Source

_PLACES: Final = ("place_a", "place_b")
_DAYS: Final = ("sent_on", "answered_on")


def read_notices(source: Source, settings: TableSettings) -> Checked[pd.DataFrame]:
    """Read a list of notices.

    Parameters
    ----------
    source
        The table.
    settings
        ``[notices]`` of ``city.toml``.

    Returns
    -------
    Checked
        One row per notice: ``place_a`` (who sent it), ``place_b`` (who is to answer; region codes,
        str), ``sent_on``, ``answered_on`` (datetime.date, None where not answered), ``file``,
        ``row``. Rows without two places and a day, and those answered before they were sent, are
        left out and told.
    """
    table = read_matched(source, TABLES["notices"], settings.columns)
    read, issues = table.frame, list(table.issues)
    rows = read[ROW]
    notices = pd.DataFrame(index=read.index)
    broken = np.zeros(len(read), dtype=bool)
    for name in (*_PLACES, *_DAYS):
        cells = read[name] if name in read else pd.Series(np.nan, read.index, dtype="str")
        notices[name], wrong = to_codes(cells) if name in _PLACES else to_dates(cells)
        key = "issue.code_mangled" if name in _PLACES else "issue.notice_date"
        issue = source.warning(key, name)
        issues += row_issues(issue, wrong, rows, cells, of_places=name in _PLACES)
        broken |= wrong
        if name != "answered_on":
            empty = notices[name].isna() & ~wrong
            issues += row_issues(source.warning("issue.notice_cell", name), empty, rows)
            broken |= empty.to_numpy(bool)
    answered = notices["answered_on"].notna() & ~broken
    early = answered.copy()
    early[answered] = notices.loc[answered, "answered_on"] < notices.loc[answered, "sent_on"]
    issues += row_issues(source.warning("issue.notice_order"), early, rows, notices["answered_on"])
    is_complete = ~broken & ~early.to_numpy(bool)
    together = pd.concat([notices, read[[FILE, ROW]]], axis="columns")
    return Checked(together[is_complete].reset_index(drop=True), tuple(issues), table.dropped)
