"""Ways of vehicles between depot and stops: over the streets, or straight where there are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd

from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.travel_times import NetworkTravelTimes, lon_lat
from geo.network.driven_streets import DrivenStreets
from geo.network.layers import Speeds
from geo.spatial.great_circles import SpherePoints

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource
    from geo.core.standards import Standards

    Floats = NDArray[np.float64]

_THINNED_TO: Final = 0.25
"""Crossings are taken so far apart, as a share of the walk to a stop."""


class Ways(Protocol):
    """How vehicles get about between places (``lon``, ``lat``, and ``node`` on streets)."""

    @property
    def over_streets(self) -> bool:
        """Whether vehicles keep to streets."""

    def stands(self, places: pd.DataFrame) -> pd.DataFrame:
        """Return where a vehicle would stand for each place; without a row where there is none."""

    def crossings(self, walk_m: float) -> pd.DataFrame:
        """Return other places where a vehicle may stand."""

    def minutes(self, starts: pd.DataFrame, stops: pd.DataFrame) -> Floats:
        """Compute the minutes from each place to each other; infinite without a way."""

    def way(self, places: pd.DataFrame, start: int, stop: int) -> tuple[float, Floats]:
        """Return the metres from one of some places to another, and the line driven."""


def ways_of(source: TravelTimeSource, standards: Standards) -> Ways:
    """Return the ways of vehicles where the ways of people are known.

    Raises
    ------
    TypeError
        If ways are known to sites only.
    """
    if isinstance(source, NetworkTravelTimes):
        speeds = Speeds(standards.walk_kph, standards.ebike_kph, source.factors)
        return StreetWays(DrivenStreets(source.network, speeds), standards.network_snap_m)
    if isinstance(source, EuclideanTravelTimes):
        return StraightWays(standards.drive_kph)
    raise TypeError(source.name)


@dataclass(frozen=True, eq=False)
class StreetWays:
    """Ways over the streets: vehicles stand at crossings.

    Parameters
    ----------
    streets
        Those open to vehicles.
    limit_m
        How far from a place the crossing may be.
    """

    streets: DrivenStreets
    limit_m: float
    over_streets: bool = field(default=True, init=False)

    def stands(self, places: pd.DataFrame) -> pd.DataFrame:
        """Return the crossing nearest to each place."""
        node = self.streets.crossings(*lon_lat(places), self.limit_m)
        return self._at(places[node >= 0], node[node >= 0])

    def crossings(self, walk_m: float) -> pd.DataFrame:
        """Return crossings from which vehicles come almost everywhere, some way apart."""
        node = self.streets.thinned(walk_m * _THINNED_TO)
        return self._at(pd.DataFrame(index=range(len(node))), node)

    def minutes(self, starts: pd.DataFrame, stops: pd.DataFrame) -> Floats:
        """Compute the minutes from each place to each other over the streets."""
        return self.streets.minutes(starts["node"].to_numpy(), stops["node"].to_numpy())

    def way(self, places: pd.DataFrame, start: int, stop: int) -> tuple[float, Floats]:
        """Return the quickest way from one of some places to another."""
        node = places["node"].to_numpy()
        return self.streets.way(int(node[start]), int(node[stop]))

    def _at(self, places: pd.DataFrame, node: NDArray[np.int64]) -> pd.DataFrame:
        network = self.streets.network
        return places.assign(lon=network.lon[node], lat=network.lat[node], node=node)


@dataclass(frozen=True, eq=False)
class StraightWays:
    """Ways in a straight line, at one speed (km/h)."""

    kph: float
    over_streets: bool = field(default=False, init=False)

    def stands(self, places: pd.DataFrame) -> pd.DataFrame:
        """Return the places themselves."""
        return places

    def crossings(self, walk_m: float) -> pd.DataFrame:
        """Return no other place."""
        del walk_m
        return pd.DataFrame({"lon": np.zeros(0), "lat": np.zeros(0)})

    def minutes(self, starts: pd.DataFrame, stops: pd.DataFrame) -> Floats:
        """Compute the minutes from each place to each other (haversine formula)."""
        return self._metres(starts, stops) / (self.kph / 0.06)

    def way(self, places: pd.DataFrame, start: int, stop: int) -> tuple[float, Floats]:
        """Return the straight line from one of some places to another."""
        ends = places.iloc[[start, stop]]
        return float(self._metres(ends, ends)[0, 1]), ends[["lon", "lat"]].to_numpy(np.float64)

    def _metres(self, starts: pd.DataFrame, stops: pd.DataFrame) -> Floats:
        start, stop = (SpherePoints.of_degrees(*lon_lat(places)) for places in (starts, stops))
        return start.at((slice(None), None)).metres_to(stop)
