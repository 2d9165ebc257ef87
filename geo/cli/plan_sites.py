"""What ``yipan plan`` is told of sites: the budget, what may be done where, and at what cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from geo.cli.commands import help_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.analyses.planning.methods.site_actions import Costs
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.core.results import Results

USUAL_SITES, USUAL_BUDGET, USUAL_COST, USUAL_CAPACITY = 3, 300, 100, 1000
"""As on the page; written out so that ``yipan --help`` loads nothing heavy."""
PLACES = ("communities", "table", "crossings")
_COST, _PEOPLE = click.FloatRange(0, min_open=True), click.IntRange(1)
AMOUNTS: Final[dict[str, Any]] = {
    "sites": click.IntRange(1),
    "budget": click.FloatRange(0),
    "capacity": click.IntRange(0),
    "capacity_added": _PEOPLE,
    "cost_new": _COST,
    "cost_enlarge": _COST,
    "cost_move": _COST,
    "cost_close": click.FLOAT,
    "alternative": click.IntRange(1),
}
FLAGS: Final = ("priced", "limited", "may_enlarge", "may_move", "may_close")
NEEDED: Final = {
    "may_enlarge": "limited",
    "capacity_added": "may_enlarge",
    "may_close": "priced",
    "cost_new": "priced",
    "cost_enlarge": "may_enlarge",
    "cost_move": "may_move",
}
"""Options that say nothing without another."""
USUAL: Final = {
    "budget": USUAL_BUDGET,
    "capacity": USUAL_CAPACITY,
    "capacity_added": USUAL_CAPACITY,
    "cost_new": USUAL_COST,
    "cost_enlarge": USUAL_COST,
    "cost_move": USUAL_COST,
    "cost_close": 0,
}
"""What an option is reckoned at that is not said."""


def sites_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add to a command what may be said of sites."""
    usual = {
        "sites": USUAL_SITES,
        "budget": USUAL_BUDGET,
        "capacity": USUAL_CAPACITY,
        "cost": USUAL_COST,
    }
    kinds: dict[str, dict[str, Any]] = {
        **{name: {"type": kind} for name, kind in AMOUNTS.items()},
        **{name: {"is_flag": True} for name in FLAGS},
        "closed": {"multiple": True, "metavar": "SITE"},
        "candidates": {"type": click.Choice(PLACES)},
    }
    for name, kind in reversed(kinds.items()):
        text = help_of(f"cli.plan_{name}", **usual)
        command = click.option(_option(name), name, help=text, **kind)(command)
    return command


def sites_asked(
    results: Results, question: str, limits: dict[str, Any], usual_sites: int
) -> SiteQuestion:
    """Put a question of sites together; what is not said is as the page has it.

    Raises
    ------
    click.BadParameter
        If an option is said without the one that it needs, or the question does not know it.
    """
    from geo.analyses.planning.model import Planning  # noqa: PLC0415
    from geo.analyses.planning.plan import ALL_COVERED  # noqa: PLC0415
    from geo.analyses.planning.site_question import (  # noqa: PLC0415
        CAPACITATED,
        COMMUNITIES,
        TABLE,
        SiteQuestion,
    )

    limits = {
        **limits,
        "limited": limits["limited"] or limits["capacity"] is not None,
        "priced": limits["priced"] or limits["budget"] is not None,
    }
    _check(question, limits, knows_actions=question in CAPACITATED)
    limits |= {name: value for name, value in USUAL.items() if limits[name] is None}
    closed, priced = _closed(results, limits["closed"]), limits["priced"]
    budget = limits["budget"] if priced else limits["sites"] or usual_sites or USUAL_SITES
    closing = float(limits["cost_close"]) if priced else 0.0
    usual = COMMUNITIES if results[Planning].candidates is None else TABLE
    return SiteQuestion(
        question,
        limits["mode"],
        limits["minutes"],
        0.0 if question == ALL_COVERED else float(budget),
        limits["candidates"] or usual,
        priced,
        _costs(limits, closing),
        limits["limited"],
        limits["capacity"] if limits["limited"] else 0,
        closed,
        closing if closed or limits["may_close"] else 0.0,
    )


def _costs(limits: dict[str, Any], closing: float) -> Costs:
    """Return what each action costs; 1 where a budget is a number of sites."""
    from geo.analyses.planning.methods.site_actions import Costs  # noqa: PLC0415

    cost = {
        action: float(limits[f"cost_{action}"]) if limits["priced"] else 1.0
        for action in ("new", "enlarge", "move")
    }
    return Costs(
        cost["new"],
        cost["enlarge"] if limits["may_enlarge"] else None,
        cost["move"] if limits["may_move"] else None,
        closing if limits["may_close"] else None,
        float(limits["capacity_added"]) if limits["may_enlarge"] else 0.0,
    )


def _check(question: str, limits: dict[str, Any], *, knows_actions: bool) -> None:
    """Refuse options that would say nothing."""
    named = [name for name, value in limits.items() if value not in (None, False, ())]
    for name in named:
        needed = NEEDED.get(name)
        if needed is not None and needed not in named:
            raise _wrong("cli.plan_needs", option=_option(name), needed=_option(needed))
        if name in {"limited", "may_enlarge", "may_move", "may_close"} and not knows_actions:
            raise _wrong("cli.plan_knows_no", option=_option(name), question=question)
    if limits["cost_close"] is not None and not (limits["may_close"] or limits["closed"]):
        raise _wrong("cli.plan_needs", option="--cost-close", needed="--closed / --may-close")
    if limits["cost_close"] is not None and not limits["priced"]:
        raise _wrong("cli.plan_needs", option="--cost-close", needed="--priced")


def _closed(results: Results, named: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers of today's sites by their names, or by their number in the table."""
    from geo.analyses.access.model import AccessModel  # noqa: PLC0415

    access = results.get(AccessModel)
    names = [] if access is None else access.sites["site_name"].astype("str").tolist()
    numbers = []
    for name in named:
        there = [number for number, site in enumerate(names) if site == name]
        if not there and name.isdecimal() and 1 <= int(name) <= len(names):
            there = [int(name) - 1]
        if len(there) != 1:
            positions = ", ".join(str(number + 1) for number in there)
            key = "cli.plan_same_names" if there else "cli.plan_no_site"
            raise _wrong(key, site=name, numbers=positions)
        numbers.append(there[0])
    return tuple(sorted(set(numbers)))


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _wrong(key: str, **values: str) -> click.BadParameter:
    return click.BadParameter(help_of(key, **values))
