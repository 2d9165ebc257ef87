"""Travel times as a table made elsewhere says, from communities or from points to sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.analyses.access.methods.nearest_origins import NO_ORIGIN, NearestOrigins
from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.city.settings import TravelTimeTable

    Bools = NDArray[np.bool_]
    Deciseconds = NDArray[np.int32]

_LEVELS: Final = ("district", "subdistrict", "community")
"""What times may be from; of a community its own count, then those of its subdistrict."""
_NOTHING: Final = -1
_DECISECONDS: Final = 600


@dataclass(frozen=True, eq=False)
class MatrixTravelTimes:
    """Travel times worked out elsewhere; ``node`` of a demand point is the row of its origin.

    Parameters
    ----------
    time_ds
        One row per origin, a column a site (int32);
        :data:`geo.network.shortest_path_kernels.UNREACHED` where the table has no time. Origins are
        the communities, or points, of which the last row is none.
    known
        Of which pairs it is known that there is no way, or how long it takes.
    mode
        The only mode that the table is of.
    cutoff_ds
        What is not known takes longer than this; under 0: nobody can say.
    origins
        Finds the nearest origin, where these are points; None: they are communities.
    """

    time_ds: Deciseconds
    known: Bools
    mode: str
    cutoff_ds: int = _NOTHING
    origins: NearestOrigins | None = None
    name: str = "matrix"
    draws_areas: bool = False

    @property
    def of_points(self) -> bool:
        """Whether origins are points."""
        return self.origins is not None

    @property
    def modes(self) -> tuple[str, ...]:
        """The only mode."""
        return (self.mode,)

    @classmethod
    def of(
        cls,
        table: pd.DataFrame,
        communities: pd.DataFrame,
        sites: pd.DataFrame,
        mode: str,
        cutoff_minutes: int = 0,
    ) -> MatrixTravelTimes:
        """Make ways of a table.

        Parameters
        ----------
        table
            See :func:`geo.city.datasets.travel_times.read_travel_times`; of pairs that stand twice
            the shortest time counts.
        communities
            ``community_code``, ``subdistrict_code``, ``district_code``.
        sites
            ``site_name``, and ``site_id`` where any has one.
        mode
            What the table is of.
        cutoff_minutes
            The table has every pair up to so many minutes; 0: it does not say so.
        """
        site = site_numbers(table["site_name"], sites)
        level = unit_levels(table["community_code"], communities)
        time_ds = np.full((len(communities), len(sites)), UNREACHED, np.int32)
        known = np.zeros(time_ds.shape, dtype=bool)
        for name in _LEVELS:
            rows = (level == name) & (site >= 0)
            codes = communities[f"{name}_code"]
            units = pd.Index(codes.dropna().unique())
            ends = units.get_indexer(pd.Index(table["community_code"][rows])), site[rows]
            shape = len(units) + 1, len(sites)  # the last row is of no unit
            times, stated = _shortest(ends, table["minutes"][rows], shape)
            unit = units.get_indexer(pd.Index(codes))
            time_ds = np.where(stated[unit], times[unit], time_ds)
            known |= stated[unit]
        known, cutoff_ds = _known_until(time_ds, known, cutoff_minutes)
        return cls(time_ds, known, mode, cutoff_ds)

    @classmethod
    def of_origins(
        cls,
        table: pd.DataFrame,
        origins: pd.DataFrame,
        sites: pd.DataFrame,
        mode: str,
        settings: TravelTimeTable,
    ) -> MatrixTravelTimes:
        """Make ways of a table whose origins are points.

        Parameters
        ----------
        table
            As :meth:`of` takes it, with ``origin_id`` in place of ``community_code``.
        origins
            ``origin_id``, each once, ``lon``, ``lat``.
        sites, mode
            As :meth:`of` takes them.
        settings
            What ``city.toml`` says of the table: how far people may be from an origin, and up to
            which time it has every pair.
        """
        origin = pd.Index(origins["origin_id"]).get_indexer(pd.Index(table["origin_id"]))
        site = site_numbers(table["site_name"], sites)
        rows = (origin >= 0) & (site >= 0)
        shape = len(origins) + 1, len(sites)
        time_ds, known = _shortest((origin[rows], site[rows]), table["minutes"][rows], shape)
        nearest = NearestOrigins(origins, settings.origin_snap_m)
        known, cutoff_ds = _known_until(time_ds, known, settings.cutoff_minutes)
        return cls(time_ds, known, mode, cutoff_ds, nearest)

    def off(self, demand_points: pd.DataFrame) -> Bools:
        """State that none is."""
        return np.zeros(len(demand_points), dtype=bool)

    def sites_on(self) -> Bools:
        """Return which sites the table knows a way to."""
        on: Bools = (self.time_ds != UNREACHED).any(axis=0)
        return on

    def known_until(self, demand_points: pd.DataFrame, offered: Bools, mode: str) -> Deciseconds:
        """Return up to which time it is known that a demand point without a way has none."""
        del mode
        all_known = self.known[:, offered].all(axis=1)
        until = np.where(all_known, UNREACHED, self.cutoff_ds).astype(np.int32)
        if self.of_points:  # nobody knows how long it takes from no origin
            until[-1] = _NOTHING
        return until[_rows(demand_points)]

    def best_two(
        self, demand_points: pd.DataFrame, offered: Bools, mode: str
    ) -> tuple[Deciseconds, Deciseconds]:
        """Return for each service and demand point the times to the two nearest, and which."""
        del mode
        rows = _rows(demand_points)
        lone = np.full((len(self.time_ds), 2), UNREACHED, np.int32)
        best, which = [], []
        for offers in offered:
            times = np.where(offers, self.time_ds, UNREACHED)
            times = np.concatenate([times, lone], axis=1)  # so that there are two
            site = np.argsort(times, axis=1, kind="stable")[:, :2]
            nearest_ds = np.take_along_axis(times, site, axis=1).astype(np.int32)
            best.append(nearest_ds[rows])
            which.append(np.where(nearest_ds == UNREACHED, -1, site).astype(np.int32)[rows])
        return np.stack(best), np.stack(which)

    def to_site(self, demand_points: pd.DataFrame, site: int, mode: str) -> Deciseconds:
        """Return the time from each demand point to one site."""
        del mode
        times: Deciseconds = self.time_ds[_rows(demand_points), site]
        return times

    def from_place(self, lon: float, lat: float, mode: str) -> Deciseconds | None:
        """Return the time from the origin nearest to a place to each site; None: none is near."""
        del mode
        if self.origins is None:
            return None
        [row] = self.origins.of(pd.DataFrame({"lon": [lon], "lat": [lat]}))
        return None if row == NO_ORIGIN else self.time_ds[row]

    def areas(self, site: int, mode: str, limits: Sequence[int]) -> list[Any]:
        """Draw nothing."""
        del site, mode
        return [shapely.MultiPolygon() for _ in limits]


def site_numbers(named: pd.Series[str], sites: pd.DataFrame) -> NDArray[np.int64]:
    """Return the number of the site of each row of a table, by id, else by name; -1 for none.

    Of sites that share a name the first is meant: :func:`shared_names` tells of them.

    Examples
    --------
    >>> sites = pd.DataFrame({"site_name": ["A", "B"], "site_id": ["7", None]}, dtype="str")
    >>> site_numbers(pd.Series(["B", "7", "A", "C"]), sites).tolist()
    [1, 0, 0, -1]
    """
    number = np.full(len(named), -1, np.int64)
    for column in ("site_name", "site_id"):
        if column in sites:
            names = sites[column].dropna().drop_duplicates()
            positions = pd.Index(names).get_indexer(pd.Index(named))
            row_numbers = np.append(names.index.to_numpy(np.int64), -1)  # the last where it is none
            number = np.where(positions >= 0, row_numbers[positions], number)
    return number


def shared_names(named: pd.Series[str], sites: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows name a site by a name that several sites have."""
    shared = sites["site_name"][sites["site_name"].duplicated(keep=False)]
    meant = named.isin(shared)
    if "site_id" in sites:
        meant &= ~named.isin(sites["site_id"].dropna())
    return meant.to_numpy(bool)


