"""Scenarios 情景: what a change by hand would bring, beside the city as it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo.app.scenarios.before_after import show_comparison
from geo.app.scenarios.changing import ask_change, show_staff
from geo.app.scenarios.draft import REFUSED, draft, results_of_scenario, undo
from geo.app.scenarios.map import draw_scenario_map
from geo.app.scenarios.sentences import change_told
from geo.app.scenarios.shelf import show_shelf
from geo.core.issues import YipanError
from geo.ui import components as parts
from geo.ui.screen import open_page

if TYPE_CHECKING:
    from geo.city.scenarios.changes import Scenario
    from geo.core.results import Results
    from geo.ui.screen import Screen


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.scenarios")
    parts.caption(screen.say("scenario.about"))
    show_shelf(screen)
    scenario = draft(screen)
    results = _results(screen, scenario)
    beside_map, beside_form = st.columns([3, 2], gap="medium")
    with beside_map:
        draw_scenario_map(screen, results)
    with beside_form:
        _show_changes(screen, scenario)
        by_form, by_table = st.tabs(
            [screen.say("scenario.by_form"), screen.say("scenario.by_table")]
        )
        with by_form:
            ask_change(screen, results)
        with by_table:
            show_staff(screen, results)
    show_comparison(screen, scenario, results)


def _results(screen: Screen, scenario: Scenario) -> Results:
    """Return the results of the scenario; where it cannot be run, those of the city as it is."""
    if told := st.session_state.get(REFUSED):
        parts.sentences(screen.say("scenario.not_made"), str(told).splitlines())
    try:
        return results_of_scenario(screen, scenario)
    except YipanError as error:
        lines = error.tell(screen.language).splitlines()
        parts.sentences(screen.say("scenario.not_run"), lines)
        return replace(screen.results)


def _show_changes(screen: Screen, scenario: Scenario) -> None:
    """List the changes in order, the last of which can be taken back."""
    parts.section(screen.say("scenario.changes", changes=len(scenario.changes)))
    if not scenario.changes:
        parts.caption(screen.say("scenario.no_changes"))
        return
    with st.container(height=min(160, 50 + 30 * len(scenario.changes)), border=False):
        told = partial(change_told, results=screen.results, language=screen.language)
        parts.listed(map(told, scenario.changes))
    st.button(
        screen.say("scenario.undo"),
        icon=":material/undo:",
        on_click=undo,
        args=(screen,),
        key="scenario_undo",
    )


draw()
