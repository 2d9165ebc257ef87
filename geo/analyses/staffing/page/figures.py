"""Key figures of a set of communities, with the norm they are held against and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.i18n import Term
from geo.core.standards import SOURCES
from geo.ui import components as parts

if TYPE_CHECKING:
    import pandas as pd

    from geo.ui.screen import Screen


def show_key_figures(screen: Screen, communities: pd.DataFrame) -> None:
    """Show people, posts, need, gap and the share met of these communities; below, the norm."""
    say, number, standards = screen.say, parts.number, screen.plan.standards
    states = communities["status"].value_counts()
    met = int(states.get("met", 0))
    missing = int(states.get("short", 0) + states.get("unstaffed", 0))
    people, staff, need, gap, spare = (
        number(communities[column].sum(min_count=1))
        for column in ("people", "staff", "need_staff", "gap_staff", "spare_staff")
    )
    everywhere = number(len(screen.plan.communities))
    share_of = say("staffing.share_of", met=number(met), demand=number(met + missing))
    parts.figures(
        [
            (
                say("staffing.communities"),
                number(len(communities)),
                say("staffing.of_all", communities=everywhere),
            ),
            (say("staffing.people"), people, ""),
            (
                say("staffing.need"),
                need,
                say("staffing.per_people", norm=standards.people_per_staff),
            ),
            (say("staffing.staff"), staff, say("staffing.spare_of", spare=spare)),
            (say("staffing.gap"), gap, say("staffing.short_of", communities=number(missing))),
            (say("staffing.share_met"), parts.share(met, met + missing), share_of),
        ],
        alarm=[say("staffing.gap")] if missing else [],
    )
    parts.caption(tell_norm(screen), say("staffing.share_norm"))


def tell_norm(screen: Screen) -> str:
    """Tell the norm of staffing and the document that sets it."""
    standards = screen.plan.standards
    return screen.say(
        "staffing.norm",
        norm=standards.people_per_staff,
        weight=parts.number(standards.part_time_weight),
        source=Term(SOURCES["people_per_staff"]),
    )
