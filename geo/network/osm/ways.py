"""Ways of OpenStreetMap, made into edges between crossings."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.core.issues import TableError
from geo.formats.limits import LIMITS
from geo.network.lines import Lines
from geo.network.osm.street_tables import (
    RULE_COLUMNS,
    StreetTables,
    coordinate_issues,
    drivable,
    speeds_by_kind,
    way_edges,
)
from geo.network.osm.tagging import (
    FERRY_KPH,
    TAGS,
    Modes,
    Rule,
    barrier_modes,
    kind_of,
    kph_of,
    rule_of,
    seconds_of,
)
from geo.network.street_kinds import ALL_MODES, FASTEST_KPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source
    from geo.network.settings import StreetSettings

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_EARTH_RADIUS_M: Final = 6_371_009.0  # as OSMnx has it


class Ways:
    """Gathers the nodes and ways of a file, as it is read.

    Parameters
    ----------
    source
        The file.
    given
        What the city says of streets.
    """

    def __init__(self, source: Source, given: StreetSettings) -> None:
        self._source = source
        self._given = given
        self._node_id, self._lon, self._lat = array("q"), array("d"), array("d")
        self._refs, self._counts, self._rule_numbers = array("q"), array("q"), array("q")
        self._numbers: dict[tuple[str, ...], int] = {}
        self._tags: list[Mapping[str, str]] = []
        self._rules: list[Rule] = []
        self._barriers: dict[int, Modes] = {}

    def add_node(
        self, node_id: int, lon: float, lat: float, tags: Mapping[str, str] | None = None
    ) -> None:
        """Take a node, before or after the ways that use it; tags tell what stands there."""
        if tags and "barrier" in tags and (modes := barrier_modes(tags)).open != ALL_MODES:
            self._barriers[node_id] = modes
        self._node_id.append(node_id)
        self._lon.append(lon)
        self._lat.append(lat)
        self.refuse_many(len(self._node_id))

    def add_way(self, refs: Iterable[int], tags: Mapping[str, str]) -> None:
        """Take a way, unless nobody may go along it."""
        key = tuple(tags.get(name, "") for name in TAGS)
        number = self._numbers.setdefault(key, len(self._numbers))
        if number == len(self._rules):
            kept = {name: value for name, value in zip(TAGS, key, strict=True) if value}
            self._tags.append(kept)
            self._rules.append(rule_of(kept, self._given))
        rule = self._rules[number]
        if not rule.used:
            return
        before = len(self._refs)
        self._refs.extend(refs)
        self._counts.append(len(self._refs) - before)
        self._rule_numbers.append(number)
        self.refuse_many(len(self._refs))

    def refuse_many(self, count: int) -> None:
        """Refuse more nodes, or references to nodes, than a city can have.

        Raises
        ------
        TableError
            If there are more.
        """
        if count > LIMITS.street_nodes:
            raise TableError(self._source.issue("issue.streets_refs", most=LIMITS.street_nodes))

    @property
    def refs(self) -> Ints:
        """The ids of the nodes that ways use, each once."""
        return np.unique(np.frombuffer(self._refs, np.int64))

    def tables(self) -> StreetTables:
        """Cut the ways into edges from crossing to crossing.

        Raises
        ------
        TableError
            If a node lies nowhere.

        Notes
        -----
        What refers to a node that is not in the file, as in extracts, is cut there: the way goes
        on behind it, and nothing is joined across. A node between two pieces alone is left out if
        the same may go along both, the same ways, as fast: lengths are summed, times stay exact.
        """
        node_id, first = np.unique(np.frombuffer(self._node_id, np.int64), return_index=True)
        lon, lat = (np.frombuffer(of, np.float64)[first] for of in (self._lon, self._lat))
        at, there = _places(np.frombuffer(self._refs, np.int64), node_id)
        way = np.repeat(np.arange(len(self._counts)), np.frombuffer(self._counts, np.int64))
        used = np.unique(at[there])
        if issues := coordinate_issues(self._source, lon[used], lat[used]):
            raise TableError(*issues)
        tail, head, of = _pieces(at, there, way)
        said = np.frombuffer(self._rule_numbers, np.int64)[of]
        length_m = great_circle_m(lon, lat, tail, head)
        duration_s = self._durations(said, of, length_m)
        rules, number, turned = self._distinct()
        speeds, rule = self._speeds(length_m, said), number[said]
        barred = self._barred(node_id, tail, head, number)
        if len(barred.node):
            node_id, lon, lat, tail, head = barred.split(node_id, lon, lat, tail, head)
            none = np.zeros(len(barred.node))
            length_m, duration_s = np.append(length_m, none), np.append(duration_s, none)
            rule = np.append(rule, barred.rule)
        joined = join(tail, head, length_m, rule, turned)
        along = {name: values[joined.rule] for name, values in rules.items()}
        ends = (node_id[joined.one], node_id[joined.other])
        return StreetTables(
            nodes=pd.DataFrame({"node_id": node_id, "lon": lon, "lat": lat}),
            edges=way_edges(ends, joined.length_m, along, joined.sums(duration_s)),
            lines=Lines(joined.first, lon[joined.vertex], lat[joined.vertex]),
            issues=self._cuts(there, way),
            speeds=speeds,
        )

    def _durations(self, said: Ints, way: Ints, length_m: Floats) -> Floats:
        """Return the seconds of each piece of a ferry, its part of the whole way; else 0."""
        ferry = np.array([rule.ferry for rule in self._rules], dtype=bool)[said]
        known = [seconds_of(tags.get("duration", "")) for tags in self._tags]
        told = np.array(known, dtype=np.float64)[said]
        whole_m = np.bincount(way, weights=length_m)[way]
        share = np.divide(length_m, whole_m, out=np.zeros(len(way)), where=whole_m > 0)
        by_length = length_m * 3.6 / FERRY_KPH
        seconds: Floats = np.where(told > 0, told * share, by_length)
        return np.where(ferry, seconds, 0.0)

    def _barred(self, node_id: Ints, tail: Ints, head: Ints, number: Ints) -> Barred:
        """Find the ends of pieces at barriers, but the first of each."""
        at = np.array([*self._barriers], dtype=np.int64)
        place, there = _places(at, node_id)
        rule = np.full(len(node_id), -1, np.int64)
        rule[place[there]] = number[len(self._rules) :][there]
        node = np.concatenate([tail, head])
        ends = np.flatnonzero(rule[node] >= 0)
        _, first = np.unique(node[ends], return_index=True)
        ends = np.delete(ends, first)
        return Barred(ends, node[ends], rule[node[ends]])

    def _distinct(self) -> tuple[dict[str, NDArray[Any]], Ints, Ints]:
        """Return the distinct rules as arrays, the number of each, and that of each turned.

        First those of the sets of tags, then those of the barriers.
        """
        bars = [
            Rule(
                modes.open, modes.open, FASTEST_KPH, FASTEST_KPH, modes.restricted, modes.restricted
            )
            for modes in self._barriers.values()
        ]
        number: dict[Rule, int] = {}
        for rule in (*self._rules, *bars):
            for either in (rule, rule.turned):
                number.setdefault(either, len(number))
        columns = {
            name: np.array([getattr(rule, name) for rule in number]) for name in RULE_COLUMNS
        }
        rule_of_way = np.array([number[rule] for rule in (*self._rules, *bars)], dtype=np.int64)
        return (
            columns,
            rule_of_way,
            np.array([number[rule.turned] for rule in number], dtype=np.int64),
        )

    def _cuts(self, there: NDArray[np.bool_], way: Ints) -> tuple[Issue, ...]:
        """Compute how many references lead to nodes that are not in the file."""
        if there.all():
            return ()
        refs, ways = int((~there).sum()), len(np.unique(way[~there]))
        return (self._source.warning("issue.streets_cut", refs=refs, ways=ways),)

    def _speeds(self, length_m: Floats, said: Ints) -> list[dict[str, Any]]:
        kinds = np.array([kind_of(tags) for tags in self._tags], dtype=object)
        known = np.array([any(map(kph_of, _limits(tags))) for tags in self._tags], dtype=bool)
        parts = []
        for way in ("forward", "backward"):
            modes = np.array([getattr(rule, way) for rule in self._rules], dtype=np.int64)
            kph = np.array([getattr(rule, f"{way}_kph") for rule in self._rules])
            mine = drivable(modes[said])
            of = said[mine]
            parts.append((kinds[of], length_m[mine], kph[of], known[of]))
        return speeds_by_kind(*(np.concatenate(column) for column in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Joined:
    """Streets between crossings: positions of nodes, metres, and the rule from one to other.

    The nodes that ``vertex`` has from ``first`` of a street on lead from one to other. ``of`` is
    the street of each piece.
    """

    one: Ints
    other: Ints
    length_m: Floats
    rule: Ints
    first: Ints
    vertex: Ints
    of: Ints

    def sums(self, values: Floats) -> Floats:
        """Add up what the pieces of each street have."""
        return np.bincount(self.of, values, len(self.one)).astype(np.float64)


class Barred(NamedTuple):
    """Ends of pieces that are cut off at a barrier: of tails, then heads; nodes; rules."""

    end: Ints
    node: Ints
    rule: Ints

    def split(
        self, node_id: Ints, lon: Floats, lat: Floats, tail: Ints, head: Ints
    ) -> tuple[Ints, Floats, Floats, Ints, Ints]:
        """Give each end a node of its own, joined to the barrier by a piece without length."""
        new = len(node_id) + np.arange(len(self.node))
        ids = min(int(node_id.min()), 0) - 1 - np.arange(len(self.node))
        ends = np.concatenate([tail, head])
        ends[self.end] = new
        return (
            np.append(node_id, ids),
            np.append(lon, lon[self.node]),
            np.append(lat, lat[self.node]),
            np.append(ends[: len(tail)], self.node),
            np.append(ends[len(tail) :], new),
        )


def join(tail: Ints, head: Ints, length_m: Floats, rule: Ints, turned: Ints) -> Joined:
    """Join pieces that meet at a node where nothing else does and nothing changes.

    Parameters
    ----------
    tail, head
        Positions of the nodes of each piece, never the same.
    length_m
        Its length.
    rule
        Number of its rule.
    turned
        By number of a rule, that of the same seen from the other end.

    Notes
    -----
    A ring that touches nothing keeps the first of its nodes.

    Examples
    --------
    >>> ends, alike = np.array([0, 1, 2, 3]), np.array([0, 0, 0, 1])
    >>> joined = join(ends, ends + 1, np.ones(4), alike, np.array([0, 1]))
    >>> joined.one.tolist(), joined.other.tolist(), joined.length_m.tolist()
    ([0, 3], [3, 4], [3.0, 1.0])
    >>> joined.first.tolist(), joined.vertex.tolist()
    ([0, 4, 6], [0, 1, 2, 3, 3, 4])
    """
    from scipy.sparse import coo_array  # noqa: PLC0415  (slow to import)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    from geo.network.osm.way_kernels import follow  # noqa: PLC0415  (slow to import)

    order = np.lexsort((rule, np.maximum(tail, head), np.minimum(tail, head)))
    tail, head, length_m, rule = tail[order], head[order], length_m[order], rule[order]
    # Every piece has two ends; at each, what rule one goes by who leaves the node along it.
    node, piece = np.concatenate([tail, head]), np.tile(np.arange(len(tail)), 2)
    leaving = np.concatenate([rule, turned[rule]])
    at = np.argsort(node, kind="stable")
    node, piece, leaving = node[at], piece[at], leaving[at]
    inner, pairs = _inner(node, leaving, turned)
    links = (piece[pairs], piece[pairs + 1])
    graph = coo_array((np.ones(len(pairs), np.int8), links), shape=(len(tail), len(tail)))
    many, chain = connected_components(graph.tocsr(), directed=False)
    of = chain[piece]
    ring = np.ones(many, dtype=bool)
    ring[of[~inner]] = False
    first = np.full(many, np.iinfo(np.int64).max)
    np.minimum.at(first, of, node)
    open_ = np.flatnonzero(~inner | (ring[of] & (node == first[of])))
    ends = open_[np.lexsort((leaving[open_], node[open_], of[open_]))].reshape(-1, 2)
    summed_m: Floats = np.bincount(chain, weights=length_m, minlength=many).astype(np.float64)
    one, other = ends[:, 0], ends[:, 1]
    beside = np.full(len(node), -1, np.int64)
    beside[pairs], beside[pairs + 1] = pairs + 1, pairs
    beside[open_] = -1
    place = np.empty(len(at), np.int64)
    place[at] = np.arange(len(at))
    across = place[(at + len(tail)) % max(len(at), 1)]
    first_vertex = np.concatenate([[0], np.cumsum(np.bincount(chain, minlength=many) + 1)])
    vertex = np.empty(len(tail) + many, np.int64)
    follow(one, first_vertex, node, (across, beside), vertex)
    of_piece = np.empty(len(order), np.int64)
    of_piece[order] = chain
    return Joined(node[one], node[other], summed_m, leaving[one], first_vertex, vertex, of_piece)


def _inner(node: Ints, leaving: Ints, turned: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Find the ends at nodes that can be left out, and the first of each pair of them."""
    _, first, counts = np.unique(node, return_index=True, return_counts=True)
    pairs = first[counts == 2]
    pairs = pairs[leaving[pairs] == turned[leaving[pairs + 1]]]
    inner = np.zeros(len(node), dtype=bool)
    inner[pairs] = inner[pairs + 1] = True
    return inner, pairs


