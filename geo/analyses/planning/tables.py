"""The plan as a table, and in the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.planning.model import Planning
from geo.analyses.planning.plan import no_steps
from geo.analyses.planning.rounds.tables import with_clock

if TYPE_CHECKING:
    from geo.core.results import Results

COLUMNS: Final = (
    *("question", "position", "target_percent", "code", "name", "subdistrict_name"),
    *("district_name", "posts", "population", "population_total", "share"),
)
"""The columns of the steps that a run leaves."""

TRADEOFF: Final = {
    "position": "Int64",
    "least_share": "Float64",
    "population_within": "Int64",
    "share": "Float64",
    "sites": "Int64",
    "proven": "boolean",
}
"""The columns of the trade-off between two aims."""


def planning_table(results: Results) -> pd.DataFrame:
    """Return the steps of all plans of a run."""
    plans = [plan for plan in results[Planning].plans if not plan.alternatives]
    steps = [plan.steps for plan in plans if len(plan.steps)]
    rows = pd.concat(steps or [no_steps()], ignore_index=True)
    return rows[list(COLUMNS)]


def tradeoff_table(results: Results) -> pd.DataFrame:
    """Return the plans between most people covered and the least covered subdistricts best off."""
    plans = [between for plan in results[Planning].plans for between in plan.alternatives]
    total = [max(plan.figures["total"], 1.0) for plan in plans]
    covered = [round(plan.figures["after"]) for plan in plans]
    columns = {
        "position": range(1, len(plans) + 1),
        "least_share": [plan.figures["least_share"] for plan in plans],
        "population_within": covered,
        "share": [people / of for people, of in zip(covered, total, strict=True)],
        "sites": [len(plan.steps) for plan in plans],
        "proven": [plan.proven for plan in plans],
    }
    return pd.DataFrame(columns).astype(TRADEOFF)


def rounds_table(results: Results) -> pd.DataFrame | None:
    """Return the timetable of mobile rounds; None where a run plans none."""
    rounds = results[Planning].rounds
    return None if rounds is None else with_clock(rounds.timetable)


def manifest_of(results: Results) -> dict[str, Any]:
    """Return what each plan costs, serves and leaves, and whether it is proven."""
    planning = results[Planning]
    told = {plan.question: {**plan.figures, "proven": plan.proven} for plan in planning.plans}
    if planning.rounds is not None:
        told["rounds"] = dict(planning.rounds.figures)
    return {"planning": told}
