"""An answer of the planning analysis: steps in their order, and figures with the bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.core.issues import Issue

FEWEST_POSTS, NEW_POSTS, MOVES, POOLED = STAFF_QUESTIONS = (
    *("fewest_posts", "new_posts", "staff_moves", "pooled_teams"),
)
"""What can be asked of staff."""
NEW_SITES, ALL_COVERED, SHORTEST_WAYS, LONGEST_WAY, BACK_UP, FAIR_SITES = SITE_QUESTIONS = (
    *("new_sites", "all_covered", "shortest_ways", "longest_way", "back_up", "fair_sites"),
)
"""What can be asked of sites: most people within a limit, the fewest sites for all, shortest ways
(p-median), shortest longest way (p-centre), most people with a second site, least covered
subdistrict first."""
QUESTIONS: Final = (*STAFF_QUESTIONS, *SITE_QUESTIONS)
"""What can be asked."""
ROUNDS: Final = "rounds"
"""And of mobile rounds, whose answer is a timetable: see :mod:`geo.analyses.planning.rounds`."""

STEPS: Final = {
    "question": "str",
    "position": "Int64",
    "target_percent": "Int64",
    "action": "str",
    "code": "str",
    "name": "str",
    "site": "Int64",
    "subdistrict_name": "str",
    "district_name": "str",
    "from_code": "str",
    "from_name": "str",
    "posts": "Int64",
    "population": "Int64",
    "population_total": "Int64",
    "share": "Float64",
    "distance_m": "Float64",
    "minutes": "Float64",
    "cost": "Float64",
    "cost_total": "Float64",
    "lon": "Float64",
    "lat": "Float64",
}
"""Columns of the steps of a plan."""


@dataclass(frozen=True, eq=False)
class Plan:
    """An answer.

    Parameters
    ----------
    question
        One of :data:`QUESTIONS`.
    steps
        The columns of :data:`STEPS`, a row a step in the order to take them.
    figures
        Numbers by name: what it costs, whom it serves, what is left, and what no plan can pass.
    proven
        Whether no plan is better.
    notes
        What is to be said beside it.
    reach
        Of sites: by ``community_code`` the people known by their place (``population``), and those
        with a site within the limit (of back-up: two) today and then (``within_before``,
        ``within_after``).
    unreached
        Of sites: names of communities with people whom no place can serve, those of most people
        first.
    alternatives
        Plans between two aims, of which this is one; see
        :func:`geo.analyses.planning.methods.equity.trade_off`.
    capacity
        Of sites with limited capacity: that of the place after each step, in people; none where
        capacity is not limited.
    """

    question: str
    steps: pd.DataFrame
    figures: Mapping[str, float]
    proven: bool = True
    notes: tuple[Issue, ...] = field(default_factory=tuple)
    reach: pd.DataFrame | None = None
    unreached: tuple[str, ...] = ()
    alternatives: tuple[Plan, ...] = ()
    capacity: tuple[float, ...] = ()


def steps_of(question: str, columns: Mapping[str, Any], length: int) -> pd.DataFrame:
    """Return steps with all columns, those not given missing.

    Examples
    --------
    >>> steps_of("new_posts", {"code": ["a"], "posts": [2]}, 1)[["question", "posts"]]
        question  posts
    0  new_posts      2
    """
    given = {"question": [question] * length, "position": np.arange(1, length + 1), **columns}
    frame = pd.DataFrame({name: given.get(name, pd.NA) for name in STEPS}, range(length))
    return frame.astype(STEPS)


def no_steps() -> pd.DataFrame:
    """Return a table of no steps."""
    return steps_of("", {}, 0)
