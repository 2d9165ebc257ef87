"""People registered here who live elsewhere, as their home villages list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.datasets.lost_units import LostUnits
from geo.city.datasets.unit_codes import unit_codes
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.issues import TableError
from geo.formats.checked import Checked, merged, row_issues
from geo.formats.tables import open_table
from geo.formats.values import to_counts, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.city.settings import OutMigrantSettings
    from geo.core.issues import Issue
    from geo.core.losses import LossLimit
    from geo.formats.checked import Dropped
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

_KEYS: Final = ["community_code", "destination"]


def read_out_migrants(
    sources: Iterable[Source],
    settings: OutMigrantSettings,
    names: UnitNames | None = None,
    limit: LossLimit | None = None,
) -> Checked[pd.DataFrame]:
    """Read lists of those who left, summed as they are read.

    Parameters
    ----------
    sources
        The files.
    settings
        ``[out_migrants]`` of ``city.toml``.
    names
        What communities are called, to find those that are only named.
    limit
        How many people of a file may be of communities that the city has not; None: all.

    Returns
    -------
    Checked
        ``community_code`` (the home village; missing where not given), ``destination`` (where they
        live now, code or name as given; missing where not given), ``flow`` (int64): each pair
        once, in order. A row without a ``count`` column is one person; rows whose count is no whole
        number from 0 up are left out and told.
    """
    parts = [pd.DataFrame({name: pd.Series(dtype="str") for name in _KEYS} | {"flow": []})]
    issues: list[Issue] = []
    dropped: dict[Dropped, None] = {}
    for source in sources:
        try:
            table = open_table(source, TABLES["out_migrants"], settings.columns)
            dropped |= dict.fromkeys(table.match.dropped)
            issues += table.match.issues
            if table.match.issues:
                continue
            headers = {position: name for name, position in table.match.headers.items()}
            batches = (batch.rename(columns=headers) for batch in table.batches())
            lost = LostUnits(names) if names is not None and limit is not None else None
            for part, part_issues in _summed(batches, names, source, lost):
                parts.append(part)
                issues += part_issues
            if lost is not None and limit is not None:
                issues += lost.issues("issue.loss_out_migrants", limit, source)
            issues += table.issues
        except TableError as error:
            issues += error.issues
    together = pd.concat(parts, ignore_index=True).astype({"flow": "int64"})
    return Checked(_sums(together), merged(issues), tuple(dropped))


def _summed(
    batches: Iterable[pd.DataFrame],
    names: UnitNames | None,
    source: Source,
    lost: LostUnits | None,
) -> Iterator[tuple[pd.DataFrame, list[Issue]]]:
    """Sum each batch up, with what is wrong with it."""
    for batch in batches:
        read = batch.assign(**{FILE: source.name})
        rows = read[ROW]
        codes, _, issues = unit_codes(read, "community", names, source)
        count, wrong = np.ones(len(read), dtype=np.int64), np.zeros(len(read), dtype=bool)
        if "count" in read:
            count, wrong = to_counts(read["count"])
            issue = source.warning("issue.out_migrants_count", "count")
            issues += row_issues(issue, wrong, rows, read["count"])
        frame = pd.DataFrame(
            {"community_code": codes, "destination": to_text(read["destination"]), "flow": count}
        )
        if lost is not None:
            lost.add("", codes[~wrong], frame["flow"][~wrong], rows[~wrong])
        yield _sums(frame[~wrong]), issues


def _sums(frame: pd.DataFrame) -> pd.DataFrame:
    summed = frame.groupby(_KEYS, dropna=False, sort=True)["flow"].sum()
    return summed.reset_index().astype(dict.fromkeys(_KEYS, "str"))
