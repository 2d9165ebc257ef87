"""What to decide now: a few matters out of all analyses, each a link to where it is shown."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.core.i18n import Term
from geo.ui import components as parts
from geo.ui import print_view

if TYPE_CHECKING:
    from geo.core.analysis import Priority
    from geo.ui.screen import Screen

KEY: Final = "priorities"


def show_priorities(screen: Screen) -> None:
    """Show the matters that a leader has to decide, in the order of the analyses."""
    with st.container(key=KEY):  # looked up by the style of all pages
        _list_priorities(screen)


def _list_priorities(screen: Screen) -> None:
    parts.section(screen.say("overview.priorities"))
    priorities = screen.open_city.priorities
    if not priorities:
        parts.caption(screen.say("overview.no_priority"))
        return
    sentences = [sentence(screen, priority) for priority in priorities]
    items = "".join(f"<li>{escape(words)}</li>" for words in sentences)
    print_view.note(lambda: f"<ol>{items}</ol>")
    pages = {page.name: page for page in screen.pages}
    for priority, words in zip(priorities, sentences, strict=True):
        page = pages[priority.page]
        st.page_link(
            page.file,
            label=parts.literal(words),
            icon=page.icon,
            query_params=dict(priority.place),
        )


def sentence(screen: Screen, priority: Priority) -> str:
    """Return a matter in words."""
    values = {name: _written(screen, name, value) for name, value in priority.values.items()}
    return screen.say(priority.key, **values)


def _written(screen: Screen, name: str, value: object) -> str | Term:
    """Write a figure, a share, or names."""
    if name == "share":
        return parts.percent(value)
    if isinstance(value, tuple):
        return screen.say("overview.separator").join(value)
    return value if isinstance(value, str | Term) else parts.number(value)
