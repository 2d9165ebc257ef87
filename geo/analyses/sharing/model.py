"""Sharing between neighbouring communities, from their staffing and their accessibility."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import Reach, capacity_of
from geo.analyses.access.methods.capacity_coverage import Pairs
from geo.analyses.access.methods.coverage import DECISECONDS_PER_MINUTE
from geo.analyses.access.model import AccessModel
from geo.analyses.population.model import Population, with_codes_of_today
from geo.analyses.sharing.kept_lending import kept_lending
from geo.analyses.sharing.methods.exchanges import no_sharing
from geo.analyses.sharing.methods.site_sharing import (
    SharedSites,
    exchanges_of_sites,
    moves_of,
    sums_of,
)
from geo.analyses.sharing.methods.staff_sharing import persons_of, share_staff
from geo.analyses.staffing.model import Staffing
from geo.core.issues import Issue, TableError
from geo.spatial.contiguity import neighbours_of
from geo.spatial.index.community_index import NOWHERE, communities_at
from geo.spatial.projections import metric_crs

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.city.folder import City
    from geo.city.sharing_settings import SharingSettings
    from geo.core.progress import Progress
    from geo.core.results import Results, UnitTables
    from geo.core.standards import Standards


@dataclass(frozen=True)
class SharingRules:
    """What sharing of sites rests on.

    Parameters
    ----------
    minutes, mode
        Farther than so many minutes nobody is sent, and how people go.
    supply
        What tells how many people a site can serve: its ``staff`` or its ``capacity``.
    no_site_minutes
        What a person without a site is reckoned at in the optimum.
    allow_losses
        Whether people may lose their site, or be sent to a farther one.
    """

    minutes: int
    mode: str
    supply: str
    no_site_minutes: int
    allow_losses: bool


@dataclass(frozen=True, eq=False)
class Sharing:
    """What neighbours could share.

    Parameters
    ----------
    exchanges
        :data:`geo.analyses.sharing.methods.exchanges.SHARING`, most people first; posts before
        sites.
    notes
        What is to be said beside it.
    rules
        What sharing of sites rests on; None where accessibility is not known.
    sites
        All who gain or lose by sharing of sites: one row with the columns of
        :func:`geo.analyses.sharing.methods.site_sharing.sums_of`, or none.
    """

    exchanges: pd.DataFrame = field(default_factory=no_sharing)
    notes: tuple[Issue, ...] = ()
    rules: SharingRules | None = None
    sites: pd.DataFrame = field(default_factory=pd.DataFrame)


def sharing_of(city: City, results: Results, _progress: Progress) -> tuple[Sharing]:
    """Find what the neighbours of a city could share."""
    communities = results.communities_with(Population, Staffing)
    pairs = cache(lambda: _neighbours(results.units))  # slow; a city may need none
    posts, notes = _posts(city, communities, pairs, results.standards)
    access = results.get(AccessModel)
    if access is None:
        return (Sharing(posts, (*notes, _note("sharing_note.no_access"))),)
    access = access.of_mode()
    rules = rules_of(access, city.settings.sharing)
    if len(communities["district_code"].dropna().unique()) < 2:
        return (Sharing(posts, tuple(notes), rules),)
    exchanges, sites, more = _sites(communities, pairs(), access, rules)
    parts = [part for part in (posts, exchanges) if len(part)] or [no_sharing()]
    told = pd.concat(parts, ignore_index=True)
    return (Sharing(told, (*notes, *more), rules, sites),)


def rules_of(access: AccessModel, settings: SharingSettings) -> SharingRules:
    """Return what sharing of sites rests on."""
    return SharingRules(
        settings.minutes or access.minutes_of(),
        access.mode_of(),
        access.standards.supply,
        settings.no_site_minutes,
        settings.allow_losses,
    )


def shared_sites(
    communities: gpd.GeoDataFrame, pairs: pd.DataFrame, access: AccessModel, rules: SharingRules
) -> SharedSites | None:
    """Return who of a city can come to which site of the own district or of one beside it.

    Returns
    -------
    SharedSites
        Areas are codes of districts. A site is in the district of the community it stands in, on a
        line that of the lowest code; in none it is nobody's. One of which nobody knows how many
        people it can serve has capacity for all. None if there are too many ways.
    """
    sites = access.sites
    district = communities.set_index("community_code")["district_code"]
    at = communities_at(communities, sites["lon"].to_numpy(), sites["lat"].to_numpy())
    site_area = communities["district_code"].take(np.maximum(at, 0)).set_axis(sites.index)
    site_area = site_area.where(at != NOWHERE)
    everybody = float(access.communities["demand_population"].fillna(0).sum())
    capacity = np.nan_to_num(capacity_of(sites, access.standards), nan=everybody)
    question = rules.mode, rules.minutes * DECISECONDS_PER_MINUTE
    reach = access.capacity.reach(np.where(site_area.notna(), capacity, np.nan), question)
    if reach is None:
        return None
    point_area = district.reindex(reach.community_code).to_numpy(object)
    areas = point_area, site_area.to_numpy(object)[reach.sites]
    return SharedSites(
        _open(reach, areas, _sides(district, pairs)),
        reach.population,
        reach.capacity,
        *areas,
        rules.no_site_minutes * DECISECONDS_PER_MINUTE,
        rules.allow_losses,
    )


def _posts(
    city: City,
    communities: gpd.GeoDataFrame,
    pairs: Callable[[], pd.DataFrame],
    standards: Standards,
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the staff that neighbours could lend, and what is to be said beside it."""
    roster = city.staff.usable(TableError) if city.staff else None
    if roster is None or communities["staff"].isna().all():
        return no_sharing(), [_note("sharing_note.no_staff")]
    persons = persons_of(with_codes_of_today(roster, city))
    lend = partial(kept_lending, city.store)
    lent = share_staff(communities, persons, pairs(), standards, lend)
    return lent, [] if len(lent) else [_note("sharing_note.no_surplus_staff")]


