"""The plan as a table, and in the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.planning.model import Planning
from geo.analyses.planning.plan import no_steps

if TYPE_CHECKING:
    from geo.core.results import Results

COLUMNS: Final = (
    *("question", "position", "target_percent", "code", "name", "subdistrict_name"),
    *("district_name", "posts", "population", "population_total", "share"),
)
"""The columns of the steps that a run leaves."""


def planning_table(results: Results) -> pd.DataFrame:
    """Return the steps of all plans of a run."""
    steps = [plan.steps for plan in results[Planning].plans if len(plan.steps)]
    rows = pd.concat(steps or [no_steps()], ignore_index=True)
    return rows[list(COLUMNS)]


def manifest_of(results: Results) -> dict[str, Any]:
    """Return what each plan costs, serves and leaves, and whether it is proven."""
    plans = results[Planning].plans
    told = {plan.question: {**plan.figures, "proven": plan.proven} for plan in plans}
    return {"planning": told}
