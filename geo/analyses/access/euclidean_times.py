"""How people come to sites by Euclidean distance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.analyses.access.travel_times import lon_lat
from geo.city.datasets.site_entrances import entrances_of
from geo.network.isochrones import circle
from geo.network.lines import EARTH_M
from geo.network.routing_graph import leg_ds
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.street_network import MODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.standards import Standards

    Bools = NDArray[np.bool_]
    Deciseconds = NDArray[np.int32]

_PAIRS_AT_ONCE: Final = 4_000_000


@dataclass(frozen=True, eq=False)
class EuclideanTravelTimes:
    """Ways by Euclidean distance."""

    sites: pd.DataFrame
    standards: Standards
    name: str = "euclidean"
    modes: tuple[str, ...] = MODES
    of_points: bool = True
    draws_areas: bool = True

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """State that every demand point has its straight line."""
        return np.zeros(len(demand_points), dtype=bool)

    def sites_on(self) -> Bools:
        """State that every site has."""
        return np.ones(len(self.sites), dtype=bool)

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return the times to the two nearest sites of each service, and which."""
        lon, lat = lon_lat(demand_points)
        shape = (len(offered), len(lon), 2)
        best, which = np.full(shape, UNREACHED, np.int32), np.full(shape, -1, np.int32)
        sites = np.flatnonzero(offered.any(axis=0))
        step = max(1, _PAIRS_AT_ONCE // max(len(sites), 1))
        for begin in range(0, len(lon) if len(sites) else 0, step):
            part = slice(begin, begin + step)
            times = self._times(lon[part], lat[part], mode, sites)
            for service, offers in enumerate(offered[:, sites]):
                order = np.flatnonzero(offers)[_two_nearest(times[:, offers])]
                best[service, part, : order.shape[1]] = np.take_along_axis(times, order, axis=1)
                which[service, part, : order.shape[1]] = sites[order]
        return best, which

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""
        return self._times(*lon_lat(demand_points), mode, np.array([site]))[:, 0]

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Compute the time from a place to each site."""
        times: Deciseconds = self._times(np.array([lon]), np.array([lat]), mode)[0]
        return times

    def areas(self, site: int, mode: str, limits: Sequence[int]) -> list[Any]:
        """Draw circles around its entrances."""
        doors = entrances_of(self.sites)
        doors = doors[doors["site"] == site]
        metres_a_minute = self._kph(mode) / 0.06
        return [
            shapely.union_all(
                [
                    circle(lon, lat, minutes * metres_a_minute)
                    for lon, lat in zip(doors["lon"], doors["lat"], strict=True)
                ]
            )
            for minutes in limits
        ]

    def known_until(self, demand_points: pd.DataFrame, offered: Bools, mode: str) -> Deciseconds:
        """State that everything is known."""
        del offered, mode
        return np.full(len(demand_points), UNREACHED, np.int32)

    @cached_property
    def _entrances(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the site of each entrance, in order, and longitude and latitude in radians."""
        doors = entrances_of(self.sites)
        return doors["site"].to_numpy(np.int64), np.radians(doors[["lon", "lat"]].to_numpy())

    def _times(
        self,
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        mode: str,
        sites: NDArray[np.int64] | slice = slice(None),
    ) -> Deciseconds:
        """Compute the time from each point to each site, one row per point (haversine formula)."""
        of_site, there = self._entrances
        chosen = np.isin(of_site, np.arange(len(self.sites))[sites])
        east, north = np.radians(lon)[:, None], np.radians(lat)[:, None]
        site_east, site_north = there[chosen].T
        chord = np.sin((site_north - north) / 2) ** 2 + (
            np.cos(north) * np.cos(site_north) * np.sin((site_east - east) / 2) ** 2
        )
        metres = 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
        times = leg_ds(metres, self._kph(mode))
        first = np.flatnonzero(np.diff(of_site[chosen], prepend=-1))
        nearest: Deciseconds = np.minimum.reduceat(times, first, axis=1) if len(first) else times
        return nearest

    def _kph(self, mode: str) -> float:
        standards = self.standards
        return {
            "walk": standards.walk_kph,
            "ebike": standards.ebike_kph,
            "drive": standards.drive_kph,
        }[mode]


def _two_nearest(times: Deciseconds) -> NDArray[np.intp]:
    """Return the columns of the two smallest values of each row, of equals the first."""
    if times.shape[1] <= 1:
        return np.zeros(times.shape, np.intp)
    first = times.argmin(axis=1)[:, None]
    others = times.copy()
    np.put_along_axis(others, first, np.iinfo(times.dtype).max, axis=1)
    return np.hstack([first, others.argmin(axis=1)[:, None]])
