"""Overview 总览: how far the city is from the norm, where it is worst, how sure that is."""

from __future__ import annotations

import streamlit as st

from geo.analyses.overview.page.figures import show_headline, show_overview_figures
from geo.analyses.overview.page.map import draw_overview_map
from geo.analyses.overview.page.own_data import link_own_data
from geo.analyses.overview.page.priorities import show_priorities
from geo.analyses.overview.page.sensitivity import show_certainty, show_periods
from geo.analyses.overview.page.units import (
    choose_rank,
    compare_units,
    level_of,
    ranked_units,
    show_bars,
    show_unit_table,
)
from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import headline
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.figures import tell_norm
from geo.ui import components as parts
from geo.ui.downloads import offer_workbook
from geo.ui.screen import open_page


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.overview", compares=True)
    summary = headline(screen.results.communities_with(Population, Staffing))
    link_own_data(screen)
    show_headline(screen, summary)
    show_overview_figures(screen, summary)

    level = level_of(screen.results)
    beside_map, beside_ranks = st.columns([3, 2], gap="medium")
    with beside_map:
        parts.section(screen.say("overview.map"))
        draw_overview_map(screen)
        parts.caption(tell_norm(screen))
    with beside_ranks:
        show_priorities(screen)
        parts.section(screen.say(f"overview.ranked.{level}"))
        by = choose_rank(screen, level)
        ranked = ranked_units(screen.results, level, by)
        show_bars(screen, ranked, level, by)
        parts.section(screen.say("overview.periods"))
        show_periods(screen)

    parts.section(screen.say("overview.sure"))
    show_certainty(screen, summary)

    parts.section(screen.say(f"overview.table.{level}"))
    show_unit_table(screen, ranked, level)
    offer_workbook(screen)
    compare_units(screen, ranked, level)


draw()
