"""Key figures of a set of communities, with the norm they are held against and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core.i18n import Term
from geo.core.standards import SOURCES
from geo.ui import components as parts

if TYPE_CHECKING:
    import pandas as pd

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
    )


def tell_norm(screen: Screen) -> str:
    """Describe the norm of staffing and the document that sets it."""
    standards = screen.results.standards
    return screen.say(
        "staffing.norm",
        norm=standards.max_population_per_staff,
        weight=parts.number(standards.part_time_weight),
        source=Term(SOURCES["max_population_per_staff"]),
    )
