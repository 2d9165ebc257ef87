"""From every point of every street to the nearest site: stretches that one way is quickest from.

Along a street the time changes evenly, until it is quicker to turn round, or to another site.
There the street is cut, and where the minutes run out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.network.layers import END
from geo.network.lines import Lines, ragged
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.doors import SiteStreets
    from geo.network.layers import Layer

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class Stretches(NamedTuple):
    """Parts of streets, along each of which the time to a site changes evenly.

    Parameters
    ----------
    street
        The street of each (int64).
    begin, end
        How far along the line of the street it lies: 0 to 1 (float64).
    begin_ds, end_ds
        Deciseconds from its begin and its end (float64).
    site
        To which site (int64).
    """

    street: Ints
    begin: Floats
    end: Floats
    begin_ds: Floats
    end_ds: Floats
    site: Ints

    def chosen(self, rows: NDArray[np.bool_] | Ints) -> Stretches:
        """Return some of the rows."""
        line: Any = [values[rows] for values in self]
        return Stretches(*line)

    def at(self, along: Floats) -> Floats:
        """Compute the deciseconds from one point of each."""
        whole = self.end - self.begin
        part = np.divide(along - self.begin, whole, out=np.zeros_like(along), where=whole > 0)
        times: Floats = self.begin_ds + part * (self.end_ds - self.begin_ds)
        return times

    def within(self, limit_ds: float) -> Stretches:
        """Cut the stretches where a limit runs out.

        Examples
        --------
        >>> one = np.zeros(1, np.int64)
        >>> street = Stretches(one, np.zeros(1), np.ones(1), np.array([900.0]), one + 300.0, one)
        >>> street.within(600).begin.tolist()
        [0.5]
        """
        near = self.chosen(np.minimum(self.begin_ds, self.end_ds) <= limit_ds)
        rise = near.end_ds - near.begin_ds
        part = np.divide(limit_ds - near.begin_ds, rise, out=np.ones_like(rise), where=rise != 0)
        cut = near.begin + part.clip(0, 1) * (near.end - near.begin)
        begin = np.where(near.begin_ds > limit_ds, cut, near.begin)
        end = np.where(near.end_ds > limit_ds, cut, near.end)
        return near._replace(begin=begin, end=end, begin_ds=near.at(begin), end_ds=near.at(end))

    def drawn(self, streets: Lines) -> Lines:
        """Return the line of each."""
        pieces = streets.pieces()
        first, last = (
            np.searchsorted(pieces.line, self.street, side) for side in ("left", "right")
        )
        place = pieces.line + pieces.begin  # in the order of streets, and along each
        ends = []
        for along in (self.begin, self.end):
            piece = np.searchsorted(place, self.street + along, "right") - 1
            piece = piece.clip(first, last - 1)  # the end of a street is on its last piece
            part = (along - pieces.begin[piece]) / (pieces.end - pieces.begin)[piece]
            ends.append((piece, part.clip(0, 1)))
        (begin_piece, _), (end_piece, _) = ends
        between = ragged(begin_piece + 1, end_piece - begin_piece)
        begins = np.concatenate([[0], np.cumsum(end_piece - begin_piece + 2)])
        inner = np.ones(begins[-1], dtype=bool)
        inner[begins[:-1]] = inner[begins[1:] - 1] = False
        drawn = []
        for values in (streets.lon, streets.lat):
            line, leap = np.empty(len(inner)), values[pieces.at + 1] - values[pieces.at]
            line[inner] = values[pieces.at[between]]
            for (piece, part), vertex in zip(ends, (begins[:-1], begins[1:] - 1), strict=True):
                line[vertex] = values[pieces.at[piece]] + part * leap[piece]
            drawn.append(line)
        return Lines(begins, *drawn)


def stretches_to(
    streets: SiteStreets, offered: NDArray[np.bool_], limit_ds: int | None = None
) -> Stretches:
    """Compute from where on the streets of a mode which site is nearest, and how long it takes.

    Parameters
    ----------
    streets
        The streets, and the sites on them.
    offered
        Which sites are asked for.
    limit_ds
        The longest way to follow from a crossing; None: any.

    Returns
    -------
    Stretches
        In the order of streets; none where no site is reached.
    """
    nodes = np.where(offered, streets.nodes, -1)
    time_ds, site = nearest(streets.graph, nodes, np.zeros(len(nodes)), limit_ds)
    network, ways = streets.layers.network, []
    layers = [layer for layer in streets.layers.layers if layer.kind != END]
    for layer in layers:
        state = layer.state[network.head[layer.edges]]
        reached = time_ds[state] != UNREACHED
        edge, head_ds = np.flatnonzero(reached), time_ds[state][reached].astype(np.float64)
        at = np.where(network.against[layer.edges[edge]], 0.0, 1.0)
        ways.append(_ways(streets, layer, edge, (at, head_ds, site[state][reached])))
        ways.append(_along(streets, layer, offered))
    of_mode = [layer.edges for layer in layers if layer.mode == streets.layers.mode]
    every = Stretches(*map(np.concatenate, zip(*ways, strict=True)))
    return quickest(every.chosen(np.isin(every.street, network.street[np.concatenate(of_mode)])))


def _along(streets: SiteStreets, layer: Layer, offered: NDArray[np.bool_]) -> Stretches:
    """Return the ways to sites on the same street, without a crossing between."""
    joins = streets.joins[layer.mode].chosen(offered[streets.joins[layer.mode].place])
    begin = layer.first[joins.street]
    counts = layer.first[joins.street + 1] - begin
    row, edge = np.repeat(np.arange(len(counts)), counts), ragged(begin, counts)
    leg_ds = streets.layers.speeds.leg_ds(joins.leg_m).astype(np.float64)
    return _ways(streets, layer, edge, (joins.along[row], leg_ds[row], joins.place[row]))


def _ways(
    streets: SiteStreets, layer: Layer, edge: Ints, aim: tuple[Floats, Floats, Any]
) -> Stretches:
    """Return the ways along edges of a layer to points of their streets.

    ``aim``: where each is along the line of the street, how long it takes from there, to which
    site.
    """
    at, aim_ds, site = aim
    network = streets.layers.network
    against = network.against[layer.edges[edge]]
    begin, end = np.where(against, at, 0.0), np.where(against, 1.0, at)
    far_ds = aim_ds + (end - begin) * layer.time_ds[edge]
    return Stretches(
        network.street[layer.edges[edge]].astype(np.int64),
        begin,
        end,
        np.where(against, aim_ds, far_ds),
        np.where(against, far_ds, aim_ds),
        site.astype(np.int64),
    )


def quickest(ways: Stretches) -> Stretches:
    """Return which of the ways is the quickest where: the lower envelope of their times.

    Of ways that take the same the one to the first site.

    Examples
    --------
    >>> streets = np.zeros(2, np.int64), np.zeros(2), np.ones(2)
    >>> there_and_back = np.array([600.0, 300.0]), np.array([0.0, 900.0]), np.array([5, 7])
    >>> found = quickest(Stretches(*streets, *there_and_back))
    >>> found.end.tolist(), found.site.tolist()
    ([0.25, 1.0], [7, 5])
    """
    ways = ways.chosen(ways.end > ways.begin)
    ways = ways.chosen(np.lexsort((ways.site, ways.street)))
    met_street, met = _meetings(ways)
    street = np.concatenate([ways.street, ways.street, met_street])
    along = np.concatenate([ways.begin, ways.end, met])
    order = np.lexsort((along, street))
    street, along = street[order], along[order]
    piece = np.flatnonzero((np.diff(street) == 0) & (np.diff(along) > 0))
    street, begin, end = street[piece], along[piece], along[piece + 1]
    of, way = _pairs_of(street, ways.street)
    covered = (ways.begin[way] <= begin[of]) & (ways.end[way] >= end[of])
    of, way = of[covered], way[covered]
    times = ways.chosen(way).at((begin[of] + end[of]) / 2)
    order = np.lexsort((way, times, of))
    of, first = np.unique(of[order], return_index=True)
    way, begin, end = way[order[first]], begin[of], end[of]
    starts = np.ones(len(way), dtype=bool)  # what follows along the same way is of one stretch
    starts[1:] = (np.diff(way) != 0) | (begin[1:] != end[:-1])
    ends = np.flatnonzero(np.append(starts, True)[1:])
    best, begin, end = ways.chosen(way[starts]), begin[starts], end[ends]
    return best._replace(begin=begin, end=end, begin_ds=best.at(begin), end_ds=best.at(end))


def _meetings(ways: Stretches) -> tuple[Ints, Floats]:
    """Return where two ways of a street take the same: the street, and how far along it."""
    one, other = _pairs_of(ways.street, ways.street)
    one, other = one[one < other], other[one < other]
    slope = (ways.end_ds - ways.begin_ds) / (ways.end - ways.begin)
    at_zero = ways.begin_ds - slope * ways.begin
    turn = slope[one] != slope[other]
    one, other = one[turn], other[turn]
    along = (at_zero[other] - at_zero[one]) / (slope[one] - slope[other])
    begin, end = np.maximum(*ways.begin[[one, other]]), np.minimum(*ways.end[[one, other]])
    inside = (along > begin) & (along < end)
    return ways.street[one[inside]], along[inside]


def _pairs_of(street: Ints, ways: Ints) -> tuple[Ints, Ints]:
    """Pair each of some streets with all its ways, whose streets are in order."""
    begin, end = (np.searchsorted(ways, street, side) for side in ("left", "right"))
    return np.repeat(np.arange(len(street)), end - begin), ragged(begin, end - begin)
