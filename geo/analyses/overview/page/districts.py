"""Districts ranked: bars for one look, a table for the figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.ui import components as parts
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from geo.ui.screen import Screen

RANKS: Final = ("gap_staff", "share_met")
COLOURS: Final = {"gap_staff": "#b5420a", "share_met": "#1d5b8a"}
MOST_BARS: Final = 10

# Columns of the table and their heads.
COLUMNS: Final = (
    ("district_name", "staffing.district"),
    ("gap_staff", "staffing.gap"),
    ("share_met", "staffing.share_met"),
    ("people", "staffing.people"),
    ("staff", "staffing.staff"),
    ("need_staff", "staffing.need"),
    ("communities", "staffing.communities"),
    ("missed", "overview.missed"),
    ("changes_state", "overview.changing"),
)


def choose_rank(screen: Screen) -> str:
    """Let the user choose what districts are ranked by."""
    return switch(
        screen.say("overview.districts"),
        RANKS,
        "rank_by",
        lambda name: screen.say(f"overview.rank_by.{name}"),
    )


def show_bars(screen: Screen, ranked: pd.DataFrame, by: str) -> None:
    """Show the first districts as bars, with the other measure beside."""
    shown = ranked.head(MOST_BARS)
    most = 1.0 if by == "share_met" else _largest_gap(ranked)
    rows = "".join(_bar(screen, district, by, most) for _, district in shown.iterrows())
    st.html(f'<div class="yipan-rank">{rows}</div>')
    told = [screen.say(f"overview.rank_told.{by}")]
    if len(ranked) > len(shown):
        told.append(screen.say("overview.rank_first", shown=len(shown), all=len(ranked)))
    parts.caption(*told)


def show_district_table(screen: Screen, ranked: pd.DataFrame) -> None:
    """Show all districts with their figures; a click on a head sorts."""
    told = ranked.assign(
        district_name=[name_of(screen, district) for _, district in ranked.iterrows()],
        share_met=(100 * ranked["share_met"]).round(1),
    )
    heads = {column: screen.say(head) for column, head in COLUMNS}
    gap, share = heads["gap_staff"], heads["share_met"]
    numbers = {
        heads[column]: st.column_config.NumberColumn(format="localized")
        for column, _ in COLUMNS[3:]
    }
    bars = {
        gap: st.column_config.ProgressColumn(
            format="%g", min_value=0, max_value=_largest_gap(ranked)
        ),
        share: st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100),
    }
    st.dataframe(
        told[list(heads)].rename(columns=heads).astype({gap: "Float64", share: "Float64"}),
        hide_index=True,
        placeholder=parts.NOTHING,
        column_config=numbers | bars,
    )


def name_of(screen: Screen, district: pd.Series[Any]) -> str:
    """Name a district: by its code if it has no name; communities without one stay together."""
    for column in ("district_name", "district_code"):
        if parts.text(district[column]) != parts.NOTHING:
            return str(district[column])
    return screen.say("book.no_unit")


def _largest_gap(ranked: pd.DataFrame) -> float:
    """Return the gap that fills a bar; 1 if there is none."""
    return max(1.0, float(ranked["gap_staff"].fillna(0).max()))


def _bar(screen: Screen, district: pd.Series[Any], by: str, most: float) -> str:
    gap, share = district["gap_staff"], district["share_met"]
    shares = parts.NOTHING if pd.isna(share) else parts.share(share, 1)
    told = (parts.number(gap), shares)
    main, beside = told if by == "gap_staff" else reversed(told)
    width = 0.0 if pd.isna(district[by]) else 100 * district[by] / most
    return (
        f"<span>{escape(name_of(screen, district))}</span>"
        f'<div><i style="width:{width:.1f}%;background:{COLOURS[by]}"></i></div>'
        f"<b>{escape(main)}</b><em>{escape(beside)}</em>"
    )
