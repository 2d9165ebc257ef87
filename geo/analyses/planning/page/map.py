"""The map of a plan: communities as they would be, new sites, teams, and staff who move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.access.products import Sites
from geo.analyses.planning.layers import step_points
from geo.analyses.planning.plan import (
    BACK_UP,
    LONGEST_WAY,
    MOVES,
    POOLED,
    SHORTEST_WAYS,
    SITE_QUESTIONS,
)
from geo.analyses.planning.scenario import CLOSED, MOVED
from geo.analyses.planning.sentences import plan_sentences
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.tooltips import tooltips_of
from geo.core.admin_units import points_inside
from geo.core.number_format import number
from geo.publish.maps.choropleth import by_kind, by_share, by_state, legend_html, marks_html
from geo.publish.maps.city_map import Before, Painting
from geo.publish.maps.sites import NEW_SITE_COLOUR, SITE_COLOUR, Places, Site
from geo.publish.maps.symbols import Spot, Tie
from geo.publish.maps.tooltips import protected
from geo.ui import components as parts
from geo.ui.map_component import show_map
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from geo.analyses.planning.answers import StaffQuestion
    from geo.analyses.planning.plan import Plan
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.publish.maps.choropleth import Choropleth
    from geo.ui.screen import Screen

# After Okabe & Ito (2008): what the plan changes stands out from what is and what stays.
STATE_COLOURS: Final = {
    "compliant_by_plan": "#0a5d94",
    "part": "#56b4e9",
    "short": "#eba122",
    "compliant": "#d5e9f4",
    "other": "#e4e6ea",
}
AFTER, BEFORE, SWIPE = VIEWS = ("after", "before", "swipe")
"""The map with the plan, that of today, and both with a divider between them."""


def draw_plan_map(screen: Screen, asked: StaffQuestion | SiteQuestion, plan: Plan) -> None:
    """Draw legend and map of a plan, with a switch between today, then, and both."""
    view = AFTER
    if plan.question != POOLED:
        label = screen.say("planning.view")
        view = switch(
            label, VIEWS, "planning_view", lambda name: screen.say(f"planning.view.{name}")
        )
    communities = screen.results.communities_with(Population, Staffing)
    drawn = communities[communities.geometry.notna()]
    tooltips = tooltips_of(screen, drawn)
    before = None
    if view == SWIPE:
        today, title = _classes(screen, asked, plan, drawn, BEFORE)
        parts.show(legend_html(today.classes, title))
        names = screen.say("planning.view.before"), screen.say("planning.view.after")
        places = Places(_existing_sites(screen, plan)) if plan.question in SITE_QUESTIONS else None
        before = Before(today, tooltips, names, places)
    choropleth, title = _classes(screen, asked, plan, drawn, BEFORE if view == BEFORE else AFTER)
    parts.show(legend_html(choropleth.classes, title))
    marks = _marks(screen, plan, view)
    if marks:
        parts.show(marks_html(marks))
    notes = [*plan_sentences(plan, asked.mode, screen.language), screen.say("planning.hint")]
    painting = Painting(
        choropleth,
        tooltips,
        spots=_spots(screen, plan, view),
        ties=_ties(screen, plan) if plan.question == MOVES and view != BEFORE else (),
        before=before,
        legend=title,
        marks=marks,
        notes=notes,
    )
    show_map(screen, painting, "planning_map", height=480)
    parts.caption(screen.say("planning.hint"))


def _classes(
    screen: Screen,
    asked: StaffQuestion | SiteQuestion,
    plan: Plan,
    drawn: pd.DataFrame,
    view: str,
) -> tuple[Choropleth, str]:
    if plan.question in SITE_QUESTIONS and plan.reach is not None:
        reach = plan.reach.reindex(drawn["community_code"])
        shares = (reach[f"within_{view}"] / reach["population"]).astype("Float64")
        kind = "two_sites" if plan.question == BACK_UP else "share"
        name = f"capacity_{view}" if plan.figures.get("limited") else f"{kind}_{view}"
        title = screen.say(f"planning.map.{name}", minutes=str(asked.minutes))
        if plan.figures.get("limited") and plan.question in {SHORTEST_WAYS, LONGEST_WAY}:
            views = {BEFORE: "planning.map.any_capacity_before"}
            title = screen.say(views.get(view, "planning.map.any_capacity_after"))
        shares = shares.set_axis(drawn.index)
        return by_share(drawn, shares, screen.say("planning.map.unknown")), title
    if plan.question == POOLED:
        return by_state(drawn, screen.language), screen.say("map.state")
    labels = {state: screen.say(f"planning.state.{state}") for state in STATE_COLOURS}
    states = states_after(drawn, plan) if view == AFTER else states_today(drawn)
    title = screen.say(f"planning.view.{view}")
    return by_kind(drawn, states, STATE_COLOURS, labels), title


def states_today(communities: pd.DataFrame) -> pd.Series[str]:
    """Return how each community stands today, in the states of a plan's map."""
    states = pd.Series("other", communities.index, dtype="str")
    states = states.mask(communities["status"].isin(["understaffed", "unstaffed"]), "short")
    return states.mask(communities["status"].eq("compliant"), "compliant")


