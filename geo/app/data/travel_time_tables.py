"""Several tables of travel times: keep one aside by its mode, work on another, remove one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.access.modes import titled_mode
from geo.app import own_city
from geo.city.settings_editor import files
from geo.city.travel_time_tables import put_aside, remove_aside, tables_aside, take_up
from geo.core.i18n import say
from geo.ui import components as parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.city.uploads import OwnCity

_TAKEN: Final = "upload_mode_taken"


def show_tables(own: OwnCity, language: str) -> None:
    """List the tables that are kept aside; each can be worked on, or removed."""
    for mode, table in tables_aside(own.folder).items():
        name = str(table.get("file", ""))
        with st.container(horizontal=True, vertical_alignment="center"):
            title = titled_mode(mode, language)
            parts.caption(say("travel_time_tables.aside", language, mode=title, shown=name))
            for key, icon, act in (
                ("travel_time_tables.change", ":material/edit:", _take_up),
                ("upload.remove", ":material/delete:", _remove),
            ):
                st.button(
                    say(key, language), key=f"{key}_{mode}", icon=icon, on_click=act, args=(mode,)
                )


def offer_another(own: OwnCity, language: str) -> None:
    """Offer to keep the table worked on, and to bring one of another mode."""
    if files(own.folder, "travel_times"):
        st.button(
            say("travel_time_tables.add", language),
            icon=":material/add:",
            on_click=_put_aside,
            help=say("travel_time_tables.add_told", language),
        )
    if st.session_state.pop(_TAKEN, False):
        st.error(say("travel_time_tables.taken", language))


def _put_aside() -> None:
    _unless_taken(lambda own: put_aside(own.folder))


def _take_up(mode: str) -> None:
    _unless_taken(lambda own: take_up(own.folder, mode))


def _unless_taken(act: Callable[[OwnCity], bool]) -> None:
    own = own_city.own_city()
    st.session_state[_TAKEN] = own is not None and not act(own)


def _remove(mode: str) -> None:
    if own := own_city.own_city():
        remove_aside(own.folder, mode)
