"""Who reaches which service how, as a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.access.capacity import CAPACITY_COLUMNS, nothing_known
from geo.analyses.access.demand import account_of
from geo.analyses.access.demand_issues import sites_of_unknown_supply
from geo.analyses.access.methods.coverage import PLACED
from geo.analyses.access.model import LEVELS, AccessModel
from geo.analyses.access.origin_destination import (
    COMMUNITIES,
    NEAREST_COLUMNS,
    nearest_sites,
    origins_of,
)

if TYPE_CHECKING:
    from geo.core.results import Results

MOST_SERVICES: Final = 24
"""So many services at most have rows of their own: a column of free text has no end."""

ACCESS_COLUMNS: Final = (
    *(
        "level",
        "code",
        "name",
        "service",
        "mode",
        "mode_is_norm",
        "travel_time_source",
        "minutes",
        "location_basis",
        "floating_population",
    ),
    *(f"population_{state}" for state in PLACED),
    *(
        "population_location_unknown",
        "population_within_min",
        "population_within_max",
        "population_backup",
        *CAPACITY_COLUMNS,
        "share_within",
        "share_within_min",
        "share_within_max",
        "share_backup",
        "accessibility_state",
    ),
    *("communities", "communities_within", "share_communities_within"),
    *("median_minutes", "p90_minutes"),
)
"""Columns of the table. ``population_`` of all states adds up to ``floating_population``."""

_SHARES: Final = (
    *("share_within", "share_within_min", "share_within_max"),
    *("share_backup", "share_communities_within"),
)
_MINUTES: Final = ("median_minutes", "p90_minutes")


def access_table(results: Results) -> pd.DataFrame:
    """Lay out who reaches each service, by community, street, district and city.

    Returns
    -------
    pandas.DataFrame
        :data:`ACCESS_COLUMNS`: a row for each unit, service (``any`` and the
        :data:`MOST_SERVICES` that most sites offer) and mode, within the minutes set for the
        service; ``travel_time_source`` is ``network``, ``euclidean`` or ``matrix``. No rows without
        sites.
    """
    access = results.get(AccessModel)
    if access is None:
        return pd.DataFrame(columns=list(ACCESS_COLUMNS))
    parts = []
    for level in LEVELS:
        names = unit_names(results, level)
        for service in access.services[: MOST_SERVICES + 1]:
            for mode in access.modes:
                told = access.coverage(level, service, mode)
                code = told[f"{level}_code"] if level != "city" else pd.Series([None])
                keys = code if level != "city" else pd.Series([""])
                told = told.join(_within_capacity(access, level, service, mode, keys))
                parts.append(
                    told.assign(
                        level=level,
                        code=code,
                        name=code.map(names) if level != "city" else results.city.name,
                        service=service,
                        mode=mode,
                        mode_is_norm=mode == access.mode_of(service=service),
                        location_basis=access.of_mode(mode).location_basis,
                        travel_time_source=access.of_mode(mode).source.name,
                        minutes=access.minutes_of(service=service),
                    )
                )
    table = pd.concat(parts, ignore_index=True)[list(ACCESS_COLUMNS)]
    decimals = dict.fromkeys(_SHARES, 4) | dict.fromkeys(_MINUTES, 2)
    return table.assign(**{name: table[name].round(to) for name, to in decimals.items()})


def nearest_sites_table(results: Results) -> pd.DataFrame:
    """Lay out the nearest and the second nearest site of every community, for each service.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``community_name``, ``floating_population`` and
        :data:`geo.analyses.access.origin_destination.NEAREST_COLUMNS`, by the mode of the norms;
        of the services of :func:`access_table`. No rows without sites.
    """
    columns = ["community_code", "community_name", "floating_population", *NEAREST_COLUMNS]
    access = results.get(AccessModel)
    if access is None:
        return pd.DataFrame(columns=columns)
    access = access.of_mode()
    services = access.services[: MOST_SERVICES + 1]
    told = nearest_sites(access, origins_of(access, COMMUNITIES), services, access.mode_of())
    told = told.rename(columns={"origin_id": "community_code"})
    told["community_name"] = told["community_code"].map(unit_names(results, "community"))
    return told.round({"nearest_minutes": 2, "second_minutes": 2})[columns]


def _within_capacity(
    access: AccessModel, level: str, service: str, mode: str, codes: pd.Series[str]
) -> pd.DataFrame:
    """Return who is served within the capacity of sites; missing but for the mode of a service."""
    if mode != access.mode_of(service=service):
        return nothing_known(codes.index)
    return access.capacity_coverage(level, service, mode).reindex(codes).set_index(codes.index)


def manifest_of(results: Results) -> dict[str, Any]:
    """Return how people were taken to come to sites, for the manifest; None without sites."""
    access = results.get(AccessModel)
    if access is None:
        return {"accessibility": None}
    states = access.site_states()
    entry = {
        "travel_time_source": access.of_mode().source.name,
        "mode": access.mode_of(),
        "minutes": access.minutes_of(),
        "sites": len(states),
        "sites_unsnapped": int((states == "unsnapped").sum()),
        "sites_not_timed": int((states == "not_timed").sum()),
        "sites_of_unknown_supply": len(
            sites_of_unknown_supply(access.sites, access.standards.supply)
        ),
        "location_basis": access.of_mode().location_basis,
        "demand": account_of(access.of_mode().demand_points, access.of_mode().communities),
        "settings": {name: value for name, value in asdict(access.settings).items() if value},
    }
    return {"accessibility": entry}


def unit_names(results: Results, level: str) -> dict[str, str]:
    """List the communities, subdistricts or districts of a run by their code."""
    if level == "city":
        return {}
    tables = {
        "community": results.units.communities,
        "subdistrict": results.units.subdistricts,
        "district": results.units.districts,
    }
    named = tables[level].dropna(subset=f"{level}_code")
    return dict(zip(named[f"{level}_code"], named[f"{level}_name"], strict=True))