def states_after(communities: pd.DataFrame, plan: Plan) -> pd.Series[str]:
    """Return what becomes of each community by a plan: one of :data:`STATE_COLOURS`."""
    steps = plan.steps.groupby("code")["population"].sum()
    gained = communities["community_code"].map(steps)
    states = states_today(communities).mask(gained.notna(), "part")
    return states.mask(gained.gt(0).fillna(value=False), "compliant_by_plan")


def _marks(screen: Screen, plan: Plan, view: str) -> dict[str, str]:
    """Return what the circles of sites mean, by their look."""
    if plan.question not in SITE_QUESTIONS:
        return {}
    today = number(len(_existing_sites(screen, plan, view)))
    marks = {"site": screen.say("planning.mark.site", sites=today)}
    if view != BEFORE:
        marks["new_site"] = screen.say("planning.mark.new_site")
    return marks


def _existing_sites(screen: Screen, plan: Plan, view: str = BEFORE) -> list[Site]:
    """Return today's sites; with the plan, those that stay where they are."""
    sites = screen.results[Sites].frame.dropna(subset=["lon", "lat"])
    if view != BEFORE:
        leaves = plan.steps["action"].isin([CLOSED, MOVED])
        sites = sites.drop(index=plan.steps.loc[leaves, "site"].tolist(), errors="ignore")
    places = sites[["lon", "lat", "site_name"]].itertuples(index=False)
    return [
        Site(position, float(lon), float(lat), parts.text(name))
        for position, (lon, lat, name) in enumerate(places)
    ]


def _spots(screen: Screen, plan: Plan, view: str) -> list[Spot]:
    """Draw sites and teams as circles, today's smallest; tooltips protect small counts."""
    today = []
    if plan.question in SITE_QUESTIONS:
        today = [
            Spot(site.lon, site.lat, 0.0, SITE_COLOUR, site.title)
            for site in _existing_sites(screen, plan, view)
        ]
    return today if view == BEFORE else [*today, *_steps(screen, plan)]


def _steps(screen: Screen, plan: Plan) -> list[Spot]:
    """Draw the steps of a plan that are at sites."""
    if plan.question not in {*SITE_QUESTIONS, POOLED}:
        return []
    points = step_points(screen.results, plan, screen.results[Sites].frame)
    least = screen.results.standards.min_cell
    people, staff = screen.say("planning_header.population"), screen.say("planning_header.posts")
    spots = []
    for step, (lon, lat) in zip(plan.steps.to_dict("records"), points.to_numpy(), strict=True):
        if pd.isna(lon):
            continue
        facts = {people: protected(step["population"], least)}
        if plan.question == POOLED:
            facts[staff] = number(step["posts"])
        size = float(step["posts"] if plan.question == POOLED else step["population"])
        title = f"{step['position']}. {parts.text(step['name'])}"
        spots.append(Spot(float(lon), float(lat), max(size, 1.0), NEW_SITE_COLOUR, title, facts))
    return spots


def _ties(screen: Screen, plan: Plan) -> list[Tie]:
    """Draw staff who move as curves, from where they are too many to where they are missing."""
    inside = points_inside(screen.results.units.communities)
    staff, ties = screen.say("planning_header.posts"), []
    for step in plan.steps.to_dict("records"):
        if step["from_code"] in inside.index and step["code"] in inside.index:
            start, stop = (
                (float(inside.loc[code, "lon"]), float(inside.loc[code, "lat"]))
                for code in (step["from_code"], step["code"])
            )
            title = f"{parts.text(step['from_name'])} → {parts.text(step['name'])}"
            facts = {staff: number(step["posts"])}
            ties.append(Tie(start, stop, float(step["posts"]), "#0a5d94", title, facts))
    return ties
