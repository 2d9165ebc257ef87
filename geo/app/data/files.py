"""The files a visitor has brought, and what is asked about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app import own_city
from geo.city import uploads
from geo.city.settings_editor import CHOICES, KINDS, OPEN, files, set_setting, settings
from geo.city.upload_formats import PROJECTED
from geo.core.i18n import say
from geo.core.issues import YipanError
from geo.formats.filenames import safe_name
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.city.uploads import OwnCity


SETTING_CHARACTERS: Final = 40
_CHOICE_WORDS: Final = {"coordinates": "system", "mode": "mode", "rows": "row", "unit": "time_unit"}


def take_files(own: OwnCity, kind: str, uploaded: list[UploadedFile]) -> list[YipanError]:
    """Put files into the folder; return what was wrong with those that were not kept."""
    refused = []
    for file in uploaded:
        try:
            path = uploads.place(own.folder, kind, file.name, file)
        except YipanError as error:
            refused.append(error)
        else:
            name = path.relative_to(own.folder).as_posix()
            others = [shown for other, shown in own.shown.items() if other != name]
            own.shown[name] = safe_name(file.name, others)
    return refused


def show_files(own: OwnCity, kind: str, names: list[str], language: str) -> None:
    """List the files that are kept; each can be removed."""
    for name in names:
        size = (own.folder / name).stat().st_size
        size_text = (
            f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size / 2**10, 0.1):.1f} kB"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            shown = own.shown.get(name, name)
            parts.caption(say("upload.kept_as", language, shown=shown, name=name, size=size_text))
            st.button(
                say("upload.remove", language),
                key=f"upload_remove_{name}",
                icon=":material/delete:",
                on_click=_remove,
                args=(kind, name),
            )


def ask_settings(own: OwnCity, kind: str, language: str) -> None:
    """Ask for what is never guessed, such as the system of the coordinates and the month."""
    current = settings(own.folder, kind)
    layers = any(name.endswith(PROJECTED) for name in files(own.folder, kind))
    questions = [setting for setting in KINDS[kind].asks if setting != "crs" or layers]
    if not questions:
        return
    for column, setting in zip(st.columns(max(len(questions), 2)), questions, strict=False):
        with column:
            _ask(kind, setting, current.get(setting), language)
            parts.caption(say(f"upload.{setting}_told", language))


def _ask(kind: str, setting: str, now: str | int | None, language: str) -> None:
    """Ask for one setting: one of its choices, or any text."""
    key = f"upload_{setting}_{kind}_{now}"
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


def _remove(kind: str, name: str) -> None:
    if own := own_city.own_city():
        uploads.remove(own.folder, kind, name)
        own.shown.pop(name, None)
