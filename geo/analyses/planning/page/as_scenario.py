"""Apply a plan as a scenario: its steps are handed to the Scenarios page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.planning.scenario import is_applicable, scenario_of
from geo.ui.scenario_draft import hand_over

if TYPE_CHECKING:
    from geo.analyses.planning.plan import Plan
    from geo.ui.screen import Screen


def offer_scenario(screen: Screen, plan: Plan) -> None:
    """Offer to go on with a plan as a scenario, where its steps can be taken as they are."""
    if not is_applicable(plan):
        return

    def apply() -> None:
        hand_over(scenario_of(plan, screen.results, screen.language))

    st.button(
        screen.say("planning.as_scenario"),
        icon=":material/alt_route:",
        on_click=apply,
        key="planning_as_scenario",
        help=screen.say("planning.as_scenario_told"),
    )
