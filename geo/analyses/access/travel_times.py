"""How people come to sites, and that over streets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import numpy as np
import pandas as pd

from geo.city.datasets.site_entrances import entrances_of
from geo.core.artifacts import ArtifactStore
from geo.core.standards import norms_that_differ
from geo.network.doors import SiteStreets
from geo.network.islands import MAIN, street_ranks
from geo.network.isochrones import Legs, StreetTimes, area_within
from geo.network.kept_times import kept_nearest_k
from geo.network.layers import Arcs, Layers, Speeds
from geo.network.settings import ISLAND_NODES
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import nearest_k_from, searches, to_node
from geo.network.snapping import StreetFinder
from geo.network.street_changes import modes_touched
from geo.network.street_network import MODES
from geo.network.stretches import stretches_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.core.standards import Standards
    from geo.network.routing_graph import Graph
    from geo.network.snapping import Joins
    from geo.network.street_network import Network
    from geo.network.stretches import Stretches

    Bools = NDArray[np.bool_]
    Deciseconds = NDArray[np.int32]

NOTHING_KEPT: Final = ArtifactStore(None)
WAY_NORMS: Final = ("walk_kph", "ebike_kph", "drive_kph", "network_snap_m", "site_snap_m")
"""The norms that ways depend on."""
_BEFORE: Final = ("before",)
"""The key of the ways before a change of streets."""
_LABELS_AT_ONCE: Final = 20_000_000  # nodes times services, 320 MB


class TravelTimeSource(Protocol):
    """A way of coming to sites; times are deciseconds."""

    @property
    def name(self) -> str:
        """``network``, ``euclidean`` or ``matrix``."""

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes that can be asked for."""

    @property
    def of_points(self) -> bool:
        """Whether demand points have a place (``lon``, ``lat``), or are whole communities."""

    @property
    def draws_areas(self) -> bool:
        """Whether :meth:`areas` knows any area."""

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """Return which demand points are unsnapped."""

    def sites_on(self) -> Bools:
        """Return which sites can be reached at all."""

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return the times to the two nearest sites that offer each service, and which.

        ``offered`` has the shape (services, sites), the answers (services, demand points, 2).
        """

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Compute the time from a place to each site; None: the place is off the network."""

    def areas(self, site: int, mode: str, limits: Sequence[int]) -> list[Any]:
        """Draw the areas from which a site is reached within so many minutes each.

        MultiPolygons, EPSG:4326; empty where that is not known.
        """

    def known_until(self, demand_points: pd.DataFrame, offered: Bools, mode: str) -> Deciseconds:
        """Return up to which time it is known that a demand point without a way has none.

        :data:`geo.network.shortest_path_kernels.UNREACHED`: there is none at all; under 0: nothing
        is known.
        """


