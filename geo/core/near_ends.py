"""What is known of the near ends of corridors: names, shortage of staff, reach, where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

if TYPE_CHECKING:
    from geo.pipeline import Plan


def units_of(plan: Plan, near: str) -> pd.DataFrame:
    """Return the table of a level, by code: of the city a table of one row."""
    if near == "city":
        return plan.city_total.set_axis([plan.flows.city_code])
    tables = {"community": plan.communities, "street": plan.streets, "district": plan.districts}
    table = pd.DataFrame(tables[near])
    return table.dropna(subset=f"{near}_code").set_index(f"{near}_code")


def near_names(plan: Plan, near: str) -> pd.Series[str]:
    """Name the units of a level, by code; one without a name is called by its code."""
    units = units_of(plan, near)
    if near == "city":
        return pd.Series(plan.name, units.index, dtype="str")
    names = units[f"{near}_name"] if f"{near}_name" in units else pd.Series(None, units.index)
    return names.astype("str").fillna(pd.Series(units.index, units.index, dtype="str"))


def shortage_share(plan: Plan, near: str) -> pd.Series[float]:
    """Return the share of the posts needed that is missing, by code; missing where not known."""
    units = units_of(plan, near)
    need = units["need_staff"].astype("Float64")
    share = units["gap_staff"].astype("Float64") / need.where(need > 0)
    return share.mask(need == 0, 0.0)


def far_off_share(plan: Plan, near: str) -> pd.Series[float]:
    """Return the share of people out of reach of every site, by code; missing where not known."""
    units = units_of(plan, near)
    if "share_within" not in units:
        return pd.Series(float("nan"), units.index, dtype="Float64")
    return 1.0 - units["share_within"].astype("Float64")


def near_points(plan: Plan, near: str) -> pd.DataFrame:
    """Give each unit of a level a point within it.

    Returns
    -------
    pandas.DataFrame
        By code: ``lon``, ``lat`` (degrees, WGS84): a point in the community nearest to the middle
        of the unit; a unit without a boundary has none.
    """
    communities = plan.communities
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    codes = (
        pd.Series(plan.flows.city_code, drawn.index) if near == "city" else drawn[f"{near}_code"]
    )
    shapes = drawn.geometry.to_numpy()
    inside, area = shapely.point_on_surface(shapes), shapely.area(shapes)
    points = pd.DataFrame(
        {
            "code": codes.astype("str"),
            "lon": shapely.get_x(inside),
            "lat": shapely.get_y(inside),
            "area": area,
        }
    ).dropna()
    groups = points.groupby("code")
    whole = groups["area"].transform("sum")
    away = pd.Series(0.0, points.index)
    for axis in ("lon", "lat"):
        mean = (points[axis] * points["area"] / whole).groupby(points["code"]).transform("sum")
        away += (points[axis] - mean) ** 2
    nearest = points.assign(away=away).sort_values(["code", "away", "lon", "lat"])
    return nearest.drop_duplicates("code").set_index("code")[["lon", "lat"]]
