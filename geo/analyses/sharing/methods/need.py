"""What staff may be lent to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]


class Need(NamedTuple):
    """What may be lent to whom, in whole numbers.

    Parameters
    ----------
    source, sink
        Of each way: the number of the lender, and of the community that lacks staff.
    distance_m
        Of each way (float64).
    posts
        Of each lender: what it has too much, in units.
    persons
        Of each lender, a row: how many full-time and how many part-time staff it has.
    unanswered
        Of each sink: people whom nobody answers for.
    weight
        What a full-time and a part-time person count as, in units.
    people_per_unit
        People that a unit may answer for.
    """

    source: Whole
    sink: Whole
    distance_m: NDArray[np.float64]
    posts: Whole
    persons: Whole
    unanswered: Whole
    weight: tuple[int, int]
    people_per_unit: Fraction
