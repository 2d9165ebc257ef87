"""The chance of local Moran's I: by hand, and as a plain permutation has it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.access.methods.local_moran_kernels import chances


def told(z, neighbours, draws):
    """Call it with equal weights of the neighbours of each place."""
    first = np.cumsum([0, *map(len, neighbours)]).astype(np.int32)
    weights = np.concatenate([np.full(len(of), 1 / len(of)) for of in neighbours])
    lag = np.array([np.mean(z[of]) for of in neighbours])
    return chances(z, z * lag, first, weights, np.array(draws, np.int64))


def test_by_hand():
    z = np.array([2.0, 1.0, -1.0, -2.0])
    # of place 0: 2 x 1; drawn others 0, 1, 2 are places 1, 2, 3: 2, -2, -4; one is as large
    chance = told(z, [[1], [0], [3], [2]], [[0], [1], [2]])
    assert chance[0] == pytest.approx((1 + 1) / (3 + 1))


def test_what_is_drawn_is_never_the_place_itself():
    z = np.array([0.0, 100.0, 0.0])
    # of place 1 all draws are zeros: each as large as what is seen, none smaller
    assert told(z, [[2], [0], [0]], [[0], [1]])[1] == pytest.approx(1 / 3)


def test_what_sums_up_to_nothing_is_a_tie_whatever_the_rounding():
    z = np.array([6.0, 1.0, 2.0, -3.0, 0.0])
    # the same three neighbours of place 0 in every order: 1/3 + 2/3 - 3/3 is not always 0
    draws = [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1], [1, 2, 0], [0, 2, 1]]
    chance = told(z, [[1, 2, 3], [0, 2, 4], [0, 1, 4], [0, 1, 4], [0, 1, 2]], draws)
    assert chance[0] == pytest.approx(1 / 7)


@given(
    st.lists(st.integers(-9, 9), min_size=6, max_size=12),
    st.integers(0, 2**32 - 1),
    st.integers(1, 4),
)
def test_as_a_plain_permutation_has_it(values, seed, count):
    random = np.random.default_rng(seed)
    z = np.array(values, float)
    others = len(z) - 1
    neighbours = [random.choice(others, count, replace=False) for _ in z]
    neighbours = [of + (of >= at) for at, of in enumerate(neighbours)]
    draws = np.array([random.choice(others, count, replace=False) for _ in range(19)])
    chance = told(z, neighbours, draws)
    for at, of in enumerate(neighbours):
        rest = np.delete(z, at)
        # whole numbers: no rounding
        larger = int(np.sum(z[at] * rest[draws].sum(axis=1) >= z[at] * z[of].sum()))
        assert chance[at] == pytest.approx((min(larger, 19 - larger) + 1) / 20)
