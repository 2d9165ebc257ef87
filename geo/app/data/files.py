"""What is asked about a file beside its columns, such as the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app import own_city
from geo.city.settings_editor import CHOICES, KINDS, OPEN, files, set_setting, settings
from geo.city.upload_formats import PROJECTED
from geo.core.i18n import say
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from geo.city.uploads import OwnCity


SETTING_CHARACTERS: Final = 40
_CHOICE_WORDS: Final = {"mode": "mode", "rows": "row", "unit": "time_unit"}


_IN_ROWS: Final = "coordinates"  # asked where the file is listed


def ask_settings(own: OwnCity, kind: str, name: str, language: str) -> None:
    """Ask below a file for what is never guessed, such as the month and the year of codes."""
    current = settings(own.folder, kind)
    layers = any(file.endswith(PROJECTED) for file in files(own.folder, kind))
    questions = [
        setting
        for setting in KINDS[kind].asks
        if setting != _IN_ROWS and (setting != "crs" or layers)
    ]
    if not questions:
        return
    for column, setting in zip(st.columns(max(len(questions), 2)), questions, strict=False):
        with column:
            _ask((kind, name), setting, current.get(setting), language)
            parts.caption(say(f"upload.{setting}_told", language))


def _ask(file: tuple[str, str], setting: str, now: str | int | None, language: str) -> None:
    """Ask for one setting: one of its choices, or any text."""
    kind, name = file
    key = f"upload_{setting}_{kind}_{name}_{now}"
    label = say(f"upload.{setting}", language)
    choices = CHOICES.get(setting)
    if choices is None:
        text = "" if now is None else str(now)
        args = (kind, setting, key)
        st.text_input(
            label, text, max_chars=SETTING_CHARACTERS, key=key, on_change=_keep, args=args
        )
        return
    offered = choices if now is None or now in choices else (*choices, str(now))
    st.selectbox(
        label,
        offered,
        index=None if now is None else offered.index(str(now)),
        format_func=lambda choice: (
            say(f"{_CHOICE_WORDS[setting]}.{choice}", language) if choice in choices else choice
        ),
        accept_new_options=setting in OPEN,
        placeholder=say("upload.select", language),
        key=key,
        on_change=_keep,
        args=(kind, setting, key),
    )


def _keep(kind: str, setting: str, key: str) -> None:
    if own := own_city.own_city():
        value, choices = st.session_state.get(key), CHOICES.get(setting)
        if choices is None or setting in OPEN:
            chosen = incoming.text(value, SETTING_CHARACTERS)
        else:
            chosen = incoming.one_of(value, choices) or ""
        set_setting(own.folder, kind, setting, chosen)
