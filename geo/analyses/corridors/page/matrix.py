"""Corridors as a matrix on the page, a cell of which can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import streamlit as st

from geo.analyses.corridors.maps import FLOW_COLOURS
from geo.analyses.corridors.matrix import OTHER, corridor_matrix
from geo.analyses.corridors.page.controls import head_of
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.ui.screen import Screen

MOST_PARTNERS, MOST_LOCAL_UNITS = 25, 16
MEASURES: Final = ("flow", "flow_ratio", "state")
MOST_LEVEL: Final = 8  # columns, above which their names are written slanting
ROW: Final = 22  # pixels
DARK: Final = 0.55  # of the most people: above it, ink is white


def draw_matrix(
    screen: Screen, fitting: pd.DataFrame, on_click: Callable[[str | None, str | None], None]
) -> None:
    """Draw the matrix of the corridors that fit; a click on a cell opens its corridor."""
    say = screen.say
    measure = switch(
        say("corridors.matrix.measure"),
        MEASURES,
        "corridor_measure",
        lambda name: say(f"corridors.matrix.{name}"),
    )
    cells = corridor_matrix(fitting, MOST_PARTNERS, MOST_LOCAL_UNITS)
    key = "corridor_matrix"

    def hear() -> None:
        click = st.session_state.get(key)
        corridor = incoming.picked(click, "pick", "corridor", fitting["corridor"])
        if corridor is not None:
            on_click(corridor, None)

    st.altair_chart(
        matrix_chart(screen, cells, measure),
        width="stretch",
        key=key,
        on_select=hear,
        selection_mode="pick",
    )
    hints = [say("corridors.matrix.hint")]
    if (cells[["partner_code", "local_code"]] == OTHER).to_numpy().any():
        hints.append(say("corridors.matrix.beyond"))
    parts.caption(*hints)


def matrix_chart(screen: Screen, cells: pd.DataFrame, measure: str) -> alt.LayerChart:
    """Draw the cells in the colours of a measure; where there is room, people stand on them."""
    say = screen.say
    labelled = cells.assign(
        partner=_labels(cells, "partner", say("corridors.matrix.other")),
        local=_labels(cells, "local", say("corridors.matrix.other")),
        state_told=[
            say(f"corridor_state.{state}") if isinstance(state, str) else parts.NOTHING
            for state in cells["state"]
        ],
        **{name: cells[name].astype("float64") for name in ("flow", "expected_flow", "flow_ratio")},
    )
    columns = ["partner", "local", "corridor", "flow", "expected_flow", "flow_ratio", "state_told"]
    order = {end: labelled[end].drop_duplicates().tolist() for end in ("partner", "local")}
    _last(order, say("corridors.matrix.other"))
    level = len(order["local"]) <= MOST_LEVEL
    across = alt.Axis(orient="top", labelOverlap=False, labelAngle=0 if level else -60)
    pick = alt.selection_point(name="pick", fields=["corridor"], empty=False)
    base = alt.Chart(labelled[columns]).encode(
        x=alt.X("local:N", sort=order["local"], title=None, axis=across),
        y=alt.Y("partner:N", sort=order["partner"], title=None, axis=alt.Axis(labelOverlap=False)),
        tooltip=[
            alt.Tooltip("partner:N", title=say("corridor_head.partner_name")),
            alt.Tooltip("local:N", title=head_of(screen, "local_name")),
            alt.Tooltip("flow:Q", title=say("corridor_head.flow"), format=",.0f"),
            alt.Tooltip(
                "expected_flow:Q", title=say("corridors.card.expected_flow"), format=",.0f"
            ),
            alt.Tooltip("flow_ratio:Q", title=say("corridors.matrix.flow_ratio"), format=".2f"),
            alt.Tooltip("state_told:N", title=say("corridor_head.state")),
        ],
    )
    cells_drawn = base.mark_rect(stroke="#ffffff").encode(color=_colour(screen, measure))
    cells_drawn = cells_drawn.add_params(pick)
    written = base.mark_text(fontSize=11).encode(
        text=alt.Text("flow_ratio:Q", format=".2f")
        if measure == "flow_ratio"
        else alt.Text("flow:Q", format=",.0f"),
        color=alt.value("#1f2937") if measure != "state" else alt.value("#ffffff"),
    )
    if measure == "flow":
        dark = f"datum.flow > {DARK * float(labelled['flow'].max())}"
        written = written.encode(
            color=alt.condition(dark, alt.value("#ffffff"), alt.value("#1f2937"))
        )
    height = ROW * len(order["partner"]) + ROW
    layers = [cells_drawn, written] if level else [cells_drawn]  # narrower cells have no room
    chart: alt.LayerChart = alt.layer(*layers, height=height).configure_view(stroke=None)
    return chart


def _labels(cells: pd.DataFrame, end: str, other: str) -> list[str]:
    """Label ends; of two of one name each has its code behind."""
    names = cells[f"{end}_name"].astype("str")
    codes = cells[f"{end}_code"]
    twice = codes.groupby(names).transform("nunique") > 1
    labels = names.mask(twice, names + " " + codes).mask(codes == OTHER, other)
    return labels.tolist()


def _last(order: dict[str, list[str]], other: str) -> None:
    for labels in order.values():
        if other in labels:
            labels.remove(other)
            labels.append(other)


def _colour(screen: Screen, measure: str) -> Any:
    say = screen.say
    if measure == "flow":
        scale = alt.Scale(scheme="oranges", type="sqrt", domainMin=0)
        return alt.Color("flow:Q", scale=scale, title=say("corridor_head.flow"))
    if measure == "flow_ratio":
        scale = alt.Scale(scheme="blueorange", type="log", domain=[0.25, 1, 4], clamp=True)
        return alt.Color("flow_ratio:Q", scale=scale, title=say("corridors.matrix.flow_ratio"))
    labels = [say(f"corridor_state.{state}") for state in FLOW_COLOURS]
    scale = alt.Scale(domain=[*labels, parts.NOTHING], range=[*FLOW_COLOURS.values(), "#9aa3af"])
    legend = alt.Legend(orient="bottom")
    return alt.Color("state_told:N", scale=scale, title=say("corridor_head.state"), legend=legend)
