"""The card of a service site, and the card of the sites nearest to a place."""

from __future__ import annotations

from html import escape
from math import floor
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analysis.beeline import WALK_KPH, nearest_sites
from geo.outputs.site_directory import services_told
from geo.pages import parts

if TYPE_CHECKING:
    from geo.pages.frame import Screen

MOST_NEAREST: Final = 3
_LINES: Final = ("address", "phone", "hours")


def show_site(screen: Screen, site: pd.Series[Any]) -> None:
    """Show all that the directory tells of a site."""
    st.html(f'<div class="yipan-card">{_about(screen, site, "h3")}</div>')


def show_nearest(screen: Screen, sites: pd.DataFrame, place: tuple[float, float]) -> None:
    """Show the sites nearest to a place in a straight line, which is said."""
    near = nearest_sites(sites, *place, most=MOST_NEAREST)
    title = screen.say("site.nearest" if len(near) else "site.none_fits")
    cards = "".join(
        f"{_about(screen, site, 'h4')}<p>{escape(_distance(screen, site))}</p>"
        for _, site in near.iterrows()
    )
    note = screen.say("site.straight", kph=parts.number(WALK_KPH))
    below = f'<p class="quiet">{escape(note)}</p>' if len(near) else ""
    st.html(f'<div class="yipan-card"><h3>{escape(title)}</h3>{cards}{below}</div>')


def _about(screen: Screen, site: pd.Series[Any], level: str) -> str:
    """Tell name, place and details of a site as HTML; what is not known has no line."""
    places = [site["district_name"], site["street_name"], site["community_name"]]
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


def _distance(screen: Screen, site: pd.Series[Any]) -> str:
    """Tell how far a site is, at least; minutes are cut, for a bound from below."""
    return screen.say(
        "site.distance",
        metres=parts.number(round(site["metres"], -1), decimals=0),
        minutes=parts.number(max(1, floor(site["least_minutes"]))),
    )
