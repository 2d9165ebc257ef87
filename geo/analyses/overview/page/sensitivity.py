"""Change over the periods, and how sure the figures are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import population_by_period, try_standards
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.card import tell_trials
from geo.core.number_format import signed
from geo.core.periods import period_name
from geo.ui import components as parts
from geo.ui import print_view

if TYPE_CHECKING:
    import altair as alt

    from geo.analyses.staffing.methods.summary import Headline
    from geo.ui.screen import Screen

NOW, BEFORE = "#2f78b0", "#7ba3c4"  # seen on a light ground and on a dark one
MOST_LABELS: Final = 6
CHART_HEIGHT: Final = 190


def show_periods(screen: Screen) -> None:
    """Show people by period as bars from zero, with the change since the period before."""
    results, number = screen.results, parts.number
    population = population_by_period(results[Population].counts, results.periods)
    if len(population) < 2:
        parts.caption(screen.say("overview.one_period"))
        return
    st.altair_chart(_bars(screen, population), width="stretch")
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


def _bars(screen: Screen, population: pd.Series[int]) -> alt.Chart:
    """Draw bars; their figures are labels of the axis, which have the ink of the theme."""
    import altair as alt  # noqa: PLC0415  (as late as can be: it is slow)

    names = [period_name(period, screen.language) for period in population.index]
    title = screen.say("staffing.floating_population")
    figures = population.map(parts.number).tolist()
    few = len(names) <= MOST_LABELS
    data = pd.DataFrame(
        {
            "period": names,
            "below": [f"{name}\n{figure}" for name, figure in zip(names, figures, strict=True)]
            if few
            else names,
            "floating_population": population.to_numpy(),
            "label": figures,
            "colour": [
                NOW if period == screen.results.period else BEFORE for period in population.index
            ],
        }
    )
    axis = alt.Axis(labelAngle=0, ticks=False, labelExpr="split(datum.label, '\\n')")
    bars = alt.Chart(data, height=CHART_HEIGHT).encode(
        x=alt.X("below:N", sort=data["below"].tolist(), title=None, axis=axis),
        y=alt.Y("floating_population:Q", axis=None),
        tooltip=[alt.Tooltip("period:N", title=" "), alt.Tooltip("label:N", title=title)],
    )
    shapes = bars.mark_bar(size=44 if few else 14, cornerRadiusEnd=3)
    coloured = shapes.encode(color=alt.Color("colour:N", scale=None))
    chart: alt.Chart = coloured.configure_view(stroke=None)
    return chart


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
