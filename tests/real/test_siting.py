"""San Francisco, 205 tracts and 16 stores (test data of pysal/spopt): the figures of others."""

import numpy as np
import pandas as pd
import pytest

from geo.analyses.planning.methods.covering import back_up, cover_all
from geo.analyses.planning.methods.pooled_staff import Pairs, pool_staff
from geo.analyses.planning.methods.site_problem import SiteProblem
from geo.analyses.planning.methods.siting import maximal_covering, p_centre, p_median

COVERED = [448255, 671938, 791499, 875247, 927402, 941462, 950428, 955113]
LIMIT_M = 5000


@pytest.fixture(scope="module")
def city(real):
    ways = pd.read_csv(real / "sf" / "distances_m.csv", dtype={"DestinationName": "str"})
    table = ways.pivot_table(index="DestinationName", columns="name", values="distance")
    people = ways.groupby("DestinationName")["demand"].first().reindex(table.index)
    return SiteProblem(table.to_numpy(), people.to_numpy(np.float64))


def test_covering(city):
    assert cover_all(city, LIMIT_M).objective == 8
    plans = [maximal_covering(city, LIMIT_M, count) for count in range(1, 9)]
    assert [plan.objective for plan in plans] == COVERED
    assert all(plan.proven for plan in plans)
    assert plans[3].objective / city.population.sum() == pytest.approx(0.91638, abs=5e-6)


def test_median_and_centre(city):
    median, centre = p_median(city, 4), p_centre(city, 4)
    assert median.objective / city.population.sum() == pytest.approx(2982.126858, abs=1e-6)
    assert centre.objective == pytest.approx(7403.0638, abs=1e-4)
    assert median.proven
    assert centre.proven


def test_a_back_up_is_another_store(city):
    tracts = SiteProblem(city.times, np.ones(205))
    plan = back_up(tracts, LIMIT_M, 8)
    assert plan.objective == 145
    assert plan.proven


def test_pooled_staff(city):
    tract, store = np.nonzero(city.times <= LIMIT_M)
    pairs = Pairs(tract, store, city.times[tract, store])
    pooled = pool_staff(city.population.astype(np.int64), 16, pairs, norm=500)
    assert (pooled.total, pooled.required, pooled.bound) == (1911, 2013, 1911)
