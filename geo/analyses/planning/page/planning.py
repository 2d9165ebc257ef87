"""Planning 规划: where the next posts and sites do most good."""

from __future__ import annotations

import streamlit as st

from geo.analyses.planning.page.as_scenario import offer_scenario
from geo.analyses.planning.page.downloads import offer_downloads
from geo.analyses.planning.page.map import draw_plan_map
from geo.analyses.planning.page.question import ask
from geo.analyses.planning.page.rounds import draw_rounds
from geo.analyses.planning.page.steps_table import show_steps
from geo.analyses.planning.page.tradeoff import choose_between
from geo.analyses.planning.plan import ROUNDS
from geo.analyses.planning.sentences import empty_reasons, key_figures, plan_sentences
from geo.ui import components as parts
from geo.ui.screen import open_page


def draw() -> None:
    """Draw the page, top to bottom."""
    screen = open_page("page.planning")
    asked, plan = ask(screen)
    if asked.question == ROUNDS:
        draw_rounds(screen, asked)
    if plan is None:
        return
    plan = choose_between(screen, plan)
    if plan.figures:
        parts.figures(key_figures(plan, screen.language))
        parts.paragraph(plan_sentences(plan, asked.mode, screen.language), screen.language)
    if reasons := empty_reasons(plan, screen.language):
        parts.listed(reasons)
    if not len(plan.steps):
        return
    beside_map, beside_table = st.columns([1, 1], gap="medium")
    with beside_map:
        draw_plan_map(screen, asked, plan)
    with beside_table:
        parts.section(screen.say("planning.table"))
        show_steps(screen, plan)
    offer_scenario(screen, plan)
    offer_downloads(screen, asked, plan)


draw()
