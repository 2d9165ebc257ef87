"""Hand a scenario from a page to the Scenarios page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.ui.opening import GO, SCENARIOS

if TYPE_CHECKING:
    from geo.city.scenarios.changes import Scenario

DRAFT: Final = "scenario_draft"  # the scenario that is worked on
FILE: Final = "scenario_file"  # the file it was opened from; empty: none yet


def hand_over(scenario: Scenario) -> None:
    """Let the Scenarios page work on a scenario, and turn to it; before the page is drawn anew."""
    st.session_state[DRAFT], st.session_state[FILE] = scenario, ""
    st.session_state[GO] = next(iter(SCENARIOS))
