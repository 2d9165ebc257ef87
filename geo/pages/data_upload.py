"""Use your own data: bring files, say what they are, check, run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import uploads
from geo.errors import YipanError
from geo.inputs.coordinates import SYSTEMS
from geo.inputs.limits import LIMITS
from geo.inputs.safe_names import safe_name
from geo.pages import own_city, parts
from geo.pages.data_matching import show_matching
from geo.pages.data_own import REQUIRED, show_check, show_own_city
from geo.pages.downloads import XLSX
from geo.template_workbook import template_workbook
from geo.upload_formats import suffixes
from geo.uploads import KINDS, OwnCity
from geo.words import say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


_ROUND: Final = "upload_round"  # a new uploader each time: files taken over are let go
_REFUSED: Final = "upload_refused"


def show_upload(language: str) -> None:
    """Show how to bring files of one's own; open while a city of one's own is being made."""
    own = own_city.own_city()
    open_now = own is not None and not own_city.is_shown()
    with st.expander(
        say("upload.title", language), expanded=open_now, icon=":material/upload_file:"
    ):
        parts.caption(say("upload.where", language))
        with st.container(horizontal=True):
            st.download_button(
                say("upload.templates", language),
                lambda: template_workbook(language),
                file_name=say("template.file", language),
                mime=XLSX,
                icon=":material/description:",
                on_click="ignore",
            )
            if own is None:
                st.button(
                    say("upload.begin", language),
                    on_click=own_city.begin,
                    args=(language,),
                    type="primary",
                )
                return
        _ask_files(own, language)
        if own_city.is_shown():
            show_own_city(own, language)
        else:
            show_check(own, language)


def _ask_files(own: OwnCity, language: str) -> None:
    name = uploads.city_name(own.folder)
    st.text_input(
        say("upload.city_name", language),
        name,
        key=f"upload_name_{name}",
        max_chars=LIMITS.name_characters,
        on_change=_keep_name,
        args=(f"upload_name_{name}",),
    )
    kind = st.segmented_control(
        say("upload.kind", language),
        list(KINDS),
        format_func=lambda kind: say(
            "upload.required" if kind in REQUIRED else "upload.optional",
            language,
            kind=f"upload.{kind}",
        ),
        default="boundaries",
        required=True,
        key="upload_kind",
        persist_state="session",
    )
    _show_uploader(own, kind, language)
    if names := uploads.files(own.folder, kind):
        _show_files(own, kind, names, language)
        _ask_settings(own, kind, language)
        show_matching(own, kind, language)


def _show_uploader(own: OwnCity, kind: str, language: str) -> None:
    formats = suffixes(kind)
    turn = st.session_state.setdefault(_ROUND, 0)
    given = st.file_uploader(
        say("upload.choose", language),
        type=formats,
        accept_multiple_files=True,
        key=f"upload_files_{kind}_{turn}",
        max_upload_size=LIMITS.upload_bytes // 2**20,
    )
    size = LIMITS.upload_bytes // 2**20
    parts.caption(say("upload.formats", language, formats=" ".join(formats), size=size))
    if given:
        st.session_state[_REFUSED] = _take(own, kind, given)
        st.session_state[_ROUND] = turn + 1
        st.rerun()
    if refused := st.session_state.get(_REFUSED):
        told = [fault.sentence(language) for error in refused for fault in error.faults]
        parts.sentences(say("upload.refused", language), told)


def _take(own: OwnCity, kind: str, given: list[UploadedFile]) -> list[YipanError]:
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


def _show_files(own: OwnCity, kind: str, names: list[str], language: str) -> None:
    for name in names:
        size = (own.folder / name).stat().st_size
        told = f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{size / 2**10:.1f} kB"
        row = st.container(horizontal=True, vertical_alignment="center")
        with row:
            shown = own.shown.get(name, name)
            parts.caption(say("upload.kept_as", language, shown=shown, name=name, size=told))
            st.button(
                say("upload.remove", language),
                key=f"upload_remove_{name}",
                icon=":material/delete:",
                on_click=_remove,
                args=(kind, name),
            )


def _ask_settings(own: OwnCity, kind: str, language: str) -> None:
    """Ask for what is never guessed: where the numbers of the coordinates lie, and when."""
    said = uploads.settings(own.folder, kind)
    if KINDS[kind].asks_coordinates:
        system = said.get("coordinates")
        st.selectbox(
            say("upload.coordinates", language),
            SYSTEMS,
            index=SYSTEMS.index(system) if system in SYSTEMS else None,
            format_func=lambda system: say(f"system.{system}", language),
            placeholder=say("upload.select", language),
            help=say("upload.coordinates_told", language),
            key=f"upload_coordinates_{kind}",
            on_change=_keep,
            args=(kind, "coordinates", f"upload_coordinates_{kind}"),
        )
    for setting, of in (("crs", "boundaries"), ("period", "records")):
        if kind == of:
            st.text_input(
                say(f"upload.{setting}", language),
                said.get(setting, ""),
                key=f"upload_{setting}",
                max_chars=40,
                on_change=_keep,
                args=(kind, setting, f"upload_{setting}"),
            )


def _keep(kind: str, setting: str, key: str) -> None:
    if own := own_city.own_city():
        uploads.set_setting(own.folder, kind, setting, (st.session_state[key] or "").strip())


def _keep_name(key: str) -> None:
    if own := own_city.own_city():
        uploads.set_name(own.folder, st.session_state[key])


def _remove(kind: str, name: str) -> None:
    if own := own_city.own_city():
        uploads.remove(own.folder, kind, name)
        own.shown.pop(name, None)
