"""How people come to sites by Euclidean distance."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.analyses.access.near_entrances import FEW_PAIRS, Entrances, NearEntrances
from geo.analyses.access.travel_times import lon_lat
from geo.city.datasets.site_entrances import entrances_of
from geo.network.isochrones import circle
from geo.network.routing_graph import leg_ds
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.street_network import MODES
from geo.spatial.great_circles import SpherePoints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.core.standards import Standards

    Bools = NDArray[np.bool_]
    Deciseconds = NDArray[np.int32]
    Ints = NDArray[np.int64]

_PAIRS_AT_ONCE: Final = 2_000_000


@dataclass(frozen=True, eq=False)
class EuclideanTravelTimes:
    """Ways by Euclidean distance."""

    sites: pd.DataFrame
    standards: Standards
    name: str = "euclidean"
    modes: tuple[str, ...] = MODES
    of_points: bool = True
    draws_areas: bool = True
    _kept: dict[str, tuple[pd.DataFrame, SpherePoints]] = field(default_factory=dict, repr=False)
    _near: dict[str, NearEntrances] = field(default_factory=dict, init=False, repr=False)

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
        return self._near_entrances(demand_points).two_nearest(offered, self._kph(mode))

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""
        return self._times(
            self._points(demand_points), self._entrances_of(np.array([site]))[0], mode
        )

    def near_sites(
        self,
        people: tuple[pd.DataFrame, Bools],
        sites: NDArray[np.intp],
        mode: str,
        limit_ds: int,
        known_ds: Deciseconds | None = None,
    ) -> Iterator[tuple[Ints, Deciseconds]]:
        """Find for one site after the other who is within a limit of it: rows, and times.

        ``people`` are demand points, and which are asked for; who has a site in ``known_ds`` or
        less is left out. The nearest come first.
        """
        points, asked = self._points(people[0]), np.flatnonzero(people[1])
        if len(asked) < len(points.lon):
            points = points.at(asked)
        kph, pairs = self._kph(mode), len(asked) * len(sites)
        metres = (
            np.inf if pairs <= FEW_PAIRS else (limit_ds + 1) / 600 * self._metres_a_minute(mode)
        )
        for block in np.array_split(sites, pairs // _PAIRS_AT_ONCE + 1):
            doors, end = self._entrances_of(block)
            door, near = points.pairs_within(metres, doors)
            rows, time_ds = asked[near], leg_ds(points.at(near).metres_to(doors.at(door)), kph)
            sooner = time_ds <= limit_ds
            if known_ds is not None:
                sooner &= time_ds < known_ds[rows]
            rows, time_ds = rows[sooner], time_ds[sooner]
            cuts = np.searchsorted(door[sooner], end)
            for of in map(slice, [0, *cuts], cuts):
                yield _nearest_first(rows[of], time_ds[of])

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Compute the time from a place to each site."""
        place = SpherePoints.of_degrees(np.array([lon]), np.array([lat]))
        to_doors = leg_ds(place.metres_to(self._entrances.points), self._kph(mode))
        times = np.full(len(self.sites), UNREACHED, np.int32)
        np.minimum.at(times, self._entrances.site, to_doors)
        return times

    def areas(self, site: int, mode: str, limits: Sequence[int]) -> list[Any]:
        """Draw circles around its entrances."""
        doors = entrances_of(self.sites)
        doors = doors[doors["site"] == site]
        metres_a_minute = self._metres_a_minute(mode)
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

    def _points(self, demand_points: pd.DataFrame) -> SpherePoints:
        """Return demand points on the sphere; those asked for last are kept ready."""
        known = self._kept.get("points")
        if known is None or known[0] is not demand_points:
            known = demand_points, SpherePoints.of_degrees(*lon_lat(demand_points))
            self._kept["points"] = known
        return known[1]

    def _near_entrances(self, demand_points: pd.DataFrame) -> NearEntrances:
        """Return what is near to demand points; that of those asked for last is kept ready."""
        places, known = self._points(demand_points), self._near.get("near")
        if known is None or known.places is not places:
            known = self._near["near"] = NearEntrances(self._entrances, places)
        return known

    @cached_property
    def _entrances(self) -> Entrances:
        doors = entrances_of(self.sites)
        return Entrances(doors["site"].to_numpy(np.int32), SpherePoints.of_degrees(*lon_lat(doors)))

    def _entrances_of(self, sites: NDArray[np.intp]) -> tuple[SpherePoints, NDArray[np.intp]]:
        """Return the entrances of sites, one site after the other, and where each site ends."""
        begin, end = (
            np.searchsorted(self._entrances.site, sites, side) for side in ("left", "right")
        )
        chosen = [np.arange(*of) for of in zip(begin, end, strict=True)]
        doors = self._entrances.points.at(np.concatenate([np.zeros(0, np.int64), *chosen]))
        return doors, np.cumsum(end - begin)

    def _times(self, points: SpherePoints, doors: SpherePoints, mode: str) -> Deciseconds:
        """Compute the time from each point to the nearest of some entrances."""
        metres = points.at((slice(None), None)).metres_to(doors)
        nearest: Deciseconds = leg_ds(metres.min(axis=1), self._kph(mode))
        return nearest

    def _metres_a_minute(self, mode: str) -> float:
        return self._kph(mode) / 0.06

    def _kph(self, mode: str) -> float:
        standards = self.standards
        return {
            "walk": standards.walk_kph,
            "ebike": standards.ebike_kph,
            "drive": standards.drive_kph,
        }[mode]


def _nearest_first(rows: Ints, time_ds: Deciseconds) -> tuple[Ints, Deciseconds]:
    """Return each row once, with its shortest time, the nearest first, of equals the first row."""
    if (np.diff(rows) <= 0).any():  # of several entrances
        order = np.lexsort((time_ds, rows))
        order = order[np.diff(rows[order], prepend=-1) > 0]
        rows, time_ds = rows[order], time_ds[order]
    order = np.argsort(time_ds, kind="stable")
    return rows[order], time_ds[order]
