"""What is asked on the pages as part of the browser's address.

F5, the way back and a link that was sent show the same. A page takes what the address says of a
widget before it draws it, and says after it what holds; codes stand in the address, not words of a
language.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES: Final = (
    *("district", "subdistrict", "community", "site", "service", "mode", "minutes"),
    *("kind", "status", "layer", "measure", "show", "drawn", "period", "view", "compare", "month"),
    *("partner", "corridor", "partner_unit", "local_unit"),
)
"""What may stand in an address."""
SETTLED_S: Final = 2.0  # until a browser certainly has the address that was written
_SEEN: Final = "address_seen"  # the address as the last page has left it
_HELD: Final = "address_held"  # keys of the widgets that the page now drawn has
_WAITING: Final = "address_waiting"  # parameters that the page now drawn has to take up
_SAID: Final = "address_said"  # what the page now drawn has said


def begin(page: str) -> None:
    """Read the address, before anything of a page is drawn.

    A link of the navigation has no parameters: then all stays as it was asked on the page before.
    A browser that was asked something before it had the last address still tells the one before.
    """
    asked = _asked()
    before: _Written | None = st.session_state.get(_SEEN)
    st.session_state[_WAITING] = asked if before is None or before.is_left(page, asked) else None
    st.session_state[_SAID] = {}
    st.session_state[_HELD] = set()


def end(page: str) -> None:
    """Bring the browser's address to what the page has written."""
    said: dict[str, list[str]] = st.session_state.get(_SAID, {})
    asked = _asked()
    held = {key: st.session_state.get(key) for key in st.session_state.get(_HELD, set())}
    st.session_state[_WAITING] = None
    st.session_state[_SEEN] = _Written(page, said, asked, monotonic(), held)
    if said == asked:
        return
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
    st.query_params.from_dict(kept | said)


@dataclass(frozen=True)
class _Written:
    """The address as a page has left it: what it was before, when, and what its widgets held."""

    page: str
    said: Mapping[str, list[str]]
    former: Mapping[str, list[str]]
    at: float
    held: Mapping[str, object]

    def is_left(self, page: str, asked: Mapping[str, list[str]]) -> bool:
        """Return whether a visitor has gone to another address, and asked nothing of a widget."""
        if asked == self.said or not (asked or page == self.page):
            return False
        if page == self.page and any(
            st.session_state.get(key) != value for key, value in self.held.items()
        ):
            return False
        return asked != self.former or monotonic() - self.at > SETTLED_S


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
    st.session_state.setdefault(_HELD, set()).add(key)
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
