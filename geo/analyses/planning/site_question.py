"""What is asked of sites: the aim, the limit, the budget, and what may be done where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from geo.analyses.planning.methods.site_actions import Costs
from geo.analyses.planning.plan import (
    ALL_COVERED,
    BACK_UP,
    LONGEST_WAY,
    NEW_SITES,
    SHORTEST_WAYS,
)

COMMUNITIES, TABLE, CROSSINGS = CANDIDATES = ("communities", "table", "crossings")
"""Where sites may be: a point in each community, places of a table, crossings of streets."""
NEW_ONLY: Final = Costs()
"""A new site costs 1; sites are neither enlarged nor moved."""
CAPACITATED: Final = (NEW_SITES, ALL_COVERED, SHORTEST_WAYS, LONGEST_WAY, BACK_UP)
"""The questions that know limited capacity, and sites that are enlarged or moved."""


@dataclass(frozen=True)
class SiteQuestion:
    """A question of siting.

    Parameters
    ----------
    question
        One of :data:`geo.analyses.planning.plan.SITE_QUESTIONS`.
    mode, minutes
        How people come, and the limit.
    budget
        The number of sites, or money where they are priced.
    candidates
        One of :data:`CANDIDATES`.
    priced
        Whether actions cost money: then ``costs``, and what a table says of each place.
    costs
        Of sites that are new, enlarged, moved or closed by choice; those not to be had are None.
    limited
        Whether the capacity of sites is limited.
    capacity
        Capacity of a new site, in people, where no table says otherwise; 0: without limit.
    closed
        Numbers of today's sites that close.
    closing
        What it costs to close each of those, where actions cost money; less than 0: it saves.
    """

    question: str
    mode: str
    minutes: int
    budget: float = 0.0
    candidates: str = COMMUNITIES
    priced: bool = False
    costs: Costs = NEW_ONLY
    limited: bool = False
    capacity: int = 0
    closed: tuple[int, ...] = ()
    closing: float = 0.0

    @property
    def closing_cost(self) -> float:
        """What the sites that close cost together."""
        return self.closing * len(self.closed) if self.priced else 0.0

    @property
    def after_closings(self) -> SiteQuestion:
        """The same with what the sites that close leave of the budget."""
        return replace(self, budget=max(self.budget - self.closing_cost, 0.0))

    @property
    def by_actions(self) -> bool:
        """Whether sites have limited capacity, or may be enlarged, moved or closed."""
        others = self.costs.enlarge, self.costs.move, self.costs.close
        acts = any(cost is not None for cost in others)
        return self.question in CAPACITATED and (self.limited or acts)
