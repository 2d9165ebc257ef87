"""The headline of the Overview and its key figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.analyses.access.methods.coverage import PLACED
from geo.analyses.access.modes import said_mode
from geo.analyses.access.products import Access
from geo.analyses.overview.page.units import level_of, ranked_units
from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import headline, population_by_period
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.figures import MEANINGS
from geo.core.number_format import signed
from geo.core.periods import period_name
from geo.ui import components as parts
from geo.ui.comparison import change_told, changes

if TYPE_CHECKING:
    from geo.analyses.staffing.methods.summary import Headline
    from geo.core.results import Results
    from geo.ui.screen import Screen


def show_headline(screen: Screen, summary: Headline) -> None:
    """State in plain words how far the city is from the norm and where it is worst."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in tell_headline(screen, summary))
    mood = "" if summary.missed else " compliant"
    parts.show(f'<div class="yipan-headline{mood}">{lines}</div>')


def tell_headline(screen: Screen, summary: Headline) -> list[str]:
    """Return the headline and what belongs to it, a sentence each."""
    say, number = screen.say, parts.number
    if not summary.judged:
        return [say("overview.not_judged")]
    judged, missed = number(summary.judged), number(summary.missed)
    sentences = [say("overview.all_compliant", judged=judged)]
    if summary.missed:
        shortfall = number(summary.staff_shortfall)
        sentences = [say("overview.headline", judged=judged, missed=missed, gap=shortfall)]
        level = level_of(screen.results)
        worst = ranked_units(screen.results, level, "staff_shortfall").iloc[0]
        if parts.text(worst[f"{level}_name"]) != parts.NOTHING:
            shortfall = number(worst["staff_shortfall"])
            sentences.append(say("overview.worst", name=worst[f"{level}_name"], gap=shortfall))
    if summary.no_data:
        sentences.append(say("overview.no_data", communities=number(summary.no_data)))
    city = screen.results[Population].city.iloc[0]
    if incomplete := city["communities_incomplete"]:
        people = number(city["population_incomplete"])
        sentences.append(say("overview.incomplete", communities=number(incomplete), people=people))
    return sentences


def show_overview_figures(screen: Screen, summary: Headline) -> None:
    """Show population, staff, shortfall and share compliant; below, the norm and its source."""
    say, number = screen.say, parts.number
    total = screen.results.city_with(Population, Staffing).iloc[0]
    compliant_of = say(
        "staffing.share_of", met=number(summary.compliant), demand=number(summary.judged)
    )
    share = parts.share(summary.population_missed, summary.population)
    norm = screen.results.standards.max_population_per_staff
    figures = [
        (
            say("staffing.floating_population"),
            number(total["floating_population"]),
            _change_since(screen),
        ),
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
            say("staffing.understaffed_of", communities=number(summary.missed)),
        ),
        (
            say("staffing.share_compliant"),
            parts.share(summary.compliant, summary.judged),
            compliant_of,
        ),
        (
            say("overview.population_missed"),
            number(summary.population_missed) if summary.judged else parts.NOTHING,
            say("overview.share_population", share=share) if summary.judged else "",
        ),
    ]
    figures += _within(screen)
    alarm = [say("staffing.shortfall"), say("overview.population_missed")] if summary.missed else []
    meanings = parts.meanings(screen.language, MEANINGS)
    parts.figures(figures, alarm=alarm, meanings=meanings, changes=_changes(screen))


def _changes(screen: Screen) -> dict[str, str]:
    """Return in words what changed from the period compared, by label."""
    if screen.compared is None:
        return {}
    now, before = _amounts(screen.results), _amounts(screen.compared)
    told = changes(screen, now, before, shares={"staffing.share_compliant"})
    access, former = screen.results.get(Access), screen.compared.get(Access)
    if access and former:
        label = _within(screen)[0][0]
        within = (made.city["share_within"].iloc[0] for made in (access, former))
        told[label] = change_told(screen, *within, of_shares=True)
    return told


def _amounts(results: Results) -> dict[str, Any]:
    """Return the key figures of a city by the message of their label."""
    total = results.city_with(Population, Staffing).iloc[0]
    summary = headline(results.communities_with(Population, Staffing))
    return {
        "staffing.floating_population": total["floating_population"],
        "staffing.staff": total["staff"],
        "staffing.required": total["required_staff"],
        "staffing.shortfall": total["staff_shortfall"],
        "staffing.share_compliant": (
            summary.compliant / summary.judged if summary.judged else pd.NA
        ),
        "overview.population_missed": summary.population_missed if summary.judged else pd.NA,
    }


def _change_since(screen: Screen) -> str:
    """Return how many people there are more, or fewer, than in the period before."""
    results = screen.results
    position = results.periods.index(results.period) if results.period in results.periods else 0
    if not position:
        return ""
    population = population_by_period(results[Population].counts, results.periods)
    change = int(population.iloc[position]) - int(population.iloc[position - 1])
    before = period_name(results.periods[position - 1], screen.language)
    return screen.say("overview.change_since", change=signed(parts.number(change)), before=before)


def _within(screen: Screen) -> list[tuple[str, str, str]]:
    """Return the share of people who reach a site in time, of those whose place is known."""
    access = screen.results.get(Access)
    if access is None:
        return []
    covered, number = access.city.iloc[0], parts.number
    within = covered["population_within"]
    located = covered[[f"population_{state}" for state in PLACED]].sum()
    mode = said_mode(access.mode, screen.language)
    label = screen.say("overview.within", minutes=access.minutes, mode=mode)
    people = screen.say("overview.within_of", people=number(within), located=number(located))
    return [(label, parts.percent(covered["share_within"]), people)]
