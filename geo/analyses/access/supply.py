"""Supply for the people at each demand point, over streets or from the times of each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.analyses.access.methods.floating_catchment import catchment_access, table_access
from geo.analyses.access.travel_times import NetworkTravelTimes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource

    Amounts = NDArray[np.float64]


def e2sfca_of_demand_points(
    source: TravelTimeSource,
    demand_points: pd.DataFrame,
    population: Amounts,
    supply: Amounts,
    weights: Amounts,
    mode: str,
) -> Amounts:
    """Return what there is for each person at each demand point.

    See :mod:`geo.analyses.access.methods.floating_catchment`.

    Parameters
    ----------
    source
        How people come to sites.
    demand_points
        ``lon``, ``lat``, or ``node`` where they are whole communities.
    population
        Those at each demand point who are snapped to the network.
    supply
        What each site offers.
    weights
        The weight of each time in deciseconds.
    mode
        How people go.
    """
    if isinstance(source, NetworkTravelTimes):
        graph = source.with_demand_points(demand_points, mode)
        streets = graph.nodes - len(population)
        at_nodes = np.concatenate([np.zeros(streets), population])
        doors = source.streets(mode).nodes, np.zeros(len(supply))
        return catchment_access(graph, at_nodes, doors, supply, weights).e2sfca[streets:]
    places, sites, weighed = [], [], []
    for site in np.flatnonzero(supply > 0):
        times = source.to_site(demand_points, int(site), mode)
        place = np.flatnonzero(times < len(weights))
        places.append(place)
        sites.append(np.full(len(place), site))
        weighed.append(weights[times[place]])
    if not places:
        return np.zeros(len(population))
    pairs = np.concatenate(places), np.concatenate(sites), np.concatenate(weighed)
    return table_access(*pairs, population, supply).e2sfca


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
