"""Where the ends of corridors lie, and both ends' view of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import COUNTS
from geo.core.admin_units import near_points
from geo.regions.centroids import far_places
from geo.regions.hierarchy import region_ladder

if TYPE_CHECKING:
    from geo.analyses.corridors.model import Corridors
    from geo.core.results import Plan

FAR_END, NEAR_END = "far", "near"
_TOLD: Final = ("people", "expected", "ratio")


def places_of(plan: Plan, corridors: Corridors) -> pd.DataFrame:
    """Place the ends of corridors.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``end`` ("far" or "near"), ``lon``, ``lat`` (degrees; NaN where not
        known), each end once, far ones first, in order of code.
    """
    parts = []
    for end in (FAR_END, NEAR_END):
        ends = corridors.frame.reindex(columns=[f"{end}_code", f"{end}_name"])
        ends = ends.set_axis(["code", "name"], axis=1).drop_duplicates("code").sort_values("code")
        elsewhere = end == FAR_END or corridors.between
        points = far_places(ends["code"]) if elsewhere else near_points(plan, corridors.near)
        points = points[["lon", "lat"]].reindex(ends["code"]).reset_index(drop=True)
        parts.append(ends.assign(end=end).reset_index(drop=True).join(points))
    return pd.concat(parts, ignore_index=True)


def score_card(corridors: Corridors, corridor: str, plan: Plan) -> pd.DataFrame:
    """Tell both ways of a corridor: the same figures, whichever end reads them.

    Parameters
    ----------
    corridors, plan
        Where it is of.
    corridor
        Its name, of the column ``corridor``.

    Returns
    -------
    pandas.DataFrame
        Two rows, from the far end to the near one and back: ``start_code``, ``start_name``,
        ``stop_code``, ``stop_name``, ``people``, ``expected``, ``ratio``; and the notices that were
        sent this way, :data:`geo.analyses.corridors.methods.agreements.COUNTS`, with
        ``on_time_share``: of those due and of known years, how many the other end answered in time.

    Raises
    ------
    KeyError
        If there is no such corridor.
    """
    found = corridors.frame[corridors.frame["corridor"] == corridor]
    if found.empty:
        raise KeyError(corridor)
    of = found.iloc[0]
    ends = [(of["far_code"], of["far_name"]), (of["near_code"], of["near_name"])]
    rows: list[dict[str, object]] = []
    for way, (start, stop) in (("in", ends), ("out", ends[::-1])):
        row = dict(
            zip(
                ("start_code", "start_name", "stop_code", "stop_name"), (*start, *stop), strict=True
            )
        )
        row |= {name: of[f"{name}_{way}"] for name in _TOLD}
        rows.append(row | _notices(of, corridors, plan, from_far=way == "in"))
    card = pd.DataFrame(rows)
    counted = dict.fromkeys(COUNTS, "Int64") | {"on_time_share": "Float64"}
    return card.astype(counted)


def _notices(
    of: pd.Series, corridors: Corridors, plan: Plan, *, from_far: bool
) -> dict[str, object]:
    """Return the notices that one end sent the other, of the agreement that covers both."""
    known = plan[Flows].partners
    nothing: dict[str, object] = dict.fromkeys((*COUNTS, "on_time_share"), pd.NA)
    if pd.isna(of["agreement"]):
        return nothing
    row = known[known["agreement"] == of["agreement"]].iloc[0]
    near_level = str(of["agreement_level"]).split("–")[0]
    a_is_near = row["ladder_a"]["code"] == _near_unit(of, near_level, corridors, plan)
    way = "b" if a_is_near == from_far else "a"
    told: dict[str, object] = {
        name: row[f"notices_{way}_{name.removeprefix('notices_')}"] for name in COUNTS
    }
    due = row[f"notices_{way}_sent"]
    for name in ("pending", "unknown_year"):
        lacking = row[f"notices_{way}_{name}"]
        due = due - (0 if pd.isna(lacking) else lacking)
    share = pd.NA if pd.isna(due) or not due else row[f"notices_{way}_in_time"] / due
    return told | {"on_time_share": share}


def _near_unit(of: pd.Series, level: str, corridors: Corridors, plan: Plan) -> str:
    """Return the unit of a level that the near end is, or lies in."""
    near = str(of["near_code"])
    if corridors.between:
        return str(region_ladder(pd.Series([near]), corridors.far)[level].iloc[0])
    if level == "province":
        return plan[Flows].city_code[:2] + "0000"
    return str(plan[Flows].steps.loc[near, f"{level}_code"])
