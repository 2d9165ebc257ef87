"""The steps of a plan as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.analyses.planning.workbook import shown_steps, step_rows
from geo.ui import components as parts
from geo.ui import print_view

if TYPE_CHECKING:
    from geo.analyses.planning.plan import Plan
    from geo.ui.screen import Screen

TEXT_COLUMNS: Final = (
    *("name", "subdistrict_name", "district_name", "from_name", "code", "action"),
)


def show_steps(screen: Screen, plan: Plan) -> None:
    """Show the steps of a plan in a table."""
    rows = step_rows(plan, screen.language)
    print_view.note_table(rows)
    st.dataframe(
        rows,
        hide_index=True,
        placeholder=parts.NOTHING,
        column_config={
            screen.say(f"planning_header.{name}"): st.column_config.NumberColumn(format="localized")
            for name in shown_steps(plan, screen.language)
            if name not in TEXT_COLUMNS
        },
    )
