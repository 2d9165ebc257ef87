"""The frame of every page: language, navigation, the city's name and note, errors as sentences."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.app import lifetimes
from geo.app.cities import complete, content_of, open_city
from geo.app.pages import pages
from geo.app.search import show_search
from geo.app.sessions import accepts_loss, city_folder
from geo.core.analysis import load
from geo.core.i18n import CHINESE, ENGLISH, LANGUAGES, TAGS, say
from geo.core.issues import YipanError
from geo.core.progress import silent
from geo.publish.maps.assets import copy_assets
from geo.ui import address, incoming, opening, print_view
from geo.ui import components as parts
from geo.ui.screen import DOORS, LANGUAGE, Doors

if TYPE_CHECKING:
    from geo.core.progress import Progress
    from geo.ui.screen import OpenCity

# What Streamlit's own frame lacks; no word of a user is in it.
_FRAME: Final = Path(__file__).with_name("frame.js").read_text("utf-8")
NAMES: Final = {CHINESE: "中文", ENGLISH: "English"}


def run_app() -> None:
    """Draw what all pages share, then the page that is asked for."""
    _prepare_assets()
    lifetimes.note()
    st.html(print_view.STYLE)
    language = _choose_language()
    tag = f'document.documentElement.lang = "{TAGS[language]}";'
    st.html(f"<script>{tag}\n{_FRAME}</script>", unsafe_allow_javascript=True)
    print_view.begin()
    st.session_state[DOORS] = Doors(_open_city, _export, tuple(pages()))
    page = st.navigation(
        [
            st.Page(
                page.file,
                title=say(f"page.{page.name}", language),
                icon=page.icon,
                url_path=page.name,
            )
            for page in pages()
        ]
    )
    address.begin(page.url_path)
    opening.go(page.url_path)
    try:
        show_search(language, page.url_path, lambda: _open_city(silent))
        page.run()
        print_view.offer(language)
        address.end(page.url_path)
        complete(city_folder())
    except YipanError as error:
        parts.sentences(say("page.no_city", language), error.tell(language).splitlines())
    except Exception:
        logging.getLogger("yipan").exception("page failed")
        st.error(say("page.failed", language))


def tell_failure(_: Exception) -> bool:
    """Show, in place of Streamlit's own box, that a page or a callback of it has failed."""
    st.error(say("page.failed", _usual_language()))
    return True


def _choose_language() -> str:
    """Show the switch; the choice is kept across pages and in the address (``?lang=``)."""
    usual = _usual_language()
    with st.sidebar:
        chosen = st.segmented_control(
            say("page.language", ENGLISH),
            LANGUAGES,
            format_func=NAMES.__getitem__,
            default=usual,
            required=True,
            key="lang",
            label_visibility="collapsed",
        )
    language = incoming.one_of(chosen, LANGUAGES) or usual
    st.session_state[LANGUAGE] = language
    if st.query_params.get("lang") != language:
        st.query_params["lang"] = language
    return language


def _usual_language() -> str:
    """Return the language of the session, its address, the browser, or the server's start."""
    candidates = (
        st.session_state.get(LANGUAGE),
        st.query_params.get("lang"),
        (st.context.locale or "").partition("-")[0],
        os.environ.get("YIPAN_LANGUAGE"),
    )
    return next(filter(None, (incoming.one_of(name, LANGUAGES) for name in candidates)), CHINESE)


def _open_city(progress: Progress, period: str = "") -> OpenCity:
    folder = city_folder()
    accept_loss = accepts_loss(content_of(folder))
    return open_city(folder, progress, accept_loss=accept_loss, period=period)


def _export(*asked: Any, **options: Any) -> list[Path]:
    """See :func:`geo.export.export`; what it needs is imported when something is written."""
    written: list[Path] = load("geo.export:export")(*asked, **options)
    return written


@st.cache_resource(show_spinner=False)
def _prepare_assets() -> None:
    copy_assets()
