"""Plans for new staff: where posts do most good, and the fewest that do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.planning.methods.new_posts import knapsack, place_posts
from geo.analyses.planning.plan import FEWEST_POSTS, NEW_POSTS, Plan, steps_of
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing

if TYPE_CHECKING:
    from geo.core.results import Results

TARGETS: Final = (90, 95, 98, 100)
"""Percent of people in compliant communities for which the fewest posts are told."""


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
        **named_rows(steps),
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


def _lacking(short: pd.DataFrame) -> tuple[Any, Any]:
    return (
        short["floating_population"].to_numpy(np.int64),
        short["staff_shortfall"].to_numpy(np.float64),
    )


def named_rows(rows: pd.DataFrame) -> dict[str, Any]:
    """Return code and names of communities, as columns of steps."""
    columns = {"code": "community_code", "name": "community_name"}
    columns |= {name: name for name in ("subdistrict_name", "district_name")}
    return {name: rows[column].to_numpy(object) for name, column in columns.items()}
