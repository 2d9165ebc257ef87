"""Plans for the staff there are: moved to other communities, or pooled in teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analyses.planning.methods.pooled_staff import Pairs, pool_staff
from geo.analyses.planning.methods.staff_moves import Ways, move_staff, ways_within
from geo.analyses.planning.plan import MOVES, POOLED, Plan, steps_of
from geo.analyses.planning.staff_plans import named_rows, staffed_communities
from geo.analyses.planning.travel import pairs_within, source_to
from geo.core.admin_units import points_inside
from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.core.results import Results

SUBDISTRICT, DISTRICT, WITHIN_MINUTES = SCOPES = ("subdistrict", "district", "minutes")
"""How far staff may move."""


def staff_moves(
    results: Results,
    scope: str,
    access: AccessModel | None = None,
    limit: tuple[str, int] = ("", 0),
) -> Plan:
    """Move staff from a surplus to a shortfall, so that no community is worse off.

    Parameters
    ----------
    results
        Staffing.
    scope
        One of :data:`SCOPES`: within a subdistrict, within a district, or up to so many minutes.
    access
        How far communities are from each other, for minutes.
    limit
        The mode, and the minutes.
    """
    known = staffed_communities(results)
    distance = _distances(results, known)
    if scope == WITHIN_MINUTES and access is not None:
        ways = _ways_in_time(_points(results, known), access, limit)
    else:
        ways = ways_within(known[f"{scope}_code"].to_numpy(object), distance)
    people = known["floating_population"].to_numpy(np.int64)
    shortfall, surplus = (
        known[name].to_numpy(np.float64) for name in ("staff_shortfall", "staff_surplus")
    )
    moves = move_staff(people, shortfall, surplus, ways)
    used = np.flatnonzero(moves.moved)
    used = used[np.lexsort([ways.target[used], ways.source[used], -people[ways.target[used]]])]
    source, target = ways.source[used], ways.target[used]
    last = ~pd.Series(target).duplicated(keep="last").to_numpy()
    gained = np.where(moves.compliant[target] & last, people[target], 0)
    before = int(people[shortfall <= 0].sum())
    total = before + np.cumsum(gained)
    columns = {
        **named_rows(known.iloc[target]),
        "from_code": known["community_code"].to_numpy()[source],
        "from_name": known["community_name"].to_numpy()[source],
        "posts": moves.moved[used],
        "population": gained,
        "population_total": total,
        "share": total / max(int(people.sum()), 1),
        "distance_m": np.round(distance[source, target], 1),
    }
    figures = {
        "posts": int(moves.moved.sum()),
        "communities": int(moves.compliant.sum()),
        "people": int(gained.sum()),
        "before": before,
        "after": before + int(gained.sum()),
        "total": int(people.sum()),
        "left": float(shortfall.sum() - moves.closed.sum()),
    }
    return Plan(MOVES, steps_of(MOVES, columns, len(used)), figures, moves.proven)


def pooled_teams(results: Results, access: AccessModel, limit: tuple[str, int]) -> Plan:
    """Find the fewest staff when they sit at the sites and serve all communities near them.

    Parameters
    ----------
    results
        Staffing.
    access
        The sites, and the ways to them; communities are taken at a point inside.
    limit
        The mode, and the minutes.
    """
    known = staffed_communities(results)
    points = _points(results, known)
    source, sites = access.of_mode(limit[0]).source, access.sites
    rows, numbers, minutes = pairs_within(source, points, limit)
    people = known["floating_population"].to_numpy(np.int64)
    norm = results.standards.max_population_per_staff
    pooled = pool_staff(people, len(sites), Pairs(rows, numbers, minutes), norm, seconds=20.0)
    served = np.rint(np.bincount(numbers, pooled.served, len(sites))).astype(np.int64)
    order = np.flatnonzero(pooled.staff)
    order = order[np.lexsort([order, -pooled.staff[order]])]
    columns = {
        "name": sites["site_name"].to_numpy()[order],
        "site": order,
        "posts": pooled.staff[order],
        "population": served[order],
    }
    figures = {
        "posts": pooled.total,
        "teams": len(order),
        "minutes": limit[1],
        "required": pooled.required,
        "saved": pooled.saved,
        "alone": int(pooled.alone.sum()),
        "communities_alone": int((pooled.alone > 0).sum()),
        "staff": float(known["staff"].astype("Float64").sum()),
        "bound": pooled.bound,
    }
    proven = pooled.total == pooled.bound
    return Plan(POOLED, steps_of(POOLED, columns, len(order)), figures, proven)


def _points(results: Results, known: pd.DataFrame) -> pd.DataFrame:
    """Return a point inside each community; those without a boundary have none."""
    inside = points_inside(results.units.communities).reindex(known["community_code"])
    return inside.reset_index()


def _ways_in_time(points: pd.DataFrame, access: AccessModel, limit: tuple[str, int]) -> Ways:
    """Return the ways between communities that take no longer than the limit."""
    placed = points.dropna(subset=["lon", "lat"])
    there = source_to(access.of_mode(limit[0]).source, placed)
    target, place, minutes = pairs_within(there, points, limit)
    source = placed.index.to_numpy()[place]
    apart = source != target
    return Ways(source[apart], target[apart], minutes[apart])


def _distances(results: Results, known: pd.DataFrame) -> Any:
    """Return the metres between points inside communities; infinite where one has none."""
    points = _points(results, known)
    placed = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs="EPSG:4326")
    metric = placed.to_crs(metric_crs(gpd.GeoSeries(placed[points["lon"].notna().to_numpy()])))
    x, y = metric.x.to_numpy(), metric.y.to_numpy()
    apart = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    return np.where(np.isnan(apart), np.inf, apart)
