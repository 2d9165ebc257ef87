"""The way from the Overview to data of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from geo.ui.screen import Screen

_PAGE: Final = "data"
_ASKED: Final = {"upload": "1"}  # the page then opens on its uploader


def link_own_data(screen: Screen) -> None:
    """Link to the part of the Data page that takes files."""
    page = next((page for page in screen.pages if page.name == _PAGE), None)
    if page:
        with st.container(horizontal=True, horizontal_alignment="right", key="own_data"):
            st.page_link(
                page.file,
                label=screen.say("overview.own_data"),
                icon=":material/upload_file:",
                query_params=_ASKED,
            )
