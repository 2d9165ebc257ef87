"""What is asked of sites: the limit, the budget, and what may be done where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.analyses.planning.methods.site_actions import Costs
from geo.analyses.planning.model import Planning
from geo.analyses.planning.page.fields import chosen, minutes_of, mode_of, ticked, whole
from geo.analyses.planning.plan import ALL_COVERED
from geo.analyses.planning.site_question import (
    CAPACITATED,
    COMMUNITIES,
    CROSSINGS,
    TABLE,
    SiteQuestion,
)
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.ui.screen import Screen

USUAL_SITES, USUAL_BUDGET, USUAL_COST, USUAL_CAPACITY, USUAL_SECONDS = 3, 300, 100, 1000, 20
MOST_SITES, MOST_MONEY, MOST_PEOPLE, MOST_SECONDS = 100, 10_000_000, 10_000_000, 3600
MOST_CLOSED: Final = 2000
"""Of more sites none can be chosen to close: the list would be too long to find one in."""


def ask_of_sites(screen: Screen, question: str, access: AccessModel) -> tuple[SiteQuestion, int]:
    """Show what a question of sites needs to know; return what is asked, and the time limit."""
    columns = st.columns(3)
    with columns[0]:
        minutes = minutes_of(screen, access)
    with columns[1]:
        mode = mode_of(screen, access)
    amount = columns[2].container()
    with st.expander(screen.say("planning.ask.more")):
        options = st.columns(3)
        with options[0]:
            candidates = _candidates(screen, access, mode)
            closed = _closed(screen, access)
            seconds = whole(screen, "seconds", USUAL_SECONDS, MOST_SECONDS)
        with options[1]:
            priced = ticked(screen, "priced")
            limited = question in CAPACITATED and ticked(screen, "limited")
            capacity = whole(screen, "capacity", USUAL_CAPACITY, MOST_PEOPLE, 0) if limited else 0
            new = _cost(screen, "new", priced=priced)
        with options[2]:
            costs = _costs(screen, question, new, priced=priced, limited=limited)
            closing = _closing_cost(screen) if priced and (closed or costs.close is not None) else 0
            if costs.close is not None:
                costs = replace(costs, close=float(closing))
    budget = 0.0
    if question != ALL_COVERED:
        with amount:
            usual = screen.open_city.city.settings.planning.sites or USUAL_SITES
            budget = float(
                whole(screen, "budget", USUAL_BUDGET, MOST_MONEY)
                if priced
                else whole(screen, "sites", usual, MOST_SITES)
            )
    asked = SiteQuestion(
        *(question, mode, minutes, budget, candidates, priced, costs, limited, capacity, closed),
        closing=float(closing),
    )
    return asked, seconds


def _costs(screen: Screen, question: str, new: float, *, priced: bool, limited: bool) -> Costs:
    """Ask whether sites may be enlarged or moved, and at what cost; and whether closed."""
    enlarge = move = None
    capacity_added = 0.0
    if limited and ticked(screen, "enlarge"):
        enlarge = _cost(screen, "enlarge", priced=priced)
        capacity_added = float(whole(screen, "capacity_added", USUAL_CAPACITY, MOST_PEOPLE))
    if question in CAPACITATED and ticked(screen, "move"):
        move = _cost(screen, "move", priced=priced)
    close = 0.0 if question in CAPACITATED and priced and ticked(screen, "close") else None
    return Costs(new, enlarge, move, close, capacity_added)


def _cost(screen: Screen, action: str, *, priced: bool) -> float:
    """Ask for the cost of an action; 1 where a budget is a number of sites."""
    return float(whole(screen, f"cost_{action}", USUAL_COST, MOST_MONEY)) if priced else 1.0


def _closing_cost(screen: Screen) -> int:
    """Ask what closing a site costs; less than 0 where it saves."""
    return whole(screen, "cost_close", 0, MOST_MONEY, -MOST_MONEY)


def _candidates(screen: Screen, access: AccessModel, mode: str) -> str:
    """Ask where sites may be; a table comes first where there is one."""
    kinds = [COMMUNITIES]
    if screen.results[Planning].candidates is not None:
        kinds.insert(0, TABLE)
    if isinstance(access.of_mode(mode).source, NetworkTravelTimes):
        kinds.append(CROSSINGS)
    return chosen(
        screen, "candidates", kinds, lambda name: screen.say(f"planning.candidates.{name}")
    )


def _closed(screen: Screen, access: AccessModel) -> tuple[int, ...]:
    """Ask which of today's sites close; all others stay."""
    names = access.sites["site_name"].map(parts.text).tolist()[:MOST_CLOSED]
    labels = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    picked = st.multiselect(
        screen.say("planning.ask.closed"),
        labels,
        key="planning_closed",
        placeholder=parts.NOTHING,
        persist_state="session",
    )
    return tuple(labels.index(label) for label in incoming.some_of(picked, labels))
