"""What the workload requires, beside the flat norms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.analyses.norms.model import Norms
from geo.analyses.norms.tables import wisn_table
from geo.publish.labels import label, labelled
from geo.ui import components as parts
from geo.ui.widgets import open_by_row

if TYPE_CHECKING:
    from geo.ui.screen import Screen

FACTORS: Final = ("available_hours", "category_allowance_factor", "individual_allowance_factor")
OF_UNITS: Final = (
    *("role", "name", "service_staff", "required_staff", "staff", "difference", "wisn_ratio"),
    *("status", "subdistrict_name", "district_name"),
)
AMOUNTS: Final = ("service_staff", "required_staff", "staff", "difference", "wisn_ratio")
SUMS: Final = ("required_staff", "staff")
_DECIMALS: Final = 3


def draw_wisn(screen: Screen) -> None:
    """Draw the roles with their factors, and the units of each; or how to get there."""
    parts.section(screen.say("norms.wisn"))
    lines = wisn_table(screen.results)
    if lines.empty:
        parts.caption(screen.say("norms.wisn.none"))
        return
    parts.caption(screen.say("norms.wisn.hint"))
    headers = [label(name, screen.language) for name in ("role", *FACTORS, "units", *SUMS)]
    told = [*headers, label("wisn_ratio", screen.language), label("reason", screen.language)]
    rows = [_role_row(screen, own) for _, own in lines.groupby("role", sort=False)]
    parts.table(told, rows, numbers=range(1, len(told) - 1))
    unplaced = screen.results[Norms].unplaced_workloads
    if unplaced:
        parts.caption(screen.say("norms.wisn.unplaced", rows=unplaced))
    of_units = lines[lines["code"].notna()]
    units = list(zip(of_units["level"], of_units["code"], strict=True))
    shown = labelled(of_units[list(OF_UNITS)], screen.language)
    headers = [label(name, screen.language) for name in AMOUNTS]
    looks = {header: st.column_config.NumberColumn(format="%.2f") for header in headers}
    open_by_row(shown, units, "norms_wisn", "norms", looks)


def _role_row(screen: Screen, own: pd.DataFrame) -> list[str]:
    """Return a role: what it can do, what it needs in all units, what is there."""
    first = own.iloc[0]
    known = own.dropna(subset=["required_staff", "staff"])
    sums = known[list(SUMS)].sum()
    ratio = sums["staff"] / sums["required_staff"] if sums["required_staff"] else pd.NA
    reason = first["reason"]
    return [
        str(first["role"]),
        *(parts.number(first[name], _DECIMALS) for name in FACTORS),
        parts.number(len(known)),
        *(parts.number(sums[name], 2) for name in SUMS),
        parts.number(ratio, 2),
        screen.say(f"norm_reason.{reason}") if reason else "",
    ]
