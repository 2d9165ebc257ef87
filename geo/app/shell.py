"""The frame of every page: language, navigation, the city's name and note, errors as sentences."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.staffing.table_notes import period_name
from geo.app import lifetimes
from geo.app.cities import OpenCity, open_city
from geo.app.sessions import city_folder
from geo.core.i18n import CHINESE, ENGLISH, LANGUAGES, say
from geo.core.issues import YipanError
from geo.publish.maps.assets import copy_assets
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from geo.pipeline import Plan

# A file of ours: Streamlit would fetch the picture of an emoji or a symbol from the internet.
ICON: Final = Path(__file__).with_name("icon.svg")
LANGUAGE: Final = "language"  # kept apart from the switch, whose state a browser may lose
NAMES: Final = {CHINESE: "中文", ENGLISH: "English"}

# Every page: its file, the key of its title, its icon. The first is where the app opens.
PAGES: Final = (
    ("overview", "page.overview", ":material/monitoring:"),
    ("staffing", "page.staffing", ":material/groups:"),
    ("reach", "page.reach", ":material/near_me:"),
    ("corridors", "page.corridors", ":material/swap_horiz:"),
    ("data", "page.data", ":material/fact_check:"),
)


FILES: Final = {
    "overview": "geo/analyses/overview/page/overview.py",
    "staffing": "geo/analyses/staffing/page/staffing.py",
    "reach": "geo/analyses/access/page/access.py",
    "corridors": "geo/analyses/corridors/page/corridors.py",
    "data": "geo/app/data/data.py",
}


@dataclass(frozen=True, eq=False)
class Screen:
    """What a page works with.

    Parameters
    ----------
    open_city
        The city, its plan, its outlines and who is next to whom.
    language
        ``"zh"`` or ``"en"``.
    """

    open_city: OpenCity
    language: str

    @property
    def plan(self) -> Plan:
        """What the run found."""
        return self.open_city.plan

    def say(self, key: str, **values: object) -> str:
        """Say something in the language of the screen."""
        return say(key, self.language, **values)


def run_app() -> None:
    """Draw what all pages share, then the page that is asked for."""
    _prepare_assets()
    lifetimes.note()
    st.html(parts.STYLE)
    language = _choose_language()
    pages = [
        st.Page(FILES[name], title=say(title, language), icon=icon, url_path=name)
        for name, title, icon in PAGES
    ]
    page = st.navigation(pages)
    try:
        page.run()
    except YipanError as error:
        parts.sentences(say("page.no_city", language), error.tell(language).splitlines())
    except Exception:
        logging.getLogger("yipan").exception("page failed")
        st.error(say("page.failed", language))


def tell_failure(_: Exception) -> bool:
    """Say in place of Streamlit's own box that a page, or what a click on it calls, has failed."""
    st.error(say("page.failed", _usual_language()))
    return True


def open_page(title: str) -> Screen:
    """Open the city and write the head of a page.

    Parameters
    ----------
    title
        Key of the page's title.

    Raises
    ------
    YipanError
        If the city cannot be opened or run; :func:`run_app` tells it.
    """
    language: str = st.session_state[LANGUAGE]
    bar = st.empty()

    def tell(stage: str, share: float) -> None:
        text = f"{say('page.loading', language)} {say(stage, language)}"
        bar.progress(min(max(share, 0.0), 1.0), text=text)

    screen = Screen(open_city(city_folder(), tell), language)
    bar.empty()
    plan = screen.plan
    place = [plan.name, period_name(plan.period, language)]
    st.html(
        f'<div class="yipan-head"><h1>{escape(screen.say(title))}</h1>'
        f"<span>{escape(' · '.join(filter(None, place)))}</span></div>"
        + (f'<p class="yipan-note">{escape(plan.note)}</p>' if plan.note else "")
    )
    return screen


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
    """Return the language of the session, or what its address or the server's start asks for."""
    asked = (
        st.session_state.get(LANGUAGE),
        st.query_params.get("lang"),
        os.environ.get("YIPAN_LANGUAGE"),
    )
    return next(filter(None, (incoming.one_of(name, LANGUAGES) for name in asked)), CHINESE)


@st.cache_resource(show_spinner=False)
def _prepare_assets() -> None:
    copy_assets()
