"""``yipan plan``: a question of planning, answered and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geo.cli.commands import FOLDER, ISSUE, common, help_of, on_city
from geo.cli.plan_rounds import ROUNDS, plan_of_rounds, rounds_options
from geo.core.i18n import say
from geo.core.temporary import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from geo.analyses.planning.answers import StaffQuestion
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results

USUAL_POSTS, USUAL_SITES = 40, 3
QUESTIONS = (
    *("new_posts", "fewest_posts", "staff_moves", "pooled_teams", "new_sites", "all_covered"),
    *("shortest_ways", "longest_way", "back_up", "fair_sites", ROUNDS),
)
"""What can be asked; written out so that ``yipan --help`` loads nothing heavy."""
PLACES = ("communities", "table", "crossings")
PERCENTS = ("90", "95", "98", "100")
SCOPES = ("subdistrict", "district", "minutes")


@click.command(help=help_of("cli.plan"))
@click.option(
    "--question", type=click.Choice(QUESTIONS), required=True, help=help_of("cli.plan_question")
)
@click.option("--out", required=True, type=FOLDER, help=help_of("cli.out"))
@click.option("--posts", type=click.IntRange(1), help=help_of("cli.plan_posts"))
@click.option(
    "--percent", type=click.Choice(PERCENTS), default=PERCENTS[-1], help=help_of("cli.plan_percent")
)
@click.option("--sites", type=click.IntRange(1), help=help_of("cli.plan_sites"))
@click.option("--budget", type=click.FloatRange(0), help=help_of("cli.plan_budget"))
@click.option(
    "--cost",
    type=click.FloatRange(0, min_open=True),
    default=100.0,
    show_default=True,
    help=help_of("cli.plan_cost"),
)
@click.option("--minutes", type=click.IntRange(1, 600), help=help_of("cli.plan_minutes"))
@click.option("--mode", default="", help=help_of("cli.plan_mode"))
@click.option("--scope", type=click.Choice(SCOPES), default=SCOPES[0], help=help_of("cli.scope"))
@click.option("--candidates", type=click.Choice(PLACES), help=help_of("cli.plan_candidates"))
@click.option("--capacity", type=click.IntRange(0), help=help_of("cli.plan_capacity"))
@click.option("--seconds", type=click.FloatRange(0), default=60, help=help_of("cli.seconds"))
@rounds_options
@common
@on_city
def plan(
    city: City, question: str, out: Path, language: str, progress: Progress, **limits: Any
) -> dict[str, Any]:
    """Answer a question of planning, and write the plan."""
    from geo.analyses.planning.answers import answer  # noqa: PLC0415
    from geo.analyses.planning.methods.solve_control import SolveControl  # noqa: PLC0415
    from geo.analyses.planning.plan_files import FORMATS, plan_file  # noqa: PLC0415
    from geo.analyses.planning.sentences import (  # noqa: PLC0415
        empty_reasons,
        plan_sentences,
    )
    from geo.kept_results import results_of  # noqa: PLC0415

    results = results_of(city, progress)
    limits |= _limit(results, limits)
    if question == ROUNDS:
        return plan_of_rounds(city, results, out, language, limits)
    asked = _asked(results, question, limits)
    made = answer(results, asked, SolveControl(limits["seconds"]))
    lines = [*plan_sentences(made, asked.mode, language), *empty_reasons(made, language)]
    files: list[str] = []
    out.mkdir(parents=True, exist_ok=True)
    for suffix in FORMATS if len(made.steps) else ():
        path = out / f"plan_{question}.{suffix}"
        with replacing(path) as written:
            written.write_bytes(plan_file(results, made, asked.mode, language, suffix))
        files.append(str(path))
    if not made.figures:
        lines.append(say("cli.plan_none", language))
    return {
        "lines": [*lines, *files],
        "json": {
            "question": question,
            "proven": made.proven,
            "figures": {name: _finite(value) for name, value in made.figures.items()},
            "sentences": lines,
            "files": files,
        },
        "exit": 0 if made.figures else ISSUE,
    }


def _finite(value: float) -> float | None:
    """Return a number as JSON knows it; None for one that is infinite."""
    return float(value) if abs(value) != float("inf") else None


def _limit(results: Results, limits: dict[str, Any]) -> dict[str, Any]:
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


def _asked(results: Results, question: str, limits: dict[str, Any]) -> StaffQuestion | SiteQuestion:
    """Put the question together."""
    from geo.analyses.planning.answers import StaffQuestion  # noqa: PLC0415
    from geo.analyses.planning.methods.site_actions import Costs  # noqa: PLC0415
    from geo.analyses.planning.model import Planning  # noqa: PLC0415
    from geo.analyses.planning.plan import NEW_POSTS, SITE_QUESTIONS  # noqa: PLC0415
    from geo.analyses.planning.site_question import COMMUNITIES, TABLE, SiteQuestion  # noqa: PLC0415

    mode, minutes = limits["mode"], limits["minutes"]
    if question not in SITE_QUESTIONS:
        posts = limits["posts"] or USUAL_POSTS if question == NEW_POSTS else 0
        percent = int(limits["percent"])
        return StaffQuestion(question, posts, minutes, mode, limits["scope"], percent)
    priced = limits["budget"] is not None
    usual = COMMUNITIES if results[Planning].candidates is None else TABLE
    return SiteQuestion(
        question,
        mode,
        minutes,
        limits["budget"] if priced else limits["sites"] or USUAL_SITES,
        limits["candidates"] or usual,
        priced,
        Costs(new=limits["cost"] if priced else 1.0),
        limits["capacity"] is not None,
        limits["capacity"] or 0,
    )
