"""The question that is asked on the page of planning, and its answer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

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
from geo.analyses.planning.siting_inputs import asked_of, siting_inputs

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo.analyses.planning.methods.solve_control import SolveControl
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.analyses.planning.siting_inputs import SitingInputs
    from geo.core.results import Results
    from geo.ui.screen import Screen

    KnownInputs = dict[tuple[Hashable, ...], SitingInputs]

ASKED: Final = (NEW_POSTS, FEWEST_POSTS, MOVES, POOLED, *SITE_QUESTIONS, ROUNDS)
KEPT: Final = "planning_inputs"
MOST_KEPT: Final = 4


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
        solver = _SiteSolver(screen.results, access, asked, _known_inputs(screen))
        return asked, solved(screen, asked, solver, seconds)
    of_staff = ask_of_staff(screen, question)
    if question == ROUNDS:
        return of_staff, None
    if (plan := unanswerable(screen.results, question, of_staff.mode)) is not None:
        return of_staff, plan
    solve = partial(answer, screen.results, of_staff)
    return of_staff, solved(screen, of_staff, solve, seconds=0)


class _SiteSolver:
    """Solves a question of sites.

    Inputs take longest, so that those of the questions before are kept in ``known``: another number
    of sites, or another aim with the same limit, has the same.
    """

    def __init__(
        self, results: Results, access: AccessModel, asked: SiteQuestion, known: KnownInputs
    ) -> None:
        self.results, self.access, self.asked, self.known = results, access, asked, known

    def __call__(self, control: SolveControl) -> Plan:
        key = asked_of(self.asked)
        if key not in self.known:
            table = self.results[Planning].candidates
            inputs = siting_inputs(self.results, self.access, self.asked, table)
            self.known[key] = inputs
            for oldest in [*self.known][:-MOST_KEPT]:
                self.known.pop(oldest, None)
        return plan_of(self.results, replace(self.known[key], question=self.asked), control)


def _known_inputs(screen: Screen) -> KnownInputs:
    """Return the inputs of the questions before; none once the results are others."""
    results, known = st.session_state.get(KEPT, (None, {}))
    if results is not screen.results:
        known = {}
        st.session_state[KEPT] = screen.results, known
    inputs: KnownInputs = known
    return inputs
