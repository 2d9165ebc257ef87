"""The plan as a table, and in the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.analyses.planning.model import Planning
from geo.analyses.planning.plan import no_steps
from geo.analyses.planning.rounds.tables import with_clock

if TYPE_CHECKING:
    from geo.core.results import Results


def planning_table(results: Results) -> pd.DataFrame:
    """Return the steps of all plans of a run."""
    steps = [plan.steps for plan in results[Planning].plans if len(plan.steps)]
    told = pd.concat(steps or [no_steps()], ignore_index=True)
    return told.drop(columns=["site", "from_code", "from_name", "distance_m"])


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
