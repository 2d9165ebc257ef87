"""Which city a visitor sees."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import streamlit as st

from geo.app import own_city

_ACCEPTED: Final = "upload_accepted_loss"  # kept when the pages turn to another city
SAMPLE: Final = Path(__file__).resolve().parents[2] / "data"


def city_folder() -> Path:
    """Return the visitor's own city, or else the one that the app was started with."""
    own = own_city.own_city() if own_city.is_shown() else None
    return own.folder if own else started_folder()


def accept_loss(content: str) -> None:
    """Go on with a city of which many find no place, as long as its files stay as they are."""
    st.session_state[_ACCEPTED] = content
    own_city.accept_loss(content)


def accepts_loss(content: str) -> bool:
    """Return whether the visitor goes on with a city though many find no place."""
    return content in (st.session_state.get(_ACCEPTED), own_city.accepted_loss())


def started_folder() -> Path:
    """Return the city of ``yipan app DIR``, or else the sample city."""
    return Path(os.environ.get("YIPAN_CITY") or SAMPLE)
