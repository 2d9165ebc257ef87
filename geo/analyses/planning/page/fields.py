"""The fields of a question: numbers and choices, checked where they enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.modes import titled_mode
from geo.core.standards import MOST_MINUTES
from geo.ui import incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.analyses.access.model import AccessModel
    from geo.ui.screen import Screen

FIELDS: Final = (
    *("question", "posts", "sites", "minutes", "mode", "scope", "budget", "candidates"),
    *("cost_new", "cost_enlarge", "cost_move", "room", "room_added", "closed", "seconds"),
    *("priced", "limited", "enlarge", "move"),
)
"""What is asked for, each a message and a key of the session."""


def whole(screen: Screen, name: str, usual: int, most: int, least: int = 1) -> int:
    """Ask for a whole number."""
    entered = st.number_input(
        screen.say(f"planning.ask.{name}"),
        min_value=least,
        max_value=most,
        value=usual,
        step=1,
        key=f"planning_{name}",
        persist_state="session",
    )
    amount = incoming.amount(entered)
    return int(min(max(amount, least), most)) if amount is not None else usual


def chosen(screen: Screen, name: str, options: Sequence[str], name_of: Callable[[str], str]) -> str:
    """Ask for one of a few."""
    option = st.selectbox(
        screen.say(f"planning.ask.{name}"),
        options,
        format_func=name_of,
        key=f"planning_{name}",
        persist_state="session",
    )
    return incoming.one_of(option, options) or options[0]


def ticked(screen: Screen, name: str) -> bool:
    """Ask for yes or no."""
    label = screen.say(f"planning.ask.{name}")
    return st.checkbox(label, key=f"planning_{name}", persist_state="session") is True


def minutes_of(screen: Screen, access: AccessModel) -> int:
    """Ask for the limit."""
    return whole(screen, "minutes", access.minutes_of(), MOST_MINUTES)


def mode_of(screen: Screen, access: AccessModel) -> str:
    """Ask how people come."""
    modes = [access.mode_of(), *(mode for mode in access.modes if mode != access.mode_of())]
    return chosen(screen, "mode", modes, lambda name: titled_mode(name, screen.language))
