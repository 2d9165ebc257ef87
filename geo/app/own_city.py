"""The visitor's own city: it is kept for their browser, or else goes with the session."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from geo.app import kept_cities, lifetimes
from geo.app.cities import forget
from geo.app.visitors import visitor
from geo.city.uploads import OwnCity

_OWN: Final = "own_city"
_SHOWN: Final = "own_city_shown"
_ASIDE: Final = "own_city_aside"  # the visitor went back to the city the app was started with
# What is kept when the pages turn to another city; filters and open cards are of the one before.
_KEPT: Final = ("own_city", "lang", "upload", "address", "doors")


def own_city() -> OwnCity | None:
    """Return the visitor's own city; None if there is none, or it has been cleared away."""
    own: OwnCity | None = st.session_state.get(_OWN)
    kept = kept_cities.find(visitor())
    if own is None and kept:
        own = st.session_state[_OWN] = kept.own
        st.session_state[_SHOWN] = kept.is_shown
    if own is not None and not own.folder.is_dir():
        discard()
        return None
    return own


def is_shown() -> bool:
    """Return whether all pages show the visitor's own city."""
    return own_city() is not None and bool(st.session_state.get(_SHOWN))


def is_being_made() -> bool:
    """Return whether the visitor is at work on a city that the pages do not show yet."""
    return own_city() is not None and not (is_shown() or st.session_state.get(_ASIDE))


def begin(language: str) -> OwnCity:
    """Return the visitor's city, made if there is none."""
    st.session_state.pop(_ASIDE, None)
    return own_city() or replace(OwnCity(language))


def replace(own: OwnCity) -> OwnCity:
    """Let a city be the visitor's own; one that was is removed."""
    discard()
    own.on_close(partial(forget, own.folder))
    if name := visitor():
        kept_cities.keep(name, own)
    else:
        lifetimes.own(own)
    st.session_state[_OWN] = own
    st.session_state.pop(_ASIDE, None)
    return own


def show_own() -> None:
    """Let all pages show the visitor's own city."""
    _turn_over(shown=True)


def show_former() -> None:
    """Let all pages show the city that the app was started with; the uploads stay."""
    _turn_over(shown=False)
    st.session_state[_ASIDE] = True


def discard() -> None:
    """Remove the uploads now."""
    show_former()
    own: OwnCity | None = st.session_state.pop(_OWN, None)
    kept = kept_cities.find(visitor())
    if kept and kept.own is own:
        kept_cities.drop(visitor())
    if own is not None:
        own.close()


def accept_loss(content: str) -> None:
    """Remember the content of the own city's files with which the visitor goes on."""
    if kept := kept_cities.find(visitor()):
        kept.accepted = content


def accepted_loss() -> str:
    """Return the content with which the visitor went on, also before the page was loaded anew."""
    kept = kept_cities.find(visitor())
    return kept.accepted if kept else ""


def _turn_over(*, shown: bool) -> None:
    for key in list(st.session_state):
        if not str(key).startswith(_KEPT):
            del st.session_state[key]
    st.session_state[_SHOWN] = shown
    if kept := kept_cities.find(visitor()):
        kept.is_shown = shown