def _sites(
    communities: gpd.GeoDataFrame, pairs: pd.DataFrame, access: AccessModel, rules: SharingRules
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
    """Return the sites that districts could share, all who gain or lose, and what is to be said."""
    shared = shared_sites(communities, pairs, access, rules)
    if shared is None:
        return no_sharing(), pd.DataFrame(), [_note("sharing_note.no_ways")]
    notes = []
    unknown = int(access.sites[rules.supply].isna().sum())
    if unknown:
        count = {"count": str(unknown), "sites": str(len(access.sites))}
        notes.append(Issue("sharing_note.capacity_unknown", severity="warning", more=count))
    names = communities.dropna(subset="district_code").drop_duplicates("district_code")
    moves = moves_of(shared)
    exchanges = exchanges_of_sites(moves, shared, names.set_index("district_code")["district_name"])
    if exchanges.empty:
        return exchanges, pd.DataFrame(), [*notes, _note("sharing_note.no_sites")]
    return exchanges, sums_of(moves.assign(city=""), ["city"]), notes


def _open(
    reach: Reach, areas: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]], sides: pd.MultiIndex
) -> Pairs:
    """Return the ways to sites of the own area and of those beside it."""
    pairs = reach.pairs
    ends = areas[0][pairs.point], areas[1][pairs.site]
    is_open = ends[0] == ends[1]
    is_open |= pd.MultiIndex.from_arrays(ends).isin(sides)
    return Pairs(*(end[is_open] for end in pairs))


def _sides(district: pd.Series[str], pairs: pd.DataFrame) -> pd.MultiIndex:
    """Return districts that lie side by side, both ways."""
    ends = [pairs[end].map(district) for end in ("community_code", "neighbour_code")]
    sides = pd.DataFrame(dict(zip(("area", "neighbour"), ends, strict=True))).dropna()
    return pd.MultiIndex.from_frame(sides[sides["area"] != sides["neighbour"]].drop_duplicates())


def _neighbours(units: UnitTables) -> pd.DataFrame:
    """Return communities side by side, with the metres between points within them."""
    pairs, communities = neighbours_of(units), units.communities
    drawn = communities[communities.geometry.notna() & ~communities.geometry.is_empty]
    if pairs.empty:
        return pairs.assign(distance_m=pd.Series(dtype="float64"))
    inside = drawn.geometry.representative_point()
    metric = inside.to_crs(metric_crs(inside))
    points = pd.DataFrame({"x": metric.x.to_numpy(), "y": metric.y.to_numpy()})
    points.index = pd.Index(drawn["community_code"])
    ends = [points.loc[pairs[end]].to_numpy() for end in ("community_code", "neighbour_code")]
    return pairs.assign(distance_m=np.hypot(*(ends[0] - ends[1]).T).round(1))


def _note(key: str) -> Issue:
    return Issue(key, severity="warning")
