"""Who reaches which service how, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.access.methods.coverage import STATES
from geo.analyses.access.model import LEVELS, ReachModel

if TYPE_CHECKING:
    from geo.core.results import Plan

MOST_SERVICES: Final = 24
"""So many services at most have rows of their own: a column of free text has no end."""

REACH_COLUMNS: Final = (
    *("level", "code", "name", "service", "mode", "way", "minutes", "people"),
    *(f"people_{state}" for state in STATES[:4]),
    *("people_no_point", "people_backup", "share_within", "share_backup", "reach_state"),
    *("communities", "communities_within", "share_communities_within"),
    *("median_minutes", "p90_minutes"),
)
"""Columns of the table. People of the states and of ``people_no_point`` add up to ``people``."""

_SHARES: Final = ("share_within", "share_backup", "share_communities_within")
_MINUTES: Final = ("median_minutes", "p90_minutes")


def reach_table(plan: Plan) -> pd.DataFrame:
    """Lay out who reaches each service, by community, street, district and city.

    Returns
    -------
    pandas.DataFrame
        :data:`REACH_COLUMNS`: a row for each unit, service (``any`` and the
        :data:`MOST_SERVICES` that most sites offer) and mode, within the minutes of the standards;
        ``way`` is ``streets``, ``straight_line`` or ``table``. No rows without sites.
    """
    reach = plan.get(ReachModel)
    if reach is None:
        return pd.DataFrame(columns=list(REACH_COLUMNS))
    parts = []
    for level in LEVELS:
        names = unit_names(plan, level)
        for service in reach.services[: MOST_SERVICES + 1]:
            for mode in reach.modes:
                told = reach.coverage(level, service, mode)
                code = told[f"{level}_code"] if level != "city" else pd.Series([None])
                parts.append(
                    told.assign(
                        level=level,
                        code=code,
                        name=code.map(names) if level != "city" else plan.name,
                        service=service,
                        mode=mode,
                        way=reach.ways.name,
                        minutes=reach.minutes_of(),
                    )
                )
    table = pd.concat(parts, ignore_index=True)[list(REACH_COLUMNS)]
    decimals = dict.fromkeys(_SHARES, 4) | dict.fromkeys(_MINUTES, 2)
    return table.assign(**{name: table[name].round(to) for name, to in decimals.items()})


def reach_entry(plan: Plan) -> dict[str, Any] | None:
    """Return how people were taken to come to sites, for the manifest; None without sites."""
    reach = plan.get(ReachModel)
    if reach is None:
        return None
    states = reach.site_states()
    return {
        "way": reach.ways.name,
        "mode": reach.mode_of(),
        "minutes": reach.minutes_of(),
        "sites": len(states),
        "sites_off_network": int((states == "off_network").sum()),
    }


def unit_names(plan: Plan, level: str) -> dict[str, str]:
    """Name the communities, streets or districts of a plan by their code."""
    if level == "city":
        return {}
    tables = {"community": plan.communities, "street": plan.streets, "district": plan.districts}
    named = tables[level].dropna(subset=f"{level}_code")
    return dict(zip(named[f"{level}_code"], named[f"{level}_name"], strict=True))
