"""Where the ends of corridors lie, and both ends' view of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.notices import OF_END
from geo.core.admin_units import unit_points
from geo.regions.centroids import region_centroids
from geo.regions.hierarchy import region_ancestors

if TYPE_CHECKING:
    from geo.analyses.corridors.model import Corridors
    from geo.core.results import Results

PARTNER, LOCAL = "partner", "local"
_TOLD: Final = (
    *("flow", "expected_flow", "flow_ratio"),
    *("expected_flow_gravity", "flow_ratio_gravity"),
)


def places_of(results: Results, corridors: Corridors) -> pd.DataFrame:
    """Place the ends of corridors.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``end`` ("far" or "near"), ``lon``, ``lat`` (degrees; NaN where not
        known), each end once, far ones first, in order of code.
    """
    parts = []
    for end in (PARTNER, LOCAL):
        ends = corridors.frame.reindex(columns=[f"{end}_code", f"{end}_name"])
        ends = ends.set_axis(["code", "name"], axis=1).drop_duplicates("code").sort_values("code")
        elsewhere = end == PARTNER or corridors.between
        points = (
            region_centroids(ends["code"]) if elsewhere else unit_points(results, corridors.local)
        )
        points = results[Flows].places.located(points) if elsewhere else points
        points = points[["lon", "lat"]].reindex(ends["code"]).reset_index(drop=True)
        parts.append(ends.assign(end=end).reset_index(drop=True).join(points))
    return pd.concat(parts, ignore_index=True)


def score_card(corridors: Corridors, corridor: str, results: Results) -> pd.DataFrame:
    """Describe both directions of a corridor: the same figures, whichever end reads them.

    Parameters
    ----------
    corridors, results
        Where it is of.
    corridor
        Its name, of the column ``corridor``.

    Returns
    -------
    pandas.DataFrame
        Two rows, partner region to local unit and back: ``start_code``, ``start_name``,
        ``stop_code``, ``stop_name``, ``flow``, ``expected_flow``, ``flow_ratio``, with distance
        ``expected_flow_gravity``, ``flow_ratio_gravity``; and how those who get the notices sent
        this way answer them, :data:`geo.analyses.corridors.methods.notices.OF_END`. Without notices
        of its own it is those under the agreement of larger places, which ``notices_under`` names.

    Raises
    ------
    KeyError
        If there is no such corridor.
    """
    matches = corridors.frame[corridors.frame["corridor"] == corridor]
    if matches.empty:
        raise KeyError(corridor)
    corridor_row = matches.iloc[0]
    ends = [
        (corridor_row["partner_code"], corridor_row["partner_name"]),
        (corridor_row["local_code"], corridor_row["local_name"]),
    ]
    rows: list[dict[str, object]] = []
    for direction, (start, stop) in (("in", ends), ("out", ends[::-1])):
        row = dict(
            zip(
                ("start_code", "start_name", "stop_code", "stop_name"), (*start, *stop), strict=True
            )
        )
        row |= {name: corridor_row[name.replace("flow", f"{direction}flow")] for name in _TOLD}
        answers = LOCAL if direction == "in" else PARTNER
        rows.append(row | _notices(corridor_row, corridors, results, answers))
    card = pd.DataFrame(rows)
    shown = dict.fromkeys(OF_END[:4], "Int64") | {"on_time_share": "Float64"}
    return card.astype(shown | {"meets_norm": "boolean"})


def _notices(
    corridor: pd.Series, corridors: Corridors, results: Results, answers: str
) -> dict[str, object]:
    """Return how an end answers: its own notices, else those under the agreement that covers it."""
    own: dict[str, object] = {name: corridor[f"{name}_{answers}"] for name in OF_END}
    if pd.notna(corridor["notices_sent"]) or pd.isna(corridor["agreement"]):
        return own | {"notices_under": None}
    agreements = results[Flows].dealings.partners
    row = agreements[agreements["agreement"] == corridor["agreement"]].iloc[0]
    local_level = str(corridor["agreement_level"]).split("–")[0]
    local_unit = _local_unit(corridor, local_level, corridors, results)
    a_is_local = row["ancestors_a"]["code"] == local_unit
    end = "a" if a_is_local == (answers == LOCAL) else "b"
    larger = {name: row[f"{name}_{end}"] for name in OF_END}
    return larger | {"notices_under": corridor["agreement_places"]}


def _local_unit(corridor: pd.Series, level: str, corridors: Corridors, results: Results) -> str:
    """Return the unit of a level that the local unit is, or lies in."""
    local = str(corridor["local_code"])
    if corridors.between:
        return str(region_ancestors(pd.Series([local]), corridors.partner)[level].iloc[0])
    if level == "province":
        return results[Flows].city_code[:2] + "0000"
    return str(results[Flows].hierarchy.loc[local, f"{level}_code"])
