"""Choose communities by district, subdistrict, kind and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.staffing_ratio import STATUSES
from geo.analyses.staffing.model import Staffing
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.ui.screen import Screen


def choose_communities(screen: Screen) -> gpd.GeoDataFrame:
    """Show the filters and return the communities that fit; all of them at first.

    Nothing chosen in a filter means all. Only streets of the chosen districts are offered.
    """
    unfiltered = communities = screen.results.communities_with(Population, Staffing)
    district, subdistrict, kind, state = st.columns(4)
    with district:
        names = _names(communities, "district")
        communities = _only(communities, "district_code", _ask(screen, "district", names))
    with subdistrict:
        names = _names(communities, "subdistrict")
        communities = _only(communities, "subdistrict_code", _ask(screen, "subdistrict", names))
    with kind:
        kinds = {name: screen.say(f"kind.{name}") for name in _present(unfiltered, "kind")}
        communities = _only(communities, "kind", _ask(screen, "kind", kinds))
    with state:
        present = _present(unfiltered, "status")
        states: dict[str, str] = {
            name: screen.say(f"status.{name}") for name in STATUSES if name in present
        }
        return _only(communities, "status", _ask(screen, "status", states))


def _ask(screen: Screen, name: str, options: Mapping[str, str]) -> list[str]:
    """Show one filter; what was chosen stays while one looks at other pages."""
    chosen = st.multiselect(
        screen.say(f"staffing.{name}"),
        list(options),
        # an option chosen before, of a district that is not chosen any more, has only its code
        format_func=lambda option: options.get(option, option),
        placeholder=screen.say("page.all"),
        key=f"filter_{name}",
        disabled=not options,
        select_all=False,
        persist_state="session",
    )
    return incoming.some_of(chosen, list(options))


def _only(communities: gpd.GeoDataFrame, column: str, chosen: Sequence[str]) -> gpd.GeoDataFrame:
    return communities[communities[column].isin(chosen)] if chosen else communities


def _names(communities: gpd.GeoDataFrame, level: str) -> dict[str, str]:
    """List the subdistricts or districts by code, the code where there is no name."""
    units = communities[[f"{level}_code", f"{level}_name"]].dropna(subset=f"{level}_code")
    units = units.drop_duplicates(f"{level}_code").sort_values(f"{level}_code")
    return {
        code: name if parts.text(name) != parts.NOTHING else code
        for code, name in units.itertuples(index=False)
    }


def _present(communities: gpd.GeoDataFrame, column: str) -> list[str]:
    return sorted(communities[column].dropna().unique())
