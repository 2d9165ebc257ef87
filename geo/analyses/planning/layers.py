"""The steps of a plan as points for GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from geo.analyses.planning.plan import POOLED, SITE_QUESTIONS
from geo.core.admin_units import points_inside

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.planning.plan import Plan
    from geo.core.results import Results


def step_points(results: Results, plan: Plan, sites: pd.DataFrame) -> pd.DataFrame:
    """Return where the steps of a plan are.

    Parameters
    ----------
    results
        The communities; a step is at a point inside its own.
    plan
        The plan; pooled teams are at their sites.
    sites
        ``site_name``, ``lon``, ``lat``.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat`` (degrees, WGS84; missing without a boundary), a row a step.
    """
    if plan.question == POOLED:
        return sites[["lon", "lat"]].reindex(plan.steps["site"]).reset_index(drop=True)
    if plan.question in SITE_QUESTIONS:
        return plan.steps[["lon", "lat"]]
    inside = points_inside(results.units.communities)
    return inside.reindex(plan.steps["code"]).reset_index(drop=True)


def step_layer(results: Results, plan: Plan, sites: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the steps of a plan as points, EPSG:4326; those without a place are left out."""
    points = step_points(results, plan, sites)
    placed = np.flatnonzero(points["lon"].notna())
    steps = plan.steps.drop(columns=["lon", "lat", "site"])
    rows = steps.iloc[placed].dropna(axis=1, how="all").reset_index(drop=True)
    there = points.iloc[placed]
    geometry = gpd.points_from_xy(there["lon"], there["lat"])
    return gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326")


def plan_layers(results: Results, plan: Plan, sites: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the steps of a plan, and of sites the communities with those within the limit.

    Returns
    -------
    dict
        ``steps`` (points), and of sites ``communities`` (polygons; ``share_before`` and
        ``share_after``: of its people with a site within the limit, of back-up with two; missing
        of few people).
    """
    layers = {"steps": step_layer(results, plan, sites)}
    if plan.reach is not None:
        units = results.units.communities[["community_code", "community_name", "geometry"]]
        reach = plan.reach.reindex(units["community_code"])
        for view in ("before", "after"):
            share = (reach[f"within_{view}"] / reach["population"]).round(3)
            enough = reach["population"] >= results.standards.min_cell
            units = units.assign(**{f"share_{view}": share.where(enough).to_numpy()})
        layers["communities"] = units[units.geometry.notna()]
    return layers
