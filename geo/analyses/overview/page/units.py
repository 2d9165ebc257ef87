"""Districts ranked, or subdistricts of a city of one district: bars for a look, and a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import rank
from geo.analyses.staffing.model import Staffing
from geo.core.memo import kept_with
from geo.ui import components as parts
from geo.ui.comparison import show_comparison, side_by_side
from geo.ui.opening import open_unit
from geo.ui.widgets import open_by_row, switch

if TYPE_CHECKING:
    from geo.core.results import Results
    from geo.ui.screen import Screen

LEVELS: Final = ("district", "subdistrict")
TABLES: Final = {"district": "table.districts", "subdistrict": "table.subdistricts"}
RANKS: Final = ("staff_shortfall", "share_compliant")
COLOURS: Final = {"staff_shortfall": "var(--yipan-alarm)", "share_compliant": "var(--yipan-accent)"}
MOST_BARS: Final = 10

# Columns of the table and their headers.
LABELLED_COLUMNS: Final = (
    ("staff_shortfall", "staffing.shortfall"),
    ("share_compliant", "staffing.share_compliant"),
    ("floating_population", "staffing.floating_population"),
    ("staff", "staffing.staff"),
    ("required_staff", "staffing.required"),
    ("communities", "staffing.communities"),
    ("missed", "overview.missed"),
    ("communities_sensitive", "overview.changing"),
)


def level_of(results: Results) -> str:
    """Return the level that can be ranked: districts, or subdistricts where there is one district.

    A city without subdistricts stays with its districts.
    """
    several = len(results.units.subdistricts["subdistrict_code"].dropna()) > 1
    one = len(results.units.districts["district_code"].dropna()) <= 1
    return "subdistrict" if one and several else "district"


@kept_with
def ranked_units(results: Results, level: str, by: str) -> pd.DataFrame:
    """Return the districts or subdistricts of a city in order, those that need attention first.

    See :func:`geo.analyses.staffing.methods.summary.rank` for the columns.
    """
    of_level = results.districts_with if level == "district" else results.subdistricts_with
    return rank(of_level(Population, Staffing), by)


def choose_rank(screen: Screen, level: str) -> str:
    """Let the user choose what units are ranked by."""
    return switch(
        screen.say(f"overview.ranked.{level}"),
        RANKS,
        "rank_by",
        lambda name: screen.say(f"overview.rank_by.{name}"),
    )


def show_bars(screen: Screen, ranked: pd.DataFrame, level: str, by: str) -> None:
    """Show the first units as bars, with the other measure beside."""
    shown = ranked.head(MOST_BARS)
    most = 1.0 if by == "share_compliant" else _largest_shortfall(ranked)
    rows = "".join(_bar(screen, unit, level, by, most) for _, unit in shown.iterrows())
    parts.show(f'<div class="yipan-rank">{rows}</div>')
    captions = [screen.say(f"overview.rank_told.{by}")]
    if len(ranked) > len(shown):
        captions.append(screen.say("overview.rank_first", shown=len(shown), all=len(ranked)))
    parts.caption(*captions)


def show_unit_table(screen: Screen, ranked: pd.DataFrame, level: str) -> None:
    """Show all units with their figures; a click on a header sorts, one on a row opens its unit."""
    table = ranked.assign(
        unit_name=[name_of(screen, unit, level) for _, unit in ranked.iterrows()],
        share_compliant=(100 * ranked["share_compliant"]).round(1),
    )
    labelled = (("unit_name", f"staffing.{level}"), *LABELLED_COLUMNS)
    headers = {column: screen.say(label_key) for column, label_key in labelled}
    shortfall, share = headers["staff_shortfall"], headers["share_compliant"]
    numbers = {
        headers[column]: st.column_config.NumberColumn(format="localized")
        for column, _ in LABELLED_COLUMNS[2:]
    }
    bars = {
        shortfall: st.column_config.ProgressColumn(
            format="%g", min_value=0, max_value=_largest_shortfall(ranked)
        ),
        share: st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100),
    }
    shown = table[list(headers)].rename(columns=headers)
    shown = shown.astype({shortfall: "Float64", share: "Float64"})
    units = [(level, code) for code in ranked[f"{level}_code"]]
    open_by_row(shown, units, "overview_units", "overview", numbers | bars)


def compare_units(screen: Screen, ranked: pd.DataFrame, level: str) -> None:
    """Show the figures of units beside those of the period compared, where there is one."""
    if screen.compared is None:
        return
    key = f"{level}_code"
    former = ranked_units(screen.compared, level, RANKS[0])
    now, before = (units.fillna({key: ""}).set_index(key) for units in (ranked, former))
    labels = dict((LABELLED_COLUMNS[2], LABELLED_COLUMNS[4], LABELLED_COLUMNS[0]))
    named = ranked.assign(unit=[name_of(screen, unit, level) for _, unit in ranked.iterrows()])
    names = {screen.say(f"staffing.{level}"): named.fillna({key: ""}).set_index(key)["unit"]}
    rows = side_by_side(now, before, list(labels))

    def choose(code: str) -> None:
        open_unit(level, code, "overview")

    show_comparison(screen, rows, names, labels, TABLES[level], choose)


def name_of(screen: Screen, unit: pd.Series[Any], level: str) -> str:
    """Return the name of a unit, or its code; communities without one stay together."""
    for column in (f"{level}_name", f"{level}_code"):
        if parts.text(unit[column]) != parts.NOTHING:
            return str(unit[column])
    return screen.say("book.no_unit")


def _largest_shortfall(ranked: pd.DataFrame) -> float:
    """Return the shortfall that fills a bar; 1 if there is none."""
    return max(1.0, float(ranked["staff_shortfall"].fillna(0).max()))


def _bar(screen: Screen, unit: pd.Series[Any], level: str, by: str, most: float) -> str:
    shortfall, share = unit["staff_shortfall"], unit["share_compliant"]
    shares = parts.NOTHING if pd.isna(share) else parts.share(share, 1)
    figures = (parts.number(shortfall), shares)
    main, secondary = figures if by == "staff_shortfall" else reversed(figures)
    width = 0.0 if pd.isna(unit[by]) else 100 * unit[by] / most
    name = parts.place_link(level, unit[f"{level}_code"], name_of(screen, unit, level))
    return (
        f"<span>{name}</span>"
        f'<div><i style="width:{width:.1f}%;background:{COLOURS[by]}"></i></div>'
        f"<b>{escape(main)}</b><em>{escape(secondary)}</em>"
    )
