"""The table of corridors, one row of which can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.corridors.page.controls import head_of
from geo.ui.widgets import choose_row

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.ui.screen import Screen

COLUMNS: Final = (
    *("rank", "far_name", "near_name", "state", "people", "people_in", "people_out", "balance"),
    *("ratio_in", "p", "significant", "kept_share", "factor_shortage", "factor_reach", "score"),
    *("notices_sent", "notices_answered", "notices_in_time", "on_time_share", "meets_norm"),
    *("agreement_places", "valid_until", "far_province_name", "far_code", "near_code"),
)
FORMATS: Final = {"kept_share": "percent", "on_time_share": "percent", "p": "%.4f"}
TEXTS: Final = (
    *("far_name", "near_name", "state", "significant", "meets_norm", "agreement_places"),
    *("valid_until", "far_province_name", "far_code", "near_code"),
)
DECIMALS: Final = {
    "ratio_in": 2,
    "p": 4,
    "kept_share": 2,
    "factor_shortage": 2,
    "factor_reach": 2,
    "score": 0,
    "on_time_share": 3,
}


def show_corridor_table(
    screen: Screen, shown: pd.DataFrame, selected: str | None, on_choose: Callable[[str], None]
) -> None:
    """Show corridors in order of rank; the one that is open is marked, and stands first."""
    if selected in set(shown["corridor"]):
        shown = shown.sort_values("corridor", key=lambda names: names != selected, kind="stable")
    names = shown["corridor"].tolist()
    columns = {
        screen.say(f"corridor_head.{name}"): st.column_config.NumberColumn(
            format=FORMATS.get(name, "localized")
        )
        for name in COLUMNS
        if name not in TEXTS
    }
    rows = corridor_rows(screen, shown)
    choose_row(rows, names, "corridor_table", selected, on_choose, columns)


def corridor_rows(screen: Screen, shown: pd.DataFrame) -> pd.DataFrame:
    """Return corridors under the heads of the screen, states in words."""
    say = screen.say
    yes = {True: say("corridor_yes.yes"), False: say("corridor_yes.no")}
    told = shown.reindex(columns=list(COLUMNS)).assign(
        state=shown["state"].map(lambda state: say(f"corridor_state.{state}")),
        significant=shown["significant"].map(yes),
        meets_norm=shown["meets_norm"].astype("object").map(yes),
        valid_until=shown["valid_until"].map(str, na_action="ignore"),
    )
    for name, decimals in DECIMALS.items():
        told[name] = told[name].astype("Float64").round(decimals)
    return told.rename(columns={name: head_of(screen, name) for name in COLUMNS})
