"""The headline of the Overview and its key figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.staffing.methods.summary import rank
from geo.analyses.staffing.page.figures import tell_norm
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.analyses.staffing.methods.summary import Headline
    from geo.ui.screen import Screen


def show_headline(screen: Screen, found: Headline) -> None:
    """Say in plain words how far the city is from the norm and where it is worst."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in tell_headline(screen, found))
    mood = "" if found.missed else " met"
    st.html(f'<div class="yipan-headline{mood}">{lines}</div>')


def tell_headline(screen: Screen, found: Headline) -> list[str]:
    """Return the headline and what belongs to it, a sentence each."""
    say, number = screen.say, parts.number
    if not found.judged:
        return [say("overview.not_judged")]
    judged, missed = number(found.judged), number(found.missed)
    told = [say("overview.all_met", judged=judged)]
    if found.missed:
        gap = number(found.posts_missing)
        told = [say("overview.headline", judged=judged, missed=missed, gap=gap)]
        worst = rank(screen.plan.districts, "gap_staff").iloc[0]
        if parts.text(worst["district_name"]) != parts.NOTHING:
            gap = number(worst["gap_staff"])
            told.append(say("overview.worst", name=worst["district_name"], gap=gap))
    if found.no_data:
        told.append(say("overview.no_data", communities=number(found.no_data)))
    return told


def show_overview_figures(screen: Screen, found: Headline) -> None:
    """Show people, posts, need, gap and how many meet the norm; below, the norm and its source."""
    say, number = screen.say, parts.number
    total = screen.plan.city_total.iloc[0]
    met_of = say("staffing.share_of", met=number(found.met), demand=number(found.judged))
    share = parts.share(found.people_missed, found.people)
    norm = screen.plan.standards.people_per_staff
    figures = [
        (say("staffing.people"), number(total["people"]), ""),
        (
            say("staffing.staff"),
            number(total["staff"]),
            say("staffing.spare_of", spare=number(total["spare_staff"])),
        ),
        (
            say("staffing.need"),
            number(total["need_staff"]),
            say("staffing.per_people", norm=norm),
        ),
        (
            say("staffing.gap"),
            number(total["gap_staff"]),
            say("staffing.short_of", communities=number(found.missed)),
        ),
        (say("staffing.share_met"), parts.share(found.met, found.judged), met_of),
        (
            say("overview.people_missed"),
            number(found.people_missed) if found.judged else parts.NOTHING,
            say("overview.share_people", share=share) if found.judged else "",
        ),
    ]
    alarm = [say("staffing.gap"), say("overview.people_missed")] if found.missed else []
    parts.figures(figures, alarm=alarm)
    parts.caption(tell_norm(screen))
