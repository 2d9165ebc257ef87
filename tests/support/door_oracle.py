"""From door to door by networkx: every street cut at the points beside people and sites.

Written apart from ``geo/network``: by brute force, one place and one piece of street at a time.
"""

import math
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd

from geo.network.street_network import BITS, network_of

EARTH_M = 6_371_008.8
BESIDE_M = 20.0
PASSES = {"start": ["open", "end"], "open": ["end"], "end": []}


def random_world(seed, nodes=14):
    """Streets with bends, one-ways, islands, streets for cars or walkers alone, private streets."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(113.0, 113.02, nodes), rng.uniform(34.0, 34.016, nodes)
    frame = pd.DataFrame({"node_id": range(nodes), "lon": lon, "lat": lat})
    rows, first, xs, ys = [], [0], [], []
    for _ in range(rng.integers(3, 2 * nodes)):
        one, other = rng.choice(nodes, 2, replace=False)
        ends = np.array([[lon[one], lat[one]], [lon[other], lat[other]]])
        bend = ends.mean(axis=0) + rng.normal(0, 0.001, (rng.integers(0, 3), 2))
        line = np.vstack([ends[:1], bend, ends[1:]])
        modes = int(rng.choice([7, 7, 7, 1, 3, 4, 0]))
        restricted = int(rng.choice([0, 0, 7])) if modes else 7
        told = {
            "length_m": sum(math.dist(*pair) for pair in pairwise(line.tolist())) * 1e5,
            "drive_kph": float(rng.choice([20, 30, 60])),
            "restricted": restricted,
            "line": len(first) - 1,
        }
        ways = [(one, other, modes, False), (other, one, modes, True)]
        if rng.random() < 0.3:
            ways[1] = (other, one, modes & 1, True)
        rows += [
            dict(told, tail=tail, head=head, modes=bits, against=against)
            for tail, head, bits, against in ways
        ]
        first.append(first[-1] + len(line))
        xs.append(line[:, 0])
        ys.append(line[:, 1])
    from geo.network.lines import Lines

    lines = Lines(np.array(first), np.concatenate(xs), np.concatenate(ys))
    return network_of(frame, pd.DataFrame(rows), lines)


def random_places(seed, many):
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(112.998, 113.022, many), rng.uniform(33.998, 34.018, many)
    return pd.DataFrame({"lon": lon, "lat": lat})


class Doors:
    """The ways from places to sites, as networkx has them: seconds, in tenths.

    Parameters
    ----------
    network
        See :func:`random_world`.
    mode, kph
        How people go; km/h on foot and by e-bike.
    least
        Nodes of a part that is no island.
    """

    def __init__(self, network, mode, kph=(5.0, 15.0), least=40):
        self.network, self.mode, self.kph, self.least = network, mode, kph, least
        self.modes = list(dict.fromkeys(["walk", mode]))
        self.edges = [
            dict(zip(row, values, strict=True), number=number)
            for row in [["tail", "head", "length_m", "drive_kph", "modes", "restricted", "line", "against"]]
            for number, values in enumerate(
                zip(network.tail, network.head, network.length_m, network.drive_kph,
                    network.modes, network.restricted, network.street, network.against, strict=True)
            )
        ]  # fmt: skip
        first, xs, ys = network.first_vertex, network.vertex_lon, network.vertex_lat
        self.lines = [
            [mercator(xs[at], ys[at]) for at in range(*ends)] for ends in pairwise(first.tolist())
        ]
        self.boxes = np.array([[*map(min, zip(*line, strict=True)), *map(max, zip(*line, strict=True))] for line in self.lines])  # fmt: skip
        self.gated = {mode: self._gated(mode) for mode in self.modes}
        self.ranks = {mode: self._ranks(mode) for mode in self.modes}

    def layers_of(self, edge, mode):
        if edge["restricted"] & BITS[mode]:
            return ["start", "end"]
        if not edge["modes"] & BITS[mode]:
            return []
        behind = mode in self.gated and edge["number"] in self.gated[mode]
        return ["open", "start", "end"] if behind else ["open"]

    def _gated(self, mode):
        """Open edges outside the largest part, where some street is restricted."""
        if not any(edge["restricted"] & BITS[mode] for edge in self.edges):
            return set()
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(range(len(self.network.lon)))
        graph.add_edges_from(
            (edge["tail"], edge["head"]) for edge in self.edges if edge["modes"] & BITS[mode]
        )
        parts = nx.strongly_connected_components(graph)
        largest = max(parts, key=lambda part: (len(part), -min(part)))
        return {
            edge["number"]
            for edge in self.edges
            if edge["modes"] & BITS[mode] and not {edge["tail"], edge["head"]} <= largest
        }

    def _ranks(self, mode):
        """2 for a street of a part that matters, 1 for one of an island."""
        graph = nx.MultiDiGraph()
        used = [edge for edge in self.edges if self.layers_of(edge, mode)]
        for edge in used:
            graph.add_edge(edge["tail"], edge["head"], length=edge["length_m"])
        parts = list(nx.strongly_connected_components(graph))
        sizes = [(len(part), graph.subgraph(part).size(weight="length")) for part in parts]
        main = set()
        for part, size in zip(parts, sizes, strict=True):
            if size[0] >= self.least or size == max(sizes):
                main |= part
        ranks = {}
        for edge in used:
            rank = 2 if {edge["tail"], edge["head"]} <= main else 1
            ranks[edge["line"]] = max(rank, ranks.get(edge["line"], 0))
        return ranks

    def joins(self, place, limit_m, mode):
        """Streets beside a place: number, how far along, metres; none where nobody can walk to."""
        if mode != "walk" and not self.joins(place, limit_m, "walk"):
            return []
        (x, y), metres = mercator(*place), EARTH_M * math.cos(math.radians(place[1]))
        found = {2: [], 1: []}
        reach = 1.001 * limit_m / metres
        low, high = self.boxes[:, :2] - reach, self.boxes[:, 2:] + reach
        near = ((low <= (x, y)) & (high >= (x, y))).all(axis=1)
        for street in np.flatnonzero(near).tolist():
            rank = self.ranks[mode].get(street)
            for away, along in nearest_on(self.lines[street], x, y):
                if rank and away * metres <= limit_m:
                    found[rank].append((street, along, away * metres))
        nearest = min((away for of in found.values() for *_, away in of), default=0)
        main = min((away for *_, away in found[2]), default=0)
        return [
            one
            for rank, least in ((2, main), (1, nearest))
            for one in found[rank]
            if one[2] <= least + BESIDE_M
        ]

    def seconds(self, edge, mode):
        kph = {"walk": self.kph[0], "ebike": self.kph[1], "drive": edge["drive_kph"]}[mode]
        return round(float(edge["length_m"]) * 36 / float(kph))

    def graph(self, people, sites, limit_m):
        """Make the graph: ``("person", at)`` and ``("site", at)`` are doors."""
        graph = nx.DiGraph()
        cuts = {}
        for door, places in (("person", people), ("site", sites)):
            for at, place in enumerate(places):
                graph.add_node((door, at))
                for mode in self.modes:
                    for street, along, leg_m in self.joins(place, limit_m, mode):
                        cuts.setdefault((mode, street), []).append((door, at, along, leg_m))
        for mode in self.modes:
            for edge in self.edges:
                for kind in self.layers_of(edge, mode):
                    self._cut(graph, (mode, kind), edge, cuts.get((mode, edge["line"]), []))
        for mode, kind, node in [state for state in graph if len(state) == 3]:
            changes = [(mode, other) for other in PASSES[kind]]
            if mode != "walk":
                changes += [("walk", other) for other in ("open", "end")
                            if not (kind == "end" and other == "open")]  # fmt: skip
            for state in changes:
                if (*state, node) in graph:
                    add(graph, (mode, kind, node), (*state, node), 0)
        if self.mode != "walk":
            self._far_vehicles(graph, people, limit_m)
        return graph

    def _cut(self, graph, layer, edge, doors):
        """Add an edge, cut at the points beside doors."""
        whole = self.seconds(edge, layer[0])
        tail, head = ((*layer, edge[end]) for end in ("tail", "head"))
        stops = [(0, tail), (whole, head)]
        for door, at, along, leg_m in doors:
            at_s = round((1 - along if edge["against"] else along) * whole)
            stop = ("cut", *layer, edge["number"], at_s)
            stops.append((at_s, stop))
            leg = round(leg_m * 36 / self.kph[0])
            if door == "person" and layer[1] != "end":
                add(graph, (door, at), stop, leg)
            if door == "site" and layer[1] != "start":
                add(graph, stop, (door, at), leg)
            if door == "site" and layer[1] == "start":  # on one private street
                add(graph, stop, (door, at), leg)
        stops.sort(key=lambda stop: (stop[0], stop[1] != tail, stop[1] == head))
        for (begin, one), (end, other) in pairwise(stops):
            if one != other:
                add(graph, one, other, end - begin)

    def _far_vehicles(self, graph, people, limit_m):
        """Let people without a street for vehicles walk to the nearest crossing that has one."""
        feet = graph.subgraph(
            [
                state
                for state in graph
                if state[0] == "person" or ("walk" in state[:2] and "end" not in state)
            ]
        )
        for at, place in enumerate(people):
            if self.joins(place, limit_m, self.mode):
                continue
            times = nx.single_source_dijkstra_path_length(feet, ("person", at))
            found = [
                (time, state[2])
                for state, time in times.items()
                if state[:2] == ("walk", "open") and (self.mode, "open", state[2]) in graph
            ]
            if found:
                time, node = min(found)
                add(graph, ("person", at), (self.mode, "open", node), time)

    def times(self, people, sites, limit_m=500.0):
        """Compute the deciseconds from each person to each site; infinite without a way."""
        graph = self.graph(people, sites, limit_m)
        back = graph.reverse(copy=False)
        told = np.full((len(people), len(sites)), np.inf)
        for site in range(len(sites)):
            found = nx.single_source_dijkstra_path_length(back, ("site", site))
            for person in range(len(people)):
                told[person, site] = found.get(("person", person), np.inf)
        return told


def add(graph, one, other, cost):
    before = graph.get_edge_data(one, other, {"weight": math.inf})["weight"]
    graph.add_edge(one, other, weight=min(before, cost))


def mercator(lon, lat):
    return math.radians(lon), math.asinh(math.tan(math.radians(lat)))


def nearest_on(line, x, y):
    """List where a line is nearest to a point, seen along it: how far off, how far along."""
    total = sum(math.dist(*pair) for pair in pairwise(line))
    found, before = [], 0.0
    for (ax, ay), (bx, by) in pairwise(line):
        length = math.hypot(bx - ax, by - ay)
        if length:
            part = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length**2
            part = min(max(part, 0.0), 1.0)
            away = math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay))
            found.append((away, (before + part * length) / total))
        before += length
    tiny = 1e-6 / EARTH_M
    return [
        told
        for at, told in enumerate(found)
        if not (at > 0 and found[at - 1][0] <= told[0] + tiny)
        and not (at + 1 < len(found) and found[at + 1][0] < told[0] - tiny)
    ]
