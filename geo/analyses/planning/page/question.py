"""The question that is asked on the page of planning, and its answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from geo.analyses.access.model import AccessModel
from geo.analyses.planning.answers import StaffQuestion, answer, unanswerable
from geo.analyses.planning.model import Planning
from geo.analyses.planning.page.fields import chosen
from geo.analyses.planning.page.site_fields import ask_of_sites
from geo.analyses.planning.page.solving import solved
from geo.analyses.planning.page.staff_question import ask_of_staff
from geo.analyses.planning.plan import (
    FEWEST_POSTS,
    MOVES,
    NEW_POSTS,
    POOLED,
    ROUNDS,
    SITE_QUESTIONS,
    Plan,
)
from geo.analyses.planning.site_plans import plan_of
from geo.analyses.planning.siting_inputs import siting_inputs

if TYPE_CHECKING:
    from geo.analyses.planning.methods.solve_control import SolveControl
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.analyses.planning.siting_inputs import SitingInputs
    from geo.core.results import Results
    from geo.ui.screen import Screen

ASKED: Final = (NEW_POSTS, FEWEST_POSTS, MOVES, POOLED, *SITE_QUESTIONS, ROUNDS)


def ask(screen: Screen) -> tuple[StaffQuestion | SiteQuestion, Plan | None]:
    """Show the questions and what each needs to know; return what is asked, and the answer.

    The answer is None while there is none yet, and of mobile rounds, which have a page part of
    their own.
    """
    question = chosen(
        screen, "question", ASKED, lambda name: screen.say(f"planning.question.{name}")
    )
    access = screen.results.get(AccessModel)
    if question in SITE_QUESTIONS and access is not None:
        asked, seconds = ask_of_sites(screen, question, access)
        if (plan := unanswerable(screen.results, asked.question, asked.mode)) is not None:
            return asked, plan
        solver = _SiteSolver(screen.results, access, asked)
        return asked, solved(screen, asked, solver, seconds)
    of_staff = ask_of_staff(screen, question)
    if question == ROUNDS:
        return of_staff, None
    if (plan := unanswerable(screen.results, question, of_staff.mode)) is not None:
        return of_staff, plan
    solve = partial(answer, screen.results, of_staff)
    return of_staff, solved(screen, of_staff, solve, seconds=0)


class _SiteSolver:
    """Solves a question of sites, whose inputs are put together once."""

    def __init__(self, results: Results, access: AccessModel, asked: SiteQuestion) -> None:
        self.results, self.access, self.asked = results, access, asked
        self.inputs: SitingInputs | None = None

    def __call__(self, control: SolveControl) -> Plan:
        if self.inputs is None:
            table = self.results[Planning].candidates
            self.inputs = siting_inputs(self.results, self.access, self.asked, table)
        return plan_of(self.results, self.inputs, control)
