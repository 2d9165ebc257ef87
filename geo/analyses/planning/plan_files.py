"""A plan as files: workbook, table, and layers for GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.access.products import Sites
from geo.analyses.planning.layers import plan_layers, step_layer
from geo.analyses.planning.workbook import plan_workbook, step_rows
from geo.core import temporary
from geo.core.periods import first_day
from geo.publish.csv import csv_bytes
from geo.publish.layers import write_geojson, write_layers

if TYPE_CHECKING:
    from geo.analyses.planning.plan import Plan
    from geo.core.results import Results

WORKBOOK, TABLE, GEOJSON, GEOPACKAGE = FORMATS = ("xlsx", "csv", "geojson", "gpkg")
"""The formats of a plan, by the suffix of their files."""
_STEPS_ARE: Final = {"steps": "MultiPoint"}


def plan_file(results: Results, plan: Plan, mode: str, language: str, suffix: str) -> bytes:
    """Return a plan in one of :data:`FORMATS`.

    Parameters
    ----------
    results
        Of the run that was asked.
    plan
        The answer.
    mode
        How people come, for the sentences of the workbook; empty where nobody travels.
    language
        Of workbook and table; layers have the names of columns.
    suffix
        The format.
    """
    if suffix == WORKBOOK:
        return plan_workbook(results, plan, mode, language)
    if suffix == TABLE:
        return csv_bytes(step_rows(plan, language))
    sites = results[Sites].frame
    with temporary.folder() as folder:
        path = folder / f"plan.{suffix}"
        if suffix == GEOJSON:
            write_geojson(step_layer(results, plan, sites), path)
        else:
            layers = plan_layers(results, plan, sites)
            write_layers(layers, path, first_day(results.period), _STEPS_ARE)
        return path.read_bytes()
