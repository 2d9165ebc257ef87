"""What is asked on the Corridors page: units of both ends, and which corridors are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

from geo.analyses.corridors.build import corridors_of, judged_anew
from geo.analyses.corridors.maps import FLOW_COLOURS
from geo.analyses.corridors.methods.flows import LOCAL_LEVELS, PARTNER_LEVELS
from geo.analyses.corridors.methods.recommendation import CRITERIA, EXPECTATIONS
from geo.analyses.corridors.model import Corridors
from geo.regions.hierarchy import region_names
from geo.ui import address, incoming
from geo.ui.opening import INSIDE, PARTNER_UNIT

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from geo.core.results import Results
    from geo.core.standards import Standards
    from geo.ui.screen import Screen

TOPS: Final = (20, 50, 100, 500, 5000)
USUAL_TOP: Final = 100
SHARES: Final = (0.0, 0.0001, 0.001, 0.005, 0.01)  # of all people, each corridor at least
LOCAL_UNIT: Final = "corridor_local"  # what the switch of local units holds
ADDRESS: Final = {PARTNER_UNIT: "partner_unit", LOCAL_UNIT: "local_unit"}
"""What the address calls the units."""

_AT_UNITS: WeakKeyDictionary[Results, dict[tuple[str, ...], Corridors]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Choice:
    """Which corridors are shown.

    Parameters
    ----------
    states
        Of :data:`geo.analyses.corridors.methods.agreements.AGREEMENT_STATES`; none: all.
    local
        Codes of local units; none: all.
    inside
        Code of the province or prefecture their partner regions lie in; None: anywhere.
    recommended
        Whether only those that are recommended.
    least_share
        The share of all people that each carries at least.
    most
        How many at most, in order of rank.
    """

    states: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    inside: str | None = None
    recommended: bool = False
    least_share: float = 0.0
    most: int = USUAL_TOP

    def fitting(self, corridors: Corridors) -> pd.DataFrame:
        """Return the rows that fit, in order of rank, however many."""
        frame = corridors.frame
        if frame.empty:
            return frame
        fits = frame["flow"] >= self.least_share * corridors.total_flow
        if self.recommended:
            fits &= frame["recommended"]
        if self.states:
            fits &= frame["state"].isin(self.states)
        if self.local:
            fits &= frame["local_code"].isin(self.local)
        if self.inside:
            regions = frame[["partner_province_code", "partner_prefecture_code"]]
            fits &= (regions == self.inside).any(axis=1)
        return frame[fits.fillna(value=False).astype(bool)]


def corridors_at(results: Results, partner: str, local: str) -> Corridors:
    """Find the corridors of a run at two units; those once found are kept with the results."""
    if (partner, local) == (results[Corridors].partner, results[Corridors].local):
        return results[Corridors]
    by_units = _AT_UNITS.setdefault(results, {})
    if (partner, local) not in by_units:
        by_units[partner, local] = corridors_of(results, partner, local)
    return by_units[partner, local]


def judged_at(results: Results, standards: Standards, partner: str, local: str) -> Corridors:
    """Find the corridors at two units as a rule recommends them; kept like :func:`corridors_at`."""
    found = corridors_at(results, partner, local)
    rule = (standards.corridor_rule, standards.corridor_expectation)
    if rule == (results.standards.corridor_rule, results.standards.corridor_expectation):
        return found
    by_units = _AT_UNITS.setdefault(results, {})
    key = (partner, local, *rule)
    if key not in by_units:
        by_units[key] = judged_anew(found, standards)
    return by_units[key]


def header_of(screen: Screen, name: str) -> str:
    """Return the header of a column; of flows between places elsewhere no end is the city's."""
    if name == "local_name" and screen.results[Corridors].between:
        return screen.say("corridors.other_end")
    return screen.say(f"corridor_header.{name}")


def ask_units(screen: Screen) -> tuple[Corridors, Standards, DeltaGenerator]:
    """Ask for the units of both ends and the rule.

    Returns
    -------
    tuple
        The corridors at these units, the rule, and where else is to be asked what is seldom asked.
    """
    usual = screen.results[Corridors]
    left, right, last = st.columns([3, 4, 3], vertical_alignment="bottom")
    with left:
        partner = _unit(screen, PARTNER_UNIT, PARTNER_LEVELS, usual.partner)
    local = usual.local
    if not usual.between:
        with right:
            local = _unit(screen, LOCAL_UNIT, LOCAL_LEVELS, usual.local)
    with last:
        more = st.popover(screen.say("corridors.ask.more"), icon=":material/tune:")
    with more:
        standards = _ask_rule(screen)
    with st.spinner(screen.say("corridors.finding")):
        return judged_at(screen.results, standards, partner, local), standards, more


def former_corridors(screen: Screen, corridors: Corridors, standards: Standards) -> Corridors:
    """Return the corridors of the period compared, at the same units and by the same rule."""
    results = screen.compared or screen.results
    return judged_at(results, standards, corridors.partner, corridors.local)


