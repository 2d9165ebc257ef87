"""The scenario that a visitor works on, and its results, kept while the city is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.city.scenarios.changed_city import changed_city
from geo.city.scenarios.changes import Scenario
from geo.core.issues import YipanError
from geo.scenarios.what_if import what_if
from geo.ui.scenario_draft import DRAFT, FILE

if TYPE_CHECKING:
    from geo.city.scenarios.changes import Change
    from geo.core.results import Results
    from geo.ui.screen import Screen

REFUSED: Final = "scenario_refused"  # why the last change was not made
_RESULTS: Final = "scenario_results"
_MOST_KEPT: Final = 6


def draft(screen: Screen) -> Scenario:
    """Return the scenario that is worked on; a new one at first."""
    open_now = st.session_state.get(DRAFT)
    return open_now if isinstance(open_now, Scenario) else Scenario(screen.say("scenario.new"))


def open_scenario(scenario: Scenario, file: str = "") -> None:
    """Work on another scenario; ``file``: where it was read from."""
    st.session_state[DRAFT], st.session_state[FILE] = scenario, file
    st.session_state.pop(REFUSED, None)


def opened_file() -> str:
    """Return the name of the file that the scenario was read from; empty: none."""
    return str(st.session_state.get(FILE, ""))


def add_changes(screen: Screen, *changes: Change) -> None:
    """Make changes, if they can be made; else the page tells why not."""
    now = draft(screen)
    then = replace(now, changes=(*now.changes, *changes))
    st.session_state.pop(REFUSED, None)
    try:
        changed_city(screen.open_city.city, then)
    except YipanError as error:
        st.session_state[REFUSED] = error.tell(screen.language)
        return
    st.session_state[DRAFT] = then


def undo(screen: Screen) -> None:
    """Take the last change back."""
    st.session_state[DRAFT] = draft(screen).without_last()
    st.session_state.pop(REFUSED, None)


def results_of_scenario(screen: Screen, scenario: Scenario) -> Results:
    """Return the results of a scenario, worked out once while the city is the same.

    Raises
    ------
    YipanError
        If a change cannot be made.
    """
    base, known = st.session_state.get(_RESULTS, (None, {}))
    if base is not screen.results:
        known = {}
    if scenario.changes not in known:
        with st.spinner(screen.say("scenario.working")):
            found = what_if(screen.open_city.city, screen.results, scenario)
        known[scenario.changes] = found
    for oldest in [of for of in known if of != scenario.changes][: len(known) - _MOST_KEPT]:
        del known[oldest]
    st.session_state[_RESULTS] = screen.results, known
    results: Results = known[scenario.changes]
    return replace(results, scenario=scenario.name)
