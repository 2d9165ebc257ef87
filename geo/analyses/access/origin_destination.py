"""Minutes from communities or places to sites: the two nearest of each, and the whole table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import near_sites
from geo.analyses.access.methods.coverage import DECISECONDS_PER_MINUTE, in_minutes
from geo.analyses.access.methods.median_times import median_times, two_smallest
from geo.analyses.access.methods.places import pooled_places
from geo.analyses.access.table_times import MatrixTravelTimes
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import FURTHEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.analyses.access.model import AccessModel

    Ints = NDArray[np.int64]
    Deciseconds = NDArray[np.int32]

COMMUNITIES, PLACES = "communities", "places"
ORIGINS: Final = (COMMUNITIES, PLACES)
SEARCHED_MINUTES: Final = (30, 60, 240)
"""So far two sites are searched for, then without a limit: few live so far from any."""

NEAREST_COLUMNS: Final = (
    *("service", "mode", "travel_time_source"),
    *("nearest_site", "nearest_site_id", "nearest_minutes"),
    *("second_site", "second_site_id", "second_minutes"),
)


class Origins(NamedTuple):
    """Units that people set out from.

    Parameters
    ----------
    frame
        A row an origin: ``origin_id`` first, and what else is known of it.
    of
        The origin of each demand point, -1: of none.
    """

    frame: pd.DataFrame
    of: Ints

    def total(self, population: Ints) -> Ints:
        """Return the people of known place of each."""
        sums = np.bincount(self.of + 1, population, len(self.frame) + 1)
        return sums[1:].astype(np.int64)

    def only(self, chosen: NDArray[np.bool_]) -> Origins:
        """Return the same with demand points in the chosen ones alone."""
        return self._replace(of=np.where(np.append(chosen, False)[self.of], self.of, -1))


def origins_of(access: AccessModel, which: str) -> Origins:
    """Return the communities, or the places that their demand points are pooled in.

    See :func:`geo.analyses.access.methods.places.pooled_places`.
    """
    points = access.demand_points
    if which == PLACES and access.source.of_points:
        places, of = pooled_places(points, access.standards.min_cell)
        return Origins(places.rename(columns={"place_id": "origin_id"}), of)
    frame = access.communities[["community_code", "floating_population"]].sort_values(
        "community_code", ignore_index=True
    )
    of = pd.Index(frame["community_code"]).get_indexer(pd.Index(points["community_code"]))
    return Origins(frame.rename(columns={"community_code": "origin_id"}), of.astype(np.int64))


def site_ids(sites: pd.DataFrame) -> pd.Series[str]:
    """Return by what a table names each site: its id, or its name where it has none."""
    names = sites["site_name"].astype("str")
    return sites["site_id"].fillna(names) if "site_id" in sites else names


def minutes_to_sites(
    access: AccessModel, origins: Origins, sites: NDArray[np.intp], question: tuple[str, int]
) -> Iterator[tuple[int, Ints, Deciseconds]]:
    """Find for one site after the other from which origins the median person reaches it.

    Parameters
    ----------
    access
        People, sites and ways, of one mode.
    origins
        Of its demand points.
    sites
        Numbers of sites.
    question
        The mode, and the limit in deciseconds.

    Yields
    ------
    tuple
        The site, the positions of the origins in order, and their times.
    """
    points = access.demand_points
    population = points["floating_population"].to_numpy(np.int64)
    total, of = origins.total(population), np.where(access.source.off(points), -1, origins.of)
    near = near_sites(access.source, (points, of >= 0), sites, question)
    for site, reached in zip(sites.tolist(), near, strict=True):
        yield site, *median_times(reached, of, population, total)


def nearest_sites(
    access: AccessModel, origins: Origins, services: Sequence[str], mode: str
) -> pd.DataFrame:
    """Find the nearest site and the second nearest of each origin, for each service.

    Returns
    -------
    pandas.DataFrame
        The columns of ``origins.frame`` and :data:`NEAREST_COLUMNS`: names, ids and minutes
        (Float64) of two different sites, missing where half of the people have no way to one. Rows
        in the order of services, then of origins.
    """
    offered = {service: access.offers(service) & access.source.sites_on() for service in services}
    count = len(origins.frame)
    best = {
        service: (np.full((count, 2), -1), np.full((count, 2), UNREACHED, np.int32))
        for service in services
    }
    asked = dict.fromkeys(services, np.ones(count, dtype=bool))
    half = (origins.total(access.demand_points["floating_population"].to_numpy(np.int64)) + 1) // 2
    for limit_ds in _limits(access):
        sites = np.flatnonzero(np.logical_or.reduce([offered[service] for service in asked]))
        some = origins.only(np.logical_or.reduce(list(asked.values())))
        pairs = _pairs(access, some, sites, (mode, limit_ds))
        for service, rows in asked.items():
            nearest_two = _best_two(pairs, offered[service], count)
            for nth in (0, 1):
                np.copyto(best[service][nth], nearest_two[nth], where=rows[:, None])
        missing = {
            service: (best[service][0] < 0) & (rows & (half > 0))[:, None]
            for service, rows in asked.items()
        }
        asked = {
            service: _may_be_farther(access, origins, (service, mode), (half, lack))
            for service, lack in missing.items()
            if lack.any()
        }
        asked = {service: rows for service, rows in asked.items() if rows.any()}
        if not asked:
            break
    parts = [_laid_out(access, origins, (service, mode), best[service]) for service in services]
    return pd.concat(parts, ignore_index=True)


def _limits(access: AccessModel) -> tuple[int, ...]:
    """Return how far to search, deciseconds; once where all times are known at once."""
    if isinstance(access.source, MatrixTravelTimes):
        return (FURTHEST,)
    return *(minutes * DECISECONDS_PER_MINUTE for minutes in SEARCHED_MINUTES), FURTHEST


def _pairs(
    access: AccessModel, origins: Origins, sites: NDArray[np.intp], question: tuple[str, int]
) -> tuple[Ints, Ints, Deciseconds]:
    """List origin, site and time of all within a limit."""
    pairs = [
        (origin, np.full(len(origin), site), time_ds)
        for site, origin, time_ds in minutes_to_sites(access, origins, sites, question)
    ]
    none = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32)
    origin, site, time_ds = map(np.concatenate, zip(none, *pairs, strict=True))
    return origin, site, time_ds


def _best_two(
    pairs: tuple[Ints, Ints, Deciseconds], offered: NDArray[np.bool_], origins: int
) -> tuple[Ints, Deciseconds]:
    """Return the two nearest sites offered of each origin (-1: none), and their times."""
    chosen = offered[pairs[1]]
    origin, site, time_ds = pairs[0][chosen], pairs[1][chosen], pairs[2][chosen]
    rows = np.stack(two_smallest(origin, time_ds, origins), axis=1)
    return np.append(site, -1)[rows], np.append(time_ds, UNREACHED)[rows]


def _may_be_farther(
    access: AccessModel,
    origins: Origins,
    question: tuple[str, str],
    missing: tuple[Ints, NDArray[np.bool_]],
) -> NDArray[np.bool_]:
    """Return of which origins half of the people come to a site, or to a second, not found.

    ``missing`` is half of the people of each origin, and whether it lacks the first, the second.
    """
    half, lacks = missing
    points = access.demand_point_minutes(*question)
    population = points["floating_population"].to_numpy(np.int64)
    farther = np.zeros(len(half), dtype=bool)
    for nth, column in enumerate(("minutes", "minutes_second")):
        come = np.where(points[column].notna(), population, 0)
        farther |= lacks[:, nth] & (origins.total(come) >= half)
    return farther


def _laid_out(
    access: AccessModel,
    origins: Origins,
    question: tuple[str, str],
    best: tuple[Ints, Deciseconds],
) -> pd.DataFrame:
    (service, mode), (site, time_ds) = question, best
    names = access.sites["site_name"].astype("str").array
    ids = access.sites.get("site_id", pd.Series(pd.NA, access.sites.index)).astype("str").array
    table = origins.frame.assign(service=service, mode=mode, travel_time_source=access.source.name)
    for nth, word in enumerate(("nearest", "second")):
        number = np.maximum(site[:, nth], -1)
        table[f"{word}_site"] = names.take(number, allow_fill=True)
        table[f"{word}_site_id"] = ids.take(number, allow_fill=True)
        table[f"{word}_minutes"] = in_minutes(time_ds[:, nth])
    return table
