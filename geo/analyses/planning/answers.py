"""What is asked of planning, of staff or of sites, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.analyses.access.model import AccessModel
from geo.analyses.planning.model import Planning
from geo.analyses.planning.plan import (
    FEWEST_POSTS,
    MOVES,
    POOLED,
    ROUNDS,
    SITE_QUESTIONS,
    Plan,
    no_steps,
)
from geo.analyses.planning.site_plans import site_plan
from geo.analyses.planning.site_question import SiteQuestion
from geo.analyses.planning.staff_plans import new_posts, posts_for_share
from geo.analyses.planning.staff_reallocation import pooled_teams, staff_moves
from geo.analyses.planning.travel import knows_places
from geo.analyses.staffing.model import Staffing
from geo.core.issues import Issue

if TYPE_CHECKING:
    from geo.analyses.planning.methods.solve_control import SolveControl
    from geo.core.results import Results


@dataclass(frozen=True)
class StaffQuestion:
    """A question of staff.

    Parameters
    ----------
    question
        One of :data:`geo.analyses.planning.plan.STAFF_QUESTIONS`.
    amount
        How many posts there are to place.
    minutes, mode
        The limit and the mode, of teams and of staff who move up to so many minutes.
    scope
        How far staff may move: one of :data:`geo.analyses.planning.staff_reallocation.SCOPES`.
    target_percent
        Percent of people who are to live in compliant communities, for the fewest posts: one of
        :data:`geo.analyses.planning.staff_plans.TARGETS`.
    """

    question: str
    amount: int = 0
    minutes: int = 0
    mode: str = ""
    scope: str = ""
    target_percent: int = 100


def answer(
    results: Results, asked: StaffQuestion | SiteQuestion, control: SolveControl | None = None
) -> Plan:
    """Answer a question of planning.

    Parameters
    ----------
    results
        Of a run.
    asked
        The question.
    control
        Of sites: the time limit, and whom to tell of progress.

    Returns
    -------
    Plan
        Without figures, and with a note, where something is missing that the question needs.
    """
    if (plan := unanswerable(results, asked.question, asked.mode)) is not None:
        return plan
    access = results.get(AccessModel)
    if isinstance(asked, SiteQuestion):
        if access is None:
            raise LookupError(asked.question)
        return site_plan(results, access, asked, control, results[Planning].candidates)
    limit = asked.mode, asked.minutes
    if asked.question == POOLED and access is not None:
        return pooled_teams(results, access, limit)
    if asked.question == MOVES:
        return staff_moves(results, asked.scope, access, limit)
    if asked.question == FEWEST_POSTS:
        return posts_for_share(results, asked.target_percent)
    return new_posts(results, asked.amount)


def missing_for(results: Results, question: str, mode: str) -> str | None:
    """Return the note on what is missing for a question; None: nothing is."""
    access = results.get(AccessModel)
    if question not in {*SITE_QUESTIONS, POOLED, ROUNDS}:
        unknown = results[Staffing].communities["staff"].isna().all()
        return "planning_note.no_staff" if unknown else None
    if access is None:
        return "planning_note.no_access"
    known = knows_places(access.of_mode(mode).source)
    return None if known else "planning_note.sites_only"


def unanswerable(results: Results, question: str, mode: str) -> Plan | None:
    """Return a plan that says what is missing for a question; None: nothing is."""
    missing = missing_for(results, question, mode)
    if missing is None:
        return None
    note = Issue(missing, severity="warning")
    return Plan(question, no_steps(), {}, proven=False, notes=(note,))
