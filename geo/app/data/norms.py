"""The norms that a city is compared with, by analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses import ANALYSES
from geo.analyses.access.model import AccessModel
from geo.analyses.access.services import source_of_norm
from geo.city.settings_schema import meaning_key
from geo.core.i18n import say
from geo.core.standards import SOURCES
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.ui.screen import Screen

_HEADERS: Final = ("name", "value", "meaning", "source")


def show_norms(screen: Screen) -> None:
    """Show every norm under the first analysis to use it: its value, meaning and source."""
    headers = [screen.say(f"data.norm.{column}") for column in _HEADERS]
    with st.expander(screen.say("data.norms"), icon=":material/rule_settings:"):
        parts.caption(screen.say("data.norms_told"))
        for analysis in ANALYSES:
            if analysis.norms:
                parts.section(analysis.title(screen.language))
                rows = [_row(screen, name) for name in analysis.norms]
                parts.table(
                    headers, rows + (_access_rows(screen) if analysis.name == "access" else [])
                )


def _row(screen: Screen, name: str) -> tuple[str, ...]:
    value = getattr(screen.results.standards, name)
    written = f"{value:.15g}" if isinstance(value, int | float) else value or parts.NOTHING
    meaning = say(meaning_key("standards", name), screen.language)
    return name, written, meaning, screen.say(SOURCES[name])


def _access_rows(screen: Screen) -> list[tuple[str, ...]]:
    """Return what ``[access]`` sets for one service or mode, and whose demand is shared."""
    access = screen.results.get(AccessModel)
    rows: list[tuple[str, ...]] = []
    if access is None:
        return rows
    for name, value in vars(access.settings).items():
        meaning = say(meaning_key("access", name), screen.language)
        for word, of in value.items() if isinstance(value, Mapping) else [("", value)]:
            minutes = int(of) if name == "service_minutes" else 0
            source = screen.say(source_of_norm(minutes, access.mode_of(service=word)))
            rows.append((f"{name} {word}".strip(), str(of), meaning, source))
    return rows
