"""A plan in sentences and figures: what it costs, whom it serves, what is left."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo.analyses.access.modes import said_mode
from geo.analyses.planning.plan import FEWEST_POSTS, MOVES, NEW_SITES, POOLED
from geo.core.i18n import say
from geo.core.number_format import number, share

if TYPE_CHECKING:
    from geo.analyses.planning.plan import Plan

SHARES: Final = ("before", "after")
FIGURES: Final = ("cost", "served", *SHARES, "bound", "least", "required", "saved")
HEADERS: Final = {
    "fewest_posts": ("target_percent", "posts", "population", "population_total", "share"),
    "new_posts": (
        *("position", "name", "subdistrict_name", "district_name", "posts", "population"),
        *("population_total", "share", "code"),
    ),
    "staff_moves": (
        *("position", "from_name", "name", "posts", "population", "distance_m"),
        *("population_total", "share", "subdistrict_name", "district_name", "code"),
    ),
    "pooled_teams": ("position", "name", "posts", "population"),
    "new_sites": (
        *("position", "name", "subdistrict_name", "district_name", "population"),
        *("population_total", "share", "code"),
    ),
}
"""The columns shown of each question."""


def plan_sentences(plan: Plan, mode: str, language: str) -> list[str]:
    """Return a paragraph for leaders: the cost, who is served, what is left, and the proof."""
    figures = plan.figures
    if not figures:
        return []
    total = figures.get("total", 0.0)
    values = {
        name: share(value, total) if name in SHARES else number(value)
        for name, value in figures.items()
    }
    if plan.question == NEW_SITES:
        values["left"] = number(total - figures["after"])
        values["out"] = number(figures["out_of_reach"])
    values["mode"] = said_mode(mode, language) if mode else ""
    sentences = [say(f"planning.told.{plan.question}", language, **values)]
    if figures.get("left_over"):
        sentences.append(say("planning.told.posts_left_over", language, posts=values["left_over"]))
    if plan.question == POOLED and figures["alone"]:
        values = {"communities": values["communities_alone"], "staff": values["alone"]}
        sentences.append(say("planning.told.alone", language, **values))
    return [*sentences, proof_sentence(plan, language)]


def proof_sentence(plan: Plan, language: str) -> str:
    """Return how good a plan is proven to be."""
    bound = plan.figures.get("bound", math.inf)
    if plan.proven:
        return say("planning.proof.optimal", language)
    if not math.isfinite(bound):
        return say("planning.proof.none", language)
    reached = plan.figures["posts" if plan.question == POOLED else "after"]
    gap = share(abs(bound - reached), reached)
    return say("planning.proof.bound", language, bound=number(bound), gap=gap)


def key_figures(plan: Plan, language: str) -> list[tuple[str, str, str]]:
    """Return key figures: label, figure, and a line below it."""

    def figure(key: str, value: str, below: str = "") -> tuple[str, str, str]:
        return say(f"planning.figure.{key}", language), value, below

    figures, total = plan.figures, plan.figures.get("total", 0.0)
    unit = "sites" if plan.question == NEW_SITES else "posts"
    cost = say(f"planning.unit.{unit}", language, count=number(figures[unit]))
    if plan.question == POOLED:
        required = say("planning.unit.posts", language, count=number(figures["required"]))
        saved = say("planning.unit.posts", language, count=number(figures["saved"]))
        bound = number(figures["bound"])
        needs = [figure("required", required), figure("saved", saved), figure("least", bound)]
        return [figure("cost", cost), *needs]
    entries = [figure("cost", cost), figure("before", share(figures["before"], total))]
    if plan.question == FEWEST_POSTS:
        return entries
    entries.insert(1, figure("served", number(figures["people"])))
    entries.append(figure("after", share(figures["after"], total)))
    if plan.question == NEW_SITES and math.isfinite(figures["bound"]):
        gap = say("planning.figure.gap", language, gap=f"{100 * figures['gap']:.2f}%")
        entries.append(figure("bound", share(figures["bound"], total), gap))
    return entries


def empty_reasons(plan: Plan, language: str) -> list[str]:
    """Return why a plan has no steps."""
    notes = [note.sentence(language) for note in plan.notes]
    if plan.question == MOVES and not len(plan.steps):
        notes.append(say("planning_note.no_surplus_staff", language))
    return notes
