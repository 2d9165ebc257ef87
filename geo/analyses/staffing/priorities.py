"""What staffing has to be decided next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.admin_units import subdistrict_name
from geo.core.analysis import Priority

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results

PAGE: Final = "staffing"
MOST_NAMED: Final = 3


def priorities_of(results: Results) -> tuple[Priority, ...]:
    """Return the unstaffed communities, and the subdistrict of the largest staff shortfall."""
    communities = results.communities_with(Population, Staffing)
    subdistricts = results.subdistricts_with(Population, Staffing)
    return (*_unstaffed(communities), *_largest_shortfall(subdistricts))


def _unstaffed(communities: pd.DataFrame) -> tuple[Priority, ...]:
    """Return the unstaffed communities that have floating residents."""
    unstaffed = communities[communities["status"] == "unstaffed"].sort_values(
        ["floating_population", "community_code"], ascending=[False, True]
    )
    if unstaffed.empty:
        return ()
    names = unstaffed["community_name"].fillna(unstaffed["community_code"])
    values = {
        "communities": len(unstaffed),
        "people": int(unstaffed["floating_population"].sum()),
        "required": float(unstaffed["required_staff"].sum()),
        "names": tuple(names.head(MOST_NAMED)),
    }
    return (Priority("priority.staffing.unstaffed", values, PAGE, {"status": "unstaffed"}),)


def _largest_shortfall(subdistricts: pd.DataFrame) -> tuple[Priority, ...]:
    """Return the subdistrict of the largest staff shortfall, if there are several."""
    named = subdistricts.dropna(subset="subdistrict_code")
    named = named[named["staff_shortfall"].fillna(0) > 0]
    if len(named) < 2:
        return ()
    worst = named.sort_values(
        ["staff_shortfall", "subdistrict_code"], ascending=[False, True]
    ).iloc[0]
    values = {
        "name": subdistrict_name(worst),
        "shortfall": float(worst["staff_shortfall"]),
        "share": float(worst["staff_shortfall"] / subdistricts["staff_shortfall"].sum()),
    }
    place = {"subdistrict": str(worst["subdistrict_code"])}
    return (Priority("priority.staffing.largest_shortfall", values, PAGE, place),)
