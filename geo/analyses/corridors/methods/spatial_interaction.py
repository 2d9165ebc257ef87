"""Expected flows of doubly constrained spatial interaction models, without and with distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from pyproj import Geod

from geo.core.root_finding import brent

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

DOUBLY, SINGLY = MODELS = ("doubly", "singly")
POWER, EXPONENTIAL = DETERRENCES = ("power", "exponential")
TOLERANCE: Final = 1e-10
MOST_ROUNDS: Final = 10_000
MOST_ROUNDS_OF_KERNEL: Final = 500
MOST_CELLS: Final = 5_000_000
"""Pairs of origins and destinations over which a deterrence is fitted: 40 MB a matrix."""
_LEAST_KM: Final = 1.0
"""Places are known to a kilometre: none is nearer than that."""
_STEEPEST: Final = 64.0
"""Standard deviations of the cost over which a deterrence falls by e, beyond which none fits."""
_NO_SPREAD: Final = 1e-9
_LARGEST_EXPONENT: Final = 600.0
_WGS84: Final = Geod(ellps="WGS84")


class ExpectedFlows(NamedTuple):
    """Expected flows.

    Parameters
    ----------
    flow
        On the index of the flows; NaN where nothing is expected.
    model
        One of :data:`MODELS`.
    rounds
        Of the proportional fitting.
    error
        The largest relative error of a margin that is left.
    decay
        The parameter β of the deterrence, at least 0; NaN of a model without distance.
    """

    flow: pd.Series[float]
    model: str
    rounds: int
    error: float
    decay: float = float("nan")

    @property
    def converged(self) -> bool:
        """Whether all margins are met."""
        return self.error <= 10 * TOLERANCE


def expected_flows(flows: pd.DataFrame) -> ExpectedFlows:
    """Compute the flows that the margins alone would lead to.

    Parameters
    ----------
    flows
        ``origin``, ``destination`` (codes), ``flow``: one row per directed pair with people; none
        from a place to itself.

    Returns
    -------
    Expected
        The doubly constrained model without distance, E = a · b with both margins met (Wilson
        1971), by iterative proportional fitting (Deming and Stephan 1940); from a place to itself
        there is structurally nothing. With one origin or one destination alone both margins would
        only give the flows back: then it is the singly constrained model, which deals the sum out
        evenly.

    Notes
    -----
    The flows themselves meet the margins, so that there always is an answer; but where one place is
    an end of nearly all flows, fitting comes to it so slowly that it is left off, and the error
    stays over the tolerance.

    Examples
    --------
    >>> flows = pd.DataFrame({"origin": list("aabb"), "destination": list("xyxy"),
    ...                       "flow": [30, 10, 10, 30]})
    >>> expected_flows(flows).flow.tolist()
    [20.0, 20.0, 20.0, 20.0]
    """
    table = _Table.of(flows)
    if min(table.shape) <= 1:
        share = table.volume.sum() / max(len(flows), 1)
        return ExpectedFlows(pd.Series(share, flows.index), SINGLY, 0, 0.0)
    a, b, rounds, error = _fit(table.out, table.into, table.same)
    fitted = pd.Series(a[table.origin] * b[table.destination], flows.index)
    return ExpectedFlows(fitted, DOUBLY, rounds, error)


def gravity_flows(flows: pd.DataFrame, points: pd.DataFrame, deterrence: str) -> ExpectedFlows:
    """Compute the flows that the margins and the distances would lead to.

    Parameters
    ----------
    flows
        As for :func:`expected_flows`.
    points
        By code: ``lon``, ``lat`` (degrees, WGS84), NaN where not known.
    deterrence
        One of :data:`DETERRENCES`: f(d) = d^-β, or f(d) = exp(-β d); d in km along the ellipsoid,
        at least 1.

    Returns
    -------
    ExpectedFlows
        The doubly constrained gravity model E = a · b · f(d) with both margins met (Wilson 1971),
        β fitted so that the mean of d, or of ln d for the power, over the expected flows is that
        over the flows (Hyman 1969): the maximum of the likelihood of Poisson flows. With one
        origin or one destination alone it is the singly constrained model, which deals the sum out
        by f(d). A deterrence does not rise with distance: β is at least 0. NaN where a place is
        not known, or for more than :data:`MOST_CELLS` pairs of places.

    Examples
    --------
    Of three places on the equator, at 1, 2 and 4 degrees, half as many come from twice as far:

    >>> flows = pd.DataFrame({"origin": list("abc"), "destination": "x", "flow": [400, 200, 100]})
    >>> points = pd.DataFrame({"lon": [1.0, 2.0, 4.0, 0.0], "lat": 0.0}, index=list("abcx"))
    >>> gravity = gravity_flows(flows, points, POWER)
    >>> gravity.flow.round(6).tolist(), round(gravity.decay, 6)
    ([400.0, 200.0, 100.0], 1.0)
    """
    nothing = ExpectedFlows(pd.Series(np.nan, flows.index), DOUBLY, 0, 0.0)
    located = points.dropna().index
    placed = flows[flows["origin"].isin(located) & flows["destination"].isin(located)]
    table = _Table.of(placed)
    if placed.empty or table.shape[0] * table.shape[1] > MOST_CELLS:
        return nothing
    km = distances_km(points.loc[table.origins], points.loc[table.destinations])
    fitted = _deterred(table, np.log(km) if deterrence == POWER else km)
    flow = pd.Series(fitted.flow.to_numpy(), placed.index).reindex(flows.index)
    return fitted._replace(flow=flow)


def distances_km(start: pd.DataFrame, stop: pd.DataFrame) -> Floats:
    """Measure from every place to every other along the ellipsoid.

    Parameters
    ----------
    start, stop
        ``lon``, ``lat`` (degrees, WGS84).

    Returns
    -------
    numpy.ndarray
        In km, at least 1; shape (len(start), len(stop)).
    """
    every_start = start.take(np.repeat(np.arange(len(start)), len(stop)))
    every_stop = stop.take(np.tile(np.arange(len(stop)), len(start)))
    return pair_distances_km(every_start, every_stop).reshape(len(start), len(stop))


def pair_distances_km(start: pd.DataFrame, stop: pd.DataFrame) -> Floats:
    """Measure from each place to the one beside it.

    Parameters
    ----------
    start, stop
        ``lon``, ``lat`` (degrees, WGS84), as many of either.

    Returns
    -------
    numpy.ndarray
        In km, at least 1; NaN where a place is not known.

    Examples
    --------
    >>> ends = [pd.DataFrame({"lon": [lon], "lat": [0.0]}) for lon in (0.0, 1.0)]
    >>> pair_distances_km(*ends).round(3).tolist()
    [111.319]
    """
    lon, lat, to_lon, to_lat = (
        frame[axis].to_numpy(np.float64) for frame in (start, stop) for axis in ("lon", "lat")
    )
    metres = np.asarray(_WGS84.inv(lon, lat, to_lon, to_lat)[2], dtype=np.float64)
    known = np.isfinite(lon + lat + to_lon + to_lat)
    km: Floats = np.where(known, np.maximum(metres / 1000.0, _LEAST_KM), np.nan)
    return km


@dataclass(frozen=True, eq=False)
class _Table:
    """Flows as a table of origins and destinations, with its margins.

    ``same`` is for each origin the destination that is the same place, -1 where none is.
    """

    origins: pd.Index
    destinations: pd.Index
    origin: Places
    destination: Places
    volume: Floats
    out: Floats
    into: Floats
    same: Places

    @classmethod
    def of(cls, flows: pd.DataFrame) -> _Table:
        volume = flows["flow"].to_numpy(np.float64)
        (origin, origins), (destination, destinations) = (
            pd.factorize(flows[end], sort=True) for end in ("origin", "destination")
        )
        out, into = (np.bincount(at, volume).astype(np.float64) for at in (origin, destination))
        same = pd.Index(destinations).get_indexer(pd.Index(origins))
        return cls(
            origins=pd.Index(origins),
            destinations=pd.Index(destinations),
            origin=origin.astype(np.int64),
            destination=destination.astype(np.int64),
            volume=volume,
            out=out,
            into=into,
            same=same.astype(np.int64),
        )

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.out), len(self.into)


def _deterred(table: _Table, cost: Floats) -> ExpectedFlows:
    """Fit E = a · b · exp(-β cost) to the margins and to the mean cost."""
    possible = np.ones(table.shape)
    away = table.same >= 0
    possible[np.flatnonzero(away), table.same[away]] = 0.0
    cells = (table.origin, table.destination)
    one_end = min(table.shape) <= 1
    # What a row or a column has more of is taken up by its balancing factor.
    centred = cost - cost.mean() if one_end else _centred(cost)
    observed = float((table.volume * centred[cells]).sum() / table.volume.sum())
    balanced = _shared_out if one_end else _balanced

    def expected(decay: float) -> _Fitted:
        kernel = np.exp(np.clip(-decay * centred, -_LARGEST_EXPONENT, _LARGEST_EXPONENT))
        return balanced(kernel * possible, table)

    def excess(decay: float) -> float:
        flows = expected(decay).flows
        return float((flows * centred).sum() / flows.sum()) - observed

    model = SINGLY if one_end else DOUBLY
    decay = np.nan if expected(0.0).error > TOLERANCE else _root(excess, float(centred.std()))
    if np.isnan(decay):
        return ExpectedFlows(pd.Series(np.nan, range(len(table.volume))), model, 0, 0.0)
    fitted = expected(decay)
    flow = pd.Series(fitted.flows[cells])
    return ExpectedFlows(flow, model, fitted.rounds, fitted.error, decay)


def _centred(cost: Floats) -> Floats:
    centred: Floats = (
        cost - cost.mean(axis=0, keepdims=True) - cost.mean(axis=1, keepdims=True) + cost.mean()
    )
    return centred


def _root(excess: Callable[[float], float], spread: float) -> float:
    """Return the β at which the mean cost is that observed: 0 where none is nearer; NaN if none."""
    if spread < _NO_SPREAD or excess(0.0) <= 0.0:
        return 0.0
    step = 1.0 / spread
    high = step
    while excess(high) > 0.0 and high < _STEEPEST * step:
        high *= 2.0
    if not excess(high) <= 0.0:
        return float("nan")
    return brent(excess, 0.0, high, xtol=1e-10 * step, rtol=1e-10)


class _Fitted(NamedTuple):
    """Flows of all origins to all destinations; rounds of fitting, and the error left."""

    flows: Floats
    rounds: int
    error: float


def _shared_out(kernel: Floats, table: _Table) -> _Fitted:
    """Deal the sum out by the kernel."""
    return _Fitted(kernel * (table.volume.sum() / kernel.sum()), 0, 0.0)


def _balanced(kernel: Floats, table: _Table) -> _Fitted:
    """Balance rows and columns of a kernel."""
    a, b, error, rounds = table.out, table.into / table.into.sum(), np.inf, 0
    while rounds < MOST_ROUNDS_OF_KERNEL and error > TOLERANCE:
        a = table.out / (kernel @ b)
        open_to = a @ kernel
        error = float(np.max(np.abs(b * open_to - table.into) / table.into))
        b = table.into / open_to
        rounds += 1
    return _Fitted(kernel * np.outer(a, b), rounds, error)


def _fit(out: Floats, into: Floats, same: NDArray[np.int64]) -> tuple[Floats, Floats, int, float]:
    """Fit E = a · b, 0 from a place to itself, to both margins.

    Parameters
    ----------
    out, into
        The margins, over 0.
    same
        For each origin the destination that is the same place, -1 where none is.
    """
    has_destination = same >= 0
    back = np.full(len(into), -1)
    back[same[has_destination]] = np.flatnonzero(has_destination)
    has_origin = back >= 0
    b = into / into.sum()
    a, error, rounds = out.copy(), np.inf, 0
    while rounds < MOST_ROUNDS and error > TOLERANCE:
        a = out / (b.sum() - np.where(has_destination, b[same], 0.0))
        open_to = a.sum() - np.where(has_origin, a[back], 0.0)
        error = float(np.max(np.abs(b * open_to - into) / into))
        b = into / open_to
        rounds += 1
    return a, b, rounds, error
