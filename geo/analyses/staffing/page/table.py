"""The table of communities, one row of which can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.periods import period_name
from geo.publish.maps.choropleth import STATE_COLOURS
from geo.ui.comparison import show_comparison, side_by_side
from geo.ui.opening import open_unit
from geo.ui.widgets import choose_row, open_first

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.ui.screen import Screen

# Columns of the results and their headers, in the order of the screen.
LABELLED_COLUMNS: Final = (
    ("community_name", "staffing.community"),
    ("status", "staffing.status"),
    ("floating_population", "staffing.floating_population"),
    ("staff", "staffing.staff"),
    ("required_staff", "staffing.required"),
    ("staff_shortfall", "staffing.shortfall"),
    ("population_per_staff", "staffing.ratio"),
    ("status_sensitive", "staffing.borderline"),
    ("district_name", "staffing.district"),
    ("subdistrict_name", "staffing.subdistrict"),
    ("kind", "staffing.kind"),
    ("community_code", "staffing.code"),
)
COMPARED: Final = ("floating_population", "required_staff", "staff_shortfall")
NUMBERS: Final = (
    "floating_population",
    "staff",
    "required_staff",
    "staff_shortfall",
    "population_per_staff",
)


def show_table(
    screen: Screen,
    communities: pd.DataFrame,
    selected: str | None,
    on_choose: Callable[[str], None],
) -> None:
    """Show communities in the order given, the selected one marked.

    Parameters
    ----------
    selected
        Code of the community that is open.
    on_choose
        Called with the code of the row that was chosen.
    """
    key = "table"
    codes = communities["community_code"].tolist()
    rows = table(screen, open_first(communities, codes, key, selected))
    codes = rows[screen.say("staffing.code")].tolist()
    status = screen.say("staffing.status")
    colours = {screen.say(f"status.{state}"): colour for state, colour in STATE_COLOURS.items()}
    columns: dict[str, Any] = {
        screen.say(label_key): st.column_config.NumberColumn(format="localized")
        for column, label_key in LABELLED_COLUMNS
        if column in NUMBERS
    }
    columns[status] = st.column_config.MultiselectColumn(
        options=list(colours), color=list(colours.values())
    )
    pills = rows.assign(**{status: rows[status].map(lambda label: [label])})
    choose_row(pills, codes, key, selected, on_choose, columns)


def compare_communities(screen: Screen, communities: pd.DataFrame) -> None:
    """Show communities beside what they were in the period compared, where there is one."""
    if screen.compared is None:
        return
    former = screen.compared.communities_with(Population, Staffing).set_index("community_code")
    shown = communities.set_index("community_code")
    labels = {name: label for name, label in LABELLED_COLUMNS if name in COMPARED}
    rows = side_by_side(shown, former.reindex(shown.index), list(labels))
    states = {
        screen.say("staffing.status"): shown["status"],
        f"{screen.say('staffing.status')} {period_name(screen.compared.period, screen.language)}": (
            former["status"]
        ),
    }
    names = {screen.say("staffing.community"): shown["community_name"]} | {
        header: told.map(lambda state: screen.say(f"status.{state}"))
        for header, told in states.items()
    }
    show_comparison(screen, rows, names, labels, "table.communities", _open)


def _open(code: str) -> None:
    open_unit("community", code, "staffing")


def by_shortfall(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Order communities by shortfall, the largest first, then by people."""
    return communities.sort_values(
        ["staff_shortfall", "floating_population", "community_code"], ascending=[False, False, True]
    )


def table(screen: Screen, communities: pd.DataFrame) -> pd.DataFrame:
    """Return communities under the headers of the screen, states in words."""
    worded = communities.assign(
        status=communities["status"].map(lambda state: screen.say(f"status.{state}")),
        kind=communities["kind"].map(lambda kind: screen.say(f"kind.{kind}"), na_action="ignore"),
        population_per_staff=communities["population_per_staff"].round(),
        status_sensitive=communities["status_sensitive"].map(
            {True: screen.say("staffing.is_borderline"), False: ""}
        ),
    )
    shown = pd.DataFrame(
        {screen.say(label_key): worded[column] for column, label_key in LABELLED_COLUMNS}
    )
    second = communities["community_code"].map(screen.results.units.second_names)
    if second.notna().any():
        shown.insert(1, screen.say("staffing.second_name"), second)
    return shown.reset_index(drop=True)
