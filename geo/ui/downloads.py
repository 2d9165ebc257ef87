"""Results to take away; each file is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.core import temporary
from geo.core.analysis import ExportOptions

if TYPE_CHECKING:
    from geo.ui.screen import Screen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_workbook(screen: Screen) -> None:
    """Offer the workbook of staff shortfalls of the whole city."""
    st.download_button(
        screen.say("download.workbook"),
        lambda: exported(screen, "xlsx"),
        file_name="staff_shortfall.xlsx",
        mime=XLSX,
        icon=":material/table_view:",
        on_click="ignore",
    )


def exported(screen: Screen, form: str, **selection: Any) -> bytes:
    """Return the one file that an export in a form makes; for ``selection`` see ExportOptions."""
    with temporary.folder() as folder:
        (path,) = screen.export(
            screen.results, folder, [form], ExportOptions(screen.language, **selection)
        )
        return path.read_bytes()
