"""What is wrong with the input files, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.app.cities import content_of
from geo.app.sessions import accept_loss, city_folder
from geo.city.folder import City
from geo.core.i18n import say
from geo.core.issues import sentences
from geo.pipeline import check
from geo.ui import components as parts
from geo.ui.screen import LANGUAGE, write_title

if TYPE_CHECKING:
    from pathlib import Path

    from geo.ui.screen import Screen


def show_issues(screen: Screen) -> None:
    """Show the issues that did not stop the run, and the notes after them."""
    issues = screen.results.issues
    listed = sentences(issues, screen.language)
    wrong = sentences((issue for issue in issues if not issue.is_note), screen.language)
    parts.section(screen.say("data.issues", issues=len(wrong)))
    if listed:
        parts.listed(listed)
    else:
        parts.caption(screen.say("data.no_issues"))


def offer_loss(folder: Path, language: str) -> None:
    """Offer to go on without the people who find no place."""
    st.button(
        say("data.accept_loss", language),
        icon=":material/person_off:",
        on_click=lambda: accept_loss(content_of(folder)),
        help=say("data.accept_loss_told", language),
    )


def show_validation() -> None:
    """Show every issue of every file of a city that cannot be run.

    Raises
    ------
    YipanError
        If not even ``city.toml`` can be read; with all its issues.
    """
    language: str = st.session_state[LANGUAGE]
    write_title(say("page.data", language))
    bar = st.empty()

    def tell(stage: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=say(stage, language))

    folder = city_folder()
    validation = check(City.open(folder), tell)
    bar.empty()
    stopping = sentences((issue for issue in validation.issues if issue.stops), language)
    others = sentences((issue for issue in validation.issues if not issue.stops), language)
    parts.sentences(say("data.cannot_run", language), stopping)
    if validation.stops_by_loss:
        offer_loss(folder, language)
    if others:
        st.warning(say("data.also_wrong", language))
        parts.listed(others)
