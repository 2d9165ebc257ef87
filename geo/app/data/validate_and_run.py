"""Check the visitor's own city, run it, take it away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.analyses.validation.model import Validation
from geo.app import own_city
from geo.app.cities import content_of, tried_city
from geo.app.data.issues import offer_loss
from geo.app.data.name_matching import show_names
from geo.app.data.page_sentences import for_page
from geo.app.sessions import accepts_loss
from geo.city.file_places import unsorted
from geo.city.settings_editor import KINDS, city_name, files, settings
from geo.city.zipped_city import as_zip
from geo.core.i18n import Term, say
from geo.core.issues import YipanError, sentences
from geo.pipeline import check
from geo.ui import components as parts

if TYPE_CHECKING:
    from pathlib import Path

    from geo.city.uploads import OwnCity
    from geo.core.issues import Issue

REQUIRED: Final = ("boundaries", "records")
_NOTHING: Final = Validation((), pd.DataFrame(), pd.DataFrame())
_CHECKED: Final = "upload_checked"


def show_check(own: OwnCity, language: str) -> None:
    """State what is still needed, or all that is wrong; offer to run once nothing stops it."""
    parts.section(say("upload.check", language))
    needed = still_needed(own.folder)
    validation = _NOTHING
    if needed:
        comma = say("upload.list_separator", language)
        missing = comma.join(
            say(key, language, kind=Term(f"upload.{kind}")) for key, kind in needed
        )
        parts.caption(say("upload.still_needed", language, what=missing))
    else:
        validation = _checked(own, language)
        _tell(for_page(validation.issues), language)
        show_names(own, validation.names, language)
    with st.container(horizontal=True):
        st.button(
            say("upload.run", language),
            type="primary",
            icon=":material/play_arrow:",
            disabled=bool(needed) or validation.stops,
            on_click=own_city.show_own,
        )
        if validation.stops_by_loss:
            offer_loss(own.folder, language)
        _offer_folder(own, language)
        _offer_discard(language)


def show_own_city(own: OwnCity, language: str) -> None:
    """State that all pages show the visitor's own city, and offer the ways on and back."""
    parts.caption(say("upload.shown_now", language, name=city_name(own.folder)))
    with st.container(horizontal=True):
        st.page_link(
            "geo/analyses/staffing/page/staffing.py",
            label=say("upload.see_staffing", language),
            icon=":material/groups:",
            width="content",
        )
        st.button(
            say("upload.back", language), icon=":material/undo:", on_click=own_city.show_former
        )
        _offer_folder(own, language)
        _offer_discard(language)


def still_needed(folder: Path) -> list[tuple[str, str]]:
    """List what is lacking: a key of what it is, and the kind of file that it is of."""
    needed = []
    for kind, upload_kind in KINDS.items():
        uploaded = files(folder, kind)
        if not uploaded and kind in REQUIRED:
            needed.append((f"upload.{kind}", kind))
        elif uploaded and upload_kind.layer and not settings(folder, kind).get("coordinates"):
            # Records and sites tell it themselves, if they have coordinates at all.
            needed.append(("upload.still_coordinates", kind))
    if unsorted(folder):
        needed.append(("upload.still_kind", REQUIRED[0]))
    return needed


def _tell(issues: tuple[Issue, ...], language: str) -> None:
    stopping = sentences((issue for issue in issues if issue.stops), language)
    others = sentences((issue for issue in issues if not issue.stops), language)
    if not issues:
        st.success(say("upload.good", language))
    if stopping:
        parts.sentences(say("upload.stops", language), stopping)
    if others:
        st.warning(say("upload.good_enough" if not stopping else "data.also_wrong", language))
        parts.listed(others)


def _checked(own: OwnCity, language: str) -> Validation:
    """Check all files, unless they are as they were."""
    known_state: object
    validation: Validation
    known_state, validation = st.session_state.get(_CHECKED, (None, _NOTHING))
    try:
        content = content_of(own.folder)
    except YipanError as error:
        return replace(_NOTHING, issues=error.issues)
    state = (content, accepts_loss(content))
    if known_state != state:
        bar = st.empty()

        def tell(stage: str, share: float) -> None:
            text = f"{say('upload.checking', language)} {say(stage, language)}"
            bar.progress(min(max(share, 0.0), 1.0), text=text)

        try:
            validation = check(tried_city(own.folder, accept_loss=state[1]), tell)
        except YipanError as error:
            validation = replace(_NOTHING, issues=error.issues)
        bar.empty()
        st.session_state[_CHECKED] = (state, validation)
    return validation


def _offer_folder(own: OwnCity, language: str) -> None:
    st.download_button(
        say("upload.download", language),
        lambda: as_zip(own.folder),
        file_name="city.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
    )


def _offer_discard(language: str) -> None:
    st.button(say("upload.discard", language), icon=":material/delete:", on_click=own_city.discard)
