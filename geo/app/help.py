"""Help 帮助: the words of the figures and what they mean."""

from __future__ import annotations

import streamlit as st

from geo.core.glossary import glossary
from geo.core.i18n import say
from geo.ui import components as parts
from geo.ui.screen import LANGUAGE, open_page


def draw() -> None:
    """Draw the glossary, also where the city cannot be run."""
    language: str = st.session_state[LANGUAGE]
    try:
        open_page("page.help")
    finally:
        parts.caption(say("help.glossary", language))
        headers = (say("help.term", language), say("help.meaning", language))
        entries = glossary(language).values()
        parts.table(headers, [(entry.term, entry.meaning) for entry in entries])


draw()
