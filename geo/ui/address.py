"""What is asked on the pages as part of the browser's address.

F5, the way back and a link that was sent show the same. A page takes what the address says of a
widget before it draws it, and says after it what holds; codes stand in the address, not words of a
language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES: Final = (
    *("district", "subdistrict", "community", "site", "service", "mode", "minutes"),
    *("kind", "status", "layer", "measure", "show", "drawn", "partner", "local", "period", "view"),
)
"""What may stand in an address."""
_SEEN: Final = "address_seen"  # page and parameters, as they were last read or written
_WAITING: Final = "address_waiting"  # parameters that the page now drawn has to take up
_SAID: Final = "address_said"  # what the page now drawn has said


def begin(page: str) -> None:
    """Read the address, before anything of a page is drawn.

    A link of the navigation has no parameters: then all stays as it was asked on the page before.
    """
    asked = _asked()
    before: tuple[str, Mapping[str, list[str]]] | None = st.session_state.get(_SEEN)
    anew = before is None or (asked != before[1] and (bool(asked) or page == before[0]))
    st.session_state[_WAITING] = asked if anew else None
    st.session_state[_SAID] = {}


def end(page: str) -> None:
    """Bring the browser's address to what the page has written."""
    said: dict[str, list[str]] = st.session_state.get(_SAID, {})
    st.session_state[_WAITING] = None
    st.session_state[_SEEN] = (page, said)
    if said == _asked():
        return
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
    st.query_params.from_dict(kept | said)


def take(name: str, key: str, options: Iterable[object], *, several: bool = False) -> None:
    """Let what the address says of a widget hold, once; what is no option is passed over.

    Parameters
    ----------
    name
        One of :data:`NAMES`.
    key
        Under which the session keeps what is chosen.
    options
        What can be chosen.
    several
        Whether several can.
    """
    waiting: Mapping[str, list[str]] | None = st.session_state.get(_WAITING)
    if waiting is None:
        return
    by_text = {str(option): option for option in options}
    found = [by_text[text] for text in waiting.get(name, []) if text in by_text]
    if found:
        st.session_state[key] = found if several else found[0]
    else:
        st.session_state.pop(key, None)


def write(name: str, *values: object) -> None:
    """Write what holds into the address; nothing where that holds without being asked."""
    if values:
        st.session_state.setdefault(_SAID, {})[name] = [str(value) for value in values]


def _asked() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
