"""Use your own data: drop all files at once, answer what they do not tell, run."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app import own_city, trial
from geo.app.data.access_settings import show_access_settings
from geo.app.data.arrivals import show_refused, take
from geo.app.data.file_rows import show_files
from geo.app.data.travel_time_tables import offer_another, show_tables
from geo.app.data.validate_and_run import show_check, show_own_city
from geo.app.visitors import keep_s, visitor
from geo.city.settings_editor import city_name, set_name
from geo.city.templates import template_workbook
from geo.city.upload_formats import all_suffixes
from geo.core.i18n import say
from geo.formats.limits import LIMITS
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.downloads import XLSX

if TYPE_CHECKING:
    from geo.city.uploads import OwnCity

ASKED: Final = "upload"
"""In the address of a link to this part of the page."""
_ROUND: Final = "upload_round"  # a new uploader each time: files taken over are let go
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
    with st.expander(
        say("upload.title", language),
        expanded=own_city.is_being_made() or ASKED in st.query_params,
        icon=":material/upload_file:",
    ):
        parts.caption(_where(language))
        _show_uploader(language)
        show_refused(language)
        if own := own_city.own_city():
            _ask_name(own, language)
            show_files(own, language)
            show_tables(own, language)
            offer_another(own, language)
            if not own_city.is_shown():
                show_check(own, language)
    if own:
        show_access_settings(own, language)


def _where(language: str) -> str:
    """Say where files go, and for how long."""
    hours = keep_s() / 3600 if visitor() else 0
    if hours:
        return say("upload.kept", language, hours=round(hours) if hours == round(hours) else hours)
    return say("upload.where", language)


def _show_uploader(language: str) -> None:
    trial.make_ready()
    formats, size = all_suffixes(), LIMITS.upload_bytes // 2**20
    turn = st.session_state.setdefault(_ROUND, 0)
    st.html(_UPLOADER_STYLE.format(words=escape(say("upload.choose", language))))
    uploaded = st.file_uploader(
        say("upload.choose", language),
        type=formats,
        accept_multiple_files=True,
        key=f"upload_files_{turn}",
        max_upload_size=size,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        parts.caption(say("upload.formats", language, size=size))
        st.download_button(
            say("upload.templates", language),
            lambda: template_workbook(language),
            file_name=say("template.file", language),
            mime=XLSX,
            icon=":material/description:",
            on_click="ignore",
        )
    if uploaded:
        take(uploaded, language)
        st.session_state[_ROUND] = turn + 1
        st.rerun()


def _ask_name(own: OwnCity, language: str) -> None:
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
        help=say("upload.city_name_told", language),
    )


def _keep_name(key: str) -> None:
    if own := own_city.own_city():
        set_name(own.folder, incoming.text(st.session_state.get(key), LIMITS.name_characters))
