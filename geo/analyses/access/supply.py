"""Supply for the people of each community, over streets or from the times of each site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import near_sites
from geo.analyses.access.demand import demand_at
from geo.analyses.access.methods.floating_catchment import (
    catchment_access,
    sites_in_catchment,
    table_access,
)
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource
    from geo.network.routing_graph import Graph

    Amounts = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

_PAIRS_AT_ONCE: Final = 4_000_000


@dataclass(frozen=True, eq=False)
class Catchments:
    """The catchments of sites, and who is in them.

    Parameters
    ----------
    source
        How people come to sites.
    demand_points
        See :class:`geo.analyses.access.demand.Demand`.
    mode
        How people go.
    weights
        The weight of each time in deciseconds.
    """

    source: TravelTimeSource
    demand_points: pd.DataFrame
    mode: str
    weights: Amounts

    def e2sfca(self, demand: Amounts, supply: Amounts) -> Amounts:
        """Return what there is for each person at each demand point.

        See :mod:`geo.analyses.access.methods.floating_catchment`.

        Parameters
        ----------
        demand
            Those at each demand point who are snapped to the network.
        supply
            What each site offers.
        """
        if isinstance(self.source, NetworkTravelTimes):
            graph, streets = self._graph(self.source)
            at_nodes = np.concatenate([np.zeros(streets), demand])
            doors = self.source.streets(self.mode).nodes, np.zeros(len(supply))
            return catchment_access(graph, at_nodes, doors, supply, self.weights).e2sfca[streets:]
        e2sfca = np.zeros(len(demand))
        for pairs in self._pairs(np.flatnonzero(supply > 0)):
            e2sfca += table_access(*pairs, demand, supply).e2sfca
        return e2sfca

    def sites(self, counted: Bools) -> Amounts:
        """Count the sites in whose catchment each demand point is, each with its weight."""
        if not counted.any():
            return np.zeros(len(self.demand_points))
        if isinstance(self.source, NetworkTravelTimes):
            graph, streets = self._graph(self.source)
            nodes = self.source.streets(self.mode).nodes[counted]
            return sites_in_catchment(graph, (nodes, np.zeros(len(nodes))), self.weights)[streets:]
        weights = np.zeros(len(self.demand_points))
        for place, _, weight in self._pairs(np.flatnonzero(counted)):
            weights += np.bincount(place, weight, len(weights))
        return weights

    def timed(self, asked: Bools) -> Bools:
        """Return of which demand points is known which of these sites are in their catchment.

        Of one without a time it is known if the source says that there is none so near.
        """
        points = self.demand_points
        timed = self.source.known_until(points, asked, self.mode) >= len(self.weights) - 1
        if not timed.all():
            nearest = self.source.best_two(points, asked[None], self.mode)[0][0, :, 0]
            timed |= nearest < UNREACHED
        return np.asarray(timed)

    def _graph(self, source: NetworkTravelTimes) -> tuple[Graph, int]:
        """Return the streets with the demand points as last nodes, and how many come before."""
        graph = source.with_demand_points(self.demand_points, self.mode)
        return graph, graph.nodes - len(self.demand_points)

    def _pairs(self, sites: NDArray[np.intp]) -> Iterator[tuple[Ints, Ints, Amounts]]:
        """List who is in the catchment of which of these sites, and with what weight.

        All pairs of a site come together, and some millions at once.
        """
        everybody = self.demand_points, np.ones(len(self.demand_points), dtype=bool)
        question = self.mode, len(self.weights) - 1
        reached = near_sites(self.source, everybody, sites, question)
        pairs: list[tuple[Ints, Ints, Amounts]] = []
        many = 0
        for site, (place, time_ds) in zip(sites.tolist(), reached, strict=True):
            order = np.argsort(place)
            weight = self.weights[time_ds[order]]
            pairs.append((place[order].astype(np.int64), np.full(len(place), site), weight))
            many += len(place)
            if many > _PAIRS_AT_ONCE:
                yield _joined(pairs)
                pairs, many = [], 0
        yield _joined(pairs)


def _joined(pairs: list[tuple[Ints, Ints, Amounts]]) -> tuple[Ints, Ints, Amounts]:
    none = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    place, site, weight = map(np.concatenate, zip(none, *pairs, strict=True))
    return place, site, weight


def supply_of_communities(
    catchments: Catchments, communities: pd.Series[str], supply: Amounts, offered: Bools
) -> pd.DataFrame:
    """Compute what the sites have for the people who can reach them, by community.

    Parameters
    ----------
    catchments
        Of all sites.
    communities
        All codes.
    supply
        What each site offers; NaN of one of which nobody knows, which is left out.
    offered
        The sites that are asked.

    Returns
    -------
    pandas.DataFrame
        By community code (Float64): ``e2sfca_index``, what there is for every thousand people
        (E2SFCA, Luo & Qi 2009), and ``spatial_availability``, what falls to all of them (spatial
        availability, Soukhov et al. 2023), which adds up to the supply of the sites that anyone
        reaches; ``supply_known_share``, the share of the sites in the catchments of its people,
        each weighted as in the index, whose supply is known. 0 where no site is in a catchment;
        the first two missing where nobody is located or timed, or no site in a catchment has a
        known supply.
    """
    points = catchments.demand_points
    asked = offered & catchments.source.sites_on()
    has_supply = asked & ~np.isnan(supply)
    counted = catchments.timed(asked) & ~catchments.source.off(points)
    demand = np.where(counted, demand_at(points), 0.0)
    e2sfca = catchments.e2sfca(demand, np.where(has_supply, supply, 0.0))
    code = points["community_code"]
    indices = access_of_communities(communities, code, e2sfca, demand)
    if (has_supply == asked).all():
        return indices.assign(
            supply_known_share=indices["e2sfca_index"].where(lambda of: of.isna(), 1.0)
        )
    unknown = catchments.sites(asked & ~has_supply)
    every = catchments.sites(asked) if has_supply.any() else unknown
    sums = pd.DataFrame({"unknown": unknown * demand, "all": every * demand})
    sums = sums.groupby(code.to_numpy()).sum().reindex(pd.Index(communities)).astype("Float64")
    share = (1 - sums["unknown"] / sums["all"].where(sums["all"] > 0)).fillna(1.0)
    share = share.round(9).where(indices["e2sfca_index"].notna())
    return indices.mask((share == 0).fillna(value=False)).assign(supply_known_share=share)


def access_of_communities(
    communities: pd.Series[str], code: pd.Series[str], e2sfca: Amounts, population: Amounts
) -> pd.DataFrame:
    """Sum what there is for the people of each community.

    Parameters
    ----------
    communities
        All codes.
    code
        The community of each demand point.
    e2sfca, population
        What there is for each person of a demand point, and those of them who are snapped.

    Returns
    -------
    pandas.DataFrame
        By community code: ``e2sfca_index`` (for every thousand people) and ``spatial_availability``
        (for all); Float64, missing where nobody's place is known.

    Examples
    --------
    >>> codes = pd.Series(["a", "b"])
    >>> demand_points = pd.Series(["a", "a"]), np.array([0.5, 0.0]), np.array([2.0, 8.0])
    >>> access_of_communities(codes, *demand_points).to_numpy().tolist()
    [[100.0, 1.0], [<NA>, <NA>]]
    """
    sums = pd.DataFrame(
        {"spatial_availability": e2sfca * population, "floating_population": population}
    )
    sums = sums.groupby(code.to_numpy()).sum().reindex(pd.Index(communities)).astype("Float64")
    some = sums["floating_population"].gt(0).fillna(value=False)
    each = 1000 * sums["spatial_availability"] / sums["floating_population"]
    return pd.DataFrame(
        {"e2sfca_index": each, "spatial_availability": sums["spatial_availability"]}
    ).where(some.fillna(value=False))
