"""Results to take away; each file is made when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.core import temporary
from geo.core.analysis import ExportOptions
from geo.publish.titles import file_name, place_name
from geo.ui.components import literal

if TYPE_CHECKING:
    from geo.core.results import Results
    from geo.ui.screen import Screen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_workbook(screen: Screen, district: str = "") -> None:
    """Offer the workbook of staff shortfalls: of a district by its code, else of the whole city."""
    results = _of_district(screen.results, district) if district else screen.results
    label = screen.say("download.workbook")
    if district:
        place = place_name(results, screen.language)
        label = screen.say("download.workbook_of", place=literal(place))
    st.download_button(
        label,
        lambda: exported(screen, "xlsx", district=district),
        file_name=file_name(results, "book.sheet_communities", ".xlsx", screen.language),
        mime=XLSX,
        icon=":material/table_view:",
        on_click="ignore",
    )


def _of_district(results: Results, code: str) -> Results:
    """Return results with the name of a district, but not what is said of it: that takes long."""
    districts = results.units.districts
    units = replace(results.units, districts=districts[districts["district_code"] == code])
    return replace(results, units=units, district=code)


def exported(screen: Screen, form: str, **selection: Any) -> bytes:
    """Return the one file that an export in a form makes; for ``selection`` see ExportOptions."""
    with temporary.folder() as folder:
        (path,) = screen.export(
            screen.results, folder, [form], ExportOptions(screen.language, **selection)
        )
        return path.read_bytes()
