"""Use your own data: bring files, say what they are, check, run."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app import own_city
from geo.app.data.access_settings import show_access_settings
from geo.app.data.column_matching import show_matching, show_streets
from geo.app.data.files import ask_settings, show_files, take_files
from geo.app.data.travel_time_tables import offer_another, show_tables
from geo.app.data.validate_and_run import REQUIRED, show_check, show_own_city
from geo.city.settings_editor import KINDS, city_name, files, set_name
from geo.city.templates import template_workbook
from geo.city.upload_formats import suffixes
from geo.core.i18n import Term, say
from geo.formats.limits import LIMITS
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.downloads import XLSX

if TYPE_CHECKING:
    from geo.city.uploads import OwnCity

_ROUND: Final = "upload_round"  # a new uploader each time: files taken over are let go
_REFUSED: Final = "upload_refused"
# Streamlit has its uploader's words in English only: ours stand in their place.
_UPLOADER_STYLE: Final = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{words}"; font-size: .9rem; }}
</style>"""


def show_upload(language: str) -> None:
    """Show how to bring files of one's own; open while a city of one's own is being made."""
    own = own_city.own_city()
    if own and own_city.is_shown():
        show_own_city(own, language)
    open_now = own is not None and not own_city.is_shown()
    with st.expander(
        say("upload.title", language), expanded=open_now, icon=":material/upload_file:"
    ):
        parts.caption(say("upload.where", language))
        with st.container(horizontal=True):
            _offer_templates(language)
            if own is None:
                _offer_begin(language)
        if own:
            _ask_files(own, language)
            if open_now:
                show_check(own, language)
    if own:
        show_access_settings(own, language)
    if open_now:
        parts.caption(say("upload.below", language))


def _offer_templates(language: str) -> None:
    st.download_button(
        say("upload.templates", language),
        lambda: template_workbook(language),
        file_name=say("template.file", language),
        mime=XLSX,
        icon=":material/description:",
        on_click="ignore",
    )


def _offer_begin(language: str) -> None:
    st.button(
        say("upload.begin", language),
        icon=":material/upload_file:",
        on_click=own_city.begin,
        args=(language,),
        type="primary",
    )


def _ask_files(own: OwnCity, language: str) -> None:
    name = city_name(own.folder)
    key = f"upload_name_{name}"
    st.text_input(
        say("upload.city_name", language),
        name,
        key=key,
        max_chars=LIMITS.name_characters,
        on_change=_keep_name,
        args=(key,),
        width=480,
    )
    chosen = st.segmented_control(
        say("upload.kind", language),
        list(KINDS),
        format_func=lambda kind: (
            say("upload.required", language, kind=Term(f"upload.{kind}"))
            if kind in REQUIRED
            else say(f"upload.{kind}", language)
        ),
        default="boundaries",
        required=True,
        key="upload_kind",
        persist_state="session",
    )
    kind = incoming.one_of(chosen, KINDS) or "boundaries"
    _show_uploader(own, kind, language)
    if kind == "travel_times":
        show_tables(own, language)
    if names := files(own.folder, kind):
        show_files(own, kind, names, language)
        ask_settings(own, kind, language)
        if kind == "travel_times":
            offer_another(own, language)
        if KINDS[kind].streets:
            show_streets(own, names[0], language)
        else:
            show_matching(own, kind, language)


def _show_uploader(own: OwnCity, kind: str, language: str) -> None:
    formats, size = suffixes(kind), LIMITS.upload_bytes // 2**20
    turn = st.session_state.setdefault(_ROUND, 0)
    st.html(_UPLOADER_STYLE.format(words=escape(say("upload.choose", language))))
    uploaded = st.file_uploader(
        say("upload.choose", language),
        type=formats,
        accept_multiple_files=True,
        key=f"upload_files_{kind}_{turn}",
        max_upload_size=size,
        label_visibility="collapsed",
    )
    parts.caption(say("upload.formats", language, formats=" ".join(formats), size=size))
    if uploaded:
        st.session_state[_REFUSED] = (kind, take_files(own, kind, uploaded))
        st.session_state[_ROUND] = turn + 1
        st.rerun()
    refused_kind, refused = st.session_state.get(_REFUSED, ("", []))
    if refused and refused_kind == kind:
        sentences = [issue.sentence(language) for error in refused for issue in error.issues]
        parts.sentences(say("upload.refused", language), sentences)


def _keep_name(key: str) -> None:
    if own := own_city.own_city():
        set_name(own.folder, incoming.text(st.session_state.get(key), LIMITS.name_characters))
