"""What accessibility has to be decided next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.access.products import Access
from geo.analyses.population.model import Population
from geo.core.admin_units import subdistrict_name
from geo.core.analysis import Priority

if TYPE_CHECKING:
    from geo.core.results import Results

PAGE: Final = "accessibility"


def priorities_of(results: Results) -> tuple[Priority, ...]:
    """Return the areas that are underserved more than by chance, and where the first lies."""
    if results.get(Access) is None:
        return ()
    communities = results.communities_with(Population, Access)
    inside = communities.dropna(subset="underserved_area")
    if inside.empty:
        return ()
    first = inside[inside["underserved_area"] == 1]
    most = first.sort_values("population_underserved", ascending=False, kind="stable").iloc[0]
    values = {
        "areas": int(inside["underserved_area"].nunique()),
        "people": int(inside["population_underserved"].sum()),
        "name": subdistrict_name(most),
        "most": int(first["population_underserved"].sum()),
    }
    return (
        Priority(
            "priority.access.underserved_areas",
            values,
            PAGE,
            {"community": str(most["community_code"])},
        ),
    )
