"""Corridors as matrices of origins and destinations on the page; a cell opens its corridor."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.analyses.corridors.maps import FLOW_COLOURS
from geo.analyses.corridors.matrix import BY_CLUSTER, BY_FLOW, ORDERS, OTHER, TOTAL, matrices
from geo.publish.maps.contrast import ink_on
from geo.ui import components as parts
from geo.ui import incoming, print_view
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from pandas.io.formats.style import Styler

    from geo.analyses.corridors.matrix import Matrix
    from geo.analyses.corridors.model import Corridors
    from geo.ui.screen import Screen

MOST: Final = (400, 100)  # partner regions and local units: more cells take seconds to draw
MEASURES: Final = ("flow", "flow_ratio", "state")
TALLEST: Final = 520  # pixels; beyond, a matrix scrolls under its headers
ROW: Final = 35  # pixels of a row, as Streamlit draws it
# Oranges and PuOr of ColorBrewer (Brewer 2003), the latter turned: blue is less than expected.
SEQUENTIAL: Final = ("#fff5eb", "#fdd0a2", "#fd8d3c", "#a63603")
DIVERGING: Final = ("#8073ac", "#f7f7f7", "#e08214")
LEAST_RATIO, MOST_RATIO = 0.25, 4.0


def draw_matrix(
    screen: Screen,
    corridors: Corridors,
    fitting: pd.DataFrame,
    on_click: Callable[[str | None, str | None], None],
) -> None:
    """Draw the matrices of the corridors that fit; a click on a cell opens its corridor."""
    say = screen.say
    left, right = st.columns(2)
    with left:
        measure = switch(
            say("corridors.matrix.measure"),
            MEASURES,
            "corridor_measure",
            lambda name: say(f"corridors.matrix.{name}"),
        )
    with right:
        order = switch(
            say("corridors.matrix.order"),
            ORDERS,
            "corridor_order",
            lambda name: say(f"corridors.matrix.order.{name}"),
        )
    laid = matrices(fitting, MOST, between=corridors.between, order=order)
    most = max(map(most_of, laid), default=1.0)
    parts.show(_legend(screen, most, measure))
    for matrix in laid:
        _draw(screen, matrix, (measure, most), on_click)
    hints = [say("corridors.matrix.hint")]
    if order == BY_CLUSTER:
        hints.append(say("corridors.matrix.clusters"))
    if any(OTHER in axis for matrix in laid for axis in (matrix.flow.index, matrix.flow.columns)):
        hints.append(say("corridors.matrix.beyond"))
    parts.caption(*hints)


def _draw(
    screen: Screen,
    matrix: Matrix,
    scale: tuple[str, float],
    on_click: Callable[[str | None, str | None], None],
) -> None:
    """Draw a matrix under its title, in the colours of a measure up to the most people."""
    say, (measure, most) = screen.say, scale
    title = escape(say(f"corridors.matrix.direction.{matrix.direction}"))
    parts.show(
        f'<div class="yipan-legend"><strong>{title}</strong>'
        f'<span class="yipan-key">{escape(say("corridors.matrix.axes"))}</span></div>'
    )
    shown = shown_matrix(screen, matrix, measure)
    # Of another measure or order it is another table: its columns have other widths.
    ordered = BY_CLUSTER if matrix.clusters else BY_FLOW
    key = f"corridor_matrix_{matrix.direction}_{measure}_{ordered}"
    columns = shown.columns.tolist()

    def hear() -> None:
        cell = incoming.chosen_cell(st.session_state.get(key), len(shown), columns)
        if cell is None:
            return
        corridor = matrix.corridor.to_numpy()[cell[0], columns.index(cell[1])]
        if isinstance(corridor, str):
            on_click(corridor, None)

    print_view.note_table(shown.reset_index(names=""))
    st.dataframe(
        styled_matrix(shown, matrix, measure, most),
        key=key,
        on_select=hear,
        selection_mode="single-cell",
        height=min(TALLEST, ROW * (len(shown) + 1) + 3),
        placeholder="",
    )


def shown_matrix(screen: Screen, matrix: Matrix, measure: str) -> pd.DataFrame:
    """Return the numbers of a matrix under the names of its places."""
    values = matrix.flow_ratio if measure == "flow_ratio" else matrix.flow
    rows, columns = (_labels(screen, matrix, codes) for codes in (values.index, values.columns))
    return values.astype("float64").set_axis(rows).set_axis(columns, axis=1)


def styled_matrix(shown: pd.DataFrame, matrix: Matrix, measure: str, most: float) -> Styler:
    """Colour a matrix by a measure: totals and the rest are outside the scale."""
    sums = [axis.isin([TOTAL, OTHER]) for axis in (matrix.flow.index, matrix.flow.columns)]
    colours = _colours(matrix, measure, most)
    looks = np.where(sums[0][:, None] | sums[1], "", _css(colours)).astype("object")
    looks[0] = looks[:, 0] = "font-weight:600"
    css = pd.DataFrame(looks, shown.index, shown.columns)
    written = "{:,.2f}" if measure == "flow_ratio" else "{:,.0f}"
    return shown.style.apply(lambda _: css, axis=None).format(written, na_rep="")


def _labels(screen: Screen, matrix: Matrix, codes: pd.Index) -> list[str]:
    """Label places after the number of their cluster; of one name, each has its code behind."""
    words = {
        TOTAL: screen.say("corridors.matrix.total"),
        OTHER: screen.say("corridors.matrix.other"),
    }
    written = pd.Series(codes.tolist(), dtype="str")
    names = written.map(matrix.names | words)
    while names.duplicated().any():
        names = names.mask(names.duplicated(keep=False), names + " " + written)
    numbers = [matrix.clusters.get(code) for code in codes]
    return [
        f"{number} · {name}" if number else name
        for number, name in zip(numbers, names, strict=True)
    ]


def _colours(matrix: Matrix, measure: str, most: float) -> NDArray[np.str_]:
    """Return the colour of each cell; "" for none."""
    if measure == "state":
        return matrix.state.map(lambda state: FLOW_COLOURS.get(state, "")).to_numpy(dtype="str")
    if measure == "flow":
        flow = matrix.flow.astype("float64").to_numpy()
        return _blended(np.sqrt(np.minimum(flow / most, 1.0)), SEQUENTIAL)
    ratio = matrix.flow_ratio.astype("float64").clip(LEAST_RATIO, MOST_RATIO).to_numpy()
    return _blended(np.log(ratio / LEAST_RATIO) / np.log(MOST_RATIO / LEAST_RATIO), DIVERGING)


def most_of(matrix: Matrix) -> float:
    """Return the people of the largest cell of a pair; totals and the rest are none."""
    pairs = matrix.flow.drop(index=[TOTAL, OTHER], columns=[TOTAL, OTHER], errors="ignore")
    most = pairs.max().max()
    return 1.0 if pd.isna(most) else float(most)


def _blended(shares: NDArray[np.float64], stops: Sequence[str]) -> NDArray[np.str_]:
    """Blend the colours of a ramp, each share between two of them; "" where it is missing."""
    known = np.isfinite(shares)
    filled = np.where(known, shares, 0.0)
    at = np.linspace(0.0, 1.0, len(stops))
    channels = np.array([[int(stop[part : part + 2], 16) for part in (1, 3, 5)] for stop in stops])
    blended = [np.interp(filled, at, channel).round().astype(int) for channel in channels.T]
    hexadecimal = np.vectorize("#{:02x}{:02x}{:02x}".format, otypes=["U7"])
    return np.where(known, hexadecimal(*blended), "")


@np.vectorize
def _css(colour: str) -> str:
    """Write the look of a cell of a colour, its ink dark or white."""
    if not colour:
        return ""
    return f"background-color:{colour};color:{ink_on(colour)}"


def _legend(screen: Screen, most: float, measure: str) -> str:
    """Draw what the colours mean, as HTML."""
    say = screen.say
    if measure == "state":
        keys = "".join(
            f'<span class="yipan-key"><i style="background:{colour}"></i>'
            f"{escape(say(f'corridor_state.{state}'))}</span>"
            for state, colour in FLOW_COLOURS.items()
        )
    else:
        stops: Sequence[str] = DIVERGING
        ends = (f"≤ {LEAST_RATIO:g}", f"≥ {MOST_RATIO:g}")
        if measure == "flow":
            ends, stops = ("0", parts.number(most, 0)), SEQUENTIAL
        keys = (
            f'<span class="yipan-key">{escape(ends[0])}<i class="yipan-ramp" '
            f'style="background:linear-gradient(90deg, {", ".join(stops)})"></i>{escape(ends[1])}'
            "</span>"
        )
    title = escape(say(f"corridors.matrix.{measure}"))
    return f'<div class="yipan-legend"><strong>{title}</strong>{keys}</div>'
