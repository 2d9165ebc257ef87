"""Which flows are statistically significant: the disparity filter, corrected for many tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.core.false_discovery import BH, adjust

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

SEED: Final = 2009
"""Of the noise flows are tried under: the same in every run."""


def disparity(weights: Floats, groups: Places) -> Floats:
    """Compute p-values: the chance of a flow so large if its end's sum were split at random.

    Parameters
    ----------
    weights
        Flows, at least 0.
    groups
        For each the end it is seen from, numbered from 0.

    Returns
    -------
    numpy.ndarray
        p of each flow: α = (1 − w / s)^(k − 1), s the sum of the end and k its number of flows over
        0 (Serrano, Boguñá and Vespignani 2009, equation 2). An end with one flow (k = 1) says
        nothing of it: p is 1, so that the other end decides. So it is for no flow at all.

    Examples
    --------
    >>> disparity(np.array([1.0, 1.0, 1.0, 5.0]), np.array([0, 0, 0, 1])).round(3).tolist()
    [0.444, 0.444, 0.444, 1.0]
    """
    sums = np.bincount(groups, weights)[groups]
    degrees = np.bincount(groups, weights > 0)[groups]
    tested = (weights > 0) & (degrees > 1)
    p = np.ones(len(weights))
    rest = np.clip(1.0 - weights[tested] / sums[tested], 0.0, 1.0)
    p[tested] = rest ** (degrees[tested] - 1.0)
    return p


def backbone(flows: pd.DataFrame) -> pd.DataFrame:
    """Test directed flows from both ends.

    Parameters
    ----------
    flows
        ``origin``, ``destination`` (codes), ``flow``: one row per directed pair.

    Returns
    -------
    pandas.DataFrame
        On the index of ``flows``: ``p_value_origin``, ``p_value_destination`` and ``p_value``, the
        smaller of both.
    """
    edges = Edges.of(flows)
    p_value_origin, p_value_destination = edges.test(flows["flow"].to_numpy(np.float64))
    return pd.DataFrame(
        {
            "p_value_origin": p_value_origin,
            "p_value_destination": p_value_destination,
            "p_value": np.minimum(p_value_origin, p_value_destination),
        },
        flows.index,
    )


def adjusted(p_values: Floats, correction: str) -> Floats:
    """Adjust p-values for the number of tests.

    Parameters
    ----------
    p_values
        Of all tests; 1 where nothing could be tested, which is no test and not counted as one.
    correction
        As for :func:`geo.core.false_discovery.adjust`.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, 0.03, 1.0]), BH).round(3).tolist()
    [0.03, 0.04, 0.04, 1.0]
    """
    tested = p_values < 1.0
    corrected = np.ones(len(p_values))
    corrected[tested] = adjust(p_values[tested], correction)
    return corrected


@dataclass(frozen=True, eq=False)
class Edges:
    """Directed flows with their ends numbered, ready to be tested under many weights."""

    origin: Places
    destination: Places

    @classmethod
    def of(cls, flows: pd.DataFrame) -> Edges:
        """Assign every end of ``origin`` and ``destination`` a number."""
        ends = (pd.factorize(flows[end])[0] for end in ("origin", "destination"))
        return cls(*(end.astype(np.int64) for end in ends))

    def test(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return p from the origins and from the destinations."""
        return disparity(weights, self.origin), disparity(weights, self.destination)


@dataclass(frozen=True, eq=False)
class Rule:
    """When a corridor is significant: adjusted ``p <= p_limit``, and ``min_flow`` both ways."""

    p_limit: float
    min_flow: float
    correction: str = BH

    def smallest(self, edges: Edges, weights: Floats, pairs: Places, count: int) -> Floats:
        """Return the smallest adjusted p of each pair: of all its flows, from both ends.

        Parameters
        ----------
        edges, weights
            Directed flows.
        pairs
            For each flow its pair, numbered from 0.
        count
            How many pairs there are.
        """
        corrected = adjusted(np.concatenate(edges.test(weights)), self.correction)
        smallest = np.ones(count)
        np.minimum.at(smallest, np.tile(pairs, 2), corrected)
        return smallest

    def kept(self, edges: Edges, weights: Floats, pairs: Places, count: int) -> NDArray[np.bool_]:
        """Return which pairs are significant: one way at least is; see :meth:`smallest`."""
        smallest = self.smallest(edges, weights, pairs, count)
        volume = np.bincount(pairs, weights, count)
        # Sums of parts of a whole fall short of it by a rounding.
        significant: NDArray[np.bool_] = (smallest <= self.p_limit) & (
            volume >= self.min_flow - 1e-9
        )
        return significant


@dataclass(frozen=True, eq=False)
class Stability:
    """How decisions stand under noise.

    Parameters
    ----------
    percent
        Every flow was made up to so many percent larger or smaller, each by itself.
    draws
        How often.
    selection_frequency
        For each pair the share of draws in which it is significant.
    unstable_mean
        Pairs decided otherwise than by the data, in the mean of the draws.
    """

    percent: int
    draws: int
    selection_frequency: Floats
    unstable_mean: float


def stability(
    flows: pd.DataFrame, pairs: Places, rule: Rule, percent: int, draws: int, count: int
) -> Stability:
    """Try decisions under noise: every flow times a number from 1 − x to 1 + x, evenly drawn.

    Parameters
    ----------
    flows
        ``origin``, ``destination``, ``flow``; for the same answer the same order of rows.
    pairs
        For each flow its pair, numbered from 0.
    rule
        What is significant.
    percent
        100 x.
    draws
        How often, at least 1.
    count
        How many pairs there are.
    """
    edges, volume = Edges.of(flows), flows["flow"].to_numpy(np.float64)
    random = np.random.default_rng(SEED)
    significant = rule.kept(edges, volume, pairs, count)
    times, rank_unstable = np.zeros(len(significant)), 0
    for _ in range(draws):
        noise = random.uniform(1 - percent / 100, 1 + percent / 100, len(volume))
        drawn = rule.kept(edges, volume * noise, pairs, count)
        times += drawn
        rank_unstable += int((drawn != significant).sum())
    return Stability(percent, draws, times / draws, rank_unstable / draws)
