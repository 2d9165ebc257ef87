"""The headline of the Overview and its key figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import rank
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.figures import tell_norm
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.analyses.staffing.methods.summary import Headline
    from geo.ui.screen import Screen


def show_headline(screen: Screen, found: Headline) -> None:
    """State in plain words how far the city is from the norm and where it is worst."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in tell_headline(screen, found))
    mood = "" if found.missed else " compliant"
    st.html(f'<div class="yipan-headline{mood}">{lines}</div>')


def tell_headline(screen: Screen, found: Headline) -> list[str]:
    """Return the headline and what belongs to it, a sentence each."""
    say, number = screen.say, parts.number
    if not found.judged:
        return [say("overview.not_judged")]
    judged, missed = number(found.judged), number(found.missed)
    told = [say("overview.all_compliant", judged=judged)]
    if found.missed:
        shortfall = number(found.staff_shortfall)
        told = [say("overview.headline", judged=judged, missed=missed, gap=shortfall)]
        worst = rank(screen.results.districts_with(Staffing), "staff_shortfall").iloc[0]
        if parts.text(worst["district_name"]) != parts.NOTHING:
            shortfall = number(worst["staff_shortfall"])
            told.append(say("overview.worst", name=worst["district_name"], gap=shortfall))
    if found.no_data:
        told.append(say("overview.no_data", communities=number(found.no_data)))
    if at_least := screen.results[Population].city["communities_incomplete"].iloc[0]:
        people = screen.results[Population].city["population_incomplete"].iloc[0]
        told.append(say("overview.incomplete", communities=number(at_least), people=number(people)))
    return told


def show_overview_figures(screen: Screen, found: Headline) -> None:
    """Show population, staff, shortfall and share compliant; below, the norm and its source."""
    say, number = screen.say, parts.number
    total = screen.results.city_with(Population, Staffing).iloc[0]
    compliant_of = say(
        "staffing.share_of", met=number(found.compliant), demand=number(found.judged)
    )
    share = parts.share(found.population_missed, found.population)
    norm = screen.results.standards.max_population_per_staff
    figures = [
        (say("staffing.floating_population"), number(total["floating_population"]), ""),
        (
            say("staffing.staff"),
            number(total["staff"]),
            say("staffing.surplus_of", spare=number(total["staff_surplus"])),
        ),
        (
            say("staffing.required"),
            number(total["required_staff"]),
            say("staffing.per_population", norm=norm),
        ),
        (
            say("staffing.shortfall"),
            number(total["staff_shortfall"]),
            say("staffing.understaffed_of", communities=number(found.missed)),
        ),
        (say("staffing.share_compliant"), parts.share(found.compliant, found.judged), compliant_of),
        (
            say("overview.population_missed"),
            number(found.population_missed) if found.judged else parts.NOTHING,
            say("overview.share_population", share=share) if found.judged else "",
        ),
    ]
    alarm = [say("staffing.shortfall"), say("overview.population_missed")] if found.missed else []
    parts.figures(figures, alarm=alarm)
    parts.caption(tell_norm(screen))
