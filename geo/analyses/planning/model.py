"""The plan of a run: what the settings ask for, and always the fewest posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.analyses.access.model import AccessModel
from geo.analyses.planning.methods.solve_control import SolveControl
from geo.analyses.planning.plan import FAIR_SITES, NEW_SITES
from geo.analyses.planning.site_question import COMMUNITIES, TABLE, SiteQuestion
from geo.analyses.planning.staff_plans import fewest_posts, new_posts
from geo.analyses.planning.travel import knows_places
from geo.core.analysis import load

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.planning.plan import Plan
    from geo.analyses.planning.rounds.plan import Rounds
    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results

SITE_PLAN: Final = "geo.analyses.planning.site_plans:site_plan"
ROUNDS: Final = "geo.analyses.planning.rounds.plan:plan_rounds"
"""Loaded where the settings ask for them: they import much, and most runs need neither."""


@dataclass(frozen=True, eq=False)
class Planning:
    """The plans of a run.

    Parameters
    ----------
    plans
        The fewest posts; where the settings ask for them, new posts and new sites.
    candidates
        See :func:`geo.city.datasets.candidates.read_candidates`; None: there is no such table.
    rounds
        Mobile rounds, where the settings ask for them.
    """

    plans: tuple[Plan, ...]
    candidates: pd.DataFrame | None = None
    rounds: Rounds | None = None


def planning_of(city: City, results: Results, progress: Progress) -> tuple[Planning]:
    """Make the plans that the settings of a city ask for."""
    progress("stage.planning", 0.0)
    asked = city.settings.planning
    plans = [fewest_posts(results)]
    table = city.candidates
    candidates = table.frame if table is not None and len(table.frame) else None
    if asked.posts:
        plans.append(new_posts(results, asked.posts))
    access, rounds = results.get(AccessModel), None
    if access is not None and knows_places(access.of_mode().source):
        limit = access.mode_of(), access.minutes_of()
        places = COMMUNITIES if candidates is None else TABLE
        for name in (NEW_SITES, FAIR_SITES) if asked.sites else ():
            question = SiteQuestion(name, *limit, budget=asked.sites, candidates=places)
            control = SolveControl(asked.seconds)
            plans.append(load(SITE_PLAN)(results, access, question, control, candidates))
        if city.settings.rounds.vehicles:
            rounds = load(ROUNDS)(results, access, city.settings.rounds, limit)
    progress("stage.planning", 1.0)
    return (Planning(tuple(plans), candidates, rounds),)
