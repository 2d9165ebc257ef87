"""How people come to sites by Euclidean distance."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

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

_PAIRS_AT_ONCE: Final = 4_000_000
_FEW_PAIRS: Final = 2_000_000  # cost less than to import what finds the nearest
_TRIED: Final = 3
_NONE: Final = np.iinfo(np.int64).max


class Entrances(NamedTuple):
    """Entrances of sites: the site of each, in order, and where it is."""

    site: NDArray[np.int64]
    points: SpherePoints


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
        people = self._points(demand_points)
        best = [self._two_nearest(people, np.flatnonzero(offers), mode) for offers in offered]
        times, which = zip(*best, strict=True)
        return np.stack(times), np.stack(which)

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""
        return self._times(self._points(demand_points), self._entrances_of(site), mode)

    def near_sites(
        self,
        people: tuple[pd.DataFrame, Bools],
        sites: NDArray[np.intp],
        mode: str,
        limit_ds: int,
        known_ds: Deciseconds | None = None,
    ) -> Iterator[tuple[NDArray[np.int64], Deciseconds]]:
        """Find for one site after the other who is within a limit of it: rows, and times.

        ``people`` are demand points, and which are asked for; who has a site in ``known_ds`` or
        less is left out. The nearest come first.
        """
        points, asked = self._points(people[0]), np.flatnonzero(people[1])
        if len(asked) < len(points.lon):
            points = points.at(asked)
        few = len(asked) * len(sites) <= _FEW_PAIRS
        metres = np.inf if few else (limit_ds + 1) / 600 * self._metres_a_minute(mode)
        for site in sites.tolist():
            doors = self._entrances_of(site)
            near = points.within(metres, doors)
            rows, time_ds = asked[near], self._times(points.at(near), doors, mode)
            sooner = time_ds <= limit_ds
            if known_ds is not None:
                sooner &= time_ds < known_ds[rows]
            rows, time_ds = rows[sooner], time_ds[sooner]
            order = np.argsort(time_ds, kind="stable")
            yield rows[order], time_ds[order]

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

    def _two_nearest(
        self, people: SpherePoints, sites: NDArray[np.intp], mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return the times from each point to the nearest two of some sites, and which.

        Of sites in one time the first. A few entrances around a point are tried, and more where
        another that is not among them may be as near as the second site.
        """
        doors = np.flatnonzero(np.isin(self._entrances.site, sites))
        points, site = self._entrances.points.at(doors), self._entrances.site[doors]
        rows, count = np.arange(len(people.lon)), len(doors)
        best, which = np.full((len(rows), 2), UNREACHED, np.int32), np.full((len(rows), 2), -1)
        if len(rows) * count > _FEW_PAIRS:
            count = _TRIED
        while len(rows) and len(doors):
            unsure = []
            for part in np.array_split(rows, len(rows) * count // _PAIRS_AT_ONCE + 1):
                places = people.at(part)
                near = (
                    points.nearest_to(places, count)
                    if count < len(doors)
                    else np.arange(len(doors))[None]
                )
                metres = places.at((slice(None), None)).metres_to(points.at(near))
                times = leg_ds(metres, self._kph(mode))
                best[part], which[part] = _two_smallest(times, site[near])
                if count < len(doors):
                    unsure.append(part[times.max(axis=1) - 1 <= best[part, 1]])
            rows, count = np.concatenate(unsure) if unsure else rows[:0], count * 4
        return best, which.astype(np.int32)

    def _points(self, demand_points: pd.DataFrame) -> SpherePoints:
        """Return demand points on the sphere; those asked for last are kept ready."""
        known = self._kept.get("points")
        if known is None or known[0] is not demand_points:
            known = demand_points, SpherePoints.of_degrees(*lon_lat(demand_points))
            self._kept["points"] = known
        return known[1]

    @cached_property
    def _entrances(self) -> Entrances:
        doors = entrances_of(self.sites)
        return Entrances(doors["site"].to_numpy(np.int64), SpherePoints.of_degrees(*lon_lat(doors)))

    def _entrances_of(self, site: int) -> SpherePoints:
        begin, end = np.searchsorted(self._entrances.site, [site, site + 1])
        return self._entrances.points.at(slice(begin, end))

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


def _two_smallest(times: Deciseconds, site: NDArray[np.int64]) -> tuple[Deciseconds, Deciseconds]:
    """Return the two smallest times of each row that are of different sites, and which.

    Of equal times the first site.
    """
    many = site.max() + 1
    keys = times * many + site
    first = keys.min(axis=1, keepdims=True)
    second = np.where(site == first % many, _NONE, keys).min(axis=1, keepdims=True)
    two = np.hstack([first, second])
    nobody = two == _NONE
    return np.where(nobody, UNREACHED, two // many), np.where(nobody, -1, two % many)
