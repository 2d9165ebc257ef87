"""Searches for shortest times with a ring of buckets, compiled.

R. B. Dial, Algorithm 360: shortest-path forest with topological ordering, Communications of the ACM
12 (11), 1969. Times are whole numbers, so a node to be settled waits in the bucket of its time; as
no arc is longer than the ring, the buckets serve in turn. A node waits in one bucket at most: the
nodes of a bucket are linked through ``after`` and ``before``, so that a node that is found to be
nearer moves.

Where all nodes within a limit are asked for and their order does not matter, buckets are wider, so
that few are empty: U. Meyer, P. Sanders, Δ-stepping: a parallelizable shortest path algorithm,
Journal of Algorithms 49 (1), 2003.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.core.jit import compiled_plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNREACHED: Final = 2**31 - 1
_WIDE: Final = 5  # a wide bucket has the times that differ in the last 5 bits: few arcs are shorter


class Arcs(NamedTuple):
    """Arcs into each node: those of node v stand at ``first[v]`` to ``first[v + 1]``."""

    first: NDArray[np.int32]
    near: NDArray[np.int32]
    time_ds: NDArray[np.int32]


class Room(NamedTuple):
    """What a search works in; between two searches ``time`` is unreached, ``ring`` is -1."""

    time: NDArray[np.int32]
    after: NDArray[np.int32]
    before: NDArray[np.int32]
    ring: NDArray[np.int32]
    order: NDArray[np.int32]


def _by_head(
    after: NDArray[np.int32],
    tails: NDArray[np.int64],
    heads: NDArray[np.int64],
    long: NDArray[np.int64],
    near: NDArray[np.int32],
    time_ds: NDArray[np.int32],
) -> None:
    """Lay edges out by head, those of one head in their order; ``after`` is where each goes on."""
    for edge in range(len(heads)):
        head = heads[edge]
        near[after[head]] = tails[edge]
        time_ds[after[head]] = long[edge]
        after[head] += 1


by_head: Any = compiled_plain(_by_head)


def _put(room: Room, node: int, bucket: int) -> None:
    slot = bucket & (len(room.ring) - 1)
    first = room.ring[slot]
    room.after[node] = first
    room.before[node] = -1
    if first >= 0:
        room.before[first] = node
    room.ring[slot] = node


def _take(room: Room, node: int, bucket: int) -> None:
    after, before = room.after[node], room.before[node]
    if before >= 0:
        room.after[before] = after
    else:
        room.ring[bucket & (len(room.ring) - 1)] = after
    if after >= 0:
        room.before[after] = before


put: Any = compiled_plain(_put)
take: Any = compiled_plain(_take)


def _spread(arcs: Arcs, room: Room, node: int, offset: int, limit: int) -> int:
    """Search from one node; ``order`` tells who is reached, as they were found. Returns how many.

    Nodes of one bucket are taken in any order: one that is found to be nearer after it was taken
    (``before`` is -2) waits anew, for each unit of a bucket's width once at most. Nodes that no arc
    leads to, such as places, lead nobody on, and so need not wait.
    """
    if offset > limit:
        return 0
    first, near, time_ds = arcs
    time, before, order, ring = room.time, room.before, room.order, room.ring
    time[node] = offset
    order[0] = node
    put(room, node, offset >> _WIDE)
    waiting, many, bucket = 1, 1, offset >> _WIDE
    while waiting:
        node = ring[bucket & (len(ring) - 1)]
        if node < 0:
            bucket += 1
            continue
        take(room, node, bucket)
        before[node] = -2
        waiting -= 1
        now = time[node]
        for arc in range(first[node], first[node + 1]):
            other, then = near[arc], now + time_ds[arc]
            time_before = time[other]
            if then >= time_before or then > limit:
                continue
            time[other] = then
            if time_before == UNREACHED:
                order[many] = other
                many += 1
            if first[other] == first[other + 1]:
                continue
            if time_before == UNREACHED or before[other] == -2:
                waiting += 1
            elif then >> _WIDE == time_before >> _WIDE:
                continue
            else:
                take(room, other, time_before >> _WIDE)
            put(room, other, then >> _WIDE)
    return many


def _clear(room: Room, many: int) -> None:
    """Make room for the next search."""
    for position in range(many):
        room.time[room.order[position]] = UNREACHED


spread: Any = compiled_plain(_spread)
clear: Any = compiled_plain(_clear)


def _seed(
    room: Room,
    owner: NDArray[np.int32],
    nodes: NDArray[np.int32],
    offsets: NDArray[np.int32],
    limit: int,
) -> int:
    """Let the nodes of all sites wait for their turn; of equals the first site stays."""
    waiting = 0
    for site in range(len(nodes)):
        node, then = nodes[site], offsets[site]
        if node >= 0 and then <= limit and then < room.time[node]:
            if room.time[node] == UNREACHED:
                waiting += 1
            else:
                take(room, node, room.time[node])
            room.time[node] = then
            owner[node] = site
            put(room, node, then)
    return waiting


seed: Any = compiled_plain(_seed)


def _spread_all(
    arcs: Arcs,
    room: Room,
    owner: NDArray[np.int32],
    nodes: NDArray[np.int32],
    offsets: NDArray[np.int32],
    limit: int,
) -> None:
    """Search from all sites at once: ``time`` to the nearest, and ``owner``, which one that is.

    ``before`` is -2 for a node that waits in no bucket.
    """
    first, near, time_ds = arcs
    time, before, ring = room.time, room.before, room.ring
    waiting, now = seed(room, owner, nodes, offsets, limit), 0
    while waiting:
        node = ring[now & (len(ring) - 1)]
        if node < 0:
            now += 1
            continue
        take(room, node, now)
        before[node] = -2
        waiting -= 1
        for arc in range(first[node], first[node + 1]):
            other, then = near[arc], now + time_ds[arc]
            time_before = time[other]
            if then > limit or then > time_before:
                continue
            if then == time_before:
                if owner[node] < owner[other]:
                    owner[other] = owner[node]
                    if before[other] == -2:  # settled at this very time: tell the next again
                        put(room, other, then)
                        waiting += 1
                continue
            if time_before == UNREACHED:
                waiting += 1
            else:
                take(room, other, time_before)
            time[other] = then
            owner[other] = owner[node]
            put(room, other, then)


spread_all: Any = compiled_plain(_spread_all)


def _is_among(
    times: NDArray[np.int32], sites: NDArray[np.int32], at: tuple[int, int], then: int, site: int
) -> bool:
    """Return whether a site is among the best of a group at a node; ``at`` names both."""
    node, group = at
    last = times.shape[2] - 1
    worst: int = times[node, group, last]
    if then != worst:
        return then < worst
    other: int = sites[node, group, last]
    return site < other


def _note(
    times: NDArray[np.int32], sites: NDArray[np.int32], at: tuple[int, int], then: int, site: int
) -> None:
    node, group = at
    position = times.shape[2] - 1
    while position > 0 and (
        then < times[node, group, position - 1]
        or (then == times[node, group, position - 1] and site < sites[node, group, position - 1])
    ):
        times[node, group, position] = times[node, group, position - 1]
        sites[node, group, position] = sites[node, group, position - 1]
        position -= 1
    times[node, group, position] = then
    sites[node, group, position] = site


is_among: Any = compiled_plain(_is_among)
note: Any = compiled_plain(_note)


def _is_among_any(
    best: tuple[NDArray[np.int32], NDArray[np.int32]],
    node: int,
    groups: NDArray[np.int32],
    then: int,
    site: int,
) -> bool:
    for group in groups:  # noqa: SIM110  # a compiled loop
        if is_among(best[0], best[1], (node, group), then, site):
            return True
    return False


def _note_all(
    best: tuple[NDArray[np.int32], NDArray[np.int32]],
    node: int,
    groups: NDArray[np.int32],
    then: int,
    site: int,
) -> None:
    """Note a site in each of the groups of which it is among the best."""
    for group in groups:
        if is_among(best[0], best[1], (node, group), then, site):
            note(best[0], best[1], (node, group), then, site)


is_among_any: Any = compiled_plain(_is_among_any)
note_all: Any = compiled_plain(_note_all)


def _spread_best(
    arcs: Arcs,
    room: Room,
    best: tuple[NDArray[np.int32], NDArray[np.int32]],
    start: tuple[int, int, int],
    groups: NDArray[np.int32],
    limit: int,
) -> int:
    """Search from one site, no further than where it is among the best of one of its groups.

    Where ``k`` sites of a group are nearer to a node, they are nearer to all that lies behind it,
    too. Nodes that no arc leads to lead nobody on, and so need not wait for their turn.
    """
    first, near, time_ds = arcs
    time, order, ring = room.time, room.order, room.ring
    site, node, now = start
    if now > limit or not is_among_any(best, node, groups, now, site):
        return 0
    time[node] = now
    put(room, node, now)
    waiting, many, ends = 1, 0, 0
    while waiting:
        node = ring[now & (len(ring) - 1)]
        if node < 0:
            now += 1
            continue
        take(room, node, now)
        waiting -= 1
        order[many] = node
        many += 1
        note_all(best, node, groups, now, site)
        for arc in range(first[node], first[node + 1]):
            other, then = near[arc], now + time_ds[arc]
            time_before = time[other]
            if (
                then < time_before
                and then <= limit
                and is_among_any(best, other, groups, then, site)
            ):
                time[other] = then
                if first[other] == first[other + 1]:
                    if time_before == UNREACHED:
                        ends += 1
                        order[len(order) - ends] = other
                    continue
                if time_before == UNREACHED:
                    waiting += 1
                else:
                    take(room, other, time_before)
                put(room, other, then)
    for end in range(len(order) - ends, len(order)):
        node = order[end]
        order[many] = node
        many += 1
        note_all(best, node, groups, time[node], site)
    return many


spread_best: Any = compiled_plain(_spread_best)


def _pass_on(
    ways: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    best: tuple[NDArray[np.int32], NDArray[np.int32]],
    found: tuple[NDArray[np.int32], NDArray[np.int32]],
) -> None:
    """Note at places the best of the nodes they lead to, each site once in a group.

    ``ways`` are of a place to a node, in so much time, in any order.
    """
    places, nodes, long = ways
    times, sites = found
    last = times.shape[2] - 1
    for way in range(len(places)):
        place, node = places[way], nodes[way]
        for group in range(times.shape[1]):
            for rank in range(last + 1):
                site = best[1][node, group, rank]
                if site < 0:
                    break
                then = best[0][node, group, rank] + long[way]
                known = 0
                while known <= last and sites[place, group, known] != site:
                    known += 1
                if known <= last:
                    if then >= times[place, group, known]:
                        continue
                    for position in range(known, last):
                        times[place, group, position] = times[place, group, position + 1]
                        sites[place, group, position] = sites[place, group, position + 1]
                    times[place, group, last], sites[place, group, last] = UNREACHED, -1
                if is_among(times, sites, (place, group), then, site):
                    note(times, sites, (place, group), then, site)


pass_on: Any = compiled_plain(_pass_on)
