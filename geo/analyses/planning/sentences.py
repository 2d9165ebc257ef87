"""A plan in sentences and figures: what it costs, whom it serves, what is left."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo.analyses.access.modes import said_mode
from geo.analyses.planning.plan import (
    ALL_COVERED,
    BACK_UP,
    FAIR_SITES,
    FEWEST_POSTS,
    LONGEST_WAY,
    MOVES,
    NEW_POSTS,
    POOLED,
    SHORTEST_WAYS,
    SITE_QUESTIONS,
)
from geo.core.i18n import say
from geo.core.number_format import number, percent, share

if TYPE_CHECKING:
    from geo.analyses.planning.plan import Plan

SHARES: Final = ("before", "after", "least_share")
_IN_PERCENT: Final = ("before", "after")
FIGURES: Final = (
    *("cost", "served", *SHARES, "bound", "least", "required", "saved"),
    *("mean_before", "mean_after", "longest_before", "longest_after"),
)
ACTION_NAMES: Final = ("new", "enlarge", "moved", "close")
CAPACITY_LACKING: Final = ("without_capacity", "never_capacity")
SECOND_CAPACITY_LACKING: Final = ("without_second_capacity", "never_second_capacity")
"""The same where people are to have capacity at two sites."""
BACK_UP_CAPACITY: Final = "back_up_capacity"
NO_WAY_TODAY: Final = "longest_way_without"
"""Where some have no way to any site today."""
IMPOSSIBLE, NOT_FOUND = "longest_way_impossible", "longest_way_not_found"
"""Where not all can have capacity at a site, whatever is done; and where no way was found to it."""
UNITS: Final = ("posts", "people", "sites", "actions", "money", "minutes")
_OF_SITES: Final = (
    *("position", "action", "from_name", "name", "subdistrict_name", "district_name"),
    *("population", "population_total", "share", "minutes", "cost", "cost_total", "code"),
)
_OF_POSTS: Final = (
    *("position", "name", "subdistrict_name", "district_name", "posts", "population"),
    *("population_total", "share", "code"),
)
HEADERS: Final = {
    **dict.fromkeys((FEWEST_POSTS, NEW_POSTS), _OF_POSTS),
    "staff_moves": (
        *("position", "from_name", "name", "posts", "population", "distance_m"),
        *("population_total", "share", "subdistrict_name", "district_name", "code"),
    ),
    "pooled_teams": ("position", "name", "posts", "population"),
    **dict.fromkeys(SITE_QUESTIONS, _OF_SITES),
}
"""The columns shown of each question; of sites, those that say something."""
_REACHED: Final = {POOLED: "posts", ALL_COVERED: "objective"} | dict.fromkeys(
    (SHORTEST_WAYS, LONGEST_WAY), "objective"
)
"""The figure that the bound is of; of all others it is the people reached."""


def plan_sentences(plan: Plan, mode: str, language: str) -> list[str]:
    """Return a paragraph for leaders: the cost, who is served, what is left, and the proof."""
    figures = plan.figures
    if not figures:
        return []
    total = figures.get("total", 0.0)
    values = {
        name: share(value, total) if name in _IN_PERCENT else number(_finite(value))
        for name, value in figures.items()
    }
    values["mode"] = said_mode(mode, language) if mode else ""
    if plan.question == POOLED:
        values["short"] = number(max(figures["posts"] - figures["staff"], 0.0))
    if plan.question in SITE_QUESTIONS:
        sentences = _site_sentences(plan, values, language)
    elif "target_percent" in figures:
        values["target"] = f"{values['target_percent']}%"
        keys = ("fewest_posts_for", "targets")
        sentences = [say(f"planning.told.{key}", language, **values) for key in keys]
    else:
        sentences = [say(f"planning.told.{plan.question}", language, **values)]
    if figures.get("left_over"):
        sentences.append(say("planning.told.posts_left_over", language, posts=values["left_over"]))
    if plan.question == POOLED and figures["alone"]:
        values = {"communities": values["communities_alone"], "staff": values["alone"]}
        sentences.append(say("planning.told.alone", language, **values))
    if is_impossible(plan):
        return sentences
    if figures.get("most_share", 1.0) < 1.0:
        most_share = percent(figures["most_share"])
        sentences.append(say("planning.proof.most_share", language, most_share=most_share))
    return [*sentences, proof_sentence(plan, language)]


def is_impossible(plan: Plan) -> bool:
    """Return whether a plan for the shortest longest way leaves some without any site."""
    asked = plan.question == LONGEST_WAY and bool(plan.figures)
    return asked and not math.isfinite(plan.figures["objective"])


def _site_sentences(plan: Plan, values: dict[str, str], language: str) -> list[str]:
    """Return what sites cost, whom they serve, and who is left."""
    figures = plan.figures
    values |= {
        "left": number(figures["total"] - figures["after"]),
        "out": number(figures["out_of_reach"]),
        "minutes_before": number(_finite(figures.get("minutes_before", math.nan))),
        "least_share": percent(figures.get("least_share", math.nan)),
        "objective": number(_finite(figures["objective"])),
    }
    acts = "without_capacity" in figures
    values["sites"] = say(
        f"planning.unit.{'actions' if acts else 'sites'}", language, count=values["sites"]
    )
    backs_up = plan.question == BACK_UP and acts
    kind = BACK_UP_CAPACITY if backs_up else plan.question
    if kind == LONGEST_WAY and not math.isfinite(figures.get("minutes_before", math.nan)):
        kind = NO_WAY_TODAY
    if is_impossible(plan):
        kind = IMPOSSIBLE if plan.proven else NOT_FOUND
    if figures.get("limited") and kind == SHORTEST_WAYS:
        sentences = [say("planning.told.shortest_ways_capacity", language, **values)]
    elif figures.get("limited") and kind in {LONGEST_WAY, NO_WAY_TODAY}:
        sentences = [say("planning.told.longest_way_capacity", language, **values)]
    else:
        sentences = [say(f"planning.told.{kind}", language, **values)]
    if figures.get("limited"):
        sentences.append(say("planning.told.by_capacity", language))
    if figures["priced"]:
        budget = "" if plan.question == ALL_COVERED else "_of_budget"
        amounts = {"cost": values["cost"], "budget": values["budget"]}
        sentences.append(say(f"planning.told.cost{budget}", language, **amounts))
    lacking = [name for name in CAPACITY_LACKING if figures.get(name, 0.0) >= 1]
    keys = SECOND_CAPACITY_LACKING if backs_up else CAPACITY_LACKING
    key_of = dict(zip(CAPACITY_LACKING, keys, strict=True))
    sentences += [
        say(f"planning.told.{key_of[name]}", language, people=values[name]) for name in lacking
    ]
    if plan.unreached:
        names = say("planning.told.between_names", language).join(plan.unreached)
        sentences.append(say("planning.told.unreached", language, names=names))
    return sentences


def proof_sentence(plan: Plan, language: str) -> str:
    """Return how good a plan is proven to be."""
    bound = plan.figures.get("bound", math.inf)
    fair = plan.question == FAIR_SITES
    if plan.proven:
        return say("planning.proof.fair_optimal" if fair else "planning.proof.optimal", language)
    reached = plan.figures[_REACHED.get(plan.question, "after")]
    if not _is_useful(bound, reached):
        return say("planning.proof.none", language)
    gap = _gap(bound, reached)
    unit = _unit_of_bound(plan)
    count = number(math.floor(bound) if unit == "people" else bound)
    if fair:
        return say("planning.proof.fair_bound", language, bound=count, gap=gap)
    shown = say(f"planning.unit.{unit}", language, count=count)
    return say("planning.proof.bound", language, bound=shown, gap=gap)


def key_figures(plan: Plan, language: str) -> list[tuple[str, str, str]]:
    """Return key figures: label, figure, and a line below it."""
    if plan.question in SITE_QUESTIONS:
        return _site_figures(plan, language)

    def figure(key: str, value: str, below: str = "") -> tuple[str, str, str]:
        return say(f"planning.figure.{key}", language), value, below

    figures, total = plan.figures, plan.figures.get("total", 0.0)
    cost = say("planning.unit.posts", language, count=number(figures["posts"]))
    if plan.question == POOLED:
        required = say("planning.unit.posts", language, count=number(figures["required"]))
        saved = say("planning.unit.posts", language, count=number(figures["saved"]))
        bound = number(figures["bound"])
        needs = [figure("required", required), figure("saved", saved), figure("least", bound)]
        return [figure("cost", cost), *needs]
    entries = [figure("cost", cost), figure("before", share(figures["before"], total))]
    entries.insert(1, figure("served", number(figures["people"])))
    entries.append(figure("after", share(figures["after"], total)))
    return entries


def _site_figures(plan: Plan, language: str) -> list[tuple[str, str, str]]:
    """Return the key figures of sites: what they cost, what they bring, and the bound."""

    def figure(key: str, value: str, below: str = "") -> tuple[str, str, str]:
        return say(f"planning.figure.{key}", language), value, below

    def amount(unit: str, value: float) -> str:
        return say(f"planning.unit.{unit}", language, count=number(_finite(value)))

    figures, total = plan.figures, plan.figures["total"]
    unit = "actions" if "without_capacity" in figures else "sites"
    below = amount("money", figures["cost"]) if figures["priced"] else ""
    entries = [figure("cost", amount(unit, figures["sites"]), below)]
    if plan.question in {SHORTEST_WAYS, LONGEST_WAY}:
        kind = "mean" if plan.question == SHORTEST_WAYS else "longest"
        if math.isfinite(figures.get("minutes_before", math.nan)):
            before = amount("minutes", figures["minutes_before"])
            entries.append(figure(f"{kind}_before", before))
        if math.isfinite(figures["objective"]):
            entries.append(figure(f"{kind}_after", amount("minutes", figures["objective"])))
    else:
        entries.append(figure("served", number(figures["people"])))
    entries.append(figure("before", share(figures["before"], total)))
    entries.append(figure("after", share(figures["after"], total)))
    if plan.question == FAIR_SITES:
        entries.append(figure("least_share", percent(figures["least_share"])))
    reached = figures[_REACHED.get(plan.question, "after")]
    if _is_useful(figures["bound"], reached):
        gap = say("planning.figure.gap", language, gap=_gap(figures["bound"], reached))
        entries.append(figure(*_bound_figure(plan, language), gap))
    return entries


def _bound_figure(plan: Plan, language: str) -> tuple[str, str]:
    """Return the key of the bound, and it in its unit."""
    bound, unit = plan.figures["bound"], _unit_of_bound(plan)
    if unit == "people":
        return "bound", share(bound, plan.figures["total"])
    return "least", say(f"planning.unit.{unit}", language, count=number(bound))


def _unit_of_bound(plan: Plan) -> str:
    """Return the key of the unit that a bound is counted in."""
    if plan.question == ALL_COVERED:
        return "money" if plan.figures["priced"] else "sites"
    if plan.question == POOLED:
        return "posts"
    return "minutes" if plan.question in _REACHED else "people"


def progress_sentence(plan_question: str, objective: float, bound: float, language: str) -> str:
    """Return how far a solver is: the best so far, the bound, and the gap between them."""
    if not math.isfinite(objective):
        return say("planning.progress.none", language)
    best = number(objective)
    if plan_question == FAIR_SITES:
        return say("planning.progress.plans", language, best=best, bound=number(bound))
    if not math.isfinite(bound):
        return say("planning.progress.best", language, best=best)
    gap = share(abs(bound - objective), abs(objective))
    kind = "minutes" if plan_question in {SHORTEST_WAYS, LONGEST_WAY} else "people"
    kind = "sites" if plan_question == ALL_COVERED else kind
    values = {"best": best, "bound": number(bound), "gap": gap}
    return say(f"planning.progress.{kind}", language, **values)


def empty_reasons(plan: Plan, language: str) -> list[str]:
    """Return why a plan has no steps."""
    notes = [note.sentence(language) for note in plan.notes]
    if plan.question == MOVES and not len(plan.steps):
        notes.append(say("planning_note.no_surplus_staff", language))
    return notes


def _gap(bound: float, reached: float) -> str:
    """Write how far a bound is from what is reached; a small gap is not written as none.

    Examples
    --------
    >>> _gap(100.0, 100.0), _gap(100.001, 100.0), _gap(103.0, 100.0)
    ('0%', '<0.01%', '3.00%')
    """
    apart = 100 * abs(bound - reached) / max(abs(reached), 1e-9)
    if apart == 0:
        return "0%"
    return f"{apart:.2f}%" if apart >= 0.005 else "<0.01%"


def _is_useful(bound: float, reached: float) -> bool:
    """Return whether a bound says something: one that is twice what is reached does not."""
    return math.isfinite(bound) and math.isfinite(reached) and abs(bound - reached) <= abs(reached)


def _finite(value: float) -> float:
    """Return a number, or NaN for one that is infinite."""
    return value if math.isfinite(value) else math.nan
