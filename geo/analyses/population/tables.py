"""People by origin, and two sources side by side, as tables of a run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.population.model import Population
from geo.core.i18n import say

if TYPE_CHECKING:
    from geo.core.results import Results

ORIGIN: Final = [
    *("period", "province_code", "province_name", "prefecture_code", "prefecture_name", "state"),
]


def origins_table(results: Results) -> pd.DataFrame:
    """Sum up the people of a city by period and origin."""
    return sum_origins(results[Population].origins)


def sum_origins(origins: pd.DataFrame) -> pd.DataFrame:
    """Sum up the people of a city by period and origin; those not resolved in rows of their own.

    Parameters
    ----------
    origins
        See :class:`geo.analyses.population.model.Population`.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``province_code``, ``province_name``, ``prefecture_code``, ``prefecture_name``,
        ``state``, ``floating_population`` (int64).
    """
    if origins.empty:
        return pd.DataFrame(columns=[*ORIGIN, "floating_population"])
    summed = origins.groupby(ORIGIN, dropna=False)["floating_population"].sum()
    return summed[summed > 0].reset_index()


def sources_table(results: Results) -> pd.DataFrame:
    """Put the names of communities into the comparison of sources."""
    sources = results[Population].sources
    if sources.empty:
        return sources
    names = results.units.by_code["community"]["community_name"]
    named = sources.copy()
    named.insert(2, "community_name", named["community_code"].map(names))
    return named


def rejected_records(results: Results) -> pd.DataFrame:
    """List the rows set aside: file, row and reason."""
    return results[Population].rejected_records


def record_account(results: Results) -> pd.DataFrame:
    """Return where every row of the records went."""
    return results[Population].record_account


def manifest_of(results: Results) -> dict[str, Any]:
    """Return where every row of the records went, for the manifest."""
    population = results[Population]
    return {
        "rows": _rows(population.file_rows),
        "record_account": _rows(population.record_account),
        "notes": _rows(population.notes),
        "estimates": [
            {**row, "told": say(f"estimate.{row['state']}", results.city.language)}
            for row in _rows(population.estimates)
        ],
        "dropped_columns": _rows(population.dropped),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return rows
