"""What is asked of staff, and the limit of mobile rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.model import AccessModel
from geo.analyses.planning.answers import StaffQuestion
from geo.analyses.planning.page.fields import chosen, minutes_of, mode_of, whole
from geo.analyses.planning.plan import FEWEST_POSTS, MOVES, NEW_POSTS, POOLED, ROUNDS
from geo.analyses.planning.staff_plans import TARGETS
from geo.analyses.planning.staff_reallocation import SCOPES, WITHIN_MINUTES

if TYPE_CHECKING:
    from geo.ui.screen import Screen

USUAL_POSTS: Final = 40
MOST_POSTS: Final = 100_000
PERCENT_OF: Final = {f"{percent}%": percent for percent in reversed(TARGETS)}


def ask_of_staff(screen: Screen, question: str) -> StaffQuestion:
    """Show what a question of staff needs to know, and return what is asked."""
    access = screen.results.get(AccessModel)
    columns = iter(st.columns(3))
    if question == NEW_POSTS:
        with next(columns):
            usual = screen.open_city.city.settings.planning.posts or USUAL_POSTS
            return StaffQuestion(question, whole(screen, "posts", usual, MOST_POSTS))
    if question == FEWEST_POSTS:
        with next(columns):
            target = chosen(screen, "target", [*PERCENT_OF], lambda name: name)
            return StaffQuestion(question, target_percent=PERCENT_OF[target])
    scope = ""
    if question == MOVES:
        scopes = SCOPES if access is not None else SCOPES[:-1]
        with next(columns):
            scope = chosen(
                screen, "scope", scopes, lambda name: screen.say(f"planning.scope.{name}")
            )
    if access is None or not (question in {POOLED, ROUNDS} or scope == WITHIN_MINUTES):
        return StaffQuestion(question, scope=scope)
    with next(columns):
        minutes = minutes_of(screen, access)
    with next(columns):
        return StaffQuestion(question, 0, minutes, mode_of(screen, access), scope)
