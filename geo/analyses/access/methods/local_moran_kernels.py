"""How likely local Moran's I is by chance, compiled once for all runs.

``esda`` compiles its own loop anew in every process, for longer than a whole run takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.jit import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

TIE: Final = 1e-12
"""Sums of the same values in another order may differ by this, relative to the largest value."""


def _chances(
    z: NDArray[np.float64],
    observed: NDArray[np.float64],
    first: NDArray[np.int32],
    weights: NDArray[np.float64],
    draws: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Compute how often places drawn at random as neighbours give as extreme a statistic.

    Parameters
    ----------
    z
        Values less their mean, a place each.
    observed
        ``z`` times the weighted mean of the neighbours' ``z``.
    first
        Where the neighbours of each place begin among ``weights``, and the end.
    weights
        Of neighbours; those of a place add up to 1.
    draws
        Permutations by places: others than the place itself, numbered as if it were not there.

    Returns
    -------
    NDArray[float64]
        (M + 1) / (R + 1), with M the fewer of those at least as large and those smaller, of R: the
        "directed" pseudo p-value of ``esda``. Ties count as at least as large.
    """
    chance = np.ones(len(z))
    largest = 0.0
    for value in z:
        largest = max(largest, abs(value))
    for place in range(len(z)):
        least = observed[place] - TIE * largest * abs(z[place])
        larger = 0
        for draw in range(len(draws)):
            lag = 0.0
            for at in range(first[place], first[place + 1]):
                other = draws[draw, at - first[place]]
                if other >= place:
                    other += 1
                lag += z[other] * weights[at]
            if z[place] * lag >= least:
                larger += 1
        fewer = min(larger, len(draws) - larger)
        chance[place] = (fewer + 1.0) / (len(draws) + 1.0)
    return chance


chances = compiled(_chances)
