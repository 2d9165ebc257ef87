"""Places where a new site may be: in communities, of a table, at crossings of streets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.analyses.planning.site_question import CROSSINGS, TABLE
from geo.core.admin_units import points_inside

if TYPE_CHECKING:
    from geo.analyses.access.travel_times import TravelTimeSource
    from geo.core.results import Results

MOST_CROSSINGS: Final = 400
"""Of a street network so many crossings are tried, spread evenly."""
UNITS: Final = ("code", "subdistrict_name", "district_name")
COLUMNS: Final = ("name", *UNITS, "lon", "lat", "cost", "capacity")


def candidate_places(
    results: Results, kind: str, source: TravelTimeSource, table: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the places of one of :data:`geo.analyses.planning.site_question.CANDIDATES`.

    Parameters
    ----------
    results
        The communities.
    kind
        Which places.
    source
        The streets, for crossings; there are none without.
    table
        See :func:`geo.city.datasets.candidates.read_candidates`.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``code`` (of the community), ``subdistrict_name``, ``district_name`` (str),
        ``lon``, ``lat`` (degrees, WGS84), ``cost``, ``capacity`` (float64, missing where not
        stated).
    """
    units = results.units.communities.sort_values("community_code")
    if kind == TABLE and table is not None:
        places = table.rename(columns={"candidate_name": "name"})
        return _with_units(places, units)
    if kind == CROSSINGS and isinstance(source, NetworkTravelTimes):
        return _named(_with_units(_crossings(source), units))
    places = units.merge(points_inside(units).reset_index(), on="community_code")
    places = places.rename(columns={"community_code": "code", "community_name": "name"})
    return pd.DataFrame(places.assign(cost=np.nan, capacity=np.nan)[list(COLUMNS)])


def _with_units(places: pd.DataFrame, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add the community that each place is in; on a shared edge that of the lowest code."""
    drawn = units[units.geometry.notna()].rename(columns={"community_code": "code"})
    points = gpd.points_from_xy(places["lon"], places["lat"])
    layer = gpd.GeoDataFrame({"place": np.arange(len(places))}, geometry=points, crs="EPSG:4326")
    kept = [*UNITS, "community_name", "geometry"]
    joined = gpd.sjoin(layer, drawn[kept], how="left", predicate="intersects")
    first = joined.sort_values(["place", "code"]).drop_duplicates("place")
    named = first[[*UNITS, "community_name"]].reset_index(drop=True)
    return pd.concat([places.reset_index(drop=True), named], axis=1)


def _crossings(source: NetworkTravelTimes) -> pd.DataFrame:
    """Take a crossing of each cell of a grid, the one nearest to its middle."""
    lon, lat = source.network.lon, source.network.lat
    if not len(lon):
        return pd.DataFrame({"lon": lon, "lat": lat})
    shrink = math.cos(math.radians(float(lat.mean())))
    x, y = (lon - lon.min()) * shrink, lat - lat.min()
    side = max(math.sqrt(max(float(np.ptp(x) * np.ptp(y)), 1e-12) / MOST_CROSSINGS), 1e-6)
    column, row = (np.floor(along / side).astype(np.int64) for along in (x, y))
    off = np.hypot(x / side - column - 0.5, y / side - row - 0.5)
    order = np.lexsort([np.arange(len(lon)), off, column, row])
    cell = np.stack([row[order], column[order]])
    first = np.append(True, (np.diff(cell, axis=1) != 0).any(axis=0))
    taken = np.sort(order[first])
    return pd.DataFrame({"lon": lon[taken], "lat": lat[taken]})


def _named(places: pd.DataFrame) -> pd.DataFrame:
    """Name crossings after their community, which has several, and their degrees."""
    degrees = places["lon"].map("{:.4f}".format) + ", " + places["lat"].map("{:.4f}".format)
    community = places["community_name"]
    name = (community + " · ").fillna("").astype("str") + degrees.astype("str")
    return places.assign(name=name, cost=np.nan, capacity=np.nan)
