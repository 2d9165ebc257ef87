"""How people come to sites: over streets, by Euclidean distance, or as a table says."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pandas as pd

from geo.network.isochrones import circle, outline
from geo.network.routing_graph import Graph, edge_ds, leg_ds
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import from_node, nearest_k, to_node
from geo.network.snapping import OFF, NodeFinder
from geo.network.street_network import MODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.core.standards import Standards
    from geo.network.street_network import Network

    Bools = NDArray[np.bool_]
    Deciseconds = NDArray[np.int32]

_EARTH_M: Final = 6_371_008.8
_PAIRS_AT_ONCE: Final = 4_000_000


class TravelTimeSource(Protocol):
    """A way of coming to sites; times are deciseconds."""

    @property
    def name(self) -> str:
        """``network``, ``euclidean`` or ``matrix``."""

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes that can be asked for."""

    @property
    def network(self) -> Network | None:
        """The nodes that demand points are at; None where a demand point is a whole community."""

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """Return which demand points are unsnapped."""

    def sites_on(self) -> Bools:
        """Return which sites can be reached at all."""

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return for each demand point the times to the two nearest sites offered, and which."""

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Compute the time from a place to each site; None: the place is off the network."""

    def area(self, site: int, mode: str, minutes: int) -> Any:
        """Draw the area from which a site is reached; empty where that is not known."""


@dataclass(frozen=True, eq=False)
class NetworkTravelTimes:
    """Ways over streets.

    Parameters
    ----------
    network
        The streets.
    sites
        ``lon``, ``lat`` of each (WGS84).
    standards
        Speeds, and how far from a street people and sites may be.
    """

    network: Network
    sites: pd.DataFrame
    standards: Standards
    name: str = "network"
    modes: tuple[str, ...] = MODES
    _graphs: dict[str, Graph] = field(default_factory=dict, repr=False)

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """Return which demand points are unsnapped: no node is near enough."""
        far = demand_points["leg_m"] > self.standards.network_snap_m
        off: Bools = ((demand_points["node"] == OFF) | far).to_numpy(bool)
        return off

    def sites_on(self) -> Bools:
        """Return which sites have a street near enough."""
        on: Bools = self.entrances[0] != OFF
        return on

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return for each demand point the times to the two nearest sites, with all legs."""
        node, leg = self.entrances
        found = nearest_k(self.graph(mode), np.where(offered, node, OFF), leg, 2)
        at = self._at(demand_points)
        return _later(found[0][at], self._legs(demand_points)[:, None]), found[1][at]

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""
        return _later(self._to_site(site, mode)[self._at(demand_points)], self._legs(demand_points))

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Compute the time from a place to each site."""
        limit_m = self.standards.network_snap_m
        at, leg_m = self._finder.find(np.array([lon]), np.array([lat]), limit_m)
        if at[0] == OFF:
            return None
        offset = int(leg_ds(leg_m, self.standards.walk_kph)[0])
        times = from_node(self.graph(mode), int(at[0]), offset)
        node, leg = self.entrances
        return np.where(node == OFF, UNREACHED, _later(times[node], leg)).astype(np.int32)

    def area(self, site: int, mode: str, minutes: int) -> Any:
        """Draw around the nodes from which a site is reached."""
        reached = self._to_site(site, mode) <= minutes * 600
        return outline(self.network.lon[reached], self.network.lat[reached])

    def graph(self, mode: str) -> Graph:
        """Make the graph of a mode, once.

        To a crossing that the mode does not come to, such as one of footpaths, it is walked.
        """
        if mode not in self._graphs:
            network, walk_kph = self.network, self.standards.walk_kph
            speeds = (walk_kph, self.standards.ebike_kph)
            used, time_ds = network.open_to(mode), edge_ds(network, mode, *speeds)
            if mode != "walk":
                met = network.used_by(mode)
                path = network.open_to("walk") & ~used & ~(met[network.tail] & met[network.head])
                time_ds = np.where(path, edge_ds(network, "walk", *speeds), time_ds)
                used = used | path
            ends = network.tail[used], network.head[used]
            self._graphs[mode] = Graph.of(len(network.lon), *ends, time_ds[used])
        return self._graphs[mode]

    def with_demand_points(self, demand_points: pd.DataFrame, mode: str) -> Graph:
        """Hang the demand points on the streets by their legs; unsnapped ones reach nothing."""
        node = np.where(self.off(demand_points), OFF, demand_points["node"])
        return self.graph(mode).with_places(node, self._legs(demand_points))

    @cached_property
    def _finder(self) -> NodeFinder:
        return NodeFinder(self.network)

    @cached_property
    def entrances(self) -> tuple[NDArray[np.int64], Deciseconds]:
        """Return the node of each site, and the way from it to the site."""
        lon, lat = (self.sites[name].to_numpy(np.float64) for name in ("lon", "lat"))
        node, leg_m = self._finder.find(lon, lat, self.standards.site_snap_m)
        return node, np.where(node == OFF, 0, leg_ds(leg_m, self.standards.walk_kph))

    def _to_site(self, site: int, mode: str) -> Deciseconds:
        node, leg = self.entrances
        return to_node(self.graph(mode), int(node[site]), int(leg[site]))

    def _at(self, demand_points: pd.DataFrame) -> NDArray[np.int64]:
        return demand_points["node"].to_numpy(
            np.int64
        )  # off the network is the last: its state tells

    def _legs(self, demand_points: pd.DataFrame) -> Deciseconds:
        return leg_ds(demand_points["leg_m"].to_numpy(np.float64), self.standards.walk_kph)


