"""How large flows would be if both ends kept their sums and nobody preferred any place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DOUBLY, SINGLY = MODELS = ("doubly", "singly")
TOLERANCE: Final = 1e-10
MOST_ROUNDS: Final = 10_000


class ExpectedFlows(NamedTuple):
    """Expected flows.

    Parameters
    ----------
    flow
        On the index of the flows.
    model
        One of :data:`MODELS`.
    rounds
        Of the proportional fitting.
    error
        The largest relative error of a margin that is left.
    """

    flow: pd.Series[float]
    model: str
    rounds: int
    error: float

    @property
    def converged(self) -> bool:
        """Whether all margins are met."""
        return self.error <= 10 * TOLERANCE


def expected_flows(flows: pd.DataFrame) -> ExpectedFlows:
    """Compute how large each flow would be without any preference.

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
    volume = flows["flow"].astype("float64")
    ends = [pd.factorize(flows[end], sort=True) for end in ("origin", "destination")]
    (origin, origins), (destination, destinations) = ends
    if min(len(origins), len(destinations)) <= 1:
        share = volume.sum() / max(len(flows), 1)
        return ExpectedFlows(pd.Series(share, flows.index), SINGLY, 0, 0.0)
    out = np.bincount(origin, volume).astype(np.float64)
    into = np.bincount(destination, volume).astype(np.float64)
    same = pd.Index(destinations).get_indexer(pd.Index(origins))
    a, b, rounds, error = _fit(out, into, same)
    return ExpectedFlows(pd.Series(a[origin] * b[destination], flows.index), DOUBLY, rounds, error)


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
