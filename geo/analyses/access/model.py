"""Accessibility 服务可及性: how far the people of a city have to its service sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analyses.access.capacity import CapacityModel, capacity_of, people_in_order, sum_units
from geo.analyses.access.memo import Memo
from geo.analyses.access.methods.coverage import (
    DECISECONDS_PER_MINUTE,
    coverage_curve,
    in_minutes,
)
from geo.analyses.access.methods.coverage_stack import Answer, CoverageStack, Question
from geo.analyses.access.methods.floating_catchment import weight_table
from geo.analyses.access.modes import by_mode, in_order
from geo.analyses.access.services import ANY, offering, services_of
from geo.analyses.access.supply import Catchments, supply_of_communities
from geo.analyses.access.two_nearest import TwoNearest
from geo.city.access_settings import AccessSettings
from geo.core.standards import zones_of
from geo.network.shortest_path_kernels import UNREACHED
from geo.spatial.grid_cells import add_up, cell_centres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource
    from geo.core.issues import Issue
    from geo.core.standards import Standards

    Deciseconds = NDArray[np.int32]

LEVELS: Final = ("community", "subdistrict", "district", "city")
NO_SETTINGS: Final = AccessSettings()
LIMITS: Final = (5, 10, 15, 30)
"""Minutes around a site that are drawn."""


@dataclass(frozen=True, eq=False)
class AccessModel:
    """People, sites, and the ways between them, ready to be asked.

    Parameters
    ----------
    source
        How people come to sites.
    demand_points
        See :class:`geo.analyses.access.demand.Demand`: of the reported period. Never to be shown
        row by row.
    communities
        ``community_code``, ``subdistrict_code``, ``district_code``, ``floating_population``
        (Int64), every one, with what :class:`geo.analyses.access.demand.Demand` says of it.
    sites
        See :func:`geo.city.datasets.sites.read_sites`; the index, from 0, is the number of a site.
    standards
        The norms; they give limit and mode where none is asked for.
    issues
        What is to be told of sites, streets and demand.
    others
        Those of modes that a table of travel times of their own is of; they answer for them.
    settings
        What holds for one service or mode in place of the norms.
    representative
        Whether nobody's point is known, so that everybody is taken to be at a representative point.
    memo
        What has been worked out.
    """

    source: TravelTimeSource
    demand_points: pd.DataFrame
    communities: pd.DataFrame
    sites: pd.DataFrame
    standards: Standards
    issues: tuple[Issue, ...] = ()
    others: Mapping[str, AccessModel] = field(default_factory=dict)
    settings: AccessSettings = NO_SETTINGS
    representative: bool = False
    memo: Memo = field(default_factory=Memo, repr=False)

    @property
    def euclidean(self) -> bool:
        """Whether only straight lines are known."""
        return self.source.name == "euclidean"

    @property
    def location_basis(self) -> str:
        """What times are of: ``points``, ``representative_points`` or whole ``communities``."""
        if not self.source.of_points:
            return "communities"
        return "representative_points" if self.representative else "points"

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes that can be asked for."""
        return in_order([*self.source.modes, *self.others])

    def of_mode(self, mode: str | None = None, service: str = ANY) -> AccessModel:
        """Return what answers for a mode: itself, or one of the others."""
        return self.others.get(self.mode_of(mode, service), self)

    @property
    def services(self) -> tuple[str, ...]:
        """The services offered: any of them first, then each, that of most sites first."""
        return services_of(self.sites["services"])

    def offers(self, service: str) -> NDArray[np.bool_]:
        """Return which sites offer a service."""
        offered = self._once(("offers", service), lambda: offering(self.sites["services"], service))
        return cast("NDArray[np.bool_]", offered)

    @by_mode
    def coverage(
        self,
        level: str = "city",
        service: str = ANY,
        mode: str | None = None,
        minutes: int | None = None,
    ) -> pd.DataFrame:
        """Compute who reaches a service within a limit, unit by unit.

        Parameters
        ----------
        level
            One of :data:`LEVELS`.
        service
            One of :attr:`services`.
        mode, minutes
            None: those that the settings give to the service, else those of the standards.

        Returns
        -------
        pandas.DataFrame
            A row per unit, in order of its code (``community_code`` and so on; none for the city),
            with the columns of :func:`geo.analyses.access.methods.coverage.judge_communities`,
            ``median_minutes`` and ``p90_minutes``.
        """
        mode, minutes = self.mode_of(mode, service), self.minutes_of(minutes, service)
        rows = self.coverages(level, (Question(service, mode, minutes),)).drop(columns="question")
        code = {"code": f"{level}_code"}
        return rows.drop(columns="code") if level == "city" else rows.rename(columns=code)

    def coverages(self, level: str, questions: tuple[Question, ...]) -> pd.DataFrame:
        """Compute who reaches services within limits, by modes that this model answers for.

        Returns
        -------
        pandas.DataFrame
            What :meth:`coverage` computes of one question after the other: ``question`` (its
            position) and ``code`` (of the city: ``""``) stand first.
        """
        stack: CoverageStack = self._once(("covered", questions), lambda: self._stack(questions))
        unit = None if level == "community" else self._units(level)
        coverage: pd.DataFrame = self._once(
            ("coverage", level, questions), lambda: stack.of_units(unit)
        )
        return coverage.copy()

    @by_mode
    def curve(
        self,
        service: str = ANY,
        mode: str | None = None,
        level: str = "city",
        code: str | None = None,
    ) -> pd.DataFrame:
        """Compute how many people are within each number of minutes, of all or of one unit.

        Returns
        -------
        pandas.DataFrame
            See :func:`geo.analyses.access.methods.coverage.coverage_curve`.
        """
        times = self._times(service, self.mode_of(mode, service))[0][:, 0]
        chosen = np.ones(len(self.demand_points), dtype=bool)
        if level != "city":
            chosen = (self._unit_of_demand_points(level) == code).to_numpy(bool)
        return coverage_curve(self._population[chosen], times[chosen], self.off[chosen])

    @by_mode
    def beyond_cells(
        self, service: str = ANY, mode: str | None = None, minutes: int | None = None
    ) -> pd.DataFrame:
        """Return where people are who do not reach a service within a limit, by map cell.

        Returns
        -------
        pandas.DataFrame
            ``lon``, ``lat`` (the cell of 500 m that they are in),
            ``floating_population``; not to be shown before small cells are left out. Who is off the
            network is in none.
        """
        times = self._times(service, self.mode_of(mode, service))[0][:, 0]
        if not self.source.of_points or self.demand_points.empty:
            return pd.DataFrame({"lon": [], "lat": [], "floating_population": []})
        far = times > self.minutes_of(minutes, service) * DECISECONDS_PER_MINUTE
        far &= ~self.off & (self._population > 0)
        lon, lat = (self.demand_points[name].to_numpy(np.float64) for name in ("lon", "lat"))
        lon, lat = cell_centres(lon[far], lat[far], float(lat.mean()))
        cells = pd.DataFrame({"lon": lon, "lat": lat, "floating_population": self._population[far]})
        return add_up([cells], ["lon", "lat"])

    @by_mode
    def catchment(
        self, site: int, mode: str | None = None, limits: Sequence[int] = LIMITS
    ) -> gpd.GeoDataFrame:
        """Draw the areas from which a site is reached, and count who lives within them.

        Returns
        -------
        geopandas.GeoDataFrame
            ``minutes``, ``floating_population`` (whose own way is within the limit), ``geometry``
            (EPSG:4326), the largest limit first; empty where the way to the site is not known.
        """
        mode = self.mode_of(mode)
        areas: gpd.GeoDataFrame = self._once(
            ("catchment", site, mode, tuple(limits)), lambda: self._catchment(site, mode, limits)
        )
        return areas

    @by_mode
    def floating_catchment(self, service: str = ANY, mode: str | None = None) -> pd.DataFrame:
        """Return what the sites have for the people who can reach them, by community.

        Returns
        -------
        pandas.DataFrame
            See :func:`geo.analyses.access.supply.supply_of_communities`. Supply is that of the
            standards; zones are those of the mode.
        """
        mode = self.mode_of(mode, service)
        weights = weight_table(dict(zones_of(self.zones_of(mode))))
        catchments = Catchments(self.source, self.demand_points, mode, weights)
        supply = self.sites[self.standards.supply].to_numpy(np.float64)
        asked = self.communities["community_code"], supply, self.offers(service)
        e2sfca: pd.DataFrame = self._once(
            ("e2sfca_index", service, mode), lambda: supply_of_communities(catchments, *asked)
        )
        return e2sfca.copy()

    @by_mode
    def capacity_coverage(
        self,
        level: str = "community",
        service: str = ANY,
        mode: str | None = None,
        minutes: int | None = None,
    ) -> pd.DataFrame:
        """Compute who is served within a limit when no site takes more than it has capacity for.

        Returns
        -------
        pandas.DataFrame
            By unit code (the city: ``""``), :data:`geo.analyses.access.capacity.CAPACITY_COLUMNS`
            of :class:`geo.analyses.access.capacity.CapacityModel`; missing where it tells nothing.
        """
        mode = self.mode_of(mode, service)
        question = mode, self.minutes_of(minutes, service) * DECISECONDS_PER_MINUTE
        capacity = np.where(self.offers(service), capacity_of(self.sites, self.standards), np.nan)
        served: pd.DataFrame | None = self._once(
            ("capacity", service, *question), lambda: self.capacity.served(capacity, question)
        )
        units = self._units(level)
        return sum_units(served, units)

    @property
    def capacity(self) -> CapacityModel:
        """Who is within a limit of which site, and served there."""
        asked = self.source, self.demand_points
        people = self._once("people_in_order", lambda: people_in_order(*asked))
        return cast(
            "CapacityModel",
            self._once("capacity_model", lambda: CapacityModel(*asked, self.sites, people)),
        )

    @by_mode
    def demand_point_minutes(self, service: str = ANY, mode: str | None = None) -> pd.DataFrame:
        """Compute the minutes from every demand point; never written to a file, row by row.

        Returns
        -------
        pandas.DataFrame
            ``demand_points`` with ``minutes`` to the nearest site and ``minutes_second`` to the
            next (Float64, missing without a way), ``site`` (Int64, its number), ``unsnapped``.
        """
        time_ds, site = self._times(service, self.mode_of(mode, service))
        nearest_site = pd.arrays.IntegerArray(site[:, 0].astype(np.int64), site[:, 0] < 0)
        return self.demand_points.assign(
            minutes=in_minutes(time_ds[:, 0]),
            minutes_second=in_minutes(time_ds[:, 1]),
            site=nearest_site,
            unsnapped=self.off,
        )

    @by_mode
    def site_minutes(self, site: int, mode: str | None = None) -> pd.Series[float]:
        """Compute the minutes from demand points to a site (Float64, missing without a way)."""
        return pd.Series(
            in_minutes(self._to_site(site, self.mode_of(mode))), self.demand_points.index
        )

    @by_mode
    def site_states(self, mode: str | None = None) -> pd.Series[str]:
        """Return for every site whether it is ``snapped`` or ``unsnapped``, or ``not_timed``."""
        del mode
        lost = "not_timed" if self.source.name == "matrix" else "unsnapped"
        states = np.where(self.source.sites_on(), "snapped", lost)
        return pd.Series(states, self.sites.index, dtype="str")

    def _stack(self, questions: Sequence[Question]) -> CoverageStack:
        for mode in self.modes:  # together, not one by one
            self._nearest.of([self.offers(of) for of, by, _ in questions if by == mode], mode)
        answers = [
            Answer(
                minutes,
                self._times(service, mode)[0],
                self.source.known_until(self.demand_points, self.offers(service), mode),
            )
            for service, mode, minutes in questions
        ]
        return CoverageStack.of(
            self.communities.set_index("community_code")["floating_population"],
            self.demand_points,
            self.off,
            answers,
            covered_percent=self.standards.covered_percent,
            representative=self.representative,
        )

    def _units(self, level: str) -> pd.Series[str]:
        """Return the unit of each community, by community code."""
        indexed = self.communities.set_index("community_code", drop=False)
        if level == "city":
            return pd.Series("", indexed.index, dtype="str")
        return indexed[f"{level}_code"]

    def _unit_of_demand_points(self, level: str) -> pd.Series[str]:
        return self.demand_points["community_code"].map(self._units(level))

    def _times(self, service: str, mode: str) -> tuple[Deciseconds, Deciseconds]:
        """Return times to the two nearest sites and which, one row per demand point."""
        return self._nearest.of([self.offers(service)], mode)[0]

    @property
    def _nearest(self) -> TwoNearest:
        asked = self.source, self.demand_points, self.off
        return cast("TwoNearest", self._once("nearest", lambda: TwoNearest(*asked)))

    def _to_site(self, site: int, mode: str) -> Deciseconds:
        times = self.source.to_site(self.demand_points, site, mode)
        return np.where(self.off, UNREACHED, times).astype(np.int32)

    def _catchment(self, site: int, mode: str, limits: Iterable[int]) -> gpd.GeoDataFrame:
        times, largest_first = self._to_site(site, mode), sorted(limits, reverse=True)
        reached = [
            int(self._population[times <= limit * DECISECONDS_PER_MINUTE].sum())
            for limit in largest_first
        ]
        areas = self.source.areas(site, mode, largest_first)
        columns = {"minutes": largest_first, "floating_population": reached}
        return gpd.GeoDataFrame(columns, geometry=areas, crs="EPSG:4326")

    @property
    def _population(self) -> NDArray[np.int64]:
        population: NDArray[np.int64] = self.demand_points["floating_population"].to_numpy(np.int64)
        return population

    @property
    def off(self) -> NDArray[np.bool_]:
        """Which demand points are unsnapped."""
        off = self._once("off", lambda: self.source.off(self.demand_points))
        return cast("NDArray[np.bool_]", off)

    def mode_of(self, mode: str | None = None, service: str = ANY) -> str:
        """Return the mode asked for if it is known, else that of the service, or the first."""
        usual = self.settings.service_modes.get(service, self.standards.access_mode)
        valid = (name for name in (mode, usual, self.standards.access_mode) if name in self.modes)
        return next(filter(None, valid), self.modes[0])

    def minutes_of(self, minutes: int | None = None, service: str = ANY) -> int:
        """Return the limit asked for, else that of the service."""
        usual = self.settings.service_minutes.get(service, self.standards.access_minutes)
        return usual if minutes is None else minutes

    def zones_of(self, mode: str) -> str:
        """Return the zones of a catchment for a mode, as minutes and weights."""
        return self.settings.mode_zones.get(mode, self.standards.catchment_zones)

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        return self.memo.once(key, make)