def _ask_rule(screen: Screen) -> Standards:
    """Ask what holds of a recommended corridor, and what expectation it is to be above."""
    say, standards = screen.say, screen.results.standards
    criteria = st.segmented_control(
        say("corridors.ask.rule"),
        CRITERIA,
        selection_mode="multi",
        format_func=lambda name: say(f"corridor_header.{name}"),
        default=standards.corridor_rule.split(),
        key="corridor_rule",
        persist_state="session",
    )
    expectation = st.segmented_control(
        say("corridors.ask.expectation"),
        EXPECTATIONS,
        format_func=lambda name: say(f"corridors.expectation.{name}"),
        default=standards.corridor_expectation,
        required=True,
        key="corridor_expectation",
        persist_state="session",
    )
    chosen = [name for name in CRITERIA if name in incoming.some_of(criteria, CRITERIA)]
    return replace(
        standards,
        corridor_rule=" ".join(chosen) or standards.corridor_rule,
        corridor_expectation=incoming.one_of(expectation, EXPECTATIONS)
        or standards.corridor_expectation,
    )


def _unit(screen: Screen, key: str, units: tuple[str, ...], usual: str) -> str:
    name = ADDRESS[key]
    address.take(name, key, units)
    unit = st.segmented_control(
        screen.say(f"corridors.ask.{key}"),
        units,
        format_func=lambda name: screen.say(f"corridors.unit.{name}"),
        default=usual,
        required=True,
        key=key,
        on_change=_leave if key == PARTNER_UNIT else None,
        persist_state="session",
    )
    taken = incoming.one_of(unit, units) or usual
    if taken != usual:
        address.write(name, taken)
    return taken


def _leave() -> None:
    """Forget the region one has drilled into: another unit is asked for everywhere."""
    st.session_state.pop(INSIDE, None)


def ask_choice(screen: Screen, corridors: Corridors) -> Choice:
    """Ask which corridors are shown."""
    frame, say = corridors.frame, screen.say
    states = st.multiselect(
        say("corridor_header.state"),
        list(FLOW_COLOURS),
        format_func=lambda name: say(f"corridor_state.{name}"),
        placeholder=say("page.all"),
        key="corridor_states",
        select_all=False,
        persist_state="session",
    )
    names = frame.drop_duplicates("local_code").set_index("local_code")["local_name"]
    names = names.sort_index()
    chosen = st.multiselect(
        header_of(screen, "local_name"),
        names.index.tolist(),
        format_func=lambda code: str(names.get(code, code)),
        placeholder=say("page.all"),
        # of other units the codes are others
        key=f"corridor_local_{corridors.local}",
        disabled=len(names) < 2,
        select_all=False,
        persist_state="session",
    )
    most = st.selectbox(
        say("corridors.ask.most"),
        TOPS,
        index=TOPS.index(USUAL_TOP),
        format_func=lambda count: say("corridors.ask.first", count=f"{count:,}"),
        key="corridor_most",
        persist_state="session",
    )
    least = st.selectbox(
        say("corridors.ask.share"),
        SHARES,
        format_func=lambda part: f"≥ {part:.2%}" if part else say("page.all"),
        key="corridor_share",
        persist_state="session",
    )
    recommended = st.toggle(
        say("corridors.ask.recommended"), key="corridor_recommended", persist_state="session"
    )
    return Choice(
        tuple(incoming.some_of(states, FLOW_COLOURS)),
        tuple(incoming.some_of(chosen, names.index)),
        recommended=recommended is True,
        least_share=incoming.one_of(least, SHARES) or 0.0,
        most=incoming.one_of(most, TOPS) or USUAL_TOP,
    )


def show_inside(screen: Screen) -> str | None:
    """Show the regions one has drilled into, with the way back; return the smallest one's code."""
    inside: tuple[str, ...] = st.session_state.get(INSIDE, ())
    if not inside:
        return None
    names = region_names(pd.Series(inside, dtype="str"))
    st.button(
        screen.say("corridors.ask.inside", name=" › ".join(names)),
        icon=":material/arrow_back:",
        key="corridor_climb",
        on_click=climb,
    )
    return inside[-1]


def drill(code: str, unit: str) -> None:
    """Show the parts of a partner region: the next smaller unit, within it alone."""
    st.session_state[INSIDE] = (*st.session_state.get(INSIDE, ()), code)
    st.session_state[PARTNER_UNIT] = PARTNER_LEVELS[PARTNER_LEVELS.index(unit) + 1]


def climb() -> None:
    """Go back to where one came from: the larger unit, and the region around."""
    st.session_state[INSIDE] = st.session_state.get(INSIDE, ())[:-1]
    st.session_state[PARTNER_UNIT] = PARTNER_LEVELS[
        max(PARTNER_LEVELS.index(st.session_state[PARTNER_UNIT]) - 1, 0)
    ]
