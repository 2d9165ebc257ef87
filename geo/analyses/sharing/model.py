"""Sharing between the neighbours of a city: what its posts, and its reach if known, make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analyses.access.model import AccessModel
from geo.analyses.population.model import Population
from geo.analyses.sharing.methods.resource_sharing import no_sharing, share_sites, share_staff
from geo.analyses.staffing.model import Staffing
from geo.core.issues import Issue
from geo.spatial.contiguity import neighbours
from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results
    from geo.core.standards import Standards

MOST_MINUTES: Final = 60.0
"""A site farther away is nobody's."""


@dataclass(frozen=True, eq=False)
class Sharing:
    """What neighbours could share.

    Parameters
    ----------
    exchanges
        :data:`geo.analyses.sharing.methods.resource_sharing.SHARING`, most people first; posts
        before sites.
    notes
        What is to be said beside it.
    """

    exchanges: pd.DataFrame = field(default_factory=no_sharing)
    notes: tuple[Issue, ...] = ()


def sharing_of(_city: City, results: Results, _progress: Progress) -> tuple[Sharing]:
    """Find what the neighbours of a city could share."""
    access = results.get(AccessModel)
    communities = results.communities_with(Population, Staffing)
    return (Sharing(*exchanges_of(communities, results.standards, access)),)


def sharing_table(results: Results) -> pd.DataFrame:
    """Return what the neighbours of a city could share."""
    return results[Sharing].exchanges


def exchanges_of(
    communities: gpd.GeoDataFrame, standards: Standards, access: AccessModel | None = None
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Find what neighbours could share.

    Parameters
    ----------
    communities
        The communities of a run.
    standards
        The norms.
    access
        The accessibility of a run, if known: then sites across a district's boundary count too.

    Returns
    -------
    shared
        :data:`geo.analyses.sharing.methods.resource_sharing.SHARING`, most people first; posts
        before sites.
    notes
        What is to be said beside it.
    """
    notes = []
    pairs = cache(lambda: _neighbours(communities))  # slow; a city may need none
    posts = no_sharing()
    if communities["staff"].isna().all():
        notes.append(_note("sharing_note.no_staff"))
    else:
        posts = share_staff(communities, pairs(), standards)
        if posts.empty:
            notes.append(_note("sharing_note.no_surplus_staff"))
    sites = no_sharing()
    if access is None:
        notes.append(_note("sharing_note.no_access"))
    elif len(communities["district_code"].dropna().unique()) > 1:
        sites = _sites(communities, pairs(), standards, access)
        if sites.empty:
            notes.append(_note("sharing_note.no_sites"))
    parts = [part for part in (posts, sites) if len(part)] or [no_sharing()]
    return pd.concat(parts, ignore_index=True), tuple(notes)


def _neighbours(communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return communities side by side, with the metres between points within them."""
    pairs = neighbours(communities)
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    if pairs.empty:
        return pairs.assign(distance_m=pd.Series(dtype="float64"))
    inside = drawn.geometry.representative_point()
    metric = inside.to_crs(metric_crs(inside))
    points = pd.DataFrame({"x": metric.x.to_numpy(), "y": metric.y.to_numpy()})
    points.index = pd.Index(drawn["community_code"])
    ends = [points.loc[pairs[end]].to_numpy() for end in ("community_code", "neighbour_code")]
    return pairs.assign(distance_m=np.hypot(*(ends[0] - ends[1]).T).round(1))


def _sites(
    communities: gpd.GeoDataFrame, pairs: pd.DataFrame, standards: Standards, access: AccessModel
) -> pd.DataFrame:
    district = communities.set_index("community_code")["district_code"]
    sides = pd.DataFrame(
        {
            "area": pairs["community_code"].map(district),
            "neighbour": pairs["neighbour_code"].map(district),
        }
    )
    sides = sides[sides["area"] != sides["neighbour"]].dropna().drop_duplicates()
    places = communities[["district_code", "district_name"]].set_axis(["area", "name"], axis=1)
    sites = access.sites
    capacity = pd.Series(sites["staff"].to_numpy(np.float64), sites.index)
    trips = trips_of(access, communities)
    return share_sites(trips, capacity * standards.max_population_per_staff, places.dropna(), sides)


def trips_of(access: AccessModel, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the ways of communities to sites.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``site``, ``site_area``, ``area`` (districts), ``minutes`` (the mean of
        the people who can go there), ``floating_population`` (whose place is known). Ways that half
        of the people or more cannot go within an hour are left out, as are sites in no community.
    """
    demand_points = access.demand_point_minutes()
    homes = demand_points.groupby("community_code")["floating_population"].sum()
    home = pd.Index(homes.index).get_indexer(pd.Index(demand_points["community_code"]))
    weights = demand_points["floating_population"].to_numpy(np.float64)
    district = communities.set_index("community_code")["district_code"]
    parts = []
    areas = _site_areas(access.sites, communities)
    for site, area in zip(areas.index.to_numpy(np.int64).tolist(), areas, strict=True):
        minutes = access.site_minutes(site).astype("Float64").to_numpy(np.float64, na_value=np.inf)
        near = minutes <= MOST_MINUTES
        population = np.bincount(home[near], weights[near], len(homes))
        total = np.bincount(home[near], weights[near] * minutes[near], len(homes))
        enough = (population > 0) & (2 * population > homes.to_numpy(np.float64))
        origins = np.flatnonzero(enough)
        parts.append(
            pd.DataFrame(
                {
                    "community_code": homes.index[origins],
                    "site": site,
                    "site_area": area,
                    "minutes": total[origins] / population[origins],
                    "floating_population": homes.to_numpy(np.float64)[origins],
                }
            )
        )
    names = ("community_code", "site", "site_area", "minutes", "floating_population")
    trips = pd.concat(parts or [pd.DataFrame({name: [] for name in names})], ignore_index=True)
    trips["area"] = trips["community_code"].map(district).astype("str")
    return trips.dropna(subset=["area", "site_area"])


def _site_areas(sites: pd.DataFrame, communities: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the district each site lies in, by its number."""
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(sites["lon"], sites["lat"]), index=sites.index, crs="EPSG:4326"
    )
    drawn = communities.loc[communities.geometry.notna(), ["district_code", "geometry"]]
    located = points.sjoin(drawn, predicate="intersects").dropna(subset="district_code")
    located = located.sort_values("district_code", kind="stable")
    return located.loc[~located.index.duplicated(), "district_code"].sort_index()


def _note(key: str) -> Issue:
    return Issue(key, severity="warning")
