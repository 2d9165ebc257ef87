"""Communities by accessibility: a table to choose from, and the underserved areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.access.capacity import CAPACITY_COLUMNS
from geo.analyses.access.methods.underserved import underserved
from geo.analyses.access.model import AccessModel
from geo.analyses.access.modes import said_mode
from geo.analyses.access.products import Access
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.memo import kept_with
from geo.ui import components as parts
from geo.ui.comparison import show_comparison, side_by_side
from geo.ui.opening import open_unit
from geo.ui.widgets import choose_row, open_first

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.analyses.access.page.controls import Question
    from geo.core.results import Results
    from geo.ui.screen import Screen

PAGE: Final = "accessibility"
COLUMNS: Final = (
    *(
        "underserved_rank",
        "community_name",
        "underserved",
        "population_not_reaching",
        "population_underserved",
        "population_passed_over",
        "floating_population",
    ),
    *(
        "share_within",
        "population_within",
        "population_beyond",
        "population_unreachable",
        "population_unsnapped",
        "population_not_timed",
    ),
    *(
        "population_location_unknown",
        "population_within_min",
        "population_within_max",
        "accessibility_state",
        "median_minutes",
        "p90_minutes",
        "share_backup",
    ),
    *(
        *CAPACITY_COLUMNS,
        "e2sfca_index",
        "spatial_availability",
        "supply_known_share",
        "demand_population",
        "demand_location",
        "district_name",
        "subdistrict_name",
        "community_code",
    ),
)
COMPARED: Final = ("floating_population", "population_within", "population_not_reaching")
PERCENT: Final = ("share_within", "share_backup", "supply_known_share")
ONE_DECIMAL: Final = ("median_minutes", "p90_minutes", "e2sfca_index", "spatial_availability")
TEXTS: Final = (
    *("community_name", "underserved", "accessibility_state", "demand_location"),
    *("district_name", "subdistrict_name", "community_code"),
)


def access_by_community(results: Results, access: AccessModel, question: Question) -> pd.DataFrame:
    """Return for each community who reaches the service asked for, and whether it is underserved.

    Returns
    -------
    pandas.DataFrame
        By community code, most people underserved first: the columns of
        :meth:`geo.analyses.access.model.AccessModel.coverage`, of its ``floating_catchment`` and
        ``capacity_coverage``, those of
        :func:`geo.analyses.access.methods.underserved.underserved`, and names.
    """
    return _of_communities(results, access, *question.keys)


@kept_with
def _of_communities(
    results: Results, access: AccessModel, service: str, mode: str, minutes: int
) -> pd.DataFrame:
    """Work out what :func:`access_by_community` returns: a click asks for the same again."""
    norms = results.standards
    covered = access.coverage("community", service, mode, minutes).set_index("community_code")
    checked = results.communities_with(Population, Staffing).set_index("community_code")
    kinds = underserved(checked, covered, norms.max_population_per_staff, norms.covered_percent)
    names = [
        "community_name",
        "subdistrict_name",
        "district_name",
        "subdistrict_code",
        "district_code",
    ]
    e2sfca = access.floating_catchment(service, mode)
    capacity = access.capacity_coverage("community", service, mode, minutes)
    asked = access.of_mode(mode)
    demand = asked.communities.set_index("community_code").filter(like="demand_")
    communities = covered.join([e2sfca, demand, capacity, kinds, checked[names]])
    by = ["underserved_rank", "floating_population"]
    return communities.sort_values(by, ascending=[True, False])


def former_access(screen: Screen, question: Question) -> pd.DataFrame:
    """Return what :func:`access_by_community` does, of the period compared; no rows without it."""
    access = screen.compared.get(AccessModel) if screen.compared else None
    if screen.compared is None or access is None:
        return pd.DataFrame(columns=["community_code", *COMPARED]).set_index("community_code")
    return access_by_community(screen.compared, access.of_mode(question.mode), question)


def compare_access(screen: Screen, communities: pd.DataFrame, question: Question) -> None:
    """Show communities beside what they were in the period compared, where there is one."""
    if screen.compared is None:
        return
    former = former_access(screen, question).reindex(communities.index)
    rows = side_by_side(communities, former, COMPARED)
    names = {screen.say("access.header.community_name"): communities["community_name"]}
    labels = {name: f"access.header.{name}" for name in COMPARED}
    show_comparison(screen, rows, names, labels, "table.accessibility", _open)


def _open(code: str) -> None:
    open_unit("community", code, PAGE)


def show_access_table(
    screen: Screen,
    communities: pd.DataFrame,
    selected: str | None,
    on_choose: Callable[[str], None],
) -> None:
    """Show communities, the one that is open marked."""
    key = "access_communities"
    ordered = open_first(communities, communities.index.tolist(), key, selected)
    codes = ordered.index.tolist()
    columns = {
        screen.say(f"access.header.{name}"): st.column_config.NumberColumn(
            format="percent" if name in PERCENT else "localized"
        )
        for name in COLUMNS
        if name not in TEXTS
    }
    rows = access_rows(screen, ordered)
    choose_row(rows, codes, key, selected, on_choose, columns)


def access_rows(screen: Screen, communities: pd.DataFrame) -> pd.DataFrame:
    """Return communities under the headers of the screen, states in words."""
    decimals = dict.fromkeys(ONE_DECIMAL, 1) | dict.fromkeys(PERCENT, 3)
    rounded: dict[str, Any] = {
        name: communities[name].astype("Float64").round(to) for name, to in decimals.items()
    }
    shown = communities.assign(
        community_code=communities.index,
        underserved=communities["underserved"].map(lambda kind: screen.say(f"underserved.{kind}")),
        accessibility_state=communities["accessibility_state"].map(
            lambda state: screen.say(f"accessibility_state.{state}")
        ),
        demand_location=communities["demand_location"].map(
            lambda location: screen.say(f"demand_location.{location}")
        ),
        **rounded,
    )
    headers = {screen.say(f"access.header.{name}"): shown[name] for name in COLUMNS}
    return pd.DataFrame(headers).reset_index(drop=True)


def show_areas(screen: Screen) -> None:
    """Show the areas that are underserved more than by chance, or say why there are none."""
    results, say = screen.results, screen.say
    if results[Access].area_note:
        parts.caption(*area_notes(screen))
        return
    parts.table(
        [
            say(header)
            for header in (
                "areas.header.area",
                "areas.header.where",
                "areas.header.communities",
                "areas.header.floating_population",
                "areas.header.passed_over",
            )
        ],
        _areas(results),
        numbers=(2, 3, 4),
    )
    parts.caption(*area_notes(screen))


def area_notes(screen: Screen) -> list[str]:
    """Say by which rule communities are underserved, whom it passes over, and what an area is."""
    results, say, number = screen.results, screen.say, parts.number
    access, norms = results.get(AccessModel), results.standards
    notes = [
        say(
            "areas.rule",
            minutes=norms.access_minutes,
            mode=said_mode(access.mode_of() if access else norms.access_mode, screen.language),
            percent=norms.covered_percent,
            norm=number(norms.max_population_per_staff),
        )
    ]
    passed_over = results[Access].city["population_passed_over"].iloc[0]
    if pd.notna(passed_over) and passed_over > 0:
        notes.append(say("areas.passed_over", people=number(passed_over)))
    note = results[Access].area_note
    notes.append(
        say(f"areas.{note}") if note else say("areas.told", p=f"{norms.cluster_p_value:g}")
    )
    return notes


@kept_with
def _areas(results: Results) -> list[tuple[parts.Html | str, ...]]:
    """Return the cells of each area, in order."""
    number = parts.number
    return [
        (
            number(area),
            _where(communities),
            number(len(communities)),
            number(communities["population_underserved"].sum()),
            number(communities["population_passed_over"].sum()),
        )
        for area, communities in results.communities_with(Access).groupby("underserved_area")
    ]


def _where(communities: pd.DataFrame) -> parts.Html:
    """List the subdistricts of an area, those with most people first; a district once in a row."""
    by = ["district_name", "district_code", "subdistrict_name", "subdistrict_code"]
    named = communities.groupby(by, dropna=False)
    population = named[["population_underserved", "population_passed_over"]].sum().sum(axis=1)
    names = population.sort_values(ascending=False, kind="stable").index
    places, before = [], None
    for district, district_code, subdistrict, code in names:
        units = []
        if district != before and pd.notna(district):
            units.append(parts.place_link("district", district_code, district, PAGE))
        if pd.notna(subdistrict):
            units.append(parts.place_link("subdistrict", code, subdistrict, PAGE))
        places.append(" ".join(units))
        before = district
    told = " · ".join(filter(None, places[:3])) + (" …" if len(places) > 3 else "")
    return parts.Html(told)