def unit_levels(codes: pd.Series[str], communities: pd.DataFrame) -> pd.Series[str]:
    """Return of which level each code is, the smallest first; "" where it is none of the city's."""
    level = pd.Series("", codes.index, dtype="str")
    for name in _LEVELS:
        level = level.mask(codes.isin(communities[f"{name}_code"].dropna()), name)
    return level


def _shortest(
    ends: tuple[NDArray[np.int64], NDArray[np.int64]],
    minutes: pd.Series[float],
    shape: tuple[int, int],
) -> tuple[Deciseconds, Bools]:
    """Return the shortest time of each pair of a table, and which pairs it states."""
    times = np.full(shape, UNREACHED, np.int32)
    stated = np.zeros(shape, dtype=bool)
    np.minimum.at(times, ends, _deciseconds(minutes))
    stated[ends] = True
    return times, stated


def _known_until(time_ds: Deciseconds, stated: Bools, minutes: int) -> tuple[Bools, int]:
    """Return which pairs are known, and past which time the others are, of a table with a limit."""
    if not minutes:
        return stated, _NOTHING
    return time_ds != UNREACHED, minutes * _DECISECONDS


def _deciseconds(minutes: pd.Series[float]) -> Deciseconds:
    longest = UNREACHED - 1
    times = np.rint(minutes.to_numpy(np.float64) * _DECISECONDS).clip(max=longest)
    return np.where(np.isnan(times), UNREACHED, times).astype(np.int32)


def _rows(demand_points: pd.DataFrame) -> NDArray[np.int64]:
    return demand_points["node"].to_numpy(np.int64)
