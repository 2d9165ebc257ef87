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

PLANNING, ROUNDS = SECTIONS = ("planning", "rounds")
"""Sections of the messages."""
FIELDS: Final = (
    *("question", "posts", "target", "sites", "minutes", "mode", "scope", "budget", "candidates"),
    *(
        "cost_new",
        "cost_enlarge",
        "cost_move",
        "cost_close",
        "capacity",
        "capacity_added",
        "closed",
        "seconds",
    ),
    *("priced", "limited", "enlarge", "move", "close"),
)
"""What is asked for, each a message and a key of the session."""


def whole(
    screen: Screen,
    name: str,
    usual: int,
    most: int,
    least: int = 1,
    section: str = PLANNING,
) -> int:
    """Ask for a whole number.

    Parameters
    ----------
    section
        Of the messages, where ``ask.`` and the name say what is asked for.
    """
    entered = st.number_input(
        screen.say(f"{section}.ask.{name}"),
        min_value=least,
        max_value=most,
        value=usual,
        step=1,
        key=f"{section}_{name}",
        persist_state="session",
    )
    amount = incoming.amount(entered)
    return int(min(max(amount, least), most)) if amount is not None else usual


def chosen(
    screen: Screen,
    name: str,
    options: Sequence[str],
    name_of: Callable[[str], str],
    section: str = PLANNING,
) -> str:
    """Ask for one of a few; the first of them at first. ``section``: see :func:`whole`."""
    option = st.selectbox(
        screen.say(f"{section}.ask.{name}"),
        options,
        format_func=name_of,
        key=f"{section}_{name}",
        persist_state="session",
    )
    taken = incoming.one_of(option, options)
    return options[0] if taken is None else taken


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
