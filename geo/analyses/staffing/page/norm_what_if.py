"""A norm tried on the Staffing page: what it would bring, while everything else stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.population.model import Population, with_codes_of_today
from geo.analyses.staffing.methods.summary import headline
from geo.analyses.staffing.model import Staffing, staffing_by_unit
from geo.city.scenarios.changes import NormChange, Scenario
from geo.core.issues import TableError
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.scenario_draft import hand_over

if TYPE_CHECKING:
    from geo.analyses.staffing.methods.summary import Headline
    from geo.ui.screen import Screen

NORM: Final = "max_population_per_staff"
FEWEST, MOST, STEP = 300, 1000, 10


def show_norm_what_if(screen: Screen) -> None:
    """Let the user try a norm, and tell what it would bring beside that of the city."""
    usual = screen.results.standards.max_population_per_staff
    least, most = min(FEWEST, usual), max(MOST, usual)
    with st.expander(screen.say("staffing.what_if"), icon=":material/tune:"):
        chosen = st.slider(
            screen.say("staffing.what_if.norm"),
            least,
            most,
            usual,
            STEP if usual % STEP == 0 else 1,
            key="staffing_what_if",
            persist_state="session",
        )
        norm = incoming.one_of(chosen, range(least, most + 1)) or usual
        parts.caption(screen.say("staffing.what_if.told", norm=usual))
        if norm == usual:
            return
        now, then = (headline_under(screen, of) for of in (usual, norm))
        rows = [
            (screen.say(f"staffing.what_if.{name}"), *(parts.number(of) for of in values))
            for name, values in {
                "compliant": (now.compliant, then.compliant),
                "missed": (now.missed, then.missed),
                "shortfall": (now.staff_shortfall, then.staff_shortfall),
                "people": (now.population_missed, then.population_missed),
            }.items()
        ]
        headers = ["", *(f"{of} : 1" for of in (usual, norm))]
        parts.table(headers, rows, numbers=(1, 2))
        scenario = Scenario(f"{norm} : 1", changes=(NormChange(NORM, norm),))
        st.button(
            screen.say("staffing.what_if.scenario"),
            icon=":material/alt_route:",
            on_click=hand_over,
            args=(scenario,),
            key="staffing_to_scenario",
        )


def headline_under(screen: Screen, norm: int) -> Headline:
    """Return the headline of the whole city under a norm; the results stay as they are."""
    results, city = screen.results, screen.open_city.city
    if norm == results.standards.max_population_per_staff:
        return headline(results.communities_with(Population, Staffing))
    roster = city.staff.usable(TableError) if city.staff else None
    if roster is not None:
        roster = with_codes_of_today(roster, city)
    standards = replace(results.standards, max_population_per_staff=norm)
    staffing = staffing_by_unit(results.units, results[Population].communities, roster, standards)
    return headline(results.having(staffing).communities_with(Population, Staffing))
