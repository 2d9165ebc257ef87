"""The trade-off between two aims as a curve, of whose plans one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.core.number_format import percent
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    import altair as alt

    from geo.analyses.planning.plan import Plan
    from geo.ui.screen import Screen


def choose_between(screen: Screen, plan: Plan) -> Plan:
    """Draw the curve of the alternatives to a plan, and return the one that is chosen.

    A plan without alternatives is returned as it is.
    """
    plans = plan.alternatives
    if len(plans) < 2:
        return plan
    parts.section(screen.say("planning.tradeoff"))
    beside_curve, beside_choice = st.columns([3, 2], gap="medium")
    labels = [_label(screen, each) for each in plans]
    with beside_choice:
        picked = st.radio(
            screen.say("planning.tradeoff.choose"),
            labels,
            index=len(labels) - 1,
            key="planning_alternative",
        )
        parts.caption(screen.say("planning.tradeoff.hint"))
    position = labels.index(incoming.one_of(picked, labels) or labels[-1])
    with beside_curve:
        st.altair_chart(_curve(screen, plans, position), width="stretch")
    return plans[position]


def _label(screen: Screen, plan: Plan) -> str:
    least, share = plan.figures["least_share"], plan.figures["after"] / plan.figures["total"]
    return screen.say("planning.tradeoff.option", least=percent(least), share=percent(share))


def _curve(screen: Screen, plans: tuple[Plan, ...], position: int) -> alt.LayerChart:
    """Return the chart: the least covered subdistrict to the right, all people upwards."""
    import altair as alt  # noqa: PLC0415  # slow to import, and not often needed

    least, share = (screen.say(f"planning.tradeoff.{name}") for name in ("least_share", "share"))
    points = pd.DataFrame(
        {
            "x": [round(100 * plan.figures["least_share"], 2) for plan in plans],
            "y": [round(100 * plan.figures["after"] / plan.figures["total"], 2) for plan in plans],
            "chosen": [number == position for number in range(len(plans))],
        }
    )
    scale = alt.Scale(zero=False, padding=12)
    base = alt.Chart(points).encode(
        x=alt.X("x", title=least, scale=scale), y=alt.Y("y", title=share, scale=scale)
    )
    colour = alt.condition("datum.chosen", alt.value("#b5420a"), alt.value("#1d5b8a"))
    tooltip = [alt.Tooltip("x", title=least), alt.Tooltip("y", title=share)]
    marks = base.mark_circle(size=130, opacity=1).encode(color=colour, tooltip=tooltip)
    curve: alt.LayerChart = (base.mark_line(color="#9aa7b6") + marks).properties(height=220)
    return curve
