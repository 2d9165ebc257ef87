"""What accessibility has to be decided next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.access.modes import mode_of_issue
from geo.analyses.access.products import Access
from geo.analyses.population.model import Population
from geo.core.admin_units import subdistrict_name
from geo.core.analysis import Priority

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results

PAGE: Final = "accessibility"


def priorities_of(results: Results) -> tuple[Priority, ...]:
    """Return where services are missing: the first underserved area, and the worst subdistrict."""
    access = results.get(Access)
    if access is None:
        return ()
    communities = results.communities_with(Population, Access)
    subdistricts = results.subdistricts_with(Population, Access)
    return (*_areas(communities), *_most_not_reaching(subdistricts, access))


def _areas(communities: pd.DataFrame) -> tuple[Priority, ...]:
    """Tell of the areas that are underserved more than by chance, and where the first lies."""
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


def _most_not_reaching(subdistricts: pd.DataFrame, access: Access) -> tuple[Priority, ...]:
    """Tell of the subdistrict where most people reach no site in time."""
    named = subdistricts.dropna(subset="subdistrict_code")
    named = named[named["population_not_reaching"].fillna(0) > 0]
    if len(named) < 2:
        return ()
    worst = named.sort_values(
        ["population_not_reaching", "subdistrict_code"], ascending=[False, True]
    ).iloc[0]
    values = {
        "name": subdistrict_name(worst),
        "people": int(worst["population_not_reaching"]),
        "share": float(worst["population_not_reaching"] / worst["floating_population"]),
        "minutes": access.minutes,
        "mode": mode_of_issue(access.mode),
    }
    place = {"subdistrict": str(worst["subdistrict_code"])}
    return (Priority("priority.access.not_reaching", values, PAGE, place),)
