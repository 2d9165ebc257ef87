"""A plan as a scenario: its steps as changes of staff and sites."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.access.products import Sites
from geo.analyses.planning.plan import FEWEST_POSTS, MOVES, NEW_POSTS, POOLED
from geo.city.scenarios.changes import (
    Change,
    Scenario,
    SiteAdded,
    SiteChanged,
    SiteClosed,
    SiteMoved,
    StaffChange,
)
from geo.core.admin_units import points_inside
from geo.core.i18n import say

if TYPE_CHECKING:
    from geo.analyses.planning.plan import Plan
    from geo.core.results import Results

AXES = ["lon", "lat"]
NEW, ENLARGED, MOVED, CLOSED = CHANGING = ("new", "enlarge", "moved", "close")
"""Actions at sites that are changes of a scenario."""
POSTS: Final = (NEW_POSTS, FEWEST_POSTS, MOVES)
"""Questions whose steps are posts in communities."""


def is_applicable(plan: Plan) -> bool:
    """Return whether the steps of a plan can be taken as they are."""
    if plan.question == POOLED or not len(plan.steps):
        return False
    if plan.question in POSTS:
        return bool(plan.steps["code"].notna().all())
    return set(_actions(plan.steps)) <= set(CHANGING)


def scenario_of(plan: Plan, results: Results, language: str) -> Scenario:
    """Return a plan as a scenario, whose results have the figures that the plan promises.

    Parameters
    ----------
    plan
        One that :func:`is_applicable`.
    results
        Those it was made of: they name today's sites, and where communities are.
    language
        Of the names of new sites, and of the scenario.

    Raises
    ------
    ValueError
        If the steps of the plan are no changes.
    """
    if not is_applicable(plan):
        raise ValueError(plan.question)
    name = say(f"planning.question.{plan.question}", language)
    changes: list[Change] = []
    steps = plan.steps
    if plan.question in POSTS:
        for code, origin, posts in steps[["code", "from_code", "posts"]].itertuples(index=False):
            if not pd.isna(origin):
                changes.append(StaffChange(str(origin), add=-int(posts)))
            changes.append(StaffChange(str(code), add=int(posts)))
    else:
        changes += _sites(plan, results, language)
    return Scenario(name, changes=tuple(changes))


def _sites(plan: Plan, results: Results, language: str) -> list[Change]:
    """Return sites that are new, each under a name that no other has, enlarged, moved or closed."""
    steps = plan.steps
    capacity = (*[math.inf] * (len(steps) - len(plan.capacity)), *plan.capacity)
    places = points_inside(results.units.communities).reindex(steps["code"])
    if "lon" in steps:
        places = places.assign(
            **{axis: steps[axis].fillna(places[axis].reset_index(drop=True)).array for axis in AXES}
        )
    taken = set(results[Sites].frame.get("site_name", []))
    changes: list[Change] = []
    there = zip(_actions(steps), steps["name"], _sites_of(steps, results), capacity, strict=True)
    for (action, name, today, most), place in zip(there, places[AXES].to_numpy(float), strict=True):
        amounts = _amounts(most, results)
        if action == CLOSED:
            changes.append(SiteClosed(today))
        elif action == MOVED:
            changes.append(SiteMoved(today, *place.tolist()))
        if amounts and action in {ENLARGED, MOVED}:
            changes.append(SiteChanged(today, **amounts))
        elif action == NEW:
            site = _free_name(say("planning.new_site", language, name=name), taken)
            taken.add(site)
            changes.append(SiteAdded(site, *place.tolist(), **amounts))
    return changes


def _sites_of(steps: pd.DataFrame, results: Results) -> list[str]:
    """Return today's site of each step: its name, or its id where others have the name."""
    sites = results[Sites].frame
    if not len(sites):
        return [""] * len(steps)
    shared = sites["site_name"].duplicated(keep=False)
    keys = sites["site_name"].where(~shared, sites["site_id"].fillna(sites["site_name"]))
    numbers = steps["site"].fillna(-1).astype("int64")
    return keys.reindex(numbers).fillna("").astype("str").tolist()


def _amounts(capacity: float, results: Results) -> dict[str, Any]:
    """Return what a site of this capacity has to have: the capacity, or whole posts of staff."""
    if not math.isfinite(capacity):
        return {}
    norms = results.standards
    if norms.supply == "staff":
        return {"staff": math.ceil(capacity / norms.max_population_per_staff)}
    return {"capacity": float(capacity)}


def _actions(steps: pd.DataFrame) -> list[str]:
    """Return what each step does at a site; where nothing is said, a site is new."""
    return steps["action"].fillna(NEW).tolist() if "action" in steps else [NEW] * len(steps)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that is not taken: the name itself, or with a number."""
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)
