"""Who reaches which service how, as a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import CAPACITY_COLUMNS
from geo.analyses.access.demand import account_of
from geo.analyses.access.demand_issues import sites_of_unknown_supply
from geo.analyses.access.methods.coverage import PLACED
from geo.analyses.access.methods.coverage_stack import Question
from geo.analyses.access.model import LEVELS, AccessModel
from geo.analyses.access.origin_destination import (
    COMMUNITIES,
    NEAREST_COLUMNS,
    nearest_sites,
    origins_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
_POINTS_AT_ONCE: Final = 1_000_000  # demand points times questions, 100 MB


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
    asked = [
        Question(service, mode, access.minutes_of(service=service))
        for service in access.services[: MOST_SERVICES + 1]
        for mode in access.modes
    ]
    of_question = pd.DataFrame(asked, columns=["service", "mode", "minutes"])
    modes, of_mode = of_question["mode"], access.of_mode
    of_question["mode_is_norm"] = [
        mode == access.mode_of(service=service) for service, mode, _ in asked
    ]
    of_question["location_basis"] = [of_mode(mode).location_basis for mode in modes]
    of_question["travel_time_source"] = [of_mode(mode).source.name for mode in modes]
    parts = []
    for level in LEVELS:
        coverage = _of_level(access, level, asked)
        named = unit_names(results, level)
        whole = {"code": None, "name": results.city.name}
        unit = {"code": coverage["code"], "name": coverage["code"].map(named)}
        parts.append(coverage.assign(level=level, **(whole if level == "city" else unit)))
    table = pd.concat(parts, ignore_index=True).join(of_question, on="question")
    table = table[list(ACCESS_COLUMNS)]
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
    table = nearest_sites(access, origins_of(access, COMMUNITIES), services, access.mode_of())
    table = table.rename(columns={"origin_id": "community_code"})
    table["community_name"] = table["community_code"].map(unit_names(results, "community"))
    return table.round({"nearest_minutes": 2, "second_minutes": 2})[columns]


def _of_level(access: AccessModel, level: str, asked: Sequence[Question]) -> pd.DataFrame:
    """Return who reaches what, question by question, and who is served within the capacity.

    That is missing but for the mode of a service.
    """
    parts = []
    for answers, questions in _batches(access, asked):
        coverage = answers.coverages(level, tuple(asked[number] for number in questions))
        parts.append(coverage.assign(question=np.array(questions)[coverage["question"]]))
    coverage = pd.concat(parts).sort_values("question", kind="stable", ignore_index=True)
    served = [
        access.capacity_coverage(level, service, mode)
        .rename_axis("code")
        .reset_index()
        .assign(question=number)
        for number, (service, mode, _) in enumerate(asked)
        if mode == access.mode_of(service=service)
    ]
    return coverage.merge(pd.concat(served), how="left", on=["question", "code"])


def _batches(
    access: AccessModel, asked: Sequence[Question]
) -> Iterator[tuple[AccessModel, list[int]]]:
    """Return which questions are answered at once, by what answers them."""
    models = [access.of_mode(question.mode) for question in asked]
    for answers in {id(model): model for model in models}.values():
        questions = [at for at, model in enumerate(models) if model is answers]
        at_once = max(1, _POINTS_AT_ONCE // max(1, len(answers.demand_points)))
        for begin in range(0, len(questions), at_once):
            yield answers, questions[begin : begin + at_once]


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
    names = results.units.by_code[level][f"{level}_name"]
    return dict(zip(names.index, names, strict=True))
