"""What is asked on the page of planning, and its answer, kept while the results are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.model import AccessModel
from geo.analyses.access.modes import titled_mode
from geo.analyses.planning.plan import (
    FEWEST_POSTS,
    MOVES,
    NEW_POSTS,
    NEW_SITES,
    POOLED,
    ROUNDS,
    Plan,
    no_steps,
)
from geo.analyses.planning.site_plans import new_sites
from geo.analyses.planning.staff_plans import (
    SCOPES,
    WITHIN_MINUTES,
    fewest_posts,
    new_posts,
    pooled_teams,
    staff_moves,
)
from geo.analyses.planning.travel import knows_places
from geo.analyses.staffing.model import Staffing
from geo.core.issues import Issue
from geo.core.standards import MOST_MINUTES
from geo.ui import incoming
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streamlit.delta_generator import DeltaGenerator

    from geo.core.results import Results
    from geo.ui.screen import Screen

ASKED: Final = (NEW_POSTS, FEWEST_POSTS, MOVES, POOLED, NEW_SITES, ROUNDS)
FIELDS: Final = ("posts", "sites", "minutes", "mode", "scope")
USUAL_POSTS, USUAL_SITES = 40, 3
MOST_POSTS, MOST_SITES = 100_000, 100
SECONDS: Final = 20
"""How long the proof of the best sites may keep a visitor waiting."""
KEPT: Final = "planning_kept"


@dataclass(frozen=True)
class Asked:
    """What is asked: the question, how many posts or sites, the minutes, the mode, the scope."""

    question: str
    amount: int = 0
    minutes: int = 0
    mode: str = ""
    scope: str = ""


def ask(screen: Screen) -> Asked:
    """Show the questions and what each needs to know, and return what is asked."""
    question = switch(
        screen.say("planning.question"),
        ASKED,
        "planning_question",
        lambda name: screen.say(f"planning.question.{name}"),
    )
    given = screen.open_city.city.settings.planning
    access = screen.results.get(AccessModel)
    columns = st.columns(3)
    if question == NEW_POSTS:
        with columns[0]:
            usual = given.posts or USUAL_POSTS
            return Asked(question, _whole(screen, "posts", usual, MOST_POSTS))
    if question == MOVES:
        with columns[0]:
            scopes = SCOPES if access is not None else SCOPES[:-1]
            scope = _chosen(
                screen, "scope", scopes, lambda name: screen.say(f"planning.scope.{name}")
            )
        if scope != WITHIN_MINUTES or access is None:
            return Asked(question, scope=scope)
        minutes, mode = _limit(screen, access, columns[1:])
        return Asked(question, minutes=minutes, mode=mode, scope=scope)
    if question in {POOLED, NEW_SITES, ROUNDS} and access is not None:
        amount = 0
        if question == NEW_SITES:
            with columns[2]:
                amount = _whole(screen, "sites", given.sites or USUAL_SITES, MOST_SITES)
        minutes, mode = _limit(screen, access, columns[:2])
        return Asked(question, amount, minutes, mode)
    return Asked(question)


def answer(screen: Screen, asked: Asked) -> Plan:
    """Return the plan, made once while results and question are the same."""
    results, plans = st.session_state.get(KEPT, (None, {}))
    if results is not screen.results:
        plans = {}
    if asked not in plans:
        with st.spinner(screen.say("planning.working")):
            plans[asked] = _made(screen.results, asked)
    st.session_state[KEPT] = screen.results, plans
    plan: Plan = plans[asked]
    return plan


def _made(results: Results, asked: Asked) -> Plan:
    access, limit = results.get(AccessModel), (asked.mode, asked.minutes)
    if (missing := missing_for(results, asked)) is not None:
        note = Issue(missing, severity="warning")
        return Plan(asked.question, no_steps(), {}, proven=False, notes=(note,))
    if asked.question == NEW_SITES and access is not None:
        return new_sites(results, access, asked.amount, limit, SECONDS)
    if asked.question == POOLED and access is not None:
        return pooled_teams(results, access, limit)
    if asked.question == MOVES:
        return staff_moves(results, asked.scope, access, limit)
    return new_posts(results, asked.amount) if asked.amount else fewest_posts(results)


def missing_for(results: Results, asked: Asked) -> str | None:
    """Return the note on what is missing for a question; None: nothing is."""
    access = results.get(AccessModel)
    if asked.question not in {NEW_SITES, POOLED, ROUNDS}:
        unknown = results[Staffing].communities["staff"].isna().all()
        return "planning_note.no_staff" if unknown else None
    if access is None:
        return "planning_note.no_access"
    known = knows_places(access.of_mode(asked.mode).source)
    return None if known else "planning_note.sites_only"


def _limit(
    screen: Screen, access: AccessModel, columns: Sequence[DeltaGenerator]
) -> tuple[int, str]:
    """Ask for minutes and mode."""
    with columns[0]:
        minutes = _whole(screen, "minutes", access.minutes_of(), MOST_MINUTES)
    with columns[1]:
        modes = [access.mode_of(), *(mode for mode in access.modes if mode != access.mode_of())]
        mode = _chosen(screen, "mode", modes, lambda name: titled_mode(name, screen.language))
    return minutes, mode


def _whole(screen: Screen, name: str, usual: int, most: int) -> int:
    """Ask for a whole number from 1."""
    given = st.number_input(
        screen.say(f"planning.ask.{name}"),
        min_value=1,
        max_value=most,
        value=usual,
        step=1,
        key=f"planning_{name}",
        persist_state="session",
    )
    told = incoming.amount(given)
    return int(min(max(told, 1), most)) if told is not None else usual


def _chosen(
    screen: Screen, name: str, options: Sequence[str], name_of: Callable[[str], str]
) -> str:
    chosen = st.selectbox(
        screen.say(f"planning.ask.{name}"),
        options,
        format_func=name_of,
        key=f"planning_{name}",
        persist_state="session",
    )
    return incoming.one_of(chosen, options) or options[0]
