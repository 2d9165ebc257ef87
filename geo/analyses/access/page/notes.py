"""What is said beside the figures: whom they count, where, and what they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.access.demand import account_of
from geo.analyses.access.demand_issues import named_sites, sites_of_unknown_supply
from geo.core.i18n import Term
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.analyses.access.page.controls import Question
    from geo.ui.screen import Screen


def range_notes(screen: Screen, access: AccessModel, question: Question) -> list[str]:
    """Say between which bounds the people within the limit are, where not all are located."""
    city = access.coverage("city", *question.keys).iloc[0]
    least, most = city["population_within_min"], city["population_within_max"]
    notes = (
        [screen.say("access.representative")]
        if access.of_mode(question.mode).representative
        else []
    )
    if pd.notna(least) and least < most:
        notes.append(
            screen.say(
                "access.within_range",
                unknown=parts.number(most - least),
                all=parts.number(city["floating_population"]),
                least=parts.number(least),
                most=parts.number(most),
                least_share=parts.percent(city["share_within_min"]),
                most_share=parts.percent(city["share_within_max"]),
            )
        )
    return notes


def range_of(covered: pd.DataFrame) -> pd.Series[str]:
    """Write the least and the greatest share within the limit; one number where both are one."""
    least, most = (covered[f"share_within_{end}"].map(parts.percent) for end in ("min", "max"))
    return least.where(least == most, least + "–" + most)


def demand_notes(screen: Screen, access: AccessModel, question: Question) -> list[str]:
    """Say who shares the sites and where they are taken to be, and what supply is not known."""
    asked = access.of_mode(question.mode)
    account = account_of(asked.demand_points, asked.communities)
    where = screen.say("access.demand.separator").join(
        screen.say(f"access.demand.{location}", people=parts.number(people))
        for location, people in account.items()
        if people
    )
    whose = f"access.demand_of.{access.settings.demand}"
    notes = [screen.say(whose, people=parts.number(sum(account.values())), where=where)]
    norms = screen.results.standards
    offered = access.sites[access.offers(question.service)]
    unknown = sites_of_unknown_supply(offered, norms.supply)
    if len(unknown):
        notes.append(
            screen.say(
                "access.supply_unknown",
                supply=Term(f"column.{norms.supply}"),
                known=parts.number(len(offered) - len(unknown)),
                sites=parts.number(len(offered)),
                names=named_sites(unknown["site_name"]),
            )
        )
    return notes
