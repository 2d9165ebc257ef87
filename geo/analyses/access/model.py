"""Reach 服务可及: how far the people of a city have to its service sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analyses.access.methods.coverage import (
    TENTHS_A_MINUTE,
    cover_communities,
    coverage_curve,
    in_minutes,
    judge_communities,
    minutes_of_people,
    positions_of,
    sum_units,
)
from geo.analyses.access.methods.floating_catchment import weight_table
from geo.analyses.access.services import ANY, offering, services_of
from geo.analyses.access.supply import access_of_communities, access_of_spots
from geo.core.standards import zones_of
from geo.network.shortest_path_kernels import UNREACHED
from geo.spatial.grid_cells import add_up, cell_centres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import Ways
    from geo.core.issues import Fault
    from geo.core.standards import Standards

    Tenths = NDArray[np.int32]

LEVELS: Final = ("community", "street", "district", "city")
LIMITS: Final = (5, 10, 15, 30)
"""Minutes around a site that are drawn."""


@dataclass(frozen=True, eq=False)
class ReachModel:
    """People, sites, and the ways between them, ready to be asked.

    Parameters
    ----------
    ways
        How people come to sites.
    spots
        ``community_code``, ``node``, ``leg_m``, ``people``: those of the reported period whose
        place is known. Never to be shown row by row.
    communities
        ``community_code``, ``street_code``, ``district_code``, ``people`` (Int64), every one.
    sites
        See :func:`geo.city.datasets.sites.read_sites`; the index, from 0, is the number of a site.
    standards
        The norms; they give limit and mode where none is asked for.
    faults
        What is to be told of sites and streets.
    """

    ways: Ways
    spots: pd.DataFrame
    communities: pd.DataFrame
    sites: pd.DataFrame
    standards: Standards
    faults: tuple[Fault, ...] = ()
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)
    _lock: Any = field(default_factory=RLock, repr=False)

    @property
    def straight_line(self) -> bool:
        """Whether only straight lines are known."""
        return self.ways.name == "straight_line"

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes that can be asked for."""
        return self.ways.modes

    @property
    def services(self) -> tuple[str, ...]:
        """The services offered: any of them first, then each, that of most sites first."""
        return services_of(self.sites["services"])

    def offers(self, service: str) -> NDArray[np.bool_]:
        """Tell which sites offer a service."""
        return offering(self.sites["services"], service)

    def coverage(
        self,
        level: str = "city",
        service: str = ANY,
        mode: str | None = None,
        minutes: int | None = None,
    ) -> pd.DataFrame:
        """Tell who reaches a service within a limit, unit by unit.

        Parameters
        ----------
        level
            One of :data:`LEVELS`.
        service
            One of :attr:`services`.
        mode, minutes
            None: those of the standards.

        Returns
        -------
        pandas.DataFrame
            A row a unit, in order of its code (``community_code`` and so on; none for the city),
            with the columns of :func:`geo.analyses.access.methods.coverage.judge_communities`,
            ``median_minutes`` and ``p90_minutes``.
        """
        mode, minutes = self.mode_of(mode), self.minutes_of(minutes)
        key = "coverage", level, service, mode, minutes
        told: pd.DataFrame = self._once(key, lambda: self._coverage(level, service, mode, minutes))
        return told.copy()

    def curve(
        self,
        service: str = ANY,
        mode: str | None = None,
        level: str = "city",
        code: str | None = None,
    ) -> pd.DataFrame:
        """Tell how many people are within each number of minutes, of all or of one unit.

        Returns
        -------
        pandas.DataFrame
            See :func:`geo.analyses.access.methods.coverage.coverage_curve`.
        """
        times = self._times(service, self.mode_of(mode))[0][:, 0]
        chosen = np.ones(len(self.spots), dtype=bool)
        if level != "city":
            chosen = (self._unit_of_spots(level) == code).to_numpy(bool)
        return coverage_curve(self._people[chosen], times[chosen], self._off[chosen])

    def beyond_cells(
        self, service: str = ANY, mode: str | None = None, minutes: int | None = None
    ) -> pd.DataFrame:
        """Tell where people are who do not reach a service within a limit, by map cell.

        Returns
        -------
        pandas.DataFrame
            ``lon``, ``lat`` (the cell of 500 m that their crossing lies in), ``people``; not to be
            shown before small cells are left out. Who is off the network is in none.
        """
        times = self._times(service, self.mode_of(mode))[0][:, 0]
        network = self.ways.network
        if network is None or self.spots.empty:
            return pd.DataFrame({"lon": [], "lat": [], "people": []})
        out = (times > self.minutes_of(minutes) * TENTHS_A_MINUTE) & ~self._off
        node = self.spots["node"].to_numpy(np.int64)[out]
        middle = float(network.lat.mean())
        lon, lat = cell_centres(network.lon[node], network.lat[node], middle)
        cells = pd.DataFrame({"lon": lon, "lat": lat, "people": self._people[out]})
        return add_up([cells], ["lon", "lat"])

    def catchment(
        self, site: int, mode: str | None = None, limits: Sequence[int] = LIMITS
    ) -> gpd.GeoDataFrame:
        """Draw the areas from which a site is reached, and count who lives in reach.

        Returns
        -------
        geopandas.GeoDataFrame
            ``minutes``, ``people`` (whose own way is within the limit), ``geometry`` (EPSG:4326),
            the largest limit first; empty where the way to the site is not known.
        """
        mode = self.mode_of(mode)
        areas: gpd.GeoDataFrame = self._once(
            ("catchment", site, mode, tuple(limits)), lambda: self._catchment(site, mode, limits)
        )
        return areas

    def access(self, service: str = ANY, mode: str | None = None) -> pd.DataFrame:
        """Tell what the sites have for the people who can reach them, by community.

        Returns
        -------
        pandas.DataFrame
            By community code (Float64): ``access``, what there is for every thousand people
            (E2SFCA, Luo & Qi 2009), and ``available``, what falls to all of them (spatial
            availability, Soukhov et al. 2023), which adds up to the supply of the sites that anyone
            reaches. Zones and supply are those of the standards. 0 where no supply is in reach;
            missing where nobody's place is known.
        """
        mode = self.mode_of(mode)
        access: pd.DataFrame = self._once(
            ("access", service, mode), lambda: self._access(service, mode)
        )
        return access.copy()

    def spot_minutes(self, service: str = ANY, mode: str | None = None) -> pd.DataFrame:
        """Tell the minutes from every spot; never to be written to a file or shown row by row.

        Returns
        -------
        pandas.DataFrame
            ``spots`` with ``minutes`` to the nearest site and ``minutes_second`` to the next
            (Float64, missing without a way), ``site`` (Int64, its number), ``off_network``.
        """
        tenths, site = self._times(service, self.mode_of(mode))
        known = pd.array(site[:, 0], dtype="Int64")
        known[site[:, 0] < 0] = pd.NA
        return self.spots.assign(
            minutes=in_minutes(tenths[:, 0]),
            minutes_second=in_minutes(tenths[:, 1]),
            site=known,
            off_network=self._off,
        )

    def site_minutes(self, site: int, mode: str | None = None) -> pd.Series[float]:
        """Tell the minutes from every spot to one site (Float64, missing without a way)."""
        return pd.Series(in_minutes(self._to_site(site, self.mode_of(mode))), self.spots.index)

    def site_states(self) -> pd.Series[str]:
        """Tell of every site whether it is ``on_network`` or ``off_network``."""
        states = np.where(self.ways.sites_on(), "on_network", "off_network")
        return pd.Series(states, self.sites.index, dtype="str")

    def _coverage(self, level: str, service: str, mode: str, minutes: int) -> pd.DataFrame:
        tenths = self._times(service, mode)[0]
        covered: pd.DataFrame = self._once(  # the same for every level
            ("covered", service, mode, minutes), lambda: self._covered(tenths, minutes)
        )
        if level != "community":
            covered = sum_units(covered, self._units(level), self.standards.covered_percent)
        at = self._once(
            ("at", level), lambda: positions_of(self._unit_of_spots(level), covered.index.tolist())
        )
        times = minutes_of_people(at, len(covered), self._people, tenths[:, 0])
        told = covered.join(times.set_axis(covered.index))
        if level == "city":
            return told.reset_index(drop=True)
        return told.rename_axis(f"{level}_code").reset_index()

    def _covered(self, tenths: Tenths, minutes: int) -> pd.DataFrame:
        people = self.communities.set_index("community_code")["people"]
        counted = cover_communities(people, self.spots, tenths, self._off, minutes)
        return judge_communities(counted, self.standards.covered_percent)

    def _units(self, level: str) -> pd.Series[str]:
        """Return the unit of each community, by community code."""
        indexed = self.communities.set_index("community_code", drop=False)
        if level == "city":
            return pd.Series("", indexed.index, dtype="str")
        return indexed[f"{level}_code"]

    def _unit_of_spots(self, level: str) -> pd.Series[str]:
        return self.spots["community_code"].map(self._units(level))

    def _times(self, service: str, mode: str) -> tuple[Tenths, Tenths]:
        """Return times to the two nearest sites and which, a row a spot."""
        best: tuple[Tenths, Tenths] = self._once(
            ("times", service, mode), lambda: self._best(service, mode)
        )
        return best

    def _best(self, service: str, mode: str) -> tuple[Tenths, Tenths]:
        tenths, site = self.ways.best_two(self.spots, self.offers(service), mode)
        off = self._off[:, None]
        return np.where(off, UNREACHED, tenths), np.where(off, -1, site)

    def _to_site(self, site: int, mode: str) -> Tenths:
        times = self.ways.to_site(self.spots, site, mode)
        return np.where(self._off, UNREACHED, times).astype(np.int32)

    def _catchment(self, site: int, mode: str, limits: Iterable[int]) -> gpd.GeoDataFrame:
        times, largest_first = self._to_site(site, mode), sorted(limits, reverse=True)
        reached = [
            int(self._people[times <= limit * TENTHS_A_MINUTE].sum()) for limit in largest_first
        ]
        areas = [self.ways.area(site, mode, limit) for limit in largest_first]
        told = {"minutes": largest_first, "people": reached}
        return gpd.GeoDataFrame(told, geometry=areas, crs="EPSG:4326")

    def _access(self, service: str, mode: str) -> pd.DataFrame:
        people = np.where(self._off, 0, self._people).astype(np.float64)
        supply = self.sites[self.standards.supply].fillna(0).to_numpy(np.float64)
        supply = np.where(self.offers(service) & self.ways.sites_on(), supply, 0.0)
        weights = weight_table(dict(zones_of(self.standards.catchment_zones)))
        access = access_of_spots(self.ways, self.spots, people, supply, weights, mode)
        code = self.spots["community_code"]
        return access_of_communities(self.communities["community_code"], code, access, people)

    @property
    def _people(self) -> NDArray[np.int64]:
        people: NDArray[np.int64] = self.spots["people"].to_numpy(np.int64)
        return people

    @property
    def _off(self) -> NDArray[np.bool_]:
        off: NDArray[np.bool_] = self._once("off", lambda: self.ways.off(self.spots))
        return off

    def mode_of(self, mode: str | None = None) -> str:
        """Return the mode asked for if it is known, else that of the standards or the first."""
        asked = mode or self.standards.reach_mode
        return asked if asked in self.modes else self.modes[0]

    def minutes_of(self, minutes: int | None = None) -> int:
        """Return the limit asked for, else that of the standards."""
        return self.standards.reach_minutes if minutes is None else minutes

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Work something out once, however many ask for it."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]
