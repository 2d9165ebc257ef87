"""People registered in another unit of the own city, from the flows of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import BETWEEN, IN, OUT, RESOLVED
from geo.analyses.corridors.methods.within_city import LEVELS, SAME_UNIT, at_level, compared
from geo.analyses.corridors.model import WithinCity, declared
from geo.core.admin_units import unit_names, unit_points

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results


def within_city_of(results: Results, level: str = "") -> WithinCity:
    """Find who is registered in one unit of the city and lives in another.

    Parameters
    ----------
    results
        With flows.
    level
        One of :data:`geo.analyses.corridors.methods.within_city.LEVELS`; without it the district,
        or the subdistrict in a city of one district, as a county is.
    """
    flows = results[Flows]
    several = len(flows.hierarchy[f"{LEVELS[0]}_code"].dropna().unique()) > 1
    level = level or LEVELS[0 if several else 1]
    frame, total = flows.frame, flows.frame["flow"].sum()
    own = (frame["prefecture_code"] == flows.city_code) & (frame["direction"] != BETWEEN)
    inside = frame[own.fillna(value=False).astype(bool)]
    summed = at_level(inside, flows.hierarchy, level) if len(inside) else inside
    if summed.empty:
        return WithinCity(level, total_flow=float(total))
    table = compared(summed, unit_points(results, level), results.standards)
    names = unit_names(results, level)
    for end in ("registered", "residence"):
        table[f"{end}_name"] = table[f"{end}_code"].map(names).astype("str")
    table["order"] = (table["state"] != RESOLVED).astype(int)
    table = table.sort_values(
        ["order", "flow", "registered_code", "residence_code"],
        ascending=[True, False, True, True],
        ignore_index=True,
    )
    columns = list(declared("within_city_flows"))
    return WithinCity(level, table.assign(level=level)[columns], float(total))


class Totals(NamedTuple):
    """People of one kind of list, registered in the city: each is counted once.

    Parameters
    ----------
    direction
        Which list: of residence (``"in"``) where there is one, else of registration (``"out"``).
    total, moved, same, unknown
        All; those of another unit; those of the same; those of whom a unit is not known.
    pairs
        Pairs of units between which they moved.
    other_list
        People of the other kind of list, who may be the same.
    """

    direction: str
    total: int
    moved: int
    same: int
    unknown: int
    pairs: int
    other_list: int


def totals_of(within: WithinCity) -> Totals:
    """Sum up the people of one kind of list, so that nobody is counted by both ends."""
    frame = within.frame
    direction = IN if (frame["direction"] == IN).any() else OUT
    listed = frame[frame["direction"] == direction]
    flow = listed.groupby("state")["flow"].sum()
    total, moved, same = (
        int(listed["flow"].sum()), int(flow.get(RESOLVED, 0)), int(flow.get(SAME_UNIT, 0)),
    )  # fmt: skip
    pairs = int((listed["state"] == RESOLVED).sum())
    other = int(frame["flow"].sum()) - total
    return Totals(direction, total, moved, same, total - moved - same, pairs, other)


def within_city_flows(results: Results) -> pd.DataFrame:
    """Lay out who is registered in another unit of the city, rounded as the table is written."""
    decimals = {
        **dict.fromkeys(("expected_flow", "expected_flow_gravity"), 2),
        **dict.fromkeys(("flow_ratio", "flow_ratio_gravity"), 4),
        "p_value_adjusted": 9,
    }
    return results[WithinCity].frame.round(decimals)
