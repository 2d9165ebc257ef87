"""Where people and sites join the streets: at the point beside them, not at a crossing.

Everyone may join any street that is at most :data:`BESIDE_M` farther from them than the nearest.
So who lives at a corner takes the street that is quicker, and nobody walks across a river, a
railway or a block to a street behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.network.islands import CLOSED, ISLAND, MAIN
from geo.network.lines import metres_on_map, on_map
from geo.network.piece_grid import CELL_M, PieceGrid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network.street_network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BESIDE_M: Final = 20.0
"""A street is beside one if it is at most so much farther than the nearest."""

_SLIGHTLY: Final = 1 + 1e-9  # what lies at the limit is within it
_TINY: Final = 1e-6
_SAME_M: Final = 1e-6  # two pieces meet where both are nearest


class Joins(NamedTuple):
    """Where places join streets, in the order of places, then of streets.

    Parameters
    ----------
    place
        Position of the place (int64).
    street
        The street (int64).
    along
        How far along the line of the street the point beside the place is: 0 to 1 (float64).
    leg_m
        Metres from the place to it (float64).
    """

    place: Ints
    street: Ints
    along: Floats
    leg_m: Floats

    def chosen(self, rows: Any) -> Joins:
        """Return some of the rows."""
        return Joins(*(values[rows] for values in self))


@dataclass(frozen=True, eq=False)
class StreetFinder:
    """Finds the streets beside a place.

    Parameters
    ----------
    network
        The streets.
    ranks
        What each street is, see :func:`geo.network.islands.street_ranks`: who is beside an island
        joins the nearest street that matters as well, if there is one within the limit.
    """

    network: Network
    ranks: NDArray[np.uint8]

    def find(self, lon: Floats, lat: Floats, limit_m: float) -> Joins:
        """Find where places join streets.

        Parameters
        ----------
        lon, lat
            WGS84 degrees.
        limit_m
            How far a street may be.

        Returns
        -------
        Joins
            Of every place the nearest street and all that are :data:`BESIDE_M` farther at most, at
            the points where they are nearest; no row for a place without a street within the limit.
            Distances are those of the Mercator projection at the place.
        """
        main, island = (self._pieces[rank].beside(lon, lat, limit_m) for rank in (MAIN, ISLAND))
        nearest = np.full(len(lon), np.inf)
        for found in (main, island):
            np.minimum.at(nearest, found.place, found.leg_m)
        beside = island.leg_m <= nearest[island.place] + BESIDE_M * _SLIGHTLY
        return _ordered(_concatenated([main, island.chosen(beside)]))

    def found_anew(
        self,
        known: tuple[StreetFinder, Joins],
        places: tuple[Floats, Floats] | None,
        limit_m: float,
    ) -> Joins | None:
        """Find where places join streets of which some are closed since.

        Only places that joined a street that is something else now are looked for again: none
        other has it among its nearest.

        Parameters
        ----------
        known
            What found the streets before, and where the places joined them.
        places
            Their longitudes and latitudes, WGS84 degrees; None: none is looked for again.
        limit_m
            How far a street may be.

        Returns
        -------
        Joins or None
            None where all have to be found anew: where a street is more, or more than it was.
        """
        before, joins = known
        left = before.network.lines.left_in(self.network.lines)
        if left is None or (self.ranks > before.ranks[left]).any():
            return None
        changed = ~left
        changed[left] = self.ranks != before.ranks[left]
        again = np.unique(joins.place[changed[joins.street]])
        kept = joins.chosen(~np.isin(joins.place, again))
        kept = kept._replace(street=(np.cumsum(left) - 1)[kept.street])
        if not len(again):
            return kept
        if places is None:
            return None
        lon, lat = (of[again] for of in places)
        found = self._near(lon, lat, limit_m).find(lon, lat, limit_m)
        return _ordered(_concatenated([kept, found._replace(place=again[found.place])]))

    def _near(self, lon: Floats, lat: Floats, limit_m: float) -> StreetFinder:
        """Return what finds streets in a box about these places."""
        lines, here = self.network.lines, on_map(lon, lat)
        margin = 2.0 * limit_m / metres_on_map(lat).min()
        corners = on_map(lines.lon, lines.lat)
        least, most = (by.reduceat(corners, lines.first[:-1]) for by in (np.minimum, np.maximum))
        inside = (least <= here.max(axis=0) + margin) & (most >= here.min(axis=0) - margin)
        return StreetFinder(self.network, np.where(inside.all(axis=1), self.ranks, CLOSED))

    @cached_property
    def _pieces(self) -> dict[int, _Pieces]:
        return {rank: _Pieces.of(self.network, self.ranks == rank) for rank in (MAIN, ISLAND)}


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Straight pieces of streets on the map, and where each begins and ends along its street.

    ``lat`` is a latitude in their midst, degrees.
    """

    street: Ints
    begin: Floats
    end: Floats
    from_: Floats
    to: Floats
    lat: float

    @classmethod
    def of(cls, network: Network, chosen: NDArray[np.bool_]) -> _Pieces:
        """Take the chosen streets apart."""
        street, at, from_, to = network.lines.pieces()
        used = chosen[street]
        xy = on_map(network.vertex_lon, network.vertex_lat)
        lat = float(np.median(network.vertex_lat)) if len(network.vertex_lat) else 0.0
        return cls(street[used], xy[at[used]], xy[at[used] + 1], from_[used], to[used], lat)

    @cached_property
    def grid(self) -> PieceGrid:
        side = CELL_M / metres_on_map(np.array([self.lat])).item()
        return PieceGrid.of(self.begin, self.end, side)

    def beside(self, lon: Floats, lat: Floats, limit_m: float) -> Joins:
        """Find the streets beside places."""
        if not len(self.street):
            return _NONE
        xy, metres = on_map(lon, lat), metres_on_map(lat)
        most = (limit_m * _SLIGHTLY + _TINY) / metres
        place, piece = self.grid.beside(xy, most, (BESIDE_M * _SLIGHTLY) / metres)
        starts, leaps = self.begin[piece], self.end[piece] - self.begin[piece]
        away = xy[place] - starts
        part = ((away * leaps).sum(axis=1) / (leaps * leaps).sum(axis=1)).clip(0.0, 1.0)
        leg_m = np.hypot(*(away - part[:, None] * leaps).T) * metres[place]
        along = self.from_[piece] + part * (self.to[piece] - self.from_[piece])
        kept = _nearer_than_beside(place, piece, self.street[piece], leg_m)
        return Joins(place, self.street[piece], along, leg_m).chosen(kept)


def _nearer_than_beside(place: Ints, piece: Ints, street: Ints, leg_m: Floats) -> NDArray[np.bool_]:
    """Return which pieces are nearer to a place than those that go before and after them.

    So a street that comes by twice is joined twice, and one that bends about a place once. Rows are
    in the order of places, then of pieces.
    """
    follows = (np.diff(place) == 0) & (np.diff(piece) == 1) & (np.diff(street) == 0)
    farther = np.diff(leg_m)
    kept = np.ones(len(place), dtype=bool)
    kept[1:] &= ~(follows & (farther > -_SAME_M))
    kept[:-1] &= ~(follows & (farther < -_SAME_M))
    return kept


def _ordered(joins: Joins) -> Joins:
    return joins.chosen(np.lexsort((joins.along, joins.street, joins.place)))


_NONE: Final = Joins(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def _concatenated(parts: list[Joins]) -> Joins:
    return Joins(*map(np.concatenate, zip(_NONE, *parts, strict=True)))
