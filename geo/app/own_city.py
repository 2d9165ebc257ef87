"""The visitor's own city: its folder belongs to the session and goes with it."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from geo.app import lifetimes
from geo.app.cities import forget
from geo.city.uploads import OwnCity

_OWN: Final = "own_city"
_SHOWN: Final = "own_city_shown"
# What is kept when the pages turn to another city; filters and open cards are of the one before.
_KEPT: Final = ("own_city", "lang", "upload", "address")


def own_city() -> OwnCity | None:
    """Return the visitor's own city; None if there is none, or it has been cleared away."""
    own: OwnCity | None = st.session_state.get(_OWN)
    if own is not None and not own.folder.is_dir():
        discard()
        return None
    return own


def is_shown() -> bool:
    """Return whether all pages show the visitor's own city."""
    return bool(st.session_state.get(_SHOWN)) and own_city() is not None


def begin(language: str) -> None:
    """Make an empty city for the visitor."""
    if own_city() is None:
        own = OwnCity(language)
        own.on_close(partial(forget, own.folder))
        lifetimes.own(own)
        st.session_state[_OWN] = own


def show_own() -> None:
    """Let all pages show the visitor's own city."""
    _turn_over()
    st.session_state[_SHOWN] = True


def show_former() -> None:
    """Let all pages show the city that the app was started with; the uploads stay."""
    _turn_over()
    st.session_state.pop(_SHOWN, None)


def discard() -> None:
    """Remove the uploads now."""
    show_former()
    own: OwnCity | None = st.session_state.pop(_OWN, None)
    if own is not None:
        own.close()


def _turn_over() -> None:
    for key in list(st.session_state):
        if not str(key).startswith(_KEPT):
            del st.session_state[key]
