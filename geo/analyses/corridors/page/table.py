"""The table of corridors, one row of which can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.corridors.methods.recommendation import CRITERIA
from geo.analyses.corridors.page.controls import former_corridors, header_of
from geo.ui.comparison import show_comparison, side_by_side
from geo.ui.widgets import choose_row, open_first

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.analyses.corridors.model import Corridors
    from geo.core.standards import Standards
    from geo.ui.screen import Screen

JUDGED: Final = (*CRITERIA, "recommended")
TABLE_COLUMNS: Final = (
    *("rank", "partner_name", "local_name", "state", "recommended", "flow", "flow_share"),
    *("concentrated", "p_value_adjusted", "significant", "flow_ratio", "flow_ratio_gravity"),
    *("above_expected", "inflow", "outflow", "net_migration"),
    *(
        "p_value",
        "selection_frequency",
        "factor_shortfall",
        "factor_accessibility",
        "score",
    ),
    *("notices_sent", "notices_answered", "notices_in_time"),
    *("on_time_share_partner", "meets_norm_partner", "on_time_share_local", "meets_norm_local"),
    *("agreement_places", "valid_until", "partner_province_name", "partner_code", "local_code"),
)
COMPARED: Final = ("flow", "inflow", "outflow")
NUMBER_FORMATS: Final = {
    "selection_frequency": "percent",
    "on_time_share_partner": "percent",
    "on_time_share_local": "percent",
    "flow_share": "percent",
    "p_value": "%.4f",
    "p_value_adjusted": "%.4f",
}
TEXT_COLUMNS: Final = (
    *("partner_name", "local_name", "state", *JUDGED, "agreement_places"),
    *("meets_norm_partner", "meets_norm_local"),
    *("valid_until", "partner_province_name", "partner_code", "local_code"),
)
DECIMALS: Final = {
    "flow_share": 4,
    "flow_ratio": 2,
    "flow_ratio_gravity": 2,
    "p_value": 4,
    "p_value_adjusted": 4,
    "selection_frequency": 2,
    "factor_shortfall": 2,
    "factor_accessibility": 2,
    "score": 0,
    "on_time_share_partner": 3,
    "on_time_share_local": 3,
}


def show_corridor_table(
    screen: Screen, shown: pd.DataFrame, selected: str | None, on_choose: Callable[[str], None]
) -> None:
    """Show corridors in order of rank, the one that is open marked."""
    key = "corridor_table"
    shown = open_first(shown, shown["corridor"].tolist(), key, selected)
    names = shown["corridor"].tolist()
    columns = {
        screen.say(f"corridor_header.{name}"): st.column_config.NumberColumn(
            format=NUMBER_FORMATS.get(name, "localized")
        )
        for name in TABLE_COLUMNS
        if name not in TEXT_COLUMNS
    }
    rows = corridor_rows(screen, shown)
    choose_row(rows, names, key, selected, on_choose, columns)


def compare_corridors(
    screen: Screen,
    corridors: Corridors,
    shown: pd.DataFrame,
    standards: Standards,
    on_choose: Callable[[str], None],
) -> None:
    """Show corridors beside what they were in the period compared, where there is one."""
    if screen.compared is None:
        return
    former = former_corridors(screen, corridors, standards).frame.set_index("corridor")
    keyed = shown.set_index("corridor")
    rows = side_by_side(keyed, former.reindex(keyed.index), COMPARED)
    names = {
        header_of(screen, name): keyed[name].astype("str")
        for name in ("partner_name", "local_name")
    }
    labels = {name: f"corridor_header.{name}" for name in COMPARED}
    show_comparison(screen, rows, names, labels, "table.corridors", on_choose)


def corridor_rows(screen: Screen, shown: pd.DataFrame) -> pd.DataFrame:
    """Return corridors under the headers of the screen, states in words."""
    say = screen.say
    yes = {True: say("corridor_yes.yes"), False: say("corridor_yes.no")}
    rows = shown.reindex(columns=list(TABLE_COLUMNS)).assign(
        state=shown["state"].map(lambda state: say(f"corridor_state.{state}")),
        **{name: shown[name].map(yes) for name in JUDGED},
        meets_norm_partner=shown["meets_norm_partner"].astype("object").map(yes),
        meets_norm_local=shown["meets_norm_local"].astype("object").map(yes),
        valid_until=shown["valid_until"].map(str, na_action="ignore"),
    )
    for name, decimals in DECIMALS.items():
        rows[name] = rows[name].astype("Float64").round(decimals)
    return rows.rename(columns={name: header_of(screen, name) for name in TABLE_COLUMNS})
