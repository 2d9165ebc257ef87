"""What planning has to be decided next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.access.model import AccessModel
from geo.analyses.access.modes import mode_of_issue
from geo.analyses.planning.site_plans import new_sites
from geo.analyses.planning.travel import knows_places
from geo.core.admin_units import subdistrict_name
from geo.core.analysis import Priority

if TYPE_CHECKING:
    from geo.core.results import Results

PAGE: Final = "planning"
SECONDS: Final = 5.0
"""A single site is proven long before."""


def priorities_of(results: Results) -> tuple[Priority, ...]:
    """Return where one more site would bring the most people within the limit of the norms."""
    access = results.get(AccessModel)
    if access is None or not knows_places(access.of_mode().source):
        return ()
    limit = access.mode_of(), access.minutes_of()
    steps = new_sites(results, access, 1, limit, SECONDS).steps
    if steps.empty or not steps["population"].iloc[0]:
        return ()
    site = steps.iloc[0]
    name = site["code"] if site.isna()["name"] else site["name"]
    values = {
        "name": f"{subdistrict_name(site.rename({'code': 'subdistrict_code'}))} {name}",
        "people": int(site["population"]),
        "minutes": limit[1],
        "mode": mode_of_issue(limit[0]),
    }
    return (Priority("priority.planning.one_more_site", values, PAGE),)
