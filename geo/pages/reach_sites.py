"""Choose service sites, count them, show them on the map and in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.outputs.maps_places import Site
from geo.outputs.site_directory import services_told
from geo.pages import parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.pages.frame import Screen

COLUMNS: Final = (
    *("site_name", "district_name", "street_name"),
    *("services", "address", "phone", "hours"),
)
HEIGHT: Final = 420


def kinds(services: pd.Series[str]) -> list[str]:
    """Name the services that sites offer, each once, in order."""
    words = services.dropna().str.split(";").explode().str.strip()
    return sorted(word for word in words.unique() if word)


def choose_sites(screen: Screen, listed: pd.DataFrame) -> pd.DataFrame:
    """Show the filters and return the sites that fit: of these districts, offering any of these.

    Nothing chosen in a filter means all.
    """
    service, district = st.columns(2)
    with service:
        wanted = _ask(screen, "services", kinds(listed["services"]))
    with district:
        names = listed["district_name"].dropna().unique().tolist()
        districts = _ask(screen, "district_name", names)
    if wanted:
        offered = listed["services"].map(lambda told: kinds(pd.Series([told], dtype="str")))
        listed = listed[offered.map(lambda told: bool(set(wanted) & set(told)))]
    return listed[listed["district_name"].isin(districts)] if districts else listed


def _ask(screen: Screen, what: str, options: list[str]) -> list[str]:
    """Show one filter; what was chosen stays while one looks at other pages."""
    return st.multiselect(
        screen.say(f"directory.{what}"),
        options,
        placeholder=screen.say("page.all"),
        key=f"reach_{what}",
        disabled=not options,
        select_all=False,
        persist_state="session",
    )


def show_site_figures(screen: Screen, listed: pd.DataFrame, chosen: pd.DataFrame) -> None:
    """Count the sites chosen, what they offer, and where there are none."""
    say, number = screen.say, parts.number
    known = screen.plan.districts
    districts = known["district_name"].fillna(known["district_code"])
    without = int((~districts.isin(chosen["district_name"].dropna())).sum())
    parts.figures(
        [
            (
                say("site.sites"),
                number(len(chosen)),
                say("site.of_all", sites=number(len(listed))),
            ),
            (say("directory.services"), number(len(kinds(chosen["services"]))), ""),
            (
                say("site.districts_without"),
                number(without),
                say("site.of_districts", districts=number(len(districts))),
            ),
        ],
        alarm=[say("site.districts_without")] if without else [],
    )


def map_sites(screen: Screen, chosen: pd.DataFrame) -> list[Site]:
    """Turn sites into what a map draws; their number is their index."""
    head = screen.say("directory.services")
    return [
        Site(
            int(number),
            float(site["lon"]),
            float(site["lat"]),
            str(site["site_name"]),
            {head: services_told(site["services"], screen.language) or parts.NOTHING},
        )
        for number, site in zip(chosen.index, chosen.to_dict("records"), strict=True)
    ]


def show_site_table(
    screen: Screen, chosen: pd.DataFrame, selected: int | None, on_choose: Callable[[int], None]
) -> None:
    """Show the sites in a table, with the one that is open marked; a row opens its site."""
    numbers = chosen.index.tolist()
    told = chosen.assign(
        services=chosen["services"].map(lambda kind: services_told(kind, screen.language))
    )
    rows = pd.DataFrame({screen.say(f"directory.{name}"): told[name] for name in COLUMNS})
    marked = [numbers.index(selected)] if selected in numbers else []
    st.session_state["reach_table"] = {"selection": {"rows": marked, "columns": [], "cells": []}}

    def hear() -> None:
        rows_chosen = st.session_state["reach_table"]["selection"]["rows"]
        if rows_chosen:
            on_choose(numbers[rows_chosen[0]])

    st.dataframe(
        rows.reset_index(drop=True),
        key="reach_table",
        on_select=hear,
        selection_mode="single-row",
        hide_index=True,
        height=HEIGHT,
        placeholder=parts.NOTHING,
    )
