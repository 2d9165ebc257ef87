"""Adjust p-values for the number of tests, so that the false discovery rate is under control."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BH, BY = CORRECTIONS = ("benjamini_hochberg", "benjamini_yekutieli")


def adjust(p_values: Floats, correction: str) -> Floats:
    """Adjust p-values for the number of tests.

    Parameters
    ----------
    p_values
        Of all tests.
    correction
        One of :data:`CORRECTIONS`: of Benjamini and Hochberg (1995), or of Benjamini and Yekutieli
        (2001), which holds whatever the tests have to do with one another.

    Returns
    -------
    numpy.ndarray
        Of all that are at most q, a share of q or less is expected to be false.

    Notes
    -----
    As ``scipy.stats.false_discovery_control``; to import ``scipy.stats`` takes longer than to count
    the records of a small city.

    Examples
    --------
    >>> adjust(np.array([0.01, 0.02, 0.03, 0.5]), BH).round(3).tolist()
    [0.04, 0.04, 0.04, 0.5]
    """
    order = np.argsort(p_values)
    ranks = np.arange(1, len(p_values) + 1)
    scaled = p_values[order] * (len(p_values) / ranks)
    if correction == BY:
        scaled *= np.sum(1 / ranks)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.clip(adjusted, 0.0, 1.0)
