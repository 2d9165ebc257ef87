"""Local Moran's I of rates: where high rates lie together more than by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.analyses.access.methods.local_moran_kernels import draw_neighbours
from geo.core.false_discovery import BH, adjust

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ENOUGH: Final = 20
"""Sums as large as the one seen after which a community is drawn for no more."""
FIRST_DRAWS: Final = 999
_SEED: Final = 20_101


def empirical_bayes(events: Floats, population: Floats) -> Floats:
    """Standardise rates by the mean and variance that each population lets expect.

    Parameters
    ----------
    events, population
        Of each community, float64; populations over 0.

    Returns
    -------
    NDArray[float64]
        Assunção & Reis (1999), equations 5 to 7: a rate of 8 people varies more than one of 8,000,
        and is divided by so much more.
    """
    rate = events / population
    mean = events.sum() / population.sum()
    chance = mean * (1 - mean)
    spread = (population * (rate - mean) ** 2).sum() / population.sum()
    between = max(0.0, spread - chance / population.mean())
    return np.asarray((rate - mean) / np.sqrt(between + chance / population))


def standard_errors_over(events: Floats, population: Floats) -> Floats:
    """Return how many standard errors each rate is over that of all together.

    Parameters
    ----------
    events, population
        See :func:`empirical_bayes`; neither none nor all of the people.

    Returns
    -------
    NDArray[float64]
        The standard error is that of a share of so many people at the rate of all.

    Examples
    --------
    >>> standard_errors_over(np.array([20.0, 80.0]), np.array([100.0, 900.0])).round(2).tolist()
    [3.33, -1.11]
    """
    mean = events.sum() / population.sum()
    return np.asarray((events / population - mean) / np.sqrt(mean * (1 - mean) / population))


def local_moran(values: Floats, neighbours: Any) -> Floats:
    """Compute local Moran's I (Anselin 1995).

    Parameters
    ----------
    values
        Of each community, not all equal.
    neighbours
        Sparse matrix of 0 and 1, shape ``(n, n)``; none is its own neighbour.

    Returns
    -------
    NDArray[float64]
        0 of a community without neighbours.
    """
    z = values - values.mean()
    counts = np.maximum(neighbours.sum(axis=1), 1)
    return np.asarray(z * (neighbours @ z) / counts / z.var(ddof=1))


def chance_of_high(
    values: Floats, neighbours: Any, places: NDArray[np.int64], level: float
) -> tuple[Floats, NDArray[np.int64]]:
    """Compute how likely neighbours as high as those of a community are by chance.

    Parameters
    ----------
    values, neighbours
        See :func:`local_moran`.
    places
        Communities asked for, by position.
    level
        The false discovery rate that the chances are for: they are drawn for until all are told
        apart at this level.

    Returns
    -------
    chance
        Of each of ``places``: 1 without neighbours.
    draws
        How often was drawn for it.

    Notes
    -----
    Conditional permutation (Anselin 1995), upper tail; sequential (Besag & Clifford 1991): a
    community is done after :data:`ENOUGH` draws as large as what is seen, with the chance
    ``ENOUGH / draws``; the others have ``(large + 1) / (draws + 1)``. Draws are doubled for these
    until all of them are discoveries, as of Gandy & Hahn (2014), or there were ``2 m / level`` of
    ``m`` communities: enough for a single one.
    """
    counts = np.diff(neighbours.indptr)[places].astype(np.int64)
    observed = (neighbours @ values)[places]
    tally = np.zeros((len(places), 2), np.int64)
    chance = np.ones(len(places))
    going = np.flatnonzero(counts > 0)
    draws, most = FIRST_DRAWS, max(FIRST_DRAWS, int(2 * len(places) / level))
    while len(going):
        drawn = tally[going]
        schedule = ENOUGH, draws, _SEED
        draw_neighbours(values, places[going], observed[going], counts[going], drawn, schedule)
        tally[going] = drawn
        done = drawn[:, 0] >= ENOUGH
        large = np.where(done, ENOUGH, drawn[:, 0] + 1.0)
        chance[going] = large / np.where(done, drawn[:, 1], drawn[:, 1] + 1.0)
        going = going[~done]
        if draws >= most or discoveries(chance, level)[going].all():
            break
        draws = min(2 * draws, most)
    return chance, tally[:, 1]


def discoveries(chance: Floats, level: float) -> NDArray[np.bool_]:
    """Return which chances stand at a false discovery rate (Benjamini & Hochberg 1995).

    Examples
    --------
    >>> discoveries(np.array([0.01, 0.02, 0.03, 0.5]), 0.05).tolist()
    [True, True, True, False]
    """
    return adjust(chance, BH) <= level
