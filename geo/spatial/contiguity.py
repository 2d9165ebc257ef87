"""Contiguity of communities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import pandas as pd
import shapely

from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.core.results import UnitTables

WITHIN_M: Final = 5.0
"""Boundaries drawn by different hands leave slivers: neighbours may be this far apart."""


def neighbours(communities: gpd.GeoDataFrame, within_m: float = WITHIN_M) -> pd.DataFrame:
    """Find the communities that touch one another, or nearly so.

    Parameters
    ----------
    communities
        ``community_code``, ``geometry`` (any CRS; missing without a boundary).
    within_m
        Metres that neighbours may be apart.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``neighbour_code``: every pair both ways, in order of both codes. A
        community without a boundary has no neighbours.

    Examples
    --------
    >>> import geopandas as gpd
    >>> squares = shapely.box([103.0, 103.01, 103.5], 40.0, [103.01, 103.02, 103.51], 40.01)
    >>> places = gpd.GeoDataFrame({"community_code": ["a", "b", "c"]}, geometry=squares, crs=4326)
    >>> neighbours(places).to_numpy().tolist()
    [['a', 'b'], ['b', 'a']]
    """
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    codes = drawn["community_code"].to_numpy(dtype=object)
    if drawn.empty:
        return pd.DataFrame({"community_code": [], "neighbour_code": []}, dtype="str")
    outlines = drawn.geometry.to_crs(metric_crs(drawn)).to_numpy()
    left, right = shapely.STRtree(outlines).query(outlines, "dwithin", within_m)
    apart = left != right
    pairs = pd.DataFrame(
        {"community_code": codes[left[apart]], "neighbour_code": codes[right[apart]]}, dtype="str"
    )
    return pairs.sort_values(["community_code", "neighbour_code"], ignore_index=True)


_KNOWN: WeakKeyDictionary[UnitTables, pd.DataFrame] = WeakKeyDictionary()


def neighbours_of(units: UnitTables) -> pd.DataFrame:
    """Return the :func:`neighbours` of a city's communities, worked out once for all its results.

    Parameters
    ----------
    units
        The units; what is known of them goes when they go.
    """
    if units not in _KNOWN:
        _KNOWN[units] = neighbours(units.communities)
    return _KNOWN[units]
