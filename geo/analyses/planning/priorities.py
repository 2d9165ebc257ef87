"""What planning has to be decided next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.access.model import AccessModel
from geo.analyses.access.modes import mode_of_issue
from geo.analyses.planning.model import Planning
from geo.analyses.planning.plan import FEWEST_POSTS
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
    """Return how few posts go how far, and where one more site would bring most people in reach."""
    planning = results.get(Planning)
    return () if planning is None else (*_fewest_posts(planning), *_one_more_site(results))


def _fewest_posts(planning: Planning) -> tuple[Priority, ...]:
    """Tell how many posts are enough for the first share of people, and for all."""
    steps = next(plan.steps for plan in planning.plans if plan.question == FEWEST_POSTS)
    first, last = steps.iloc[0], steps.iloc[-1]
    if not 0 < first["posts"] < last["posts"]:
        return ()
    values = {
        "posts": int(first["posts"]),
        "target": int(first["target_percent"]),
        "all": int(last["posts"]),
    }
    return (Priority("priority.planning.fewest_posts", values, PAGE),)


def _one_more_site(results: Results) -> tuple[Priority, ...]:
    """Tell where one more site would bring the most people within the limit of the norms."""
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