@dataclass(frozen=True, eq=False)
class NetworkTravelTimes:
    """Ways over streets.

    Parameters
    ----------
    network
        The streets.
    sites
        ``lon``, ``lat`` of each (WGS84), and ``entrances`` where any has several.
    standards
        Speeds, and how far from a street people and sites may be.
    island_nodes
        See :func:`geo.network.islands.street_ranks`.
    factors
        Of the speed by mode; 1 where none is given.
    store
        Where times from the streets to the sites are kept.
    """

    network: Network
    sites: pd.DataFrame
    standards: Standards
    island_nodes: int = ISLAND_NODES
    factors: Mapping[str, float] = field(default_factory=dict)
    store: ArtifactStore = NOTHING_KEPT
    name: str = "network"
    modes: tuple[str, ...] = MODES
    of_points: bool = True
    draws_areas: bool = True
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """Return which demand points are unsnapped: no street is near enough."""
        on = self._beside(demand_points, "walk").place
        return ~np.isin(np.arange(len(demand_points)), on)

    def sites_on(self) -> Bools:
        """Return which sites have a street near enough."""
        on: Bools = self.streets("walk").nodes >= 0
        return on

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return the times to the two nearest sites of each service, with all legs, and which."""
        streets, ways = self.streets(mode), self._ways(demand_points, mode)
        shape = (len(offered), len(demand_points), 2)
        best = np.empty(shape, np.int32), np.empty(shape, np.int32)
        at_once = max(1, _LABELS_AT_ONCE // max(1, streets.graph.nodes))
        for begin in range(0, len(offered), at_once):
            part = slice(begin, begin + at_once)
            nearest = kept_nearest_k(self.store, streets.graph, streets.nodes, offered[part], 2)
            for filled, times_of_part in zip(
                best, nearest_k_from(nearest, ways, shape[1]), strict=True
            ):
                filled[part] = times_of_part.swapaxes(0, 1)
        return best

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""
        graph = self.with_demand_points(demand_points, mode)
        times = to_node(graph, int(self.streets(mode).nodes[site]))
        return times[graph.nodes - len(demand_points) :]

    def near_sites(
        self,
        people: tuple[pd.DataFrame, Bools],
        sites: NDArray[np.intp],
        mode: str,
        limit_ds: int,
        known_ds: Deciseconds | None = None,
    ) -> Iterator[tuple[NDArray[np.int32], Deciseconds]]:
        """Find for one site after the other who is within a limit of it: rows, and times.

        ``people`` are demand points, and which are asked for: where that is less than half of them,
        the others are left out, as is who has a site in ``known_ds`` or less. The nearest come
        first.
        """
        demand_points, asked = people
        if 2 * np.count_nonzero(asked) < len(asked):
            ways = self._ways(demand_points, mode)
            ways = Arcs(*(of[asked[ways.tail]] for of in ways))
            graph = self.streets(mode).with_places(ways, len(demand_points))
        else:
            graph = self.with_demand_points(demand_points, mode)
        begin = graph.nodes - len(demand_points)
        nodes = self.streets(mode).nodes[sites].astype(np.int32)
        starts = nodes, np.zeros_like(nodes)
        for reached, room in searches(graph, *starts, range(len(nodes)), limit_ds):
            found = reached[reached >= begin]
            if known_ds is not None:
                found = found[room.time[found] < known_ds[found - begin]]
            time_ds = room.time[found]
            order = np.argsort(time_ds, kind="stable")
            yield found[order] - np.int32(begin), time_ds[order]

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Compute the time from a place to each site."""
        place = pd.DataFrame({"lon": [lon], "lat": [lat]})
        snapped = {each: self._found(place, each) for each in dict.fromkeys(("walk", mode))}
        joins = _come_to_on_foot(snapped)
        return self.streets(mode).from_place(joins) if len(joins["walk"].place) else None

    def to_places(self, places: pd.DataFrame) -> NetworkTravelTimes:
        """Return the ways over the same streets to other places; what is known of streets stays."""
        streets = {key: of for key, of in self._kept.items() if key[0] in {"finder", "ranks"}}
        return replace(self, sites=places, _kept=streets)

    def changed(
        self, network: Network, sites: pd.DataFrame, standards: Standards
    ) -> NetworkTravelTimes:
        """Return the ways over other streets, to other sites, or at other speeds.

        What the change does not touch stays known; nothing of it is kept in the store.
        """
        differs = norms_that_differ(self.standards, standards)
        touched = frozenset() if network is self.network else modes_touched(self.network, network)
        differs |= {"network"} if touched == set(MODES) else touched
        differs |= {"sites"} if sites is not self.sites else set()
        kept = {key: of for key, of in self._kept.items() if not differs & _made_of(key)}
        if "network" in differs:
            kept[_BEFORE] = self
        changed = replace(self, network=network, sites=sites, standards=standards)
        return replace(changed, store=NOTHING_KEPT, _kept=kept)

    def areas(self, site: int, mode: str, limits: Sequence[int]) -> list[Any]:
        """Draw the areas from which a site is reached over the streets."""
        only = np.arange(len(self.sites)) == site
        times = [
            StreetTimes(self.network, self.finder(by).ranks, self.stretches(by, only, max(limits)))
            for by in dict.fromkeys(("walk", mode))
        ]
        legs = Legs(self.standards.network_snap_m, self._speeds.leg_kph)
        return [area_within(times, minutes, legs) for minutes in limits]

    def stretches(self, mode: str, offered: Bools, minutes: int | None = None) -> Stretches:
        """Return from where on the streets which of some sites is nearest, and how long it takes.

        None: however long.
        """
        limit_ds = None if minutes is None else minutes * 600
        return stretches_to(self.streets(mode), offered, limit_ds)

    def known_until(self, demand_points: pd.DataFrame, offered: Bools, mode: str) -> Deciseconds:
        """State that everything is known."""
        del offered, mode
        return np.full(len(demand_points), UNREACHED, np.int32)

    def streets(self, mode: str) -> SiteStreets:
        """Return the streets of a mode with the sites on them, made once."""
        streets: SiteStreets = self._once(("streets", mode), lambda: self._streets(mode))
        return streets

    def with_demand_points(self, demand_points: pd.DataFrame, mode: str) -> Graph:
        """Hang the demand points on the streets, as the last nodes; unsnapped ones reach nothing.

        The demand points asked for last are kept ready.
        """
        key = "graph", mode
        if self._kept.get(key, (None, None))[0] is not demand_points:
            ways = self._ways(demand_points, mode)
            graph = self.streets(mode).with_places(ways, len(demand_points))
            self._kept[key] = demand_points, graph
        return cast("Graph", self._kept[key][1])

    def _ways(self, demand_points: pd.DataFrame, mode: str) -> Arcs:
        """Return how demand points lead into the streets; those asked for last are kept ready."""
        key = "ways", mode
        if self._kept.get(key, (None, None))[0] is not demand_points:
            joins = self._joins(demand_points, mode)
            self._kept[key] = demand_points, self.streets(mode).ways_from(joins)
        return cast("Arcs", self._kept[key][1])

    def finder(self, mode: str) -> StreetFinder:
        """Return what finds the streets of a mode beside a place."""
        like = self._ranked_like(mode)
        finder: StreetFinder = self._once(
            ("finder", like), lambda: StreetFinder(self.network, self._ranks(like))
        )
        return finder

    def _ranks(self, mode: str) -> NDArray[np.uint8]:
        ranks: NDArray[np.uint8] = self._once(
            ("ranks", mode), lambda: street_ranks(self.network, mode, self.island_nodes)
        )
        return ranks

    def _ranked_like(self, mode: str) -> str:
        """Return the first mode of the same streets, which has the same ones beside a place."""
        ranks = self._ranks(mode)
        return next(each for each in MODES if np.array_equal(self._ranks(each), ranks))

    def at_islands(self, places: pd.DataFrame, mode: str) -> tuple[Bools, Bools]:
        """Return which places are nearest to an island: with a larger part near, and without.

        Places are the sites, or demand points.
        """
        joins = self._beside(places, mode)
        main = self.finder(mode).ranks[joins.street] == MAIN
        leg_m = np.full((2, len(places)), np.inf)
        np.minimum.at(leg_m, (main.astype(int), joins.place), joins.leg_m)
        nearest, larger = leg_m[0] < leg_m[1], np.isfinite(leg_m[1])
        return nearest & larger, nearest & ~larger

    @property
    def _speeds(self) -> Speeds:
        return Speeds(self.standards.walk_kph, self.standards.ebike_kph, self.factors)

    def _streets(self, mode: str) -> SiteStreets:
        joins = self._joins(self.sites, mode)
        return SiteStreets(Layers(self.network, mode, self._speeds), joins, len(self.sites))

    def _joins(self, places: pd.DataFrame, mode: str) -> dict[str, Joins]:
        """Find where sites or demand points join the streets: on foot, and by the mode, too."""
        return _come_to_on_foot(
            {each: self._beside(places, each) for each in dict.fromkeys(("walk", mode))}
        )

    def _beside(self, places: pd.DataFrame, mode: str) -> Joins:
        """Find the streets of a mode beside sites or demand points.

        Those of the sites, and of the demand points asked for last, are kept.
        """
        key = "beside", self._ranked_like(mode), places is self.sites
        if self._kept.get(key, (None, None))[0] is not places:
            self._kept[key] = places, self._found(places, mode)
        joins: Joins = self._kept[key][1]
        return joins

    def _found(self, places: pd.DataFrame, mode: str) -> Joins:
        if (known := self._found_before(places, mode)) is not None:
            return known
        finder, norms = self.finder(mode), self.standards
        if places is not self.sites:
            return finder.find(*lon_lat(places), norms.network_snap_m)
        doors = entrances_of(places)
        joins = finder.find(*lon_lat(doors), norms.site_snap_m)
        return joins._replace(place=doors["site"].to_numpy()[joins.place])

    def _found_before(self, places: pd.DataFrame, mode: str) -> Joins | None:
        """Find where places join the streets from where they did before a change of these.

        None where that does not help.
        """
        before, norms = self._kept.get(_BEFORE), self.standards
        if before is None or norms_that_differ(before.standards, norms) & {*WAY_NORMS}:
            return None
        if (known := before.known_joins(places, mode)) is None:
            return None
        where = None if places is self.sites else lon_lat(places)
        return self.finder(mode).found_anew(known, where, norms.network_snap_m)

    def known_joins(self, places: pd.DataFrame, mode: str) -> tuple[StreetFinder, Joins] | None:
        """Return what found where places join the streets, and where; None: nobody asked."""
        key = "beside", self._ranked_like(mode), places is self.sites
        there, joins = self._kept.get(key, (None, None))
        return (self.finder(mode), joins) if there is places else None

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


def _made_of(key: tuple[Any, ...]) -> set[str]:
    """Return what an entry of what is known of streets is made of: tables, and norms."""
    if key[0] in {"finder", "ranks"}:
        return {"network"}
    if key[0] == "beside":
        return {"network", *(("sites", "site_snap_m") if key[2] else ("network_snap_m",))}
    if key[0] in {"streets", "graph", "ways"}:
        return {"network", "sites", key[1], *WAY_NORMS}
    return {"network", "sites", *WAY_NORMS}


def _come_to_on_foot(joins: dict[str, Joins]) -> dict[str, Joins]:
    """Keep of every mode the places that join the streets on foot: a vehicle is walked to."""
    on = joins["walk"].place
    return {mode: of.chosen(np.isin(of.place, on)) for mode, of in joins.items()}


def lon_lat(places: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where places are, in degrees (WGS84)."""
    lon, lat = (places[name].to_numpy(np.float64) for name in ("lon", "lat"))
    return lon, lat
