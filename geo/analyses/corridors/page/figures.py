"""Key figures of corridors, and in sentences what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.corridors.dealings import ENDS, answers_of_city
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import LAPSED, MISSING, UNKNOWN_TERM
from geo.ui import components as parts

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.corridors.model import Corridors
    from geo.ui.screen import Screen

OPEN_STATES = (MISSING, LAPSED, UNKNOWN_TERM)  # without one that is known to be in force


def show_corridor_figures(
    screen: Screen, corridors: Corridors, shown: pd.DataFrame, fitting: int
) -> None:
    """Show how many corridors there are and people they carry, and how many are agreed."""
    say, number = screen.say, parts.number
    volume, significant = shown["flow"].sum(), shown[shown["significant"]]
    standards = screen.results.standards
    answers = answers_of_city(screen.results[Flows], standards.answer_on_time_percent)
    open_ones = shown[shown["state"].isin(OPEN_STATES)]
    entries = [
        (
            say("corridors.figure.shown"),
            number(len(shown)),
            say("corridors.figure.of", count=number(fitting), all=number(len(corridors.frame))),
        ),
        (
            say("corridors.figure.flow"),
            parts.share(volume, corridors.total_flow),
            say("corridors.figure.flow_of", people=number(volume)),
        ),
        (
            say("corridors.figure.significant"),
            number(len(significant)),
            say("corridors.figure.flow_of", people=number(significant["flow"].sum())),
        ),
        (
            say("corridors.figure.open"),
            number(open_ones["flow"].sum()),
            say("corridors.figure.open_of", count=number(len(open_ones))),
        ),
        *(
            (
                say(f"corridors.on_time.{end}"),
                parts.percent(answers[f"on_time_share_{end}"]),
                say("corridors.figure.norm", percent=standards.answer_on_time_percent),
            )
            for end in ENDS
        ),
    ]
    alarm = [say("corridors.figure.open")] if len(open_ones) else []
    parts.figures(entries, alarm)
    if corridors.day is not None:
        parts.caption(say("corridors.as_of", day=corridors.day.isoformat()))


def show_notes(screen: Screen, corridors: Corridors) -> None:
    """State what the figures rest on; where there is no corridor, why."""
    sentences = [note.sentence(screen.language) for note in corridors.notes]
    if corridors.frame.empty:
        parts.listed(sentences)  # with values of the user's, so never as Markdown
        return
    tried = corridors.stability
    if tried:
        sentences.append(
            screen.say(
                "corridors.stable",
                percent=f"{tried['percent']:g}",
                draws=tried["draws"],
                kept=parts.number(tried["kept"]),
                flipping=parts.number(tried["flipping"]),
                mean=parts.number(tried["unstable_mean"]),
            )
        )
    with st.expander(screen.say("corridors.rest_on", count=len(sentences))):
        parts.listed(sentences)
