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

RANKS: Final = ("staff_shortfall", "share_compliant")
COLOURS: Final = {"staff_shortfall": "#b5420a", "share_compliant": "#1d5b8a"}
MOST_BARS: Final = 10

# Columns of the table and their heads.
LABELLED_COLUMNS: Final = (
    ("district_name", "staffing.district"),
    ("staff_shortfall", "staffing.shortfall"),
    ("share_compliant", "staffing.share_compliant"),
    ("floating_population", "staffing.floating_population"),
    ("staff", "staffing.staff"),
    ("required_staff", "staffing.required"),
    ("communities", "staffing.communities"),
    ("missed", "overview.missed"),
    ("communities_sensitive", "overview.changing"),
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
    most = 1.0 if by == "share_compliant" else _largest_shortfall(ranked)
    rows = "".join(_bar(screen, district, by, most) for _, district in shown.iterrows())
    st.html(f'<div class="yipan-rank">{rows}</div>')
    captions = [screen.say(f"overview.rank_told.{by}")]
    if len(ranked) > len(shown):
        captions.append(screen.say("overview.rank_first", shown=len(shown), all=len(ranked)))
    parts.caption(*captions)


def show_district_table(screen: Screen, ranked: pd.DataFrame) -> None:
    """Show all districts with their figures; a click on a head sorts."""
    table = ranked.assign(
        district_name=[name_of(screen, district) for _, district in ranked.iterrows()],
        share_compliant=(100 * ranked["share_compliant"]).round(1),
    )
    heads = {column: screen.say(label_key) for column, label_key in LABELLED_COLUMNS}
    shortfall, share = heads["staff_shortfall"], heads["share_compliant"]
    numbers = {
        heads[column]: st.column_config.NumberColumn(format="localized")
        for column, _ in LABELLED_COLUMNS[3:]
    }
    bars = {
        shortfall: st.column_config.ProgressColumn(
            format="%g", min_value=0, max_value=_largest_shortfall(ranked)
        ),
        share: st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100),
    }
    st.dataframe(
        table[list(heads)].rename(columns=heads).astype({shortfall: "Float64", share: "Float64"}),
        hide_index=True,
        placeholder=parts.NOTHING,
        column_config=numbers | bars,
    )


def name_of(screen: Screen, district: pd.Series[Any]) -> str:
    """Return the name of a district, or its code; communities without one stay together."""
    for column in ("district_name", "district_code"):
        if parts.text(district[column]) != parts.NOTHING:
            return str(district[column])
    return screen.say("book.no_unit")


def _largest_shortfall(ranked: pd.DataFrame) -> float:
    """Return the shortfall that fills a bar; 1 if there is none."""
    return max(1.0, float(ranked["staff_shortfall"].fillna(0).max()))


def _bar(screen: Screen, district: pd.Series[Any], by: str, most: float) -> str:
    shortfall, share = district["staff_shortfall"], district["share_compliant"]
    shares = parts.NOTHING if pd.isna(share) else parts.share(share, 1)
    figures = (parts.number(shortfall), shares)
    main, secondary = figures if by == "staff_shortfall" else reversed(figures)
    width = 0.0 if pd.isna(district[by]) else 100 * district[by] / most
    return (
        f"<span>{escape(name_of(screen, district))}</span>"
        f'<div><i style="width:{width:.1f}%;background:{COLOURS[by]}"></i></div>'
        f"<b>{escape(main)}</b><em>{escape(secondary)}</em>"
    )