def great_circle_m(lon: Floats, lat: Floats, one: Ints, other: Ints) -> Floats:
    """Measure from nodes to nodes along the great circle, on the sphere of OSMnx.

    Examples
    --------
    >>> lon, lat = np.array([0.0, 0.0]), np.array([34.0, 35.0])
    >>> great_circle_m(lon, lat, np.array([0]), np.array([1])).round(1).tolist()
    [111195.1]
    """
    x, y = np.radians(lon), np.radians(lat)
    up, across = np.sin((y[other] - y[one]) / 2), np.sin((x[other] - x[one]) / 2)
    half = up**2 + np.cos(y[one]) * np.cos(y[other]) * across**2
    metres: Floats = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return metres


def _places(refs: Ints, node_id: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Find the nodes that are referred to, and whether they are there."""
    if not len(node_id):
        return np.zeros(len(refs), dtype=np.int64), np.zeros(len(refs), dtype=bool)
    at = np.minimum(np.searchsorted(node_id, refs), len(node_id) - 1)
    return at, node_id[at] == refs


def _pieces(at: Ints, there: NDArray[np.bool_], way: Ints) -> tuple[Ints, Ints, Ints]:
    """Take each way apart into pieces from node to node; return tails, heads and their ways."""
    whole = there[:-1] & there[1:] & (way[:-1] == way[1:]) & (at[:-1] != at[1:])
    return at[:-1][whole], at[1:][whole], way[:-1][whole]


def _limits(tags: Mapping[str, str]) -> list[str]:
    return [tags.get(name, "") for name in ("maxspeed", "maxspeed:forward", "maxspeed:backward")]
