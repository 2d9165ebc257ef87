"""People served when every site takes no more than its capacity, over any travel times."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.analyses.access.demand import demand_at, whole_people
from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.methods.capacity_coverage import Pairs, serve
from geo.analyses.access.travel_times import NetworkTravelTimes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource
    from geo.core.standards import Standards

    Amounts = NDArray[np.float64]
    _Near = tuple[NDArray[np.int32], NDArray[np.int32]]

CAPACITY_COLUMNS: Final = ("population_within_capacity", "population_over_capacity")
MOST_PAIRS: Final = 20_000_000
"""Of more pairs of demand point and site nothing is worked out: they take a gigabyte."""


def capacity_of(sites: pd.DataFrame, standards: Standards) -> Amounts:
    """Return how many people each site can take; NaN where nobody knows.

    Its ``capacity``, or with the setting ``supply = "staff"`` its staff times the people whom one
    of them may answer for; parts of a person are not taken.
    """
    people = standards.max_population_per_staff if standards.supply == "staff" else 1
    return np.asarray(np.floor(sites[standards.supply].to_numpy(np.float64) * people))


def sum_units(served: pd.DataFrame | None, unit: pd.Series[str]) -> pd.DataFrame:
    """Sum people served up to units.

    Parameters
    ----------
    served
        :data:`CAPACITY_COLUMNS` by community code (Int64, none missing); None: nothing is known.
    unit
        Of every community, by its code.

    Returns
    -------
    pandas.DataFrame
        The same by unit in order of its code, the missing one last; missing where nothing is known.
    """
    if served is None:
        index = pd.Index(unit.unique())
        return pd.DataFrame(
            {name: pd.array([pd.NA] * len(index), "Int64") for name in CAPACITY_COLUMNS}, index
        )
    at, units = pd.factorize(unit, sort=True, use_na_sentinel=False)
    people = served if served.index.equals(unit.index) else served.reindex(unit.index, fill_value=0)
    sums = {
        name: pd.array(
            np.bincount(at, people[name].to_numpy(np.int64), len(units)).astype(np.int64), "Int64"
        )
        for name in CAPACITY_COLUMNS
    }
    return pd.DataFrame(sums, pd.Index(units, name=unit.name))


class PeopleInOrder(NamedTuple):
    """Rows of demand points, their community codes, and their whole people."""

    rows: NDArray[np.intp]
    community_code: NDArray[Any]
    population: NDArray[np.int64]


class Reach(NamedTuple):
    """Who is within the limit of which site.

    Parameters
    ----------
    pairs
        Demand points and sites within the limit of each other, numbered as below.
    community_code, population
        Of each demand point on the network: where it is, and its whole people.
    sites, capacity
        Of each site that is asked: its row in the table of sites, and the people it can take.
    """

    pairs: Pairs
    community_code: NDArray[Any]
    population: NDArray[np.int64]
    sites: NDArray[np.intp]
    capacity: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CapacityModel:
    """Who is within a limit of which site, for one service after the other.

    The order of rows changes nothing. A site is searched from once for all services that it offers.

    Parameters
    ----------
    source
        How people come to sites.
    demand_points
        See :class:`geo.analyses.access.demand.Demand`: their demand is what is served.
    sites
        ``site_name``, ``lon``, ``lat``.
    people
        What :func:`people_in_order` returns of these, where it is known.
    """

    source: TravelTimeSource
    demand_points: pd.DataFrame
    sites: pd.DataFrame
    people: PeopleInOrder | None = None
    _found: dict[tuple[str, int], dict[int, _Near]] = field(default_factory=dict, repr=False)
    _lock: Any = field(default_factory=RLock, repr=False)

    def served(self, capacity: Amounts, question: tuple[str, int]) -> pd.DataFrame | None:
        """Find who is served within the capacity of sites, and who is beyond it.

        Parameters
        ----------
        capacity
            People each site can take; NaN of one that is not asked, or of which it is not known.
        question
            The mode, and the limit in deciseconds.

        Returns
        -------
        pandas.DataFrame
            By community code (Int64): ``population_within_capacity``, people served, and
            ``population_over_capacity``, people within the limit of such a site for whom no such
            site has capacity; None if no capacity is known, or there are over :data:`MOST_PAIRS`.
        """
        reach = self.reach(capacity, question)
        if reach is None:
            return None
        served = serve(reach.pairs, reach.population, reach.capacity).points
        within = np.zeros(len(served), np.int64)
        within[reach.pairs.point] = reach.population[reach.pairs.point]
        by_point = pd.DataFrame(dict(zip(CAPACITY_COLUMNS, (served, within - served), strict=True)))
        return by_point.groupby(reach.community_code).sum().astype("Int64")

    def reach(self, capacity: Amounts, question: tuple[str, int]) -> Reach | None:
        """Find who is within the limit of which site; None where :meth:`served` returns None."""
        places = self.sites.assign(capacity=np.where(self.source.sites_on(), capacity, np.nan))
        places = places.dropna(subset="capacity")
        places = places.sort_values(["site_name", "lon", "lat", "capacity"], kind="stable")
        site_rows = self.sites.index.get_indexer(places.index)
        with self._lock:
            pairs = self._pairs(site_rows, question) if len(site_rows) else None
        if pairs is None:
            return None
        _, codes, population = self._people
        return Reach(pairs, codes, population, site_rows, places["capacity"].to_numpy(np.int64))

    @cached_property
    def _people(self) -> PeopleInOrder:
        return self.people or people_in_order(self.source, self.demand_points)

    def _pairs(self, sites: NDArray[np.intp], question: tuple[str, int]) -> Pairs | None:
        """List who is within the limit of which site; None if that is too many."""
        near = self._found.setdefault(question, {})
        missing = sites[[site not in near for site in sites.tolist()]]
        rows = self._people[0]
        number_of = np.full(len(self.demand_points), -1, np.int32)
        number_of[rows] = np.arange(len(rows), dtype=np.int32)
        everybody = self.demand_points, np.ones(len(self.demand_points), dtype=bool)
        many = sum(len(near[site][0]) for site in sites.tolist() if site in near)
        reached = near_sites(self.source, everybody, missing, question)
        for site, (row, time_ds) in zip(missing.tolist(), reached, strict=True):
            point = number_of[row]
            order = np.argsort(point)[np.count_nonzero(point < 0) :]
            near[site] = point[order], time_ds[order]
            many += len(order)
            if many > MOST_PAIRS:
                self._found.clear()
                return None
        points, times = zip(*(near[site] for site in sites.tolist()), strict=True)
        numbers = np.repeat(np.arange(len(sites), dtype=np.int32), [len(of) for of in points])
        if sum(len(of) for of, _ in near.values()) > MOST_PAIRS:
            self._found.clear()
        return Pairs(np.concatenate(points), numbers, np.concatenate(times))


def people_in_order(source: TravelTimeSource, demand_points: pd.DataFrame) -> PeopleInOrder:
    """Return the whole people of demand points on the network, in an order of their own.

    Parameters
    ----------
    source
        Tells which of them are on the network.
    demand_points
        See :class:`geo.analyses.access.demand.Demand`.
    """
    off = source.off(demand_points)
    people = demand_points.assign(demand=demand_at(demand_points), off=off)
    order = _same_order(people)
    ordered = people.iloc[order]
    population = whole_people(ordered["community_code"], ordered["demand"].to_numpy(np.float64))
    on = ~ordered["off"].to_numpy(bool)
    return PeopleInOrder(order[on], ordered["community_code"].to_numpy()[on], population[on])


def _same_order(people: pd.DataFrame) -> NDArray[np.intp]:
    """Return an order of demand points that does not depend on that of their rows."""
    code, _ = pd.factorize(people["community_code"], sort=True)
    others = [people[name].to_numpy() for name in sorted(people.columns.drop("community_code"))]
    return np.lexsort([*reversed(others), code])


def near_sites(
    source: TravelTimeSource,
    people: tuple[pd.DataFrame, NDArray[np.bool_]],
    sites: NDArray[np.intp],
    question: tuple[str, int],
    known_ds: NDArray[np.int32] | None = None,
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
    known_ds
        Of each demand point: only shorter ways are asked for. None: all.

    Yields
    ------
    tuple
        Rows of demand points, and their times.
    """
    (demand_points, asked), (mode, limit_ds) = people, question
    if isinstance(source, NetworkTravelTimes | EuclideanTravelTimes):
        yield from source.near_sites(people, sites, mode, limit_ds, known_ds)
        return
    for site in sites.tolist():
        time_ds = source.to_site(demand_points, site, mode)
        sooner = time_ds <= limit_ds if known_ds is None else time_ds < known_ds
        near = np.flatnonzero(asked & sooner & (time_ds <= limit_ds))
        near = near[np.argsort(time_ds[near], kind="stable")]
        yield near, time_ds[near]
