"""Local Moran's I of rates: values as esda's, chances as counted out."""

from itertools import combinations

import numpy as np
import pytest
from esda import Moran_Local_Rate, fdr
from hypothesis import given
from hypothesis import strategies as st
from libpysal.weights import lat2W
from scipy.sparse import csr_array

from geo.analyses.access.methods.local_moran import (
    ENOUGH,
    FIRST_DRAWS,
    chance_of_high,
    discoveries,
    empirical_bayes,
    local_moran,
)

GRID = lat2W(6, 6, rook=False)
TOUCHING = csr_array(GRID.sparse)


def rates(seed, spread):
    """People of 36 communities, and how many of them lack something."""
    random = np.random.default_rng(seed)
    population = np.exp(random.uniform(np.log(8), np.log(8000), 36)).astype(int).astype(float)
    chance = random.beta(2 / spread, 5 / spread, 36)
    return random.binomial(population.astype(int), chance).astype(float), population


@given(st.integers(0, 2**32 - 1), st.floats(0.2, 2.0))
def test_values_are_esdas_with_the_variance_of_a_share(seed, spread):
    events, population = rates(seed, spread)
    told = local_moran(empirical_bayes(events, population), TOUCHING)
    # m (1 - m) / n, of a share, is m / n', of a rare event, of n' = n / (1 - m) people
    rest = 1 - events.sum() / population.sum()
    esda = Moran_Local_Rate(events / rest, population / rest, GRID, permutations=0)
    np.testing.assert_allclose(told, esda.Is, rtol=1e-9, atol=1e-9)


def test_one_risk_for_all_is_divided_by_what_chance_lets_expect():
    events, population = np.array([1.0, 3, 50, 100]), np.array([10.0, 30, 500, 1000])
    assert empirical_bayes(events, population).tolist() == pytest.approx([0, 0, 0, 0])
    events[0] = 2  # still less spread than chance makes: nothing is between the communities
    mean = 155 / 1540
    expected = (0.2 - mean) / np.sqrt(mean * (1 - mean) / 10)
    assert empirical_bayes(events, population)[0] == pytest.approx(expected)


def test_what_is_the_same_in_eight_people_and_in_eight_thousand_weighs_otherwise():
    events, population = np.array([4.0, 4000, 1, 1000]), np.array([8.0, 8000, 8, 8000])
    few, many = empirical_bayes(events, population)[:2]
    assert 0 < few < 0.8 * many


def test_a_community_without_neighbours_has_no_part():
    touching = csr_array(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], float))
    told = local_moran(np.array([3.0, 1.0, -7.0]), touching)
    assert told[2] == 0
    chance, draws = chance_of_high(np.array([3.0, 1.0, -7.0]), touching, np.array([2]), 0.05)
    assert chance.tolist() == [1.0]
    assert draws.tolist() == [0]


def test_chances_are_those_of_all_combinations():
    random = np.random.default_rng(4)
    values = random.integers(-9, 10, 12).astype(float)
    touching = np.zeros((12, 12))
    for place in range(12):
        touching[place, random.choice(np.delete(np.arange(12), place), 3, replace=False)] = 1
    chance, draws = chance_of_high(values, csr_array(touching), np.arange(12), 0.05)
    for place in range(12):
        seen = touching[place] @ values
        sums = [sum(of) for of in combinations(np.delete(values, place), 3)]
        exact = np.mean([total >= seen for total in sums])
        # a count of ENOUGH is known to 1 / sqrt(ENOUGH) of itself
        assert chance[place] == pytest.approx(exact, rel=4 / np.sqrt(ENOUGH), abs=1 / FIRST_DRAWS)
        assert draws[place] <= max(FIRST_DRAWS, 2 * 12 / 0.05)


def test_what_is_like_any_other_is_drawn_for_least():
    values = np.arange(36.0)
    _, draws = chance_of_high(values, TOUCHING, np.arange(36), 0.05)
    assert draws[1] < 100  # neighbours lower than most
    assert draws[34] == FIRST_DRAWS  # the highest of all


@given(st.lists(st.floats(1e-6, 1.0), min_size=1, max_size=20), st.floats(0.01, 0.3))
def test_discoveries_are_those_of_esda(chance, level):
    told = discoveries(np.array(chance), level)
    limit = fdr(np.array(chance), level * (1 + 1e-9))  # esda asks for less, not for at most
    assert told.tolist() == [value <= limit * (1 + 1e-12) for value in chance]
