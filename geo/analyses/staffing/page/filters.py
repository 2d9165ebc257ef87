"""Choose communities by district, subdistrict, kind and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.staffing_ratio import STATUSES
from geo.analyses.staffing.model import Staffing
from geo.ui.unit_filter import choose_some, choose_unit, only

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.ui.screen import Screen


def choose_communities(screen: Screen) -> gpd.GeoDataFrame:
    """Show the filters and return the communities that fit; all of them at first.

    Nothing chosen in a filter means all. Only streets of the chosen districts are offered.
    """
    unfiltered = communities = screen.results.communities_with(Population, Staffing)
    district, subdistrict, kind, state = st.columns(4)
    with district:
        communities = choose_unit(screen, "district", communities)
    with subdistrict:
        communities = choose_unit(screen, "subdistrict", communities)
    with kind:
        kinds = {name: screen.say(f"kind.{name}") for name in _present(unfiltered, "kind")}
        communities = only(communities, "kind", choose_some(screen, "kind", kinds))
    with state:
        present = _present(unfiltered, "status")
        states: dict[str, str] = {
            name: screen.say(f"status.{name}") for name in STATUSES if name in present
        }
        return only(communities, "status", choose_some(screen, "status", states))


def _present(communities: gpd.GeoDataFrame, column: str) -> list[str]:
    return sorted(communities[column].dropna().unique())
