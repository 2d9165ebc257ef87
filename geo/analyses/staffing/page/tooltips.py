"""What maps tell of communities: their people and staff, written once for all pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.memo import kept_with
from geo.publish.maps.tooltips import community_tooltips

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results
    from geo.publish.maps.tooltips import Tooltips
    from geo.ui.screen import Screen


def tooltips_of(screen: Screen, communities: pd.DataFrame) -> Tooltips:
    """Return the tooltips of some communities of the results shown, in their order."""
    return _of_city(screen.results, screen.language).only(communities["community_code"])


@kept_with
def _of_city(results: Results, language: str) -> Tooltips:
    communities = results.communities_with(Population, Staffing)
    second_names = results.units.second_names
    return community_tooltips(communities, language, results.standards.min_cell, second_names)
