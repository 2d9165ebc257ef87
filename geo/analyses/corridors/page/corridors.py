"""Corridors 协作走廊: which places should work together, and do they."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.corridors.page.card import show_corridor, show_partner_region
from geo.analyses.corridors.page.controls import ask_choice, ask_units, show_inside
from geo.analyses.corridors.page.downloads import offer_corridors
from geo.analyses.corridors.page.figures import show_corridor_figures, show_notes
from geo.analyses.corridors.page.map import draw_corridor_map
from geo.analyses.corridors.page.matrix import draw_matrix
from geo.analyses.corridors.page.periods import ask_period, changes_of, draw_periods
from geo.analyses.corridors.page.recommended import listed, show_listed
from geo.analyses.corridors.page.table import compare_corridors, show_corridor_table
from geo.analyses.corridors.page.within_city import draw_within_city
from geo.analyses.sharing.page.panel import draw_sharing
from geo.ui import address, incoming
from geo.ui import components as parts
from geo.ui.opening import OPEN_CORRIDOR, OPEN_PARTNER
from geo.ui.screen import open_page
from geo.ui.widgets import switch

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.corridors.agreement_drafts import Drafts
    from geo.analyses.corridors.model import Corridors
    from geo.analyses.corridors.page.controls import Choice
    from geo.core.standards import Standards
    from geo.ui.screen import Screen

VIEWS = ("map", "matrix")


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.corridors", compares=True)
    corridors, standards, more = ask_units(screen)
    if corridors.frame.empty:
        show_notes(screen, corridors)
    else:
        with more:
            choice = ask_choice(screen, corridors)
        draw_corridors(screen, corridors, standards, replace(choice, inside=show_inside(screen)))
    draw_within_city(screen)
    parts.section(screen.say("sharing.title"))
    draw_sharing(screen)


def draw_corridors(
    screen: Screen, corridors: Corridors, standards: Standards, choice: Choice
) -> None:
    """Draw figures, the map or the matrix with the card, and the table."""
    link_open(corridors)
    fitting = choice.fitting(corridors)
    shown = fitting.head(choice.most)
    due = listed(screen, corridors, fitting, standards)
    show_corridor_figures(screen, corridors, fitting, due, standards)
    if shown.empty:
        st.info(screen.say("corridors.none_fits"))
        show_notes(screen, corridors)
        return

    beside_view, beside_card = st.columns([3, 2], gap="medium")
    with beside_view:
        draw_view(screen, corridors, shown, fitting)
    with beside_card, st.container(border=True):
        draw_card(screen, (corridors, shown, fitting), due, standards)

    show_notes(screen, corridors)
    changes = changes_of(screen.results, corridors)
    if len(changes):
        draw_periods(screen, changes, open_corridor)
    parts.section(screen.say("corridors.table", count=parts.number(len(shown))))
    show_corridor_table(screen, shown, open_corridor_in(shown), open_corridor)
    offer_corridors(screen, corridors, shown, due, standards)
    compare_corridors(screen, corridors, shown, standards, open_corridor)


def draw_view(
    screen: Screen, corridors: Corridors, shown: pd.DataFrame, fitting: pd.DataFrame
) -> None:
    """Draw the map or the matrix, as chosen."""
    beside_switch, beside = st.columns([2, 3], vertical_alignment="bottom")
    with beside_switch:
        view = switch(
            screen.say("corridors.view"),
            VIEWS,
            "corridor_view",
            lambda name: screen.say(f"corridors.view.{name}"),
            "view",
        )
    if view == "matrix":
        draw_matrix(screen, corridors, fitting, hear)
        return
    chosen = (open_corridor_in(shown), st.session_state.get(OPEN_PARTNER))
    with beside:
        period = ask_period(screen, changes_of(screen.results, corridors))
    draw_corridor_map(screen, corridors, shown, (period, *chosen), hear)


def draw_card(
    screen: Screen,
    rows: tuple[Corridors, pd.DataFrame, pd.DataFrame],
    due: Drafts,
    standards: Standards,
) -> None:
    """Draw the card of what is open, of all corridors, those shown and those that fit.

    Where nothing is open these are the agreements to sign next.
    """
    corridors, shown, fitting = rows
    corridor, partner = open_corridor_in(fitting), st.session_state.get(OPEN_PARTNER)
    if corridor is not None:
        show_corridor(screen, corridors, corridor, standards)
    elif partner is not None:
        show_partner_region(screen, corridors, shown, partner, open_corridor)
    else:
        show_listed(screen, due, standards)
        return
    st.button(screen.say("card.close"), on_click=close)


def link_open(corridors: Corridors) -> None:
    """Let the address say which corridor or partner region is open, and say which one is."""
    frame = corridors.frame
    for name, key, codes in (
        ("corridor", OPEN_CORRIDOR, frame["corridor"].tolist()),
        ("partner", OPEN_PARTNER, frame["partner_code"].unique().tolist()),
    ):
        address.take(name, key, codes)
        code = incoming.one_of(st.session_state.get(key), codes)
        if code is None:
            st.session_state.pop(key, None)
        else:
            address.write(name, code)


def open_corridor_in(rows: pd.DataFrame) -> str | None:
    """Return the corridor that is open, if the filters let it stand."""
    corridor = st.session_state.get(OPEN_CORRIDOR)
    return corridor if corridor in set(rows["corridor"]) else None


def hear(corridor: str | None, partner: str | None) -> None:
    """Open what was clicked: a corridor, or a partner region."""
    close()
    if corridor is not None:
        st.session_state[OPEN_CORRIDOR] = corridor
    elif partner is not None:
        st.session_state[OPEN_PARTNER] = partner


def open_corridor(corridor: str) -> None:
    """Open a corridor; what was open before is forgotten."""
    hear(corridor, None)


def close() -> None:
    """Close the card."""
    for key in (OPEN_CORRIDOR, OPEN_PARTNER):
        st.session_state.pop(key, None)


draw()
