"""Communities, subdistricts, districts, the city: names, parents, where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd
import shapely

from geo.core.columns import CODES_FIRST, NAMES_LAST
from geo.core.memo import kept_with
from geo.core.results import UnitTables

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.core.results import Results

FrameT = TypeVar("FrameT", bound=pd.DataFrame)
LEVELS: Final = ("district", "subdistrict", "community")
_MUNICIPAL: Final = ("11", "12", "31", "50")  # cities that are provinces, and one place


def unit_tables(communities: gpd.GeoDataFrame) -> UnitTables:
    """List the communities, subdistricts and districts of a city.

    Parameters
    ----------
    communities
        ``community_code`` and the columns of places, EPSG:4326; may have ``<level>_name_second``.

    Returns
    -------
    UnitTables
        Subdistricts and districts in order of code, those of no code last. A unit named in two ways
        has the name of its first community.
    """
    return UnitTables(
        communities=communities[[*CODES_FIRST, *NAMES_LAST]],
        subdistricts=_units(
            communities, "subdistrict", ["subdistrict_name", "district_code", "district_name"]
        ),
        districts=_units(communities, "district", ["district_name"]),
        second_names=_second_names(communities),
    )


def _units(communities: pd.DataFrame, level: str, named: list[str]) -> pd.DataFrame:
    groups = communities.groupby(f"{level}_code", dropna=False, sort=True)
    return groups[named].first().reset_index()


def _second_names(communities: pd.DataFrame) -> pd.Series[str]:
    """Return the names of units in a second language by code, the first of each."""
    named = [
        pd.Series(communities[f"{level}_name_second"].array, communities[f"{level}_code"]).dropna()
        for level in LEVELS
        if f"{level}_name_second" in communities
    ]
    names = pd.concat(named) if named else pd.Series(dtype="str")
    return names[names.index.notna() & ~names.index.duplicated()]


def with_second_names(units: FrameT, second_names: pd.Series[str]) -> FrameT:
    """Return units with both names where there are two.

    Parameters
    ----------
    units
        Codes and names of one level or several; the order and all other columns stay.
    second_names
        By code.

    Examples
    --------
    >>> units = pd.DataFrame({"district_code": ["01", "02"], "district_name": ["东区", "西区"]})
    >>> with_second_names(units, pd.Series({"02": "West"}))["district_name"].tolist()
    ['东区', '西区 West']
    """
    both = {}
    for level in LEVELS:
        if f"{level}_name" in units and f"{level}_code" in units and len(second_names):
            names, second = units[f"{level}_name"], units[f"{level}_code"].map(second_names)
            both[f"{level}_name"] = names.where(second.isna(), names + " " + second)
    return units.assign(**both)


def city_code_of(district_codes: pd.Series[str]) -> str:
    """Return the code of the prefecture (or municipality) of most districts; "" if they tell none.

    Examples
    --------
    >>> city_code_of(pd.Series(["990101", "990102", "990201"]))
    '990100'
    """
    codes = district_codes.dropna()
    four = codes[codes.str.fullmatch(r"\d{6,12}")].str[:4].mode()
    if four.empty:
        return ""
    return f"{four.iloc[0][:2]}0000" if four.iloc[0][:2] in _MUNICIPAL else f"{four.iloc[0]}00"


def units_of(results: Results, level: str) -> pd.DataFrame:
    """Return the units of a level, by code: of the city a table of one row without columns."""
    if level == "city":
        return pd.DataFrame(index=[results.city.code])
    return results.units.by_code[level]


def subdistrict_name(row: pd.Series[Any]) -> str:
    """Return the names of a subdistrict and of its district, or its code where it has no name.

    Parameters
    ----------
    row
        ``subdistrict_code``, ``subdistrict_name``, ``district_name``.

    Examples
    --------
    >>> subdistrict_name(pd.Series({"subdistrict_code": "990101001",
    ...     "subdistrict_name": "鼓楼街道", "district_name": None}))
    '鼓楼街道'
    """
    if pd.isna(row["subdistrict_name"]):
        return str(row["subdistrict_code"])
    names = row[["district_name", "subdistrict_name"]].dropna()
    return " ".join(str(name) for name in names)


def unit_names(results: Results, local: str) -> pd.Series[str]:
    """List the units of a level, by code; one without a name is called by its code."""
    units = units_of(results, local)
    if local == "city":
        return pd.Series(results.city.name, units.index, dtype="str")
    names = units[f"{local}_name"] if f"{local}_name" in units else pd.Series(None, units.index)
    return names.astype("str").fillna(pd.Series(units.index, units.index, dtype="str"))


def points_inside(communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a point inside each community that has a boundary.

    Returns
    -------
    pandas.DataFrame
        By ``community_code``: ``lon``, ``lat`` (degrees, WGS84).
    """
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    inside = shapely.point_on_surface(drawn.geometry.to_numpy())
    degrees = {"lon": shapely.get_x(inside), "lat": shapely.get_y(inside)}
    return pd.DataFrame(degrees, index=pd.Index(drawn["community_code"]))


def unit_points(results: Results, local: str) -> pd.DataFrame:
    """Assign each unit of a level a point within it, worked out once for all results of a city.

    Returns
    -------
    pandas.DataFrame
        By code: ``lon``, ``lat`` (degrees, WGS84): a point in the community nearest to the middle
        of the unit; a unit without a boundary has none.
    """
    return _points_of_units(results.units, local, results.city.code)


@kept_with
def _points_of_units(units: UnitTables, local: str, city_code: str) -> pd.DataFrame:
    communities = units.communities
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    codes = pd.Series(city_code, drawn.index) if local == "city" else drawn[f"{local}_code"]
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
    total_area = groups["area"].transform("sum")
    away = pd.Series(0.0, points.index)
    for axis in ("lon", "lat"):
        mean = (points[axis] * points["area"] / total_area).groupby(points["code"]).transform("sum")
        away += (points[axis] - mean) ** 2
    nearest = points.assign(away=away).sort_values(["code", "away", "lon", "lat"])
    return nearest.drop_duplicates("code").set_index("code")[["lon", "lat"]]
