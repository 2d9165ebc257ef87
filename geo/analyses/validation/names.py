"""Names in a city's tables without a matching unit, to be matched by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.population.methods.loss_evidence import REST
from geo.core.unit_marks import MARKS, unmarked
from geo.regions.unit_names import LEVELS

if TYPE_CHECKING:
    from geo.analyses.population.record_counts import RecordCounts

_NAME_COLUMNS: Final = ["level", "name", "people"]


def no_names() -> pd.DataFrame:
    """Return no names: ``level``, ``name``, ``people``."""
    return pd.DataFrame({"level": [], "name": [], "people": pd.Series(dtype="float64")})


def names_of_records(record_counts: RecordCounts) -> pd.DataFrame:
    """List the names of communities by which records were lost."""
    if record_counts.diagnostics is None:
        return no_names()
    names = record_counts.diagnostics.losses.names
    names = names[names["name"] != REST].rename(columns={"count": "people"})
    return names.assign(level="community")[_NAME_COLUMNS]


def names_of_staff(staff: pd.DataFrame) -> pd.DataFrame:
    """List the names of communities and subdistricts by which staff were lost."""
    parts = [no_names()]
    for level in LEVELS[:2]:
        staff_of_level = staff[staff["level"] == level]
        lost = staff_of_level[staff_of_level[f"{level}_code"].str.startswith(MARKS, na=False)]
        named = lost.rename(columns={f"{level}_code": "name", "posts": "people"})
        parts.append(named.assign(level=level)[_NAME_COLUMNS])
    return pd.concat(parts)


def together(names: pd.DataFrame) -> pd.DataFrame:
    """Sum names up, those of most people first.

    Returns
    -------
    pandas.DataFrame
        ``level`` (one of :data:`geo.regions.unit_names.LEVELS`), ``name`` (as it stands in the
        table, behind what its row lies in), ``people`` (float64: of records and of staff).
    """
    bare = names.assign(name=names["name"].map(unmarked))
    summed: pd.DataFrame = bare.groupby(["level", "name"], as_index=False).agg({"people": "sum"})
    return summed.sort_values(
        ["people", "level", "name"], ascending=[False, True, True], ignore_index=True
    )
