"""People registered in another unit of the own city: figures, table and download."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.corridors.methods.flows import RESOLVED
from geo.analyses.corridors.methods.within_city import LEVELS
from geo.analyses.corridors.model import WithinCity
from geo.analyses.corridors.page.names import local_link
from geo.analyses.corridors.within_city import totals_of, within_city_flows, within_city_of
from geo.publish.csv import csv_bytes
from geo.ui import components as parts
from geo.ui.widgets import link_by_row, switch

if TYPE_CHECKING:
    import pandas as pd

    from geo.ui.screen import Screen

COLUMNS: Final = (
    *("registered_name", "residence_name", "flow", "expected_flow", "flow_ratio"),
    *("expected_flow_gravity", "flow_ratio_gravity", "p_value_adjusted", "significant"),
    *("registered_code", "residence_code"),
)
_DECIMALS: Final = {
    **dict.fromkeys(("expected_flow", "expected_flow_gravity"), 0),
    **dict.fromkeys(("flow_ratio", "flow_ratio_gravity"), 2),
    "p_value_adjusted": 4,
}


def draw_within_city(screen: Screen) -> None:
    """Draw the section: its own figures and totals, apart from corridors with other regions."""
    say, number = screen.say, parts.number
    parts.section(say("within_city.title"))
    usual = screen.results[WithinCity]
    if usual.frame.empty:
        parts.caption(say("within_city.none"))
        return
    order = (usual.level, *(level for level in LEVELS if level != usual.level))
    level = switch(
        say("within_city.ask.level"),
        order,
        "within_city_level",
        lambda name: say(f"corridors.unit.{name}"),
    )
    within = usual if level == usual.level else within_city_of(screen.results, level)
    totals = totals_of(within)
    share = parts.share(totals.total, within.total_flow)
    parts.figures(
        [
            (
                say("within_city.figure.total"),
                number(totals.total),
                say("within_city.figure.total_of", share=share, all=number(within.total_flow)),
            ),
            (
                say("within_city.figure.moved"),
                number(totals.moved),
                say("within_city.figure.moved_of", count=number(totals.pairs)),
            ),
            (say("within_city.figure.same"), number(totals.same), ""),
            (
                say("within_city.figure.unknown"),
                number(totals.unknown),
                say("within_city.figure.unknown_of"),
            ),
        ]
    )
    moved = within.frame[within.frame["state"] == RESOLVED]
    if len(moved):
        rows = within_city_rows(screen, moved)
        pairs = moved.to_dict("records")

        def links(row: int) -> list[parts.Html]:
            return [local_link(level, pairs[row], end) for end in ("registered", "residence")]

        link_by_row(rows, links, f"within_city_{level}", screen.language)
    if totals.other_list:
        parts.caption(say("within_city.hint", people=number(totals.other_list)))
    st.download_button(
        say("within_city.download"),
        lambda: csv_bytes(within_city_flows(screen.results.having(within))),
        file_name=f"within_city_flows_{level}.csv",
        mime="text/csv",
        icon=":material/list:",
        key="within_city_download",
        on_click="ignore",
    )


def within_city_rows(screen: Screen, moved: pd.DataFrame) -> pd.DataFrame:
    """Return flows between units under the headers of the screen; the list where there are two."""
    say = screen.say
    yes = {True: say("corridor_yes.yes"), False: say("corridor_yes.no")}
    rows = moved[list(COLUMNS)].assign(significant=moved["significant"].map(yes))
    for name, decimals in _DECIMALS.items():
        rows[name] = rows[name].astype("Float64").round(decimals)
    rows = rows.rename(columns={name: say(f"corridor_header.{name}") for name in COLUMNS})
    if len(moved["direction"].unique()) > 1:
        lists = [say(f"within_city.list.{direction}") for direction in moved["direction"]]
        rows.insert(0, say("within_city.list"), lists)
    return rows
