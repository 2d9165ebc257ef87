"""Ways to places that are no sites yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.access.capacity import near_sites
from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.methods.coverage import DECISECONDS_PER_MINUTE
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource

    Amounts = NDArray[np.float64]
    Numbers = NDArray[np.intp]


def knows_places(source: TravelTimeSource) -> bool:
    """Return whether ways to any place are known: a table of travel times knows its sites only."""
    return isinstance(source, NetworkTravelTimes | EuclideanTravelTimes)


def source_to(source: TravelTimeSource, places: pd.DataFrame) -> TravelTimeSource:
    """Return the same ways, to other places (``lon``, ``lat``) in the stead of sites.

    Raises
    ------
    TypeError
        If ways are known to sites only.
    """
    there = places[["lon", "lat"]].reset_index(drop=True)
    if isinstance(source, NetworkTravelTimes):
        return source.to_places(there)
    if isinstance(source, EuclideanTravelTimes):
        return replace(source, sites=there)
    raise TypeError(source.name)


def pairs_within(
    source: TravelTimeSource,
    points: pd.DataFrame,
    limit: tuple[str, int],
    known: Amounts | None = None,
) -> tuple[Numbers, Numbers, Amounts]:
    """List who is within a limit of which site.

    Parameters
    ----------
    source
        The ways.
    points
        ``lon``, ``lat``; points without a place are within no limit.
    limit
        The mode, and the minutes.
    known
        The minutes of each point to a site: only shorter ways are listed. None: all.

    Returns
    -------
    tuple
        Positions of points, numbers of sites, and the minutes between.
    """
    placed = np.flatnonzero(points["lon"].notna().to_numpy())
    asked = points.iloc[placed].reset_index(drop=True), np.ones(len(placed), bool)
    question = limit[0], limit[1] * DECISECONDS_PER_MINUTE
    sites = np.flatnonzero(source.sites_on())
    known_ds = None
    if known is not None:
        longest = np.minimum(known[placed] * DECISECONDS_PER_MINUTE, UNREACHED)
        known_ds = np.rint(longest).astype(np.int32)
    rows, numbers, minutes = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)], [np.zeros(0)]
    near = near_sites(source, asked, sites, question, known_ds)
    for site, (row, time_ds) in zip(sites, near, strict=True):
        rows.append(placed[row])
        numbers.append(np.full(len(row), site, np.intp))
        minutes.append(time_ds / DECISECONDS_PER_MINUTE)
    return np.concatenate(rows), np.concatenate(numbers), np.concatenate(minutes)
