"""Draws of neighbours: by hand, and as likely as counted out."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.access.methods.local_moran_kernels import draw_neighbours

MANY = 4000


def drawn(values, place, seen, count, *, enough=MANY, most=MANY, seed=1):
    """Tell how many sums of so many others are as large as the one seen, and of how many draws."""
    tally = np.zeros((1, 2), np.int64)
    rows = np.array([place]), np.array([float(seen)]), np.array([count])
    draw_neighbours(np.array(values, float), *rows, tally, (enough, most, seed))
    return tally[0].tolist()


def test_what_is_drawn_is_never_the_place_itself():
    assert drawn([0, 100, 0], 1, 50, 1) == [0, MANY]
    assert drawn([0, 100, 0], 1, 0, 2) == [MANY, MANY]


def test_all_others_are_drawn_once():
    assert drawn([5, 1, 2, 4], 0, 7, 3) == [MANY, MANY]
    assert drawn([5, 1, 2, 4], 0, 7.5, 3) == [0, MANY]


def test_what_sums_up_to_nothing_is_a_tie_whatever_the_rounding():
    assert drawn([6, 1 / 3, 2 / 3, -1], 0, 0, 3) == [MANY, MANY]


def test_it_ends_when_there_are_enough_and_goes_on_from_what_it_was():
    assert drawn([1, 2, 3], 0, 0, 1, enough=20) == [20, 20]
    tally = np.array([[3, 10]])
    rows = np.array([0]), np.array([0.0]), np.array([1])
    draw_neighbours(np.array([1.0, 2, 3]), *rows, tally, (5, 99, 1))
    assert tally.tolist() == [[5, 12]]


@settings(max_examples=30)
@given(
    st.lists(st.integers(-9, 9), min_size=6, max_size=9),
    st.integers(0, 5),
    st.integers(1, 4),
    st.integers(0, 2**31),
)
def test_as_often_as_of_all_combinations(values, place, count, seed):
    others = values[:place] + values[place + 1 :]
    sums = [sum(of) for of in combinations(others, count)]
    seen = sorted(sums)[len(sums) * 3 // 4]
    exact = np.mean([total >= seen for total in sums])
    large, draws = drawn(values, place, seen, count, seed=seed)
    assert draws == MANY
    assert large / draws == pytest.approx(exact, abs=5 * np.sqrt(0.25 / MANY))
