"""Accessibility by tables of travel times made elsewhere, each the model of its mode."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.access.demand import demand_of_communities
from geo.analyses.access.demand_issues import named_sites
from geo.analyses.access.methods.nearest_origins import origins_of_demand
from geo.analyses.access.model import AccessModel
from geo.analyses.access.modes import mode_of_issue
from geo.analyses.access.table_times import (
    MatrixTravelTimes,
    shared_names,
    site_numbers,
    unit_levels,
)
from geo.core.columns import ROW
from geo.core.issues import Issue, TableError
from geo.core.unit_marks import unmarked
from geo.formats.checked import row_issues

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.analyses.access.demand import Demand
    from geo.city.folder import City
    from geo.city.settings import TravelTimeTable
    from geo.core.standards import Standards


def table_models(
    city: City, communities: pd.DataFrame, at_points: Demand, standards: Standards
) -> dict[str, AccessModel]:
    """Make the model of each mode that a table of travel times is of.

    Parameters
    ----------
    city
        Its sites, which can be used, and its tables.
    communities
        ``community_code``, ``community_name``, ``subdistrict_code``, ``district_code``,
        ``floating_population``, ``registered``.
    at_points
        The demand at points, for tables whose origins are points.
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
    whole = demand_of_communities(communities, registered=registered)
    for mode, settings in city.settings.travel_times.tables.items():
        table = city.travel_times[mode].frame
        if settings.origins:
            origins = city.origins[mode].frame
            source = MatrixTravelTimes.of_origins(table, origins, sites, mode, settings)
            demand = _timed_from(origins, at_points, settings.origin_snap_m, standards.min_cell)
            issues = _far(demand.points, communities, settings, mode)
            issues += _unknown_origins(table, origins, settings)
        else:
            source = MatrixTravelTimes.of(table, communities, sites, mode, settings.cutoff_minutes)
            demand = whole
            issues = _unknown_communities(table, communities, settings.file)
        issues += _unknown_sites(table, sites, settings.file)
        issues += _gaps(source, demand.points, settings)
        listed = communities.join(demand.communities, on="community_code")
        model = AccessModel(source, demand.points, listed, sites, standards, tuple(issues))
        models[mode] = replace(
            model, settings=city.settings.access, representative=demand.representative
        )
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
    for mode, settings in city.settings.travel_times.tables.items():
        table = city.travel_times[mode]
        issues += table.stopping
        shared = Issue("issue.travel_time_shared", severity="error", file=settings.file)
        named = table.frame["site_name"]
        wrong = shared_names(named, sites)
        issues += row_issues(shared, wrong, table.frame[ROW], named, of_places=True)
    return issues


def _timed_from(origins: pd.DataFrame, demand: Demand, limit_m: float, least: int) -> Demand:
    """Return the demand with ``node``, the origin that each point is timed from."""
    node = origins_of_demand(demand.points, origins, limit_m, least)
    return replace(demand, points=demand.points.assign(node=node))


def _unknown_communities(table: pd.DataFrame, communities: pd.DataFrame, file: str) -> list[Issue]:
    """Return the rows of travel times whose community nobody knows."""
    codes = table["community_code"]
    unknown = unit_levels(codes, communities).eq("").to_numpy(bool)
    what = "issue.travel_time_unknown"
    issue = Issue(what, severity="warning", file=file, column="community_code")
    return row_issues(issue, unknown, table[ROW], codes.map(unmarked, na_action="ignore"))


def _unknown_origins(
    table: pd.DataFrame, origins: pd.DataFrame, settings: TravelTimeTable
) -> list[Issue]:
    """Return the rows of travel times whose origin is not among the points given."""
    ids = table["origin_id"]
    more = {"origins": settings.origins}
    what = "issue.travel_time_origin_unknown"
    issue = Issue(what, severity="warning", file=settings.file, more=more)
    return row_issues(issue, ~ids.isin(origins["origin_id"]), table[ROW], ids)


def _unknown_sites(table: pd.DataFrame, sites: pd.DataFrame, file: str) -> list[Issue]:
    """Return the rows of travel times whose site nobody knows."""
    names = table["site_name"]
    unknown = site_numbers(names, sites) < 0
    issue = Issue("issue.travel_time_unknown", severity="warning", file=file, column="site_name")
    names = names.map(unmarked, na_action="ignore")
    return row_issues(issue, unknown, table[ROW], names, of_places=True)


def _gaps(
    source: MatrixTravelTimes, demand_points: pd.DataFrame, settings: TravelTimeTable
) -> list[Issue]:
    """Return whom a table without a limit lacks, and how many sites."""
    origin = demand_points["node"].to_numpy(np.int64)
    has_rows = np.asarray(source.known.any(axis=1))
    lost = ~has_rows[origin] & (origin >= 0)
    sites = int((~source.known.any(axis=0)).sum())
    if settings.cutoff_minutes or not (lost.any() or sites):
        return []
    units = "origins" if source.of_points else "communities"
    more = {
        "mode": mode_of_issue(source.mode),
        units: len(np.unique(origin[lost])),
        "people": int(demand_points["floating_population"][lost].sum()),
        "sites": sites,
    }
    what = "issue.travel_time_gaps_of_points" if source.of_points else "issue.travel_time_gaps"
    return [Issue(what, severity="warning", file=settings.file, more=more)]


def _far(
    demand_points: pd.DataFrame, communities: pd.DataFrame, settings: TravelTimeTable, mode: str
) -> list[Issue]:
    """Return the people who live farther from every origin than they may."""
    far = demand_points[demand_points["node"] < 0]
    people = int(far["floating_population"].sum())
    if not people:
        return []
    concerned = communities["community_code"].isin(far["community_code"])
    names = communities.loc[concerned, "community_name"].fillna(communities["community_code"])
    more = {
        "mode": mode_of_issue(mode),
        "metres": f"{settings.origin_snap_m:g}",
        "people": people,
        "communities": int(concerned.sum()),
        "names": named_sites(names),
    }
    return [Issue("issue.travel_time_far", severity="warning", file=settings.origins, more=more)]
