"""Offer the map of a page as pictures, and show it on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.core.periods import period_name
from geo.publish.maps.picture import Sheet, picture
from geo.publish.titles import file_name, place_name
from geo.ui import components as parts
from geo.ui import print_view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.publish.maps.picture import Plane
    from geo.ui.screen import Screen

ICON: Final = ":material/image:"


def sheet_of(screen: Screen, legend: str, notes: Sequence[str] = (), period: str = "") -> Sheet:
    """Return what stands around a map of a page, in words.

    Parameters
    ----------
    legend
        What the colours are.
    notes
        What stands below the map, such as the norm and its source.
    period
        The period that is drawn, if it is not that of the results.
    """
    results, language = screen.results, screen.language
    name = period_name(period or results.period, language)
    day = datetime.now(UTC).astimezone().date().isoformat()
    made = screen.say("map.picture.made", period=name or parts.NOTHING, day=day)
    titles = (screen.say(screen.title), place_name(results, language), name)
    title = " · ".join(filter(None, titles))
    return Sheet(title, legend, [*notes, *filter(None, [results.city.note]), made])


def offer_pictures(screen: Screen, draw: Callable[[], Plane], sheet: Sheet, key: str) -> None:
    """Offer a map as SVG and PNG, made when they are asked for; on paper it is a picture, too.

    Parameters
    ----------
    draw
        Draws the map.
    sheet
        What stands around it.
    key
        The name of the map on the page.
    """

    @cache
    def drawn() -> str:
        return picture(draw(), sheet)

    print_view.note(drawn)
    svg_name, png_name = (
        file_name(screen.results, screen.title, ending, screen.language)
        for ending in (".svg", ".png")
    )
    with st.container(horizontal=True):
        st.download_button(
            screen.say("map.picture.svg"),
            lambda: drawn().encode(),
            file_name=svg_name,
            mime="image/svg+xml",
            key=f"{key}_svg",
            on_click="ignore",
            type="tertiary",
            icon=ICON,
        )
        png = screen.say("map.picture.png")
        if st.button(png, key=f"{key}_png", type="tertiary", icon=ICON):
            print_view.run_script("yipanPicture", [drawn(), png_name])
