"""Key figures of a set of communities, with the norm they are held against and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.population.model import Population
from geo.analyses.staffing.methods.summary import headline
from geo.analyses.staffing.model import Staffing
from geo.core.i18n import Term
from geo.core.standards import SOURCES
from geo.ui import components as parts
from geo.ui.comparison import changes

if TYPE_CHECKING:
    from geo.ui.screen import Screen


MEANINGS: Final = {
    "staffing.floating_population": "floating_population",
    "staffing.required": "required_staff",
    "staffing.staff": "staff_surplus",
    "staffing.shortfall": "staff_shortfall",
    "staffing.share_compliant": "share_compliant",
}
"""Entries of the glossary, by the label of a figure."""


def show_key_figures(screen: Screen, communities: pd.DataFrame) -> None:
    """Show the figures of these communities: population, staff, shortfall; below, the norm."""
    say, number, standards = screen.say, parts.number, screen.results.standards
    states = communities["status"].value_counts()
    compliant = int(states.get("compliant", 0))
    missing = int(states.get("understaffed", 0) + states.get("unstaffed", 0))
    population, staff, required, shortfall, surplus = (
        number(communities[column].sum(min_count=1))
        for column in (
            "floating_population",
            "staff",
            "required_staff",
            "staff_shortfall",
            "staff_surplus",
        )
    )
    everywhere = number(len(screen.results.units.communities))
    share_of = say("staffing.share_of", met=number(compliant), demand=number(compliant + missing))
    parts.figures(
        [
            (
                say("staffing.communities"),
                number(len(communities)),
                say("staffing.of_all", communities=everywhere),
            ),
            (say("staffing.floating_population"), population, ""),
            (
                say("staffing.required"),
                required,
                say("staffing.per_population", norm=standards.max_population_per_staff),
            ),
            (say("staffing.staff"), staff, say("staffing.surplus_of", spare=surplus)),
            (
                say("staffing.shortfall"),
                shortfall,
                say("staffing.understaffed_of", communities=number(missing)),
            ),
            (
                say("staffing.share_compliant"),
                parts.share(compliant, compliant + missing),
                share_of,
            ),
        ],
        alarm=[say("staffing.shortfall")] if missing else [],
        meanings=parts.meanings(screen.language, MEANINGS),
        changes=_changes(screen, communities),
    )


def _changes(screen: Screen, communities: pd.DataFrame) -> dict[str, str]:
    """Return in words what changed in these communities from the period compared, by label."""
    if screen.compared is None:
        return {}
    former = screen.compared.communities_with(Population, Staffing)
    former = former[former["community_code"].isin(communities["community_code"])]
    now, before = (_amounts(rows) for rows in (communities, former))
    return changes(screen, now, before, shares={"staffing.share_compliant"})


def _amounts(communities: pd.DataFrame) -> dict[str, Any]:
    """Return the figures of communities by the message of their label."""
    summary = headline(communities)
    return {
        **{
            label: communities[column].sum(min_count=1)
            for label, column in MEANINGS.items()
            if column in communities
        },
        "staffing.staff": communities["staff"].sum(min_count=1),
        "staffing.share_compliant": (
            summary.compliant / summary.judged if summary.judged else pd.NA
        ),
    }


def tell_norm(screen: Screen) -> str:
    """Describe the norm of staffing and the document that sets it."""
    standards = screen.results.standards
    return screen.say(
        "staffing.norm",
        norm=standards.max_population_per_staff,
        weight=parts.number(standards.part_time_weight),
        source=Term(SOURCES["max_population_per_staff"]),
    )
