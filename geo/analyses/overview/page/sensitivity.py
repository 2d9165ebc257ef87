"""Change over the periods, and how sure the figures are."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import population_by_period, try_standards
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.card import tell_trials
from geo.core.number_format import signed
from geo.core.periods import period_name
from geo.ui import components as parts
from geo.ui import print_view

if TYPE_CHECKING:
    from geo.analyses.staffing.methods.summary import Headline
    from geo.ui.screen import Screen

MOST_LABELS: Final = 6


def show_periods(screen: Screen) -> None:
    """Show people by period as bars from zero, with the change since the period before."""
    results, number = screen.results, parts.number
    population = population_by_period(results[Population].counts, results.periods)
    if len(population) < 2:
        parts.caption(screen.say("overview.one_period"))
        return
    parts.show(_bars(screen, population))
    names = [period_name(period, screen.language) for period in population.index]
    people = [parts.number(number) for number in population]
    print_view.note_table(pd.DataFrame([people], columns=names))
    position = results.periods.index(results.period)
    if position and population.iloc[position - 1]:
        now, before = int(population.iloc[position]), int(population.iloc[position - 1])
        change = screen.say(
            "overview.change",
            period=period_name(results.period, screen.language),
            before=period_name(results.periods[position - 1], screen.language),
            more=signed(number(now - before)),
            percent=signed(parts.share(now - before, before)),
        )
        parts.caption(change)


def _bars(screen: Screen, population: pd.Series[int]) -> str:
    """Draw people by period as bars; of many periods only some are named."""
    most = max(1, int(population.max()))
    every = -(-len(population) // MOST_LABELS)
    bars = "".join(
        _bar(screen, str(period), int(people), most, named=(len(population) - 1 - at) % every == 0)
        for at, (period, people) in enumerate(population.items())
    )
    return f'<div class="yipan-periods">{bars}</div>'


def _bar(screen: Screen, period: str, people: int, most: int, *, named: bool) -> str:
    name = escape(period_name(period, screen.language))
    number = parts.number(people)
    now = " now" if period == screen.results.period else ""
    label = f"<span>{name}<br>{number}</span>" if named else ""
    return (
        f'<div title="{name} {number}">'
        f'<i class="bar{now}" style="height:{100 * people / most:.1f}%"></i>{label}</div>'
    )


def show_certainty(screen: Screen, summary: Headline) -> None:
    """Show how many communities would miss the norm if it, or the people, were a little off."""
    say, number, names = screen.say, parts.number, tell_trials(screen)
    stable = len(screen.results.units.communities) - summary.changing
    parts.caption(
        say("overview.sure_told", changing=number(summary.changing), stable=number(stable))
    )
    norm = screen.results.standards.max_population_per_staff
    figures = [
        (say("overview.as_is", norm=norm), number(summary.missed), say("overview.if_missed"))
    ]
    for trial in try_standards(screen.results[Staffing].communities).itertuples():
        difference = signed(number(trial.difference))
        remark = say("overview.if_changing", difference=difference, changing=number(trial.changing))
        figures.append((names[str(trial.trial)], number(trial.missed), remark))
    parts.figures(figures)
