"""Accessibility by tables of travel times made elsewhere, each the model of its mode."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.access.demand import demand_of_communities
from geo.analyses.access.model import AccessModel
from geo.analyses.access.table_times import (
    MatrixTravelTimes,
    shared_names,
    site_numbers,
    unit_levels,
)
from geo.city.settings import MODES
from geo.core.columns import ROW
from geo.core.i18n import Term
from geo.core.issues import Issue, TableError
from geo.core.unit_marks import unmarked
from geo.formats.checked import row_issues

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.city.folder import City
    from geo.core.standards import Standards


def table_models(
    city: City, communities: pd.DataFrame, standards: Standards
) -> dict[str, AccessModel]:
    """Make the model of each mode that a table of travel times is of.

    Parameters
    ----------
    city
        Its sites, which can be used, and its tables.
    communities
        ``community_code``, ``subdistrict_code``, ``district_code``, ``floating_population``,
        ``registered``.
    standards
        The norms.

    Raises
    ------
    TableError
        If a table cannot be used, or names a site by a name that several have.
    """
    if city.sites is None:
        return {}
    models, sites = {}, city.sites.frame
    if stopping := _stopping(city, sites):
        raise TableError(*stopping)
    registered = city.settings.access.demand == "all"
    demand = demand_of_communities(communities, registered=registered)
    listed = communities.join(demand.communities, on="community_code")
    for mode, given in city.settings.travel_times.tables.items():
        table = city.travel_times[mode].frame
        source = MatrixTravelTimes.of(table, communities, sites, mode, given.cutoff_minutes)
        told = _unknown_ends(table, communities, sites, given.file)
        if given.cutoff_minutes == 0:
            gaps = _gaps(source, demand.points)
            told += [replace(issue, file=given.file) for issue in gaps]
        model = AccessModel(source, demand.points, listed, sites, standards, tuple(told))
        models[mode] = replace(model, settings=city.settings.access)
    return models


def joined_models(
    main: AccessModel | None, tables: Mapping[str, AccessModel]
) -> AccessModel | None:
    """Join the models of all modes: that of the streets, if it has any mode left, and of tables."""
    models = list(tables.values())
    if main is not None and main.source.modes:
        models.insert(0, main)
    if not models:
        return main
    issues = tuple(issue for model in models for issue in model.issues)
    others = {model.source.modes[0]: model for model in models[1:]}
    return replace(models[0], others=others, issues=issues)


def _stopping(city: City, sites: pd.DataFrame) -> list[Issue]:
    """Return why tables cannot be used: their own issues, and names that several sites have."""
    issues: list[Issue] = []
    for mode, given in city.settings.travel_times.tables.items():
        table = city.travel_times[mode]
        issues += table.stopping
        shared = Issue("issue.travel_time_shared", severity="error", file=given.file)
        named = table.frame["site_name"]
        wrong = shared_names(named, sites)
        issues += row_issues(shared, wrong, table.frame[ROW], named, of_places=True)
    return issues


def _unknown_ends(
    table: pd.DataFrame, communities: pd.DataFrame, sites: pd.DataFrame, file: str
) -> list[Issue]:
    """Return the rows of travel times whose community or site nobody knows."""
    strange = unit_levels(table["community_code"], communities).eq("").to_numpy(bool)
    unknown = {"community_code": strange, "site_name": site_numbers(table["site_name"], sites) < 0}
    told: list[Issue] = []
    for column, rows in unknown.items():
        issue = Issue("issue.travel_time_unknown", severity="warning", file=file, column=column)
        values = table[column].map(unmarked, na_action="ignore")
        told += row_issues(issue, rows, table[ROW], values, of_places=column == "site_name")
    return told


def _gaps(source: MatrixTravelTimes, demand_points: pd.DataFrame) -> list[Issue]:
    """Return whom a table lacks, and how many sites."""
    rows = demand_points["node"].to_numpy(np.int64)
    lost = ~source.known[rows].any(axis=1)
    sites = ~source.known.any(axis=0)
    if not lost.any() and not sites.any():
        return []
    more = {
        "mode": Term(f"mode.{source.mode}") if source.mode in MODES else source.mode,
        "communities": int(lost.sum()),
        "people": int(demand_points["floating_population"][lost].sum()),
        "sites": int(sites.sum()),
    }
    return [Issue("issue.travel_time_gaps", severity="warning", more=more)]
