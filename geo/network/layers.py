"""The states of a search by mode: on foot, riding or driving, and on foot again.

Who rides or drives leaves the vehicle at a crossing that walkers come to as well, and does not
enter another. Streets for those who start or end there are of layers of their own: one leads out of
the first into the open streets, and from those into the second, so that nobody passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.network.lines import ragged
from geo.network.routing_graph import MAX_DECISECONDS, Graph, edge_ds, leg_ds
from geo.network.shortest_paths import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from geo.network.snapping import Joins
    from geo.network.street_network import Network

    Ints = NDArray[np.int64]

START, OPEN, END = "start", "open", "end"

# What one comes to from where, at a crossing of both: on foot, by vehicle.
_WALK_CHANGES: Final = {START: (OPEN, END), OPEN: (END,), END: ()}
_RIDE_CHANGES: Final = {START: (OPEN, END), OPEN: (END,), END: ()}
_LEAVE_VEHICLE: Final = {START: (OPEN, END), OPEN: (OPEN, END), END: (END,)}


class Arcs(NamedTuple):
    """Ways between places and states, or places and sites, one row each (int64)."""

    tail: Ints
    head: Ints
    time_ds: Ints


@dataclass(frozen=True, eq=False)
class Layer:
    """The streets of a mode that are open to all, or to those who start or end there.

    Parameters
    ----------
    mode, kind
        ``walk`` and so on; ``start``, ``open`` or ``end``.
    edges
        Positions of the edges of the network, in the order of their streets.
    first
        Where those of each street begin, and the end.
    time_ds
        How long each of the edges takes (int64).
    state
        The state of being at each node of the network, -1 where none of the edges ends.
    """

    mode: str
    kind: str
    edges: Ints
    first: Ints
    time_ds: Ints
    state: NDArray[np.int32]

    @classmethod
    def of(cls, network: Network, which: tuple[str, str], speeds: Speeds, begin: int) -> Layer:
        """Choose the edges of a layer, whose states begin with a number.

        Who starts or ends at a restricted street, or behind it, may use it: so the layers of those
        have the open streets, too, that are not of the largest part.
        """
        mode, kind = which
        used = network.open_to(mode)
        if kind != OPEN:
            restricted = network.restricted_to(mode)
            part = network.strong_parts(mode)
            inside = (part[network.tail] == 0) & (part[network.head] == 0)
            used = restricted | (used & ~inside & restricted.any())
        time_ds = speeds.edge_ds(network, mode)
        edges = np.flatnonzero(used & (time_ds <= MAX_DECISECONDS))
        edges = edges[np.argsort(network.street[edges], kind="stable")]
        streets = len(network.first_vertex)
        first = np.searchsorted(network.street[edges], np.arange(streets)).astype(np.int64)
        met = np.unique(np.concatenate([network.tail[edges], network.head[edges]]))
        state = np.full(len(network.lon), -1, np.int32)
        state[met] = np.arange(begin, begin + len(met), dtype=np.int32)
        return cls(mode, kind, edges, first, time_ds[edges].astype(np.int64), state)


class Speeds(NamedTuple):
    """Speeds in km/h that do not depend on the street, and factors of the speed by mode."""

    walk_kph: float
    ebike_kph: float
    factors: Mapping[str, float] = MappingProxyType({})

    def edge_ds(self, network: Network, mode: str) -> NDArray[np.int32]:
        """Compute how long each edge takes, deciseconds; a ferry keeps its time."""
        factor = self.factors.get(mode, 1.0)
        return edge_ds(network, mode, self.walk_kph, self.ebike_kph, factor)

    def leg_ds(self, metres: ArrayLike) -> NDArray[np.int32]:
        """Compute how long legs take, which are walked."""
        return leg_ds(metres, self.leg_kph)

    @property
    def leg_kph(self) -> float:
        """How fast legs are walked."""
        return self.walk_kph * self.factors.get("walk", 1.0)


@dataclass(frozen=True, eq=False)
class Layers:
    """The layers of a mode.

    Parameters
    ----------
    network
        The streets.
    mode
        One of :data:`geo.network.street_network.MODES`.
    speeds
        Of walking and riding.
    """

    network: Network
    mode: str
    speeds: Speeds

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers: those on foot first, so that their states are the same for every mode."""
        found: list[Layer] = []
        begin = 0
        for mode in dict.fromkeys(("walk", self.mode)):
            for kind in (START, OPEN, END):
                layer = Layer.of(self.network, (mode, kind), self.speeds, begin)
                begin = max(begin, int(layer.state.max(initial=-1)) + 1)
                found.append(layer)
        return tuple(found)

    @cached_property
    def graph(self) -> Graph:
        """The states and the ways between them."""
        parts = [self._along(layer) for layer in self.layers]
        parts += [
            self._change(one, other)
            for one in self.layers
            for other in self.layers
            if _leads(one, other)
        ]
        states = max(int(layer.state.max(initial=-1)) + 1 for layer in self.layers)
        return Graph.of(states, *joined(parts))

    def departures(self, joins: Mapping[str, Joins]) -> Arcs:
        """Return how places lead into the streets.

        Parameters
        ----------
        joins
            Where the places join the streets of each mode.
        """
        parts = []
        for layer in self.layers:
            if layer.kind == END:
                continue
            row, edge, part_ds = self._met(layer, joins[layer.mode])
            at, _, _, leg_m = joins[layer.mode]
            rest_ds = layer.time_ds[edge] - part_ds + self._legs(leg_m)[row]
            parts.append(Arcs(at[row], self._state(layer, self.network.head, edge), rest_ds))
        if self.mode != "walk":
            parts.append(self._to_vehicle(joined(parts[:2]), joins[self.mode].place))
        return joined(parts)

    def arrivals(self, joins: Mapping[str, Joins]) -> Arcs:
        """Return how the streets lead to sites."""
        parts = []
        for layer in self.layers:
            if layer.kind == START:
                continue
            row, edge, part_ds = self._met(layer, joins[layer.mode])
            at, _, _, leg_m = joins[layer.mode]
            tails = self._state(layer, self.network.tail, edge)
            parts.append(Arcs(tails, at[row], part_ds + self._legs(leg_m)[row]))
        return joined(parts)

    def along_streets(self, places: Mapping[str, Joins], sites: Mapping[str, Joins]) -> Arcs:
        """Return how places lead to sites on the same street, without a crossing between."""
        parts = []
        for layer in self.layers:
            if layer.kind == END:
                continue
            here, there = places[layer.mode], sites[layer.mode]
            row, edge, site_ds = self._met(layer, there)
            order = np.argsort(here.street, kind="stable")
            begin, end = (
                np.searchsorted(here.street[order], there.street[row], side)
                for side in ("left", "right")
            )
            counts = end - begin
            who = order[ragged(begin, counts)]
            row, edge, site_ds = (np.repeat(of, counts) for of in (row, edge, site_ds))
            way_ds = site_ds - self._part_ds(layer, edge, here.along[who])
            legs = self._legs(here.leg_m)[who] + self._legs(there.leg_m)[row]
            ahead = way_ds >= 0
            parts.append(
                Arcs(here.place[who][ahead], there.place[row][ahead], (way_ds + legs)[ahead])
            )
        return joined(parts)

    def _met(self, layer: Layer, joins: Joins) -> tuple[Ints, Ints, Ints]:
        """Return the edges of a layer that are joined, and how long the part before that takes.

        Rows of ``joins``, positions within ``layer.edges``, deciseconds.
        """
        begin = layer.first[joins.street]
        counts = layer.first[joins.street + 1] - begin
        edge = ragged(begin, counts)
        row = np.repeat(np.arange(len(joins.street)), counts)
        return row, edge, self._part_ds(layer, edge, joins.along[row])

    def _part_ds(self, layer: Layer, edge: Ints, along: NDArray[np.float64]) -> Ints:
        part = np.where(self.network.against[layer.edges[edge]], 1.0 - along, along)
        return np.rint(part * layer.time_ds[edge]).astype(np.int64)

    def _state(self, layer: Layer, node: NDArray[np.int32], edge: Ints) -> Ints:
        return layer.state[node[layer.edges[edge]]].astype(np.int64)

    def _legs(self, leg_m: NDArray[np.float64]) -> Ints:
        return self.speeds.leg_ds(leg_m).astype(np.int64)

    def _along(self, layer: Layer) -> Arcs:
        tails, heads = (
            layer.state[of[layer.edges]].astype(np.int64)
            for of in (self.network.tail, self.network.head)
        )
        return Arcs(tails, heads, layer.time_ds)

    def _change(self, one: Layer, other: Layer) -> Arcs:
        both = np.flatnonzero((one.state >= 0) & (other.state >= 0))
        tails, heads = (layer.state[both].astype(np.int64) for layer in (one, other))
        return Arcs(tails, heads, np.zeros(len(both), np.int64))

    def _to_vehicle(self, on_foot: Arcs, beside: Ints) -> Arcs:
        """Return how places that no street for vehicles is beside walk to the nearest crossing."""
        far = ~np.isin(on_foot.tail, beside)
        place, state, leg_ds = (of[far] for of in on_foot)
        time_ds, vehicle = self._nearest_vehicle
        leg_ds = leg_ds + time_ds[state]
        order = np.lexsort((vehicle[state], leg_ds, place))
        order = order[vehicle[state][order] >= 0]
        _, first = np.unique(place[order], return_index=True)
        nearest_of = order[first]
        return Arcs(place[nearest_of], vehicle[state[nearest_of]], leg_ds[nearest_of])

    @cached_property
    def _nearest_vehicle(self) -> tuple[NDArray[np.int32], Ints]:
        """Return, of every state on foot, the way to the nearest crossing of vehicles, and which.

        Deciseconds, and the state of riding there (-1: none).
        """
        walk, ride = self.layers[:2], self.layers[4]
        met = np.flatnonzero((walk[1].state >= 0) & (ride.state >= 0))
        states = max(int(layer.state.max(initial=-1)) for layer in self.layers[:3]) + 1
        parts = [*map(self._along, walk), self._change(*walk)]
        streets = Graph.of(states, *joined(parts))
        time_ds, which = nearest(streets, walk[1].state[met], np.zeros(len(met), np.int64))
        return time_ds, np.append(ride.state[met], -1)[which].astype(np.int64)


def _leads(one: Layer, other: Layer) -> bool:
    if one.mode == other.mode:
        changes = _WALK_CHANGES if one.mode == "walk" else _RIDE_CHANGES
        return other.kind in changes[one.kind]
    return other.mode == "walk" and other.kind in _LEAVE_VEHICLE[one.kind]


def joined(parts: list[Arcs]) -> Arcs:
    """Put arcs together."""
    none = Arcs(*(np.zeros(0, np.int64) for _ in range(3)))
    return Arcs(*map(np.concatenate, zip(none, *parts, strict=True)))
