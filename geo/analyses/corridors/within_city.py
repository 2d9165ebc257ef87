"""People registered in another unit of the own city, from the flows of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import BETWEEN, RESOLVED
from geo.analyses.corridors.methods.within_city import LEVELS, at_level, compared
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
    summed = at_level(frame[own.fillna(value=False).astype(bool)], flows.hierarchy, level)
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


def within_city_flows(results: Results) -> pd.DataFrame:
    """Lay out who is registered in another unit of the city, rounded as the table is written."""
    decimals = {
        **dict.fromkeys(("expected_flow", "expected_flow_gravity"), 2),
        **dict.fromkeys(("flow_ratio", "flow_ratio_gravity"), 4),
        "p_value_adjusted": 9,
    }
    return results[WithinCity].frame.round(decimals)
