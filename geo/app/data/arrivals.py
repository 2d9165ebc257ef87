"""Takes over the files that a visitor has dropped: those of a city, or a whole city as a zip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.app import own_city
from geo.city import uploads
from geo.city.arriving import arrived
from geo.city.file_facts import fill_in_system
from geo.city.file_places import UNSORTED
from geo.city.zipped_city import is_city, unpack
from geo.core.i18n import say
from geo.core.issues import YipanError
from geo.ui import components as parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.city.uploads import OwnCity

_REFUSED: Final = "upload_refused"


def take(uploaded: Sequence[UploadedFile], language: str) -> None:
    """Take over files, one after the other, and remember what is wrong with those not kept."""
    refused: list[YipanError] = []
    bar = st.empty()
    for number, file in enumerate(uploaded):
        text = say("upload.taking", language, number=number + 1, files=len(uploaded))
        bar.progress(number / len(uploaded), text=text)
        try:
            _take_one(own_city.begin(language), file, language)
        except YipanError as error:
            refused.append(error)
    bar.empty()
    remember(refused)


def remember(refused: Sequence[YipanError]) -> None:
    """Remember what was wrong with files that were not kept, until others are brought."""
    st.session_state[_REFUSED] = list(refused)


def show_refused(language: str) -> None:
    """State what was wrong with the files that were not kept."""
    errors: list[YipanError] = st.session_state.get(_REFUSED, [])
    if errors:
        sentences = [issue.sentence(language) for error in errors for issue in error.issues]
        parts.sentences(say("upload.refused", language), sentences)


def _take_one(own: OwnCity, file: UploadedFile, language: str) -> None:
    if file.name.lower().endswith(".zip") and _took_city(file, language):
        return
    for arrival in uploads.bring(own.folder, file.name, file):
        own.arrivals[arrival.name] = arrival
        if not arrival.name.startswith(UNSORTED):
            fill_in_system(own, arrival.recognition.kind, arrival.name)


def _took_city(file: UploadedFile, language: str) -> bool:
    """Take a whole city back, in the place of what has been brought; False if it is none."""
    own = uploads.OwnCity(language)
    try:
        with arrived(own.folder, file.name, file) as source:
            if not is_city(source):
                own.close()
                file.seek(0)
                return False
            unpack(source, own.folder)
    except YipanError:
        own.close()
        raise
    own_city.replace(own)
    return True
