"""Communities, streets and districts: what a unit is called and which it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CODES_FIRST = ["community_code", "community_name", "street_code", "district_code"]
NAMES_LAST = ["street_name", "district_name", "kind", "registered", "geometry"]


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
        A row a community, in the order of ``communities``, EPSG:4326.
    """
    joined = communities.merge(
        checked, left_on="community_code", right_index=True, how="left", validate="one_to_one"
    )
    return joined[[*CODES_FIRST, *checked.columns, *NAMES_LAST]]


def name_units(sums: pd.DataFrame, communities: pd.DataFrame, level: str) -> pd.DataFrame:
    """Give streets or districts their names, and streets their district.

    Parameters
    ----------
    sums
        A row a unit, beginning with ``street_code`` or ``district_code``.
    communities
        A row a community, with the codes and names of the units it lies in.
    level
        ``street`` or ``district``.

    Returns
    -------
    pandas.DataFrame
        The rows of ``sums``; after the code come ``*_name`` and, for streets, ``district_code`` and
        ``district_name``. A unit named in two ways has the name of its first community.
    """
    code = f"{level}_code"
    above = ["district_code", "district_name"] if level == "street" else []
    told = [f"{level}_name", *above]
    names = communities.groupby(code, dropna=False, sort=False)[told].first()
    named = sums.merge(names, left_on=code, right_index=True, how="left", validate="one_to_one")
    return named[[code, *told, *sums.columns.drop(code)]]
