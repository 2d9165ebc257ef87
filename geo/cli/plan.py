"""``yipan plan``: a question of planning, answered and written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from geo.cli.commands import FOLDER, ISSUE, common, help_of, on_city
from geo.cli.plan_rounds import ROUNDS, plan_of_rounds, rounds_options
from geo.cli.plan_sites import sites_asked, sites_options
from geo.cli.terminal import aligned, as_json
from geo.core.i18n import NOTHING, say
from geo.core.temporary import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.analyses.planning.answers import StaffQuestion
    from geo.analyses.planning.plan import Plan
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results

USUAL_POSTS = 40
SHOWN_STEPS = 20
QUESTIONS = (
    *("new_posts", "fewest_posts", "staff_moves", "pooled_teams", "new_sites", "all_covered"),
    *("shortest_ways", "longest_way", "back_up", "fair_sites", ROUNDS),
)
"""What can be asked; written out so that ``yipan --help`` loads nothing heavy."""
PERCENTS = ("90", "95", "98", "100")
SCOPES = ("subdistrict", "district", "minutes")


@click.command(help=help_of("cli.plan"))
@click.option(
    "--question", type=click.Choice(QUESTIONS), required=True, help=help_of("cli.plan_question")
)
@click.option("--out", required=True, type=FOLDER, help=help_of("cli.out"))
@click.option("--posts", type=click.IntRange(1), help=help_of("cli.plan_posts", posts=USUAL_POSTS))
@click.option(
    "--percent", type=click.Choice(PERCENTS), default=PERCENTS[-1], help=help_of("cli.plan_percent")
)
@click.option("--minutes", type=click.IntRange(1, 600), help=help_of("cli.plan_minutes"))
@click.option("--mode", default="", help=help_of("cli.plan_mode"))
@click.option("--scope", type=click.Choice(SCOPES), default=SCOPES[0], help=help_of("cli.scope"))
@click.option("--seconds", type=click.FloatRange(0), default=60, help=help_of("cli.seconds"))
@sites_options
@rounds_options
@common
@on_city
def plan(
    city: City, question: str, out: Path, language: str, progress: Progress, **limits: Any
) -> dict[str, Any]:
    """Answer a question of planning, and write the plan."""
    from geo.analyses.planning.answers import answer  # noqa: PLC0415
    from geo.analyses.planning.methods.solve_control import SolveControl  # noqa: PLC0415
    from geo.analyses.planning.sentences import (  # noqa: PLC0415
        empty_reasons,
        plan_sentences,
    )
    from geo.kept_results import results_of  # noqa: PLC0415

    results = results_of(city, progress)
    limits |= limit_of(results, limits)
    if question == ROUNDS:
        return plan_of_rounds(city, results, out, language, limits)
    asked = question_of(city, results, question, limits)
    answered = answer(results, asked, SolveControl(limits["seconds"]))
    made = chosen_of(answered, limits["alternative"])
    lines = [*plan_sentences(made, asked.mode, language), *empty_reasons(made, language)]
    if not made.figures:
        lines.append(say("cli.plan_none", language))
    files = _written(results, made, asked.mode, language, out)
    return {
        "lines": [*lines, *_curve(answered, language), *_step_lines(made, language), *files],
        "json": {
            "question": question,
            "proven": made.proven,
            "figures": _finite(made.figures),
            "steps": as_json(made.steps.dropna(axis="columns", how="all")),
            "alternatives": [_finite(plan.figures) for plan in answered.alternatives],
            "sentences": lines,
            "files": files,
        },
        "exit": 0 if made.figures else ISSUE,
    }


def chosen_of(plan: Plan, number: int | None) -> Plan:
    """Return one of the plans of a trade-off curve; by default, and without a curve, the plan."""
    if number is None:
        return plan
    plans = plan.alternatives or (plan,)
    if number > len(plans):
        wrong = help_of("cli.plan_no_alternative", number=number, count=len(plans))
        raise click.BadParameter(wrong)
    return plans[number - 1]


def _curve(plan: Plan, language: str) -> list[str]:
    """Return a line for each plan between two aims, by their numbers."""
    from geo.core.number_format import percent  # noqa: PLC0415

    lines = []
    for number, of in enumerate(plan.alternatives, 1):
        shares = {
            "least": percent(of.figures["least_share"]),
            "share": percent(of.figures["after"] / max(of.figures["total"], 1.0)),
        }
        lines.append(f"{number}. {say('planning.tradeoff.option', language, **shares)}")
    return lines


def _step_lines(plan: Plan, language: str) -> list[str]:
    """Return the first steps in aligned columns, in the order to take them."""
    from geo.analyses.planning.workbook import step_rows  # noqa: PLC0415

    if plan.steps.empty:
        return []
    rows = step_rows(plan, language)
    first = rows.head(SHOWN_STEPS).astype("str").replace("<NA>", NOTHING)
    lines = aligned([[*map(str, rows.columns)], *first.to_numpy().tolist()])
    left = len(rows) - SHOWN_STEPS
    return [*lines, say("cli.plan_more_steps", language, count=left)] if left > 0 else lines


def _written(results: Results, plan: Plan, mode: str, language: str, out: Path) -> list[str]:
    """Write a plan as tables and layers, and where it can be applied as a scenario."""
    from geo.analyses.planning.plan_files import FORMATS, plan_file  # noqa: PLC0415
    from geo.analyses.planning.scenario import is_applicable, scenario_of  # noqa: PLC0415
    from geo.city.scenarios.files import scenario_text  # noqa: PLC0415

    files = {
        suffix: plan_file(results, plan, mode, language, suffix)
        for suffix in (FORMATS if len(plan.steps) else ())
    }
    if is_applicable(plan):
        scenario = scenario_of(plan, results, language)
        files["toml"] = scenario_text(scenario).encode("utf-8")
    out.mkdir(parents=True, exist_ok=True)
    for suffix, content in files.items():
        with replacing(out / f"plan_{plan.question}.{suffix}") as written:
            written.write_bytes(content)
    return [str(out / f"plan_{plan.question}.{suffix}") for suffix in files]


def _finite(figures: Mapping[str, float]) -> dict[str, float | None]:
    """Return numbers as JSON knows them; None for one that is infinite."""
    return {name: float(of) if math.isfinite(of) else None for name, of in figures.items()}


def limit_of(results: Results, limits: dict[str, Any]) -> dict[str, Any]:
    """Return the mode and the minutes; what is not said is as the norms have it."""
    from geo.analyses.access.model import AccessModel  # noqa: PLC0415

    access, mode = results.get(AccessModel), limits["mode"]
    if access is None:
        return {"minutes": limits["minutes"] or 0}
    if mode and mode not in access.modes:
        modes = ", ".join(access.modes)
        raise click.BadParameter(help_of("cli.plan_no_mode", mode=mode, modes=modes))
    return {
        "mode": access.mode_of(mode or None),
        "minutes": limits["minutes"] or access.minutes_of(),
    }


def question_of(
    city: City, results: Results, question: str, limits: dict[str, Any]
) -> StaffQuestion | SiteQuestion:
    """Put the question together; what is not said is as the page has it."""
    from geo.analyses.planning.answers import StaffQuestion  # noqa: PLC0415
    from geo.analyses.planning.plan import NEW_POSTS, SITE_QUESTIONS  # noqa: PLC0415

    usual = city.settings.planning
    if question in SITE_QUESTIONS:
        return sites_asked(results, question, limits, usual.sites)
    posts = limits["posts"] or usual.posts or USUAL_POSTS if question == NEW_POSTS else 0
    limit, percent = (limits["minutes"], limits["mode"]), int(limits["percent"])
    return StaffQuestion(question, posts, *limit, limits["scope"], percent)
