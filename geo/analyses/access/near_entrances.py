"""The two nearest sites of each place by Euclidean distance, of one service after the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.network.routing_graph import leg_ds
from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.spatial.great_circles import SpherePoints

    Bools = NDArray[np.bool_]
    Deciseconds = NDArray[np.int32]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FEW_PAIRS: Final = 2_000_000
"""So many distances cost less than to import what finds the nearest."""
_PAIRS_AT_ONCE: Final = 4_000_000
_TRIED: Final = 12
_TRIED_OF_SERVICE: Final = 3
_NOBODY: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Entrances:
    """Entrances of sites.

    Parameters
    ----------
    site
        The number of the site of each, in order.
    points
        Where they are.
    """

    site: NDArray[np.int32]
    points: SpherePoints

    def at(self, chosen: Any) -> Entrances:
        """Return the entrances at some positions."""
        return Entrances(self.site[chosen], self.points.at(chosen))

    def nearest_to(self, places: SpherePoints, count: int) -> tuple[NDArray[np.int32], Floats]:
        """Return the sites of the entrances nearest to each place, a column a place, and metres.

        At least so many rows as there are entrances: all of them.
        """
        if count < len(self.site):
            near = self.points.nearest_to(places, count).T
        else:
            near = np.arange(len(self.site))[:, None]
        metres = places.metres_to(self.points.at(near))
        return np.broadcast_to(self.site[near], metres.shape), metres


@dataclass(frozen=True, eq=False)
class NearEntrances:
    """The nearest entrances of places, found once for all services and speeds.

    Parameters
    ----------
    entrances
        Of all sites.
    places
        Where people are.
    """

    entrances: Entrances
    places: SpherePoints

    def two_nearest(self, offered: Bools, kph: float) -> tuple[Deciseconds, Deciseconds]:
        """Return the times from each place to the two nearest sites of each service, and which.

        Of sites in one time the first. ``offered`` has the shape (services, sites), the answers
        (services, places, 2). Where another entrance of a service than the nearest few of all may
        be as near as its second site, those of the service alone are looked through.
        """
        shape = len(offered), len(self.places.lon), 2
        best, which = np.empty(shape, np.int32), np.empty(shape, np.int32)
        for rows, site, metres in self._few:
            time_ds = leg_ds(metres, kph)
            keys = time_ds * np.int64(offered.shape[1]) + site
            for service, offers in enumerate(offered):
                of_service = np.where(offers[site], keys, _NOBODY)
                best[service, rows], which[service, rows] = _two_smallest(
                    of_service, site, offered.shape[1]
                )
                if len(site) < len(self.entrances.site):
                    unsure = rows[time_ds.max(axis=0) - 1 <= best[service, rows, 1]]
                    two = self._two_of_service(unsure, offers, kph)
                    best[service, unsure], which[service, unsure] = two
        return best, which

    @cached_property
    def _few(self) -> list[tuple[Ints, NDArray[np.int32], Floats]]:
        """The nearest entrances of all places, part by part: rows, sites and metres."""
        places, count = len(self.places.lon), len(self.entrances.site)
        if places * count > FEW_PAIRS:
            count = min(count, _TRIED)
        parts = np.array_split(np.arange(places), places * count // _PAIRS_AT_ONCE + 1)
        return [(rows, *self.entrances.nearest_to(self.places.at(rows), count)) for rows in parts]

    def _two_of_service(
        self, rows: Ints, offers: Bools, kph: float
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return the same of some places for one service: a few are tried, more where unsure."""
        entrances = self.entrances.at(offers[self.entrances.site])
        best, which = np.full((len(rows), 2), UNREACHED, np.int32), np.full((len(rows), 2), -1)
        left, count, every = np.arange(len(rows)), _TRIED_OF_SERVICE, len(entrances.site)
        while len(left) and every:
            unsure = [left[:0]]
            for part in np.array_split(left, len(left) * count // _PAIRS_AT_ONCE + 1):
                site, metres = entrances.nearest_to(self.places.at(rows[part]), count)
                time_ds = leg_ds(metres, kph)
                keys = time_ds * np.int64(len(offers)) + site
                best[part], which[part] = _two_smallest(keys, site, len(offers))
                if count < every:
                    unsure.append(part[time_ds.max(axis=0) - 1 <= best[part, 1]])
            left, count = np.concatenate(unsure), count * 4
        return best, which.astype(np.int32)


def _two_smallest(keys: Ints, site: NDArray[np.int32], sites: int) -> tuple[Ints, Ints]:
    """Return the two smallest times of each column that are of different sites, and which.

    ``keys`` are times, times the number of ``sites``, plus the site: of equal times the first.
    """
    first = keys.min(axis=0)
    second = np.where(site == first % sites, _NOBODY, keys).min(axis=0)
    two = np.stack([first, second], axis=1)
    nobody = two == _NOBODY
    return np.where(nobody, UNREACHED, two // sites), np.where(nobody, -1, two % sites)
