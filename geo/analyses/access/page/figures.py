"""Who reaches a service in time: the figures of the city, and the curve over the minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.ui import components as parts

if TYPE_CHECKING:
    import altair as alt

    from geo.analyses.access.model import ReachModel
    from geo.analyses.access.page.controls import Question
    from geo.ui.screen import Screen

CITY, ONE, LIMIT = "#1d5b8a", "#d9730d", "#7b8794"
CHART_HEIGHT: Final = 300
_KNOWN: Final = ("within", "beyond", "no_route", "off_network")


def show_reach_figures(screen: Screen, reach: ReachModel, question: Question) -> None:
    """Show who is within the limit, of how many; and whose way or place is not known."""
    say, number = screen.say, parts.number
    city = reach.coverage("city", *question.keys).iloc[0]
    known = sum(int(city[f"people_{state}"]) for state in _KNOWN if pd.notna(city["people"]))
    away = int(city["people_no_route"]) + int(city["people_off_network"]) if known else 0
    within = parts.share(int(city["people_within"]), known) if known else parts.NOTHING
    entries = [
        (
            say("reach.people_within"),
            within,
            say("reach.of_people", within=number(city["people_within"]), known=number(known)),
        ),
        (
            say("reach.communities_covered"),
            number(city["communities_within"]),
            say("reach.of_communities", communities=number(city["communities"])),
        ),
        (
            say("reach.median"),
            _minutes(screen, city["median_minutes"]),
            say("reach.p90", minutes=_minutes(screen, city["p90_minutes"])),
        ),
        (say("reach.backup"), parts.percent(city["share_backup"]), say("reach.backup_told")),
        (say("reach.no_way"), number(away), say("reach.no_way_told")),
    ]
    parts.figures(entries, alarm=[say("reach.no_way")] if away else [])
    told = [say(f"reach.way.{reach.ways.name}")]
    if city["people_no_point"] > 0:
        told.append(say("reach.no_point", people=number(city["people_no_point"])))
    parts.caption(*told)


def show_curve(screen: Screen, reach: ReachModel, question: Question, code: str | None) -> None:
    """Draw how many people are within each number of minutes, of the city and of one community."""
    import altair as alt  # noqa: PLC0415  (as late as can be: it is slow)

    curves = [_curve(reach, question, screen.plan.name)]
    if code is not None:
        names = screen.plan.communities.set_index("community_code")["community_name"]
        curves.append(_curve(reach, question, parts.text(names[code]), code))
    drawn = pd.concat(curves, ignore_index=True).dropna()
    if drawn.empty:
        parts.caption(screen.say("reach.nobody_placed"))
        return
    minutes, share = screen.say("reach.axis.minutes"), screen.say("reach.axis.share")
    lines = (
        alt.Chart(drawn)
        .mark_line(interpolate="step-after", strokeWidth=2.4)
        .encode(
            x=alt.X("minutes:Q", title=minutes, scale=alt.Scale(domain=[0, 60])),
            y=alt.Y(
                "share:Q", title=share, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])
            ),
            color=alt.Color(
                "whose:N",
                title=None,
                scale=alt.Scale(domain=list(drawn["whose"].unique()), range=[CITY, ONE]),
                legend=alt.Legend(orient="top") if len(curves) > 1 else None,
            ),
            tooltip=[
                alt.Tooltip("whose:N", title=" "),
                alt.Tooltip("minutes:Q", title=minutes),
                alt.Tooltip("share:Q", title=share, format=".1%"),
            ],
        )
    )
    rule = (
        alt.Chart(pd.DataFrame({"minutes": [question.minutes]}))
        .mark_rule(color=LIMIT, strokeDash=[5, 4])
        .encode(x="minutes:Q")
    )
    chart: alt.LayerChart = alt.layer(lines, rule, height=CHART_HEIGHT).configure_view(stroke=None)
    st.altair_chart(chart, width="stretch")


def _curve(
    reach: ReachModel, question: Question, name: str, code: str | None = None
) -> pd.DataFrame:
    level = "city" if code is None else "community"
    curve = reach.curve(question.service, question.mode, level, code)
    return curve.assign(whose=name, share=curve["share"].astype("float64"))


def _minutes(screen: Screen, minutes: float) -> str:
    told = parts.number(minutes)
    return told if told == parts.NOTHING else screen.say("reach.minutes", minutes=told)
