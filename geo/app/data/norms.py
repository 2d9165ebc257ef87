"""The norms that a city is compared with, by analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses import ANALYSES
from geo.city.settings_schema import meaning_key
from geo.core.i18n import say
from geo.core.standards import SOURCES
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.ui.screen import Screen

_HEADS: Final = ("name", "value", "meaning", "source")


def show_norms(screen: Screen) -> None:
    """Show every norm under the first analysis to use it: its value, meaning and source."""
    heads = [screen.say(f"data.norm.{column}") for column in _HEADS]
    with st.expander(screen.say("data.norms"), icon=":material/rule_settings:"):
        parts.caption(screen.say("data.norms_told"))
        for analysis in ANALYSES:
            if analysis.norms:
                parts.section(analysis.title(screen.language))
                parts.table(heads, [_row(screen, name) for name in analysis.norms])


def _row(screen: Screen, name: str) -> tuple[str, ...]:
    value = getattr(screen.results.standards, name)
    written = f"{value:.15g}" if isinstance(value, int | float) else value or parts.NOTHING
    meaning = say(meaning_key("standards", name), screen.language)
    return name, written, meaning, screen.say(SOURCES[name])
