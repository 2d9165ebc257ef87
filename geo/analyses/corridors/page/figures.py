"""Key figures of corridors, and in sentences what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.analyses.corridors.dealings import ENDS, answers_of_city
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import LAPSED, MISSING, UNKNOWN_TERM
from geo.analyses.corridors.page.controls import former_corridors
from geo.ui import components as parts
from geo.ui.comparison import changes

if TYPE_CHECKING:
    from geo.analyses.corridors.agreement_drafts import Drafts
    from geo.analyses.corridors.model import Corridors
    from geo.core.standards import Standards
    from geo.ui.screen import Screen

OPEN_STATES = (MISSING, LAPSED, UNKNOWN_TERM)  # without one that is known to be in force


def show_corridor_figures(
    screen: Screen,
    corridors: Corridors,
    fitting: pd.DataFrame,
    due: Drafts,
    standards: Standards,
) -> None:
    """Show what all corridors of the city are, and beside each figure what the filters leave."""
    say, number, frame = screen.say, parts.number, corridors.frame
    volume, left = frame["flow"].sum(), fitting["flow"].sum()
    open_ones, open_left = (rows[rows["state"].isin(OPEN_STATES)] for rows in (frame, fitting))
    told = {
        "count": number(len(fitting)),
        "people": number(left),
        "share": parts.share(left, corridors.total_flow),
    }
    beside = {
        "shown": say("corridors.figure.of_left", **told),
        "flow": say("corridors.figure.flow_of_left", **told),
        "due": say("corridors.figure.due_left", count=number(len(due.frame))),
        "open": say("corridors.figure.open_of_left", **_counted(open_left)),
    }
    if len(fitting) == len(frame):
        beside = {
            "shown": say("corridors.figure.of"),
            "flow": say("corridors.figure.flow_of", **told),
            "due": say("corridors.figure.due_of", count=number(due.counts.get("recommended", 0))),
            "open": say("corridors.figure.open_of", **_counted(open_ones)),
        }
    norm = screen.results.standards.answer_on_time_percent
    answers = answers_of_city(screen.results[Flows], norm)
    share = parts.share(volume, corridors.total_flow)
    entries = [
        (say("corridors.figure.shown"), number(len(frame)), beside["shown"]),
        (say("corridors.figure.flow"), share, beside["flow"]),
        (say("corridors.figure.due"), number(due.counts.get("listed", 0)), beside["due"]),
        (say("corridors.figure.open"), number(open_ones["flow"].sum()), beside["open"]),
        *(
            (
                say(f"corridors.on_time.{end}"),
                parts.percent(answers[f"on_time_share_{end}"]),
                say("corridors.figure.norm", percent=norm),
            )
            for end in ENDS
        ),
    ]
    alarm = [say("corridors.figure.open")] if len(open_ones) else []
    meanings = parts.meanings(screen.language, {"corridors.figure.shown": "partner_region"})
    parts.figures(entries, alarm, meanings, _changes(screen, corridors, standards))


def _changes(screen: Screen, corridors: Corridors, standards: Standards) -> dict[str, str]:
    """Return in words what changed from the period compared, by label."""
    if screen.compared is None:
        return {}
    former = former_corridors(screen, corridors, standards)
    now, before = (_amounts(found) for found in (corridors, former))
    return changes(screen, now, before, shares={"corridors.figure.flow"})


def _amounts(corridors: Corridors) -> dict[str, Any]:
    """Return the figures of corridors by the message of their label."""
    frame, total = corridors.frame, corridors.total_flow
    return {
        "corridors.figure.shown": len(frame),
        "corridors.figure.flow": frame["flow"].sum() / total if total else pd.NA,
        "corridors.figure.open": frame.loc[frame["state"].isin(OPEN_STATES), "flow"].sum(),
    }


def _counted(rows: pd.DataFrame) -> dict[str, str]:
    return {"count": parts.number(len(rows)), "people": parts.number(rows["flow"].sum())}


def show_notes(screen: Screen, corridors: Corridors) -> None:
    """State what the figures rest on; where there is no corridor, why."""
    sentences = [note.sentence(screen.language) for note in corridors.notes]
    if corridors.frame.empty:
        parts.listed(sentences)  # with values of the user's, so never as Markdown
        return
    if corridors.day is not None:
        parts.caption(screen.say("corridors.as_of", day=corridors.day.isoformat()))
    tried = corridors.stability
    if tried:
        sentences.append(
            screen.say(
                "corridors.stable",
                percent=f"{tried['percent']:g}",
                draws=tried["draws"],
                all=parts.number(len(corridors.frame)),
                kept=parts.number(tried["kept"]),
                flipping=parts.number(tried["flipping"]),
                mean=parts.number(tried["unstable_mean"]),
            )
        )
    with st.expander(screen.say("corridors.rest_on", count=len(sentences))):
        parts.listed(sentences)
