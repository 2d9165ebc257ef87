"""The cards of a service site, of the sites nearest to a place, and of a community."""

from __future__ import annotations

from html import escape
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.access.directory.listing import services_told
from geo.analyses.access.methods.coverage import LOCATION_UNKNOWN, PLACED
from geo.analyses.access.modes import said_mode
from geo.analyses.access.nearest import nearest_to
from geo.analyses.access.page.notes import range_of
from geo.core.i18n import Term
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.analyses.access.page.controls import Question
    from geo.ui.screen import Screen

MOST_NEAREST: Final = 3
_LINES: Final = ("address", "phone", "hours")
_SHARES: Final = ("share_within", "share_backup")
_AMOUNTS: Final = (
    *("median_minutes", "e2sfca_index"),
    *("population_within_capacity", "population_over_capacity"),
    *("population_underserved", "population_passed_over"),
)


def show_site(
    screen: Screen, sites: pd.DataFrame, number: int, access: AccessModel, question: Question
) -> None:
    """Show all that the directory tells of a site, and how many people come to it in time."""
    areas = access.catchment(number, question.mode, [question.minutes])
    sentence = screen.say(
        "access.site_population",
        people=parts.number(areas["floating_population"].iloc[0]),
        minutes=question.minutes,
        mode=said_mode(question.mode, screen.language),
    )
    if (state := access.site_states()[number]) != "snapped":
        sentence = screen.say(f"access.site_{state}")
    parts.show(
        f'<div class="yipan-card">{_about(screen, sites, number, "h3")}'
        f"<p>{escape(sentence)}</p></div>",
    )


def show_nearest(
    screen: Screen,
    sites: pd.DataFrame,
    access: AccessModel,
    question: Question,
    place: tuple[float, float],
) -> None:
    """Show the sites nearest to a place, and say so where they are by Euclidean distance."""
    asked = question.service, question.mode, MOST_NEAREST, question.minutes
    near, state = nearest_to(access, place, *asked)
    note = ""
    if state != "within":
        unknown = state == "unsnapped" and access.source.name == "matrix"
        key = "access.nearest.no_origin" if unknown else f"access.nearest.{state}"
        sentence = screen.say(key, minutes=question.minutes)
        note = f"<p>{escape(sentence)}</p>"
    if near.empty:
        parts.show(f'<div class="yipan-card">{note}</div>')
        return
    title = screen.say("access.nearest.title", mode=said_mode(question.mode, screen.language))
    cards = "".join(
        _about(screen, sites, number, "h4", _minutes(screen, minutes))
        for number, minutes in zip(near.index.tolist(), near["minutes"], strict=True)
    )
    if access.euclidean:
        cards += f'<p class="quiet">{escape(screen.say("access.travel_time_source.euclidean"))}</p>'
    parts.show(f'<div class="yipan-card"><h3>{escape(title)}</h3>{note}{cards}</div>')


def show_community(
    screen: Screen, communities: pd.DataFrame, code: str, question: Question
) -> None:
    """Show who of a community comes to a site in time, and who does not and why."""
    community: dict[Any, Any] = communities.loc[[code]].to_dict("records")[0]
    say, number = screen.say, parts.number
    rows = [(say("access.header.floating_population"), number(community["floating_population"]))]
    rows += [
        (say(f"access.header.population_{state}"), number(community[f"population_{state}"]))
        for state in (*PLACED, LOCATION_UNKNOWN)
        if community[f"population_{state}"] or state == "within"
    ]
    rows.append(
        (say("access.header.share_within_range"), range_of(communities.loc[[code]]).iloc[0])
    )
    rows += [(say(f"access.header.{name}"), parts.percent(community[name])) for name in _SHARES]
    rows += [(say(f"access.header.{name}"), number(community[name])) for name in _AMOUNTS]
    rows += [
        (say("access.header.supply_known_share"), parts.percent(community["supply_known_share"])),
        (say("access.header.demand_population"), number(community["demand_population"])),
        (
            say("access.header.demand_location"),
            say(f"demand_location.{community['demand_location']}"),
        ),
    ]
    where = " · ".join(parts.unit_links(community, "accessibility"))
    lines = "".join(
        f"<tr><th>{escape(header)}</th><td>{escape(value)}</td></tr>" for header, value in rows
    )
    judged = say(
        "access.judged",
        kind=Term(f"underserved.{community['underserved']}"),
        minutes=question.minutes,
    )
    parts.show(
        f'<div class="yipan-card"><h3>{escape(parts.text(community["community_name"]))}</h3>'
        f'<div class="quiet">{where}</div><p>{escape(judged)}</p>'
        f'<table class="yipan-facts">{lines}</table></div>'
    )


def _about(
    screen: Screen, sites: pd.DataFrame, number: int, level: str, minutes: str | None = None
) -> str:
    """Describe name, minutes, place and details of a site as HTML, without what is not known."""
    site: dict[Any, Any] = sites.loc[[number]].to_dict("records")[0]
    places = [minutes, site["district_name"], site["subdistrict_name"], site["community_name"]]
    where = " · ".join(str(name) for name in places if pd.notna(name))
    details = {"services": services_told(site["services"], screen.language)}
    details |= {name: str(site[name]) for name in _LINES if pd.notna(site[name])}
    rows = "".join(
        f"<tr><th>{escape(screen.say(f'directory.{name}'))}</th><td>{escape(value)}</td></tr>"
        for name, value in details.items()
        if value
    )
    name = escape(parts.text(site["site_name"]))
    if level == "h4":  # one of several, which can be opened
        name = parts.place_link("site", number, site["site_name"], "accessibility")
    return (
        f'<{level}>{name}</{level}><div class="quiet">{escape(where)}</div>'
        f'<table class="yipan-facts">{rows}</table>'
    )


def _minutes(screen: Screen, minutes: float) -> str:
    return screen.say("access.nearest.minutes", minutes=parts.number(max(1, ceil(minutes))))
