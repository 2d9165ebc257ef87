"""The steps of a plan as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.planning.workbook import shown_steps, step_rows
from geo.ui.places import COMMUNITY
from geo.ui.widgets import open_by_row

if TYPE_CHECKING:
    from geo.analyses.planning.plan import Plan
    from geo.ui.screen import Screen

TEXT_COLUMNS: Final = (
    *("name", "subdistrict_name", "district_name", "from_name", "code", "action"),
)


def show_steps(screen: Screen, plan: Plan) -> None:
    """Show the steps of a plan in a table."""
    rows = step_rows(plan, screen.language)
    communities = screen.results.units.communities["community_code"]
    codes = plan.steps["code"].where(plan.steps["code"].isin(communities))
    open_by_row(
        rows,
        [(COMMUNITY, code) for code in codes],
        "planning_steps",
        "planning",
        columns={
            screen.say(f"planning_header.{name}"): st.column_config.NumberColumn(format="localized")
            for name in shown_steps(plan, screen.language)
            if name not in TEXT_COLUMNS
        },
    )
