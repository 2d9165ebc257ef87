"""Plans for staff: new posts, the fewest posts, staff moved, and pooled teams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analyses.planning.methods.new_posts import knapsack, place_posts
from geo.analyses.planning.methods.pooled_staff import Pairs, pool_staff
from geo.analyses.planning.methods.staff_moves import Ways, move_staff, ways_within
from geo.analyses.planning.plan import FEWEST_POSTS, MOVES, NEW_POSTS, POOLED, Plan, steps_of
from geo.analyses.planning.travel import pairs_within, source_to
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.admin_units import points_inside
from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.core.results import Results

TARGETS: Final = (90, 95, 98, 100)
"""Percent of people in compliant communities for which the fewest posts are told."""
SUBDISTRICT, DISTRICT, WITHIN_MINUTES = SCOPES = ("subdistrict", "district", "minutes")
"""How far staff may move."""


def staffed_communities(results: Results) -> pd.DataFrame:
    """Return the communities whose people and staff are known, in order of their code.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, names and codes of the units, ``floating_population`` (int64),
        ``staff_shortfall``, ``staff_surplus`` (float64), ``required_staff`` (int64).
    """
    known = pd.DataFrame(results.communities_with(Population, Staffing).drop(columns="geometry"))
    known = known[~known["status"].isin(["no_data"])].dropna(subset="floating_population")
    amounts = {"staff_shortfall": "float64", "staff_surplus": "float64", "required_staff": "int64"}
    filled = known.fillna(dict.fromkeys(amounts, 0))
    kept = filled.astype({"floating_population": "int64", **amounts})
    return kept.sort_values("community_code").reset_index(drop=True)


def fewest_posts(results: Results) -> Plan:
    """Find the fewest posts for the people of all communities, and of shares of them."""
    known = staffed_communities(results)
    short = known[known["staff_shortfall"] > 0]
    population = known["floating_population"].sum()
    before = int(population - short["floating_population"].sum())
    best = knapsack(*_lacking(short), choices=False)
    posts, reached = [], []
    for target in TARGETS:
        wanted = -(-int(population) * target // 100) - before
        number = best.fewest(max(wanted, 0))
        posts.append(len(best.people) - 1 if number is None else number)
        reached.append(before + int(best.people[posts[-1]]))
    columns = {
        "target_percent": TARGETS,
        "posts": posts,
        "population": [people - before for people in reached],
        "population_total": reached,
        "share": [people / population if population else None for people in reached],
    }
    figures = {"posts": posts[-1], "before": before, "total": float(population)}
    return Plan(FEWEST_POSTS, steps_of(FEWEST_POSTS, columns, len(TARGETS)), figures)


def posts_for_share(results: Results, percent: int) -> Plan:
    """Place the fewest posts with which a share of all people live in compliant communities.

    Parameters
    ----------
    results
        Staffing.
    percent
        One of :data:`TARGETS`.
    """
    targets = fewest_posts(results)
    fewest = dict(zip(targets.steps["target_percent"], targets.steps["posts"], strict=True))
    plan = new_posts(results, int(fewest[percent]))
    figures = {**plan.figures, "target_percent": percent}
    figures |= {f"posts_{target}": float(posts) for target, posts in fewest.items()}
    steps = plan.steps.assign(question=FEWEST_POSTS)
    return replace(plan, question=FEWEST_POSTS, steps=steps, figures=figures)


def new_posts(results: Results, posts: int) -> Plan:
    """Place new posts: the most people in compliant communities, then most shortfall closed."""
    known = staffed_communities(results)
    short = known[known["staff_shortfall"] > 0].reset_index(drop=True)
    population = int(known["floating_population"].sum())
    before = population - int(short["floating_population"].sum())
    placed = place_posts(*_lacking(short), posts)
    steps = short.iloc[placed.order]
    gained = np.where(placed.compliant, short["floating_population"], 0)[placed.order]
    total = before + np.cumsum(gained)
    columns = {
        **_named(steps),
        "posts": placed.posts[placed.order],
        "population": gained,
        "population_total": total,
        "share": total / max(population, 1),
    }
    figures = {
        "posts": int(placed.posts.sum()),
        "communities": int(placed.compliant.sum()),
        "people": int(gained.sum()),
        "before": before,
        "after": before + int(gained.sum()),
        "total": population,
        "left": float(short["staff_shortfall"].sum() - placed.closed.sum()),
        "left_over": posts - int(placed.posts.sum()),
    }
    return Plan(NEW_POSTS, steps_of(NEW_POSTS, columns, len(steps)), figures)


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
        **_named(known.iloc[target]),
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


def _lacking(short: pd.DataFrame) -> tuple[Any, Any]:
    return (
        short["floating_population"].to_numpy(np.int64),
        short["staff_shortfall"].to_numpy(np.float64),
    )


def _named(rows: pd.DataFrame) -> dict[str, Any]:
    columns = {"code": "community_code", "name": "community_name"}
    columns |= {name: name for name in ("subdistrict_name", "district_name")}
    return {name: rows[column].to_numpy(object) for name, column in columns.items()}


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
