"""Where vehicles may stop, and who has a stop within a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo.analyses.planning.methods.stops import Walks
from geo.analyses.planning.travel import pairs_within, source_to
from geo.city.rounds_settings import CROSSINGS
from geo.core.admin_units import points_inside

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.analyses.planning.rounds.driving import Ways
    from geo.core.results import Results

NAMES: Final = ("community_code", "community_name", "subdistrict_name", "district_name")


def people_beyond(access: AccessModel, limit: tuple[str, int]) -> pd.DataFrame:
    """Return the demand points of people whom no site is within a limit of.

    Parameters
    ----------
    access
        People, sites and ways.
    limit
        The mode, and the minutes.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat``, ``floating_population``: those with a longer way, with none, or off the
        streets.
    """
    points = access.of_mode(limit[0]).demand_point_minutes(mode=limit[0])
    within = points["minutes"].le(limit[1]).fillna(value=False) & ~points["unsnapped"]
    beyond = points[~within & points["floating_population"].gt(0)]
    return beyond[["lon", "lat", "floating_population"]].reset_index(drop=True)


def stop_candidates(
    results: Results, ways: Ways, places: str, walk_m: float
) -> tuple[pd.DataFrame, list[str]]:
    """Return where vehicles may stop, and the communities at which they can't.

    Parameters
    ----------
    results
        The communities: a vehicle may stop as near to a point inside each as it comes.
    ways
        The ways of vehicles.
    places
        Whether it may stop at other crossings, too: see
        :data:`geo.city.rounds_settings.PLACES`.
    walk_m
        How far people walk.

    Returns
    -------
    tuple
        :data:`NAMES`, ``lon``, ``lat``, and ``node`` on streets, a row a candidate; and names of
        communities that no street for vehicles is near.
    """
    units = results.units.communities.sort_values("community_code").reset_index(drop=True)
    inside = points_inside(units).reindex(units["community_code"]).reset_index(drop=True)
    bounded = units[list(NAMES)].join(inside).dropna(subset=["lon", "lat"])
    stands = ways.stands(bounded)
    off = bounded.drop(stands.index)["community_name"].astype("str").tolist()
    parts = [stands]
    if places == CROSSINGS:
        crossings = ways.crossings(walk_m)
        points = gpd.points_from_xy(crossings["lon"], crossings["lat"])
        placed = gpd.GeoDataFrame(crossings, geometry=points, crs="EPSG:4326")
        named = gpd.GeoDataFrame(units[[*NAMES, "geometry"]], crs="EPSG:4326")
        joined = placed.sjoin(named, predicate="intersects")
        parts.append(pd.DataFrame(joined).drop(columns=["geometry", "index_right"]))
    every = pd.concat(parts, ignore_index=True)
    return every.drop_duplicates(["lon", "lat"], ignore_index=True), off


def walks_to(
    access: AccessModel, beyond: pd.DataFrame, candidates: pd.DataFrame, walk_minutes: int
) -> Walks:
    """Return who of the people beyond can walk to which candidate within so many minutes."""
    source = source_to(access.of_mode("walk").source, candidates)
    return Walks(*pairs_within(source, beyond, ("walk", walk_minutes)))
