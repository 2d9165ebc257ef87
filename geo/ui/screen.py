"""What a page works with: the city that is open, the language, and how results leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.core.i18n import say
from geo.core.periods import period_name
from geo.ui.components import show
from geo.ui.periods import choose_compared, choose_period

if TYPE_CHECKING:
    import pandas as pd

    from geo.city.folder import City
    from geo.core.analysis import Page, Priority
    from geo.core.results import Results
    from geo.publish.maps.outlines import MapLayer

# Keys of the session.
LANGUAGE: Final = "language"  # kept apart from the switch, whose state a browser may lose
DOORS: Final = "doors"

Export = Callable[..., list[Path]]


@dataclass(frozen=True)
class Doors:
    """What the shell, which lies above the pages, opens to them.

    Parameters
    ----------
    open_city
        Opens and runs the city to be shown: takes a :data:`geo.core.progress.Progress`, and a
        period other than the one its ``city.toml`` asks for.
    export
        See :func:`geo.export.export`.
    pages
        The pages of the app, in order.
    """

    open_city: Callable[..., OpenCity]
    export: Export
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, eq=False)
class OpenCity:
    """A city as the pages need it.

    Parameters
    ----------
    city
        The folder of inputs.
    results
        What a run found.
    layer
        The outlines for maps; None if no community has a boundary.
    neighbours
        ``community_code``, ``neighbour_code``.
    priorities
        What is to be decided next.
    """

    city: City
    results: Results
    layer: MapLayer | None
    neighbours: pd.DataFrame
    priorities: tuple[Priority, ...] = ()


@dataclass(frozen=True, eq=False)
class Screen:
    """What a page works with.

    Parameters
    ----------
    open_city
        The city, its plan, its outlines and who is next to whom.
    language
        ``"zh"`` or ``"en"``.
    export
        Writes results into a folder, see :func:`geo.export.export`, which lies above the pages.
    pages
        The pages of the app, to link to.
    compared
        What a run found in the period that the one shown is compared with.
    title
        Key of the title of the page.
    """

    open_city: OpenCity
    language: str
    export: Export
    pages: tuple[Page, ...] = ()
    compared: Results | None = None
    title: str = ""

    @property
    def results(self) -> Results:
        """What the run found."""
        return self.open_city.results

    def say(self, key: str, **values: object) -> str:
        """Return a text in the language of the screen."""
        return say(key, self.language, **values)


def write_title(title: str) -> None:
    """Write the title of a page that shows no results."""
    show(f'<div class="yipan-head"><h1>{escape(title)}</h1></div>')


def open_page(title: str, *, compares: bool = False) -> Screen:
    """Open the city in the period chosen, and write the header of a page.

    Parameters
    ----------
    title
        Key of the page's title.
    compares
        Whether the page can compare the period with another one.

    Raises
    ------
    YipanError
        If the city cannot be opened or run; :func:`geo.app.shell.run_app` tells it.
    """
    language: str = st.session_state[LANGUAGE]
    doors: Doors = st.session_state[DOORS]
    bar = st.empty()

    def tell(stage: str, share: float) -> None:
        text = f"{say('page.loading', language)} {say(stage, language)}"
        bar.progress(min(max(share, 0.0), 1.0), text=text)

    city = doors.open_city(tell)
    usual = city.results
    compared = None
    shown = choose_period(usual, language)
    other = choose_compared(usual, shown, language) if compares else ""
    if shown != usual.period:
        city = doors.open_city(tell, shown)
    if other:
        compared = usual if other == usual.period else doors.open_city(tell, other).results
    screen = Screen(city, language, doors.export, doors.pages, compared, title)
    bar.empty()
    results = screen.results
    subtitle = [results.city.name, period_name(results.period, language)]
    show(
        f'<div class="yipan-head"><h1>{escape(screen.say(title))}</h1>'
        f"<span>{escape(' · '.join(filter(None, subtitle)))}</span>"
        + (f'<p class="yipan-note">{escape(results.city.note)}</p>' if results.city.note else "")
        + "</div>"
    )
    return screen
