"""Where the ends of corridors lie, and both ends' view of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import COUNTS
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
        ``expected_flow_gravity``, ``flow_ratio_gravity``; and the notices that were sent this way,
        :data:`geo.analyses.corridors.methods.agreements.COUNTS`, with ``on_time_share``: of those
        due and of known years, how many the other end answered in time.

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
        rows.append(
            row | _notices(corridor_row, corridors, results, from_partner=direction == "in")
        )
    card = pd.DataFrame(rows)
    counted = dict.fromkeys(COUNTS, "Int64") | {"on_time_share": "Float64"}
    return card.astype(counted)


def _notices(
    corridor: pd.Series, corridors: Corridors, results: Results, *, from_partner: bool
) -> dict[str, object]:
    """Return the notices that one end sent the other, of the agreement that covers both."""
    agreements = results[Flows].partners
    nothing: dict[str, object] = dict.fromkeys((*COUNTS, "on_time_share"), pd.NA)
    if pd.isna(corridor["agreement"]):
        return nothing
    row = agreements[agreements["agreement"] == corridor["agreement"]].iloc[0]
    local_level = str(corridor["agreement_level"]).split("–")[0]
    a_is_local = row["ancestors_a"]["code"] == _local_unit(
        corridor, local_level, corridors, results
    )
    direction = "b" if a_is_local == from_partner else "a"
    counts: dict[str, object] = {
        name: row[f"notices_{direction}_{name.removeprefix('notices_')}"] for name in COUNTS
    }
    due = row[f"notices_{direction}_sent"]
    for name in ("pending", "unknown_year"):
        lacking = row[f"notices_{direction}_{name}"]
        due = due - (0 if pd.isna(lacking) else lacking)
    share = pd.NA if pd.isna(due) or not due else row[f"notices_{direction}_in_time"] / due
    return counts | {"on_time_share": share}


def _local_unit(corridor: pd.Series, level: str, corridors: Corridors, results: Results) -> str:
    """Return the unit of a level that the local unit is, or lies in."""
    local = str(corridor["local_code"])
    if corridors.between:
        return str(region_ancestors(pd.Series([local]), corridors.partner)[level].iloc[0])
    if level == "province":
        return results[Flows].city_code[:2] + "0000"
    return str(results[Flows].hierarchy.loc[local, f"{level}_code"])
