"""What there is for the people at each spot, over streets or from the times of each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.analyses.access.methods.floating_catchment import catchment_access, table_access
from geo.analyses.access.travel_times import StreetWays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import Ways

    Amounts = NDArray[np.float64]


def access_of_spots(
    ways: Ways, spots: pd.DataFrame, people: Amounts, supply: Amounts, weights: Amounts, mode: str
) -> Amounts:
    """Tell what there is for each person at each spot.

    See :mod:`geo.analyses.access.methods.floating_catchment`.

    Parameters
    ----------
    ways
        How people come to sites.
    spots
        ``node``, ``leg_m``.
    people
        Those at each spot who are on the network.
    supply
        What each site offers.
    weights
        The weight of each time in tenths of a second.
    mode
        How people go.
    """
    if isinstance(ways, StreetWays):
        graph = ways.with_spots(spots, mode)
        streets = graph.nodes - len(people)
        at_nodes = np.concatenate([np.zeros(streets), people])
        return catchment_access(graph, at_nodes, ways.entrances, supply, weights).access[streets:]
    places, sites, weighed = [], [], []
    for site in np.flatnonzero(supply > 0):
        times = ways.to_site(spots, int(site), mode)
        place = np.flatnonzero(times < len(weights))
        places.append(place)
        sites.append(np.full(len(place), site))
        weighed.append(weights[times[place]])
    if not places:
        return np.zeros(len(people))
    pairs = np.concatenate(places), np.concatenate(sites), np.concatenate(weighed)
    return table_access(*pairs, people, supply).access


def access_of_communities(
    communities: pd.Series[str], code: pd.Series[str], access: Amounts, people: Amounts
) -> pd.DataFrame:
    """Sum what there is for the people of each community.

    Parameters
    ----------
    communities
        All codes.
    code
        The community of each spot.
    access, people
        What there is for each person of a spot, and those of them who are on the network.

    Returns
    -------
    pandas.DataFrame
        By community code: ``access`` (for every thousand people) and ``available`` (for all);
        Float64, missing where nobody's place is known.

    Examples
    --------
    >>> codes = pd.Series(["a", "b"])
    >>> spots = pd.Series(["a", "a"]), np.array([0.5, 0.0]), np.array([2.0, 8.0])
    >>> access_of_communities(codes, *spots).to_numpy().tolist()
    [[100.0, 1.0], [<NA>, <NA>]]
    """
    sums = pd.DataFrame({"available": access * people, "people": people})
    sums = sums.groupby(code.to_numpy()).sum().reindex(pd.Index(communities)).astype("Float64")
    some = sums["people"].gt(0).fillna(value=False)
    each = 1000 * sums["available"] / sums["people"]
    return pd.DataFrame({"access": each, "available": sums["available"]}).where(
        some.fillna(value=False)
    )
