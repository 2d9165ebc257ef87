"""Communities by reach: the table, one row of which can be chosen, and the underserved areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.access.methods.underserved import underserved
from geo.analyses.access.model import ReachModel
from geo.core.i18n import Term
from geo.ui import components as parts
from geo.ui.widgets import choose_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.analyses.access.page.controls import Question
    from geo.ui.screen import Screen

COLUMNS: Final = (
    *("underserved_rank", "community_name", "underserved", "people_underserved", "people"),
    *("share_within", "people_within", "people_beyond", "people_no_route", "people_off_network"),
    *("people_no_point", "reach_state", "median_minutes", "p90_minutes", "share_backup"),
    *("access", "available", "district_name", "street_name", "community_code"),
)
PERCENT: Final = ("share_within", "share_backup")
TENTHS: Final = ("median_minutes", "p90_minutes", "access", "available")
TEXTS: Final = (
    *("community_name", "underserved", "reach_state"),
    *("district_name", "street_name", "community_code"),
)


def reach_by_community(screen: Screen, reach: ReachModel, question: Question) -> pd.DataFrame:
    """Tell of each community who reaches the service asked for, and whether it is underserved.

    Returns
    -------
    pandas.DataFrame
        By community code, most people underserved first: the columns of
        :meth:`geo.analyses.access.model.ReachModel.coverage` and ``access``, those of
        :func:`geo.analyses.access.methods.underserved.underserved`, and names.
    """
    plan, norms = screen.plan, screen.plan.standards
    covered = reach.coverage("community", *question.keys).set_index("community_code")
    checked = plan.communities.set_index("community_code")
    kinds = underserved(checked, covered, norms.people_per_staff, norms.covered_percent)
    names = ["community_name", "street_name", "district_name", "street_code", "district_code"]
    access = reach.access(question.service, question.mode)
    told = covered.join([access, kinds, checked[names]])
    return told.sort_values(["underserved_rank", "people"], ascending=[True, False])


def show_reach_table(
    screen: Screen, told: pd.DataFrame, selected: str | None, on_choose: Callable[[str], None]
) -> None:
    """Show communities, the one that is open first and marked."""
    ordered = told
    if selected in ordered.index:
        ordered = pd.concat([ordered.loc[[selected]], ordered.drop(index=selected)])
    codes = ordered.index.tolist()
    columns = {
        screen.say(f"reach.head.{name}"): st.column_config.NumberColumn(
            format="percent" if name in PERCENT else "localized"
        )
        for name in COLUMNS
        if name not in TEXTS
    }
    rows = reach_rows(screen, ordered)
    choose_row(rows, codes, "reach_communities", selected, on_choose, columns)


def reach_rows(screen: Screen, told: pd.DataFrame) -> pd.DataFrame:
    """Return communities under the heads of the screen, states in words."""
    decimals = dict.fromkeys(TENTHS, 1) | dict.fromkeys(PERCENT, 3)
    rounded: dict[str, Any] = {
        name: told[name].astype("Float64").round(to) for name, to in decimals.items()
    }
    shown = told.assign(
        community_code=told.index,
        underserved=told["underserved"].map(lambda kind: screen.say(f"underserved.{kind}")),
        reach_state=told["reach_state"].map(lambda state: screen.say(f"reach_state.{state}")),
        **rounded,
    )
    heads = {screen.say(f"reach.head.{name}"): shown[name] for name in COLUMNS}
    return pd.DataFrame(heads).reset_index(drop=True)


def show_areas(screen: Screen) -> None:
    """Show the areas that are underserved more than by chance, or say why there are none."""
    plan, say, number = screen.plan, screen.say, parts.number
    reach = plan.get(ReachModel)
    told = [
        say(
            "areas.rule",
            minutes=plan.standards.reach_minutes,
            mode=Term(f"mode.{reach.mode_of() if reach else plan.standards.reach_mode}"),
            percent=plan.standards.covered_percent,
            norm=number(plan.standards.people_per_staff),
        )
    ]
    if plan.area_note:
        parts.caption(*told, say(f"areas.{plan.area_note}"))
        return
    parts.table(
        [
            say(head)
            for head in (
                "areas.head.area",
                "areas.head.where",
                "areas.head.communities",
                "areas.head.people",
            )
        ],
        [
            (
                number(area),
                _where(communities),
                number(len(communities)),
                number(communities["people_underserved"].sum()),
            )
            for area, communities in plan.communities.groupby("underserved_area")
        ],
        numbers=(2, 3),
    )
    parts.caption(*told, say("areas.told", p=f"{plan.standards.cluster_p:g}"))


def _where(communities: pd.DataFrame) -> str:
    """Name the streets of an area, those with most people first; a district once in a row."""
    people = communities.groupby(["district_name", "street_name"], dropna=False)[
        "people_underserved"
    ].sum()
    names = people.sort_values(ascending=False, kind="stable").index
    told, before = [], None
    for district, street in names:
        parts_told = [street] if district == before else [district, street]
        told.append(" ".join(str(part) for part in parts_told if pd.notna(part)))
        before = district
    return " · ".join(filter(None, told[:3])) + (" …" if len(told) > 3 else "")
