"""The cards of a service site, of the sites nearest to a place, and of a community."""

from __future__ import annotations

from html import escape
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.access.directory.listing import services_told
from geo.analyses.access.methods.coverage import NO_POINT, STATES
from geo.analyses.access.nearest import nearest_to
from geo.core.i18n import Term
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.analyses.access.model import ReachModel
    from geo.analyses.access.page.controls import Question
    from geo.ui.screen import Screen

MOST_NEAREST: Final = 3
_LINES: Final = ("address", "phone", "hours")
_SHARES: Final = ("share_within", "share_backup")
_AMOUNTS: Final = ("median_minutes", "access", "people_underserved")


def show_site(
    screen: Screen, sites: pd.DataFrame, number: int, reach: ReachModel, question: Question
) -> None:
    """Show all that the directory tells of a site, and how many people come to it in time."""
    areas = reach.catchment(number, question.mode, [question.minutes])
    told = screen.say(
        "reach.site_people",
        people=parts.number(areas["people"].iloc[0]),
        minutes=question.minutes,
        mode=Term(f"mode.{question.mode}"),
    )
    if reach.site_states()[number] == "off_network":
        told = screen.say("reach.site_off")
    st.html(
        f'<div class="yipan-card">{_about(screen, sites, number, "h3")}<p>{escape(told)}</p></div>',
    )


def show_nearest(
    screen: Screen,
    sites: pd.DataFrame,
    reach: ReachModel,
    question: Question,
    place: tuple[float, float],
) -> None:
    """Show the sites nearest to a place, and say so where they are in a straight line."""
    asked = question.service, question.mode, MOST_NEAREST, question.minutes
    near, state = nearest_to(reach, place, *asked)
    told = ""
    if state != "within":
        sentence = screen.say(f"reach.nearest.{state}", minutes=question.minutes)
        told = f"<p>{escape(sentence)}</p>"
    if near.empty:
        st.html(f'<div class="yipan-card">{told}</div>')
        return
    title = screen.say("reach.nearest.title", mode=Term(f"mode.{question.mode}"))
    cards = "".join(
        _about(screen, sites, number, "h4", _minutes(screen, minutes))
        for number, minutes in zip(near.index.tolist(), near["minutes"], strict=True)
    )
    if reach.straight_line:
        cards += f'<p class="quiet">{escape(screen.say("reach.way.straight_line"))}</p>'
    st.html(f'<div class="yipan-card"><h3>{escape(title)}</h3>{told}{cards}</div>')


def show_community(
    screen: Screen, communities: pd.DataFrame, code: str, question: Question
) -> None:
    """Show who of a community comes to a site in time, and who does not and why."""
    told: dict[Any, Any] = communities.loc[[code]].to_dict("records")[0]
    say, number = screen.say, parts.number
    rows = [(say("reach.head.people"), number(told["people"]))]
    rows += [
        (say(f"reach.head.people_{state}"), number(told[f"people_{state}"]))
        for state in (*STATES[:4], NO_POINT)
        if told[f"people_{state}"] or state == "within"
    ]
    rows += [(say(f"reach.head.{name}"), parts.percent(told[name])) for name in _SHARES]
    rows += [(say(f"reach.head.{name}"), number(told[name])) for name in _AMOUNTS]
    where = [told["district_name"], told["street_name"]]
    lines = "".join(
        f"<tr><th>{escape(head)}</th><td>{escape(value)}</td></tr>" for head, value in rows
    )
    judged = say(
        "reach.judged", kind=Term(f"underserved.{told['underserved']}"), minutes=question.minutes
    )
    st.html(
        f'<div class="yipan-card"><h3>{escape(parts.text(told["community_name"]))}</h3>'
        f'<div class="quiet">{escape(" · ".join(str(part) for part in where if pd.notna(part)))}'
        f'</div><p>{escape(judged)}</p><table class="yipan-facts">{lines}</table></div>'
    )


def _about(
    screen: Screen, sites: pd.DataFrame, number: int, level: str, minutes: str | None = None
) -> str:
    """Tell name, minutes, place and details of a site as HTML; what is not known has no line."""
    site: dict[Any, Any] = sites.loc[[number]].to_dict("records")[0]
    places = [minutes, site["district_name"], site["street_name"], site["community_name"]]
    where = " · ".join(str(name) for name in places if pd.notna(name))
    told = {"services": services_told(site["services"], screen.language)}
    told |= {name: str(site[name]) for name in _LINES if pd.notna(site[name])}
    rows = "".join(
        f"<tr><th>{escape(screen.say(f'directory.{name}'))}</th><td>{escape(value)}</td></tr>"
        for name, value in told.items()
        if value
    )
    name = escape(parts.text(site["site_name"]))
    return (
        f'<{level}>{name}</{level}><div class="quiet">{escape(where)}</div>'
        f'<table class="yipan-facts">{rows}</table>'
    )


def _minutes(screen: Screen, minutes: float) -> str:
    return screen.say("reach.nearest.minutes", minutes=parts.number(max(1, ceil(minutes))))
