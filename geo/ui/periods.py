"""The period that is shown, and the one it is compared with: asked once, the same on every page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.core.i18n import say
from geo.core.periods import period_name
from geo.ui import address, incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.core.results import Results

# Keys of the session.
SHOWN: Final = "shown_period"
COMPARED: Final = "compared_period"


def choose_period(results: Results, language: str) -> str:
    """Ask in the sidebar for the period to show; the one reported where there are not several."""
    periods = results.periods[::-1]
    if len(periods) < 2:
        return results.period
    name_of = partial(period_name, language=language)
    shown = _choose(
        "period", SHOWN, periods, results.period, (say("period.shown", language), name_of)
    )
    if shown != results.period:
        address.write("period", shown)
    return shown


def choose_compared(results: Results, shown: str, language: str) -> str:
    """Ask in the sidebar for a period to compare the one shown with; "" for none."""
    others = [period for period in results.periods[::-1] if period != shown]
    if not others:
        return ""

    def name_of(period: str) -> str:
        return period_name(period, language) if period else say("period.none", language)

    words = (say("period.compared", language), name_of)
    compared = _choose("compare", COMPARED, ["", *others], "", words)
    if compared:
        address.write("compare", compared)
    return compared


def _choose(
    name: str,
    key: str,
    periods: Sequence[str],
    usual: str,
    words: tuple[str, Callable[[str], str]],
) -> str:
    """Show a list, with its label and what each of it is called, and return what is chosen."""
    address.take(name, key, periods)
    kept = incoming.one_of(st.session_state.get(key), periods)
    st.session_state[key] = usual if kept is None else kept
    label, name_of = words
    with st.sidebar:
        chosen = st.selectbox(label, periods, format_func=name_of, key=key, persist_state="session")
    taken = incoming.one_of(chosen, periods)
    return usual if taken is None else taken
