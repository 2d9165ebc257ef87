"""People served when every site takes no more than its capacity, over any travel times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.analyses.access.demand import demand_at, whole_people
from geo.analyses.access.methods.capacity_coverage import Pairs, serve
from geo.analyses.access.travel_times import NetworkTravelTimes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource
    from geo.core.standards import Standards

    Amounts = NDArray[np.float64]

CAPACITY_COLUMNS: Final = ("population_within_capacity", "population_over_capacity")
MOST_PAIRS: Final = 20_000_000
"""Of more pairs of demand point and site nothing is worked out: they take a gigabyte."""


def room_of(sites: pd.DataFrame, standards: Standards) -> Amounts:
    """Return how many people each site can take; NaN where nobody knows.

    Its ``capacity``, or with the setting ``supply = "staff"`` its staff times the people whom one
    of them may answer for; parts of a person are not taken.
    """
    people = standards.max_population_per_staff if standards.supply == "staff" else 1
    return np.asarray(np.floor(sites[standards.supply].to_numpy(np.float64) * people))


def nothing_known(index: pd.Index[Any]) -> pd.DataFrame:
    """Return missing values of :data:`CAPACITY_COLUMNS` for these units."""
    return pd.DataFrame(
        {name: pd.array([pd.NA] * len(index), "Int64") for name in CAPACITY_COLUMNS}, index
    )


def served_by_community(
    source: TravelTimeSource,
    demand_points: pd.DataFrame,
    sites: pd.DataFrame,
    room: Amounts,
    question: tuple[str, int],
) -> pd.DataFrame | None:
    """Find who is served within the capacity of sites, and for whom there is no room.

    Parameters
    ----------
    source
        How people come to sites.
    demand_points
        See :class:`geo.analyses.access.demand.Demand`: their demand is what is served.
    sites
        ``site_name``, ``lon``, ``lat``.
    room
        People each site can take; NaN of one that is not asked, or of which it is not known.
    question
        The mode, and the limit in deciseconds.

    Returns
    -------
    pandas.DataFrame
        By community code (Int64): ``population_within_capacity``, people served, and
        ``population_over_capacity``, people within the limit of such a site for whom no such site
        has room; None if no site's room is known, or there are over :data:`MOST_PAIRS`. The order
        of rows changes nothing.
    """
    reach = reach_of(source, demand_points, sites, room, question)
    if reach is None:
        return None
    served = serve(reach.pairs, reach.population, reach.room).points
    within = np.zeros(len(served), np.int64)
    within[reach.pairs.point] = reach.population[reach.pairs.point]
    by_point = pd.DataFrame(dict(zip(CAPACITY_COLUMNS, (served, within - served), strict=True)))
    return by_point.groupby(reach.community_code).sum().astype("Int64")


class Reach(NamedTuple):
    """Who is within the limit of which site.

    Parameters
    ----------
    pairs
        Demand points and sites within the limit of each other, numbered as below.
    community_code, population
        Of each demand point on the network: where it is, and its whole people.
    sites, room
        Of each site that is asked: its row in the table of sites, and the people it can take.
    """

    pairs: Pairs
    community_code: NDArray[Any]
    population: NDArray[np.int64]
    sites: NDArray[np.intp]
    room: NDArray[np.int64]


def reach_of(
    source: TravelTimeSource,
    demand_points: pd.DataFrame,
    sites: pd.DataFrame,
    room: Amounts,
    question: tuple[str, int],
) -> Reach | None:
    """Find who is within the limit of which site.

    Parameters
    ----------
    source, demand_points, sites, room, question
        As :func:`served_by_community` takes them.

    Returns
    -------
    Reach
        Numbered in an order that is the same whatever the order of rows; None where
        :func:`served_by_community` returns None.
    """
    people = demand_points.assign(demand=demand_at(demand_points), off=source.off(demand_points))
    ordered = people.iloc[_same_order(people)]
    population = whole_people(ordered["community_code"], ordered["demand"].to_numpy(np.float64))
    on = ~ordered["off"].to_numpy(bool)
    ordered, population = ordered[on], population[on]
    places = sites.assign(room=np.where(source.sites_on(), room, np.nan)).dropna(subset="room")
    places = places.sort_values(["site_name", "lon", "lat", "room"], kind="stable")
    known = sites.index.get_indexer(places.index)
    rows = demand_points.index.get_indexer(ordered.index)
    pairs = _pairs(source, (demand_points, rows), known, question) if len(known) else None
    if pairs is None:
        return None
    codes = ordered["community_code"].to_numpy()
    return Reach(pairs, codes, population, known, places["room"].to_numpy(np.int64))


def _same_order(people: pd.DataFrame) -> NDArray[np.intp]:
    """Return an order of demand points that does not depend on that of their rows."""
    code, _ = pd.factorize(people["community_code"], sort=True)
    others = [people[name].to_numpy() for name in sorted(people.columns.drop("community_code"))]
    return np.lexsort([*reversed(others), code])


def _pairs(
    source: TravelTimeSource,
    people: tuple[pd.DataFrame, NDArray[np.intp]],
    sites: NDArray[np.intp],
    question: tuple[str, int],
) -> Pairs | None:
    """List who is within the limit of which site; None if that is too many.

    ``people`` are demand points, and the rows of those that are asked for, in their order.
    """
    demand_points, rows = people
    number_of = np.full(len(demand_points), -1, np.int32)
    number_of[rows] = np.arange(len(rows), dtype=np.int32)
    points, numbers, times, many = [], [], [], 0
    everybody = demand_points, np.ones(len(demand_points), dtype=bool)
    for number, (row, time_ds) in enumerate(near_sites(source, everybody, sites, question)):
        point = number_of[row]
        order = np.argsort(point)[np.count_nonzero(point < 0) :]
        many += len(order)
        if many > MOST_PAIRS:
            return None
        points.append(point[order])
        numbers.append(np.full(len(order), number, np.int32))
        times.append(time_ds[order])
    return Pairs(np.concatenate(points), np.concatenate(numbers), np.concatenate(times))


def near_sites(
    source: TravelTimeSource,
    people: tuple[pd.DataFrame, NDArray[np.bool_]],
    sites: NDArray[np.intp],
    question: tuple[str, int],
) -> Iterator[tuple[NDArray[np.integer[Any]], NDArray[np.int32]]]:
    """Find for one site after the other the demand points within the limit, nearest first.

    Parameters
    ----------
    source
        How people come to sites.
    people
        Demand points, and which of them are asked for; others may be found as well.
    sites
        Numbers of sites.
    question
        The mode, and the limit in deciseconds.

    Yields
    ------
    tuple
        Rows of demand points, and their times.
    """
    (demand_points, asked), (mode, limit_ds) = people, question
    if isinstance(source, NetworkTravelTimes):
        yield from source.near_sites(people, sites, mode, limit_ds)
        return
    for site in sites.tolist():
        time_ds = source.to_site(demand_points, site, mode)
        near = np.flatnonzero(asked & (time_ds <= limit_ds))
        near = near[np.argsort(time_ds[near], kind="stable")]
        yield near, time_ds[near]
