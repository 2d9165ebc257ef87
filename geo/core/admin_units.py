"""Communities, subdistricts, districts, the city: names, parents, where, what they lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.core.results import Results

CODES_FIRST = ["community_code", "community_name", "subdistrict_code", "district_code"]
NAMES_LAST = ["subdistrict_name", "district_name", "kind", "registered", "geometry"]


_MUNICIPAL: Final = ("11", "12", "31", "50")  # cities that are provinces, and one place


def join_places(communities: gpd.GeoDataFrame, checked: pd.DataFrame) -> gpd.GeoDataFrame:
    """Put what was found of each community between its codes and its names.

    Parameters
    ----------
    communities
        ``community_code`` and the columns of places, EPSG:4326.
    checked
        Any columns, on an index of community codes.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per community, in the order of ``communities``, EPSG:4326.
    """
    joined = communities.merge(
        checked, left_on="community_code", right_index=True, how="left", validate="one_to_one"
    )
    return joined[[*CODES_FIRST, *checked.columns, *NAMES_LAST]]


def name_units(sums: pd.DataFrame, communities: pd.DataFrame, level: str) -> pd.DataFrame:
    """Assign subdistricts or districts their names, and subdistricts their district.

    Parameters
    ----------
    sums
        One row per unit, beginning with ``subdistrict_code`` or ``district_code``.
    communities
        One row per community, with the codes and names of the units it lies in.
    level
        ``subdistrict`` or ``district``.

    Returns
    -------
    pandas.DataFrame
        The rows of ``sums``; after the code come ``*_name`` and, for streets, ``district_code`` and
        ``district_name``. A unit named in two ways has the name of its first community.
    """
    code = f"{level}_code"
    above = ["district_code", "district_name"] if level == "subdistrict" else []
    told = [f"{level}_name", *above]
    names = communities.groupby(code, dropna=False, sort=False)[told].first()
    named = sums.merge(names, left_on=code, right_index=True, how="left", validate="one_to_one")
    return named[[code, *told, *sums.columns.drop(code)]]


def city_code_of(district_codes: pd.Series[str]) -> str:
    """Return the code of the prefecture (or municipality) of most districts; "" if they tell none.

    Examples
    --------
    >>> city_code_of(pd.Series(["990101", "990102", "990201"]))
    '990100'
    """
    told = district_codes.dropna()
    four = told[told.str.fullmatch(r"\d{6,12}")].str[:4].mode()
    if four.empty:
        return ""
    return f"{four.iloc[0][:2]}0000" if four.iloc[0][:2] in _MUNICIPAL else f"{four.iloc[0]}00"


def units_of(results: Results, local: str) -> pd.DataFrame:
    """Return the table of a level, by code: of the city a table of one row."""
    if local == "city":
        return results.city_total.set_axis([results.city_code])
    tables = {
        "community": results.communities,
        "subdistrict": results.subdistricts,
        "district": results.districts,
    }
    table = pd.DataFrame(tables[local])
    return table.dropna(subset=f"{local}_code").set_index(f"{local}_code")


def unit_names(results: Results, local: str) -> pd.Series[str]:
    """List the units of a level, by code; one without a name is called by its code."""
    units = units_of(results, local)
    if local == "city":
        return pd.Series(results.name, units.index, dtype="str")
    names = units[f"{local}_name"] if f"{local}_name" in units else pd.Series(None, units.index)
    return names.astype("str").fillna(pd.Series(units.index, units.index, dtype="str"))


def shortfall_share(results: Results, local: str) -> pd.Series[float]:
    """Return the shortfall as a share of required staff, by code; missing where not known."""
    units = units_of(results, local)
    need = units["required_staff"].astype("Float64")
    share = units["staff_shortfall"].astype("Float64") / need.where(need > 0)
    return share.mask(need == 0, 0.0)


def inaccessible_share(results: Results, local: str) -> pd.Series[float]:
    """Return the share of people within the limit of no site, by code; missing where unknown."""
    units = units_of(results, local)
    if "share_within" not in units:
        return pd.Series(float("nan"), units.index, dtype="Float64")
    return 1.0 - units["share_within"].astype("Float64")


def unit_points(results: Results, local: str) -> pd.DataFrame:
    """Assign each unit of a level a point within it.

    Returns
    -------
    pandas.DataFrame
        By code: ``lon``, ``lat`` (degrees, WGS84): a point in the community nearest to the middle
        of the unit; a unit without a boundary has none.
    """
    communities = results.communities
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    codes = pd.Series(results.city_code, drawn.index) if local == "city" else drawn[f"{local}_code"]
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