@dataclass(frozen=True, eq=False)
class EuclideanTravelTimes:
    """Ways by Euclidean distance, over a grid of nodes (:mod:`geo.network.lattice`)."""

    network: Network
    sites: pd.DataFrame
    standards: Standards
    name: str = "euclidean"
    modes: tuple[str, ...] = MODES

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """State that every demand point has its straight line."""
        off: Bools = (demand_points["node"] == OFF).to_numpy(bool)
        return off

    def sites_on(self) -> Bools:
        """State that every site has."""
        return np.ones(len(self.sites), dtype=bool)

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return for each demand point the times to the two nearest sites."""
        nodes, at = np.unique(demand_points["node"].to_numpy(np.int64), return_inverse=True)
        best = np.full((len(nodes), 2), UNREACHED, np.int32)
        which = np.full((len(nodes), 2), -1, np.int32)
        sites = np.flatnonzero(offered)
        step = max(1, _PAIRS_AT_ONCE // max(len(sites), 1))
        for begin in range(0, len(nodes) if len(sites) else 0, step):
            part = slice(begin, begin + step)
            times = self._times(self.network.lon[nodes[part]], self.network.lat[nodes[part]], mode)
            times = times[:, sites]
            order = np.argsort(times, axis=1, kind="stable")[:, :2]
            best[part, : order.shape[1]] = np.take_along_axis(times, order, axis=1)
            which[part, : order.shape[1]] = sites[order]
        return best[at], which[at]

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each demand point to one site."""
        node = demand_points["node"].to_numpy(np.int64)
        return self._times(self.network.lon[node], self.network.lat[node], mode, [site])[:, 0]

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Compute the time from a place to each site."""
        times: Deciseconds = self._times(np.array([lon]), np.array([lat]), mode)[0]
        return times

    def area(self, site: int, mode: str, minutes: int) -> Any:
        """Draw a circle."""
        place = self.sites.iloc[site]
        return circle(float(place["lon"]), float(place["lat"]), minutes * self._kph(mode) / 0.06)

    def _times(
        self,
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        mode: str,
        sites: Sequence[int] | slice = slice(None),
    ) -> Deciseconds:
        """Compute the time from each point to each site, one row per point (haversine formula)."""
        there = self.sites[["lon", "lat"]].to_numpy(np.float64)[sites]
        east, north = np.radians(lon)[:, None], np.radians(lat)[:, None]
        site_east, site_north = np.radians(there).T
        chord = np.sin((site_north - north) / 2) ** 2 + (
            np.cos(north) * np.cos(site_north) * np.sin((site_east - east) / 2) ** 2
        )
        metres = 2 * _EARTH_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
        return leg_ds(metres, self._kph(mode))

    def _kph(self, mode: str) -> float:
        given = self.standards
        return {"walk": given.walk_kph, "ebike": given.ebike_kph, "drive": given.drive_kph}[mode]


@dataclass(frozen=True, eq=False)
class MatrixTravelTimes:
    """Travel times worked out elsewhere; a demand point is a whole community.

    Parameters
    ----------
    time_ds
        One row per community, a column a site (int32).
    mode
        The only mode that the table is of.
    """

    time_ds: Deciseconds
    mode: str
    name: str = "matrix"
    network: None = None

    @property
    def modes(self) -> tuple[str, ...]:
        """The only mode."""
        return (self.mode,)

    @classmethod
    def of(
        cls, table: pd.DataFrame, communities: pd.Series[str], sites: pd.Series[str], mode: str
    ) -> MatrixTravelTimes:
        """Make ways of ``community_code``, ``site_name``, ``minutes``; the first site of a name."""
        place = pd.Index(communities).get_indexer(pd.Index(table["community_code"]))
        names = pd.Index(sites)
        first = pd.Series(np.arange(len(names)), names).groupby(level=0).first()
        site = table["site_name"].map(first).fillna(-1).to_numpy(np.int64)
        known = (place >= 0) & (site >= 0) & table["minutes"].notna().to_numpy()
        time_ds = np.full((len(communities), len(names)), UNREACHED, np.int32)
        told = np.rint(table["minutes"].to_numpy(np.float64)[known] * 600).clip(max=UNREACHED - 1)
        np.minimum.at(time_ds, (place[known], site[known]), told.astype(np.int32))
        return cls(time_ds, mode)

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """State that none is."""
        return np.zeros(len(demand_points), dtype=bool)

    def sites_on(self) -> Bools:
        """Return which sites the table knows a way to."""
        known: Bools = (self.time_ds != UNREACHED).any(axis=0)
        return known

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return for each community the times to the two nearest sites."""
        del mode
        times = np.where(offered, self.time_ds, UNREACHED)[demand_points["node"].to_numpy(np.int64)]
        lone = np.full((len(times), 2), UNREACHED, np.int32)
        times = np.concatenate([times, lone], axis=1)  # so that there are two
        site = np.argsort(times, axis=1, kind="stable")[:, :2]
        found = np.take_along_axis(times, site, axis=1).astype(np.int32)
        return found, np.where(found == UNREACHED, -1, site).astype(np.int32)

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Compute the time from each community to one site."""
        del mode
        times: Deciseconds = self.time_ds[demand_points["node"].to_numpy(np.int64), site]
        return times

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Return nothing: a table knows communities, not points."""
        del lon, lat, mode
        return None

    def area(self, site: int, mode: str, minutes: int) -> Any:
        """Draw nothing."""
        del site, mode, minutes
        return outline(np.empty(0), np.empty(0))


def _later(time_ds: Deciseconds, more: Deciseconds) -> Deciseconds:
    """Add times; what is not reached stays so."""
    sums = time_ds.astype(np.int64) + more
    return np.where((time_ds == UNREACHED) | (more == UNREACHED), UNREACHED, sums).astype(np.int32)
