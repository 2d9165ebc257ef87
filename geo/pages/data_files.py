"""The files a visitor has brought, and what is asked about them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from geo import uploads
from geo.errors import YipanError
from geo.inputs.coordinates import SYSTEMS
from geo.inputs.safe_names import safe_name
from geo.inputs.table_kinds import POINTS, SUFFIXES
from geo.pages import own_city, parts
from geo.upload_settings import KINDS, files, set_setting, settings
from geo.words import say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.uploads import OwnCity


def take_files(own: OwnCity, kind: str, given: list[UploadedFile]) -> list[YipanError]:
    """Put files into the folder; return what was wrong with those that were not kept."""
    refused = []
    for file in given:
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
        told = f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size / 2**10, 0.1):.1f} kB"
        with st.container(horizontal=True, vertical_alignment="center"):
            shown = own.shown.get(name, name)
            parts.caption(say("upload.kept_as", language, shown=shown, name=name, size=told))
            st.button(
                say("upload.remove", language),
                key=f"upload_remove_{name}",
                icon=":material/delete:",
                on_click=_remove,
                args=(kind, name),
            )


def ask_settings(own: OwnCity, kind: str, language: str) -> None:
    """Ask for what is never guessed: the system of the coordinates, and the month."""
    said = settings(own.folder, kind)
    left, right = st.columns(2)
    if KINDS[kind].asks_coordinates:
        system = said.get("coordinates")
        key = f"upload_coordinates_{kind}_{system}"
        left.selectbox(
            say("upload.coordinates", language),
            SYSTEMS,
            index=SYSTEMS.index(system) if system in SYSTEMS else None,
            format_func=lambda system: say(f"system.{system}", language),
            placeholder=say("upload.select", language),
            key=key,
            on_change=_keep,
            args=(kind, "coordinates", key),
        )
        with left:
            parts.caption(say("upload.coordinates_told", language))
    asks = {"crs": _has_layer(own, kind), "period": kind == "records"}
    for setting, asked in asks.items():
        if asked:
            now = said.get(setting, "")
            key = f"upload_{setting}_{kind}_{now}"
            right.text_input(
                say(f"upload.{setting}", language),
                now,
                key=key,
                max_chars=40,
                on_change=_keep,
                args=(kind, setting, key),
            )
            with right:
                parts.caption(say(f"upload.{setting}_told", language))


def _has_layer(own: OwnCity, kind: str) -> bool:
    """Tell whether a file of this kind is a layer, whose reference system may have to be said."""
    if KINDS[kind].layer:
        return True
    brought = {PurePath(name).suffix for name in files(own.folder, kind)}
    return KINDS[kind].asks_coordinates and any(SUFFIXES.get(one) == POINTS for one in brought)


def _keep(kind: str, setting: str, key: str) -> None:
    if own := own_city.own_city():
        set_setting(own.folder, kind, setting, (st.session_state[key] or "").strip())


def _remove(kind: str, name: str) -> None:
    if own := own_city.own_city():
        uploads.remove(own.folder, kind, name)
        own.shown.pop(name, None)
