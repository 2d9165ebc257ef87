"""Which coordinate system do the points fit? Nine ways to declare, three to be right."""

import numpy as np
import pandas as pd
import pytest
from shapely import box
from support.worlds import make_communities

from geo.analyses.population.methods.code_levels import code_level
from geo.analyses.validation.methods.coordinate_system import agreement, best_reading
from geo.spatial.coordinates import from_wgs84, to_wgs84
from geo.spatial.index.community_index import CommunityIndex

SYSTEMS = ("wgs84", "gcj02", "bd09")
SIDE = 0.01


@pytest.fixture(scope="module")
def index():
    cells = [(x, y) for x in range(12) for y in range(12)]
    shapes = [
        box(113 + x * SIDE, 34 + y * SIDE, 113 + (x + 1) * SIDE, 34 + (y + 1) * SIDE)
        for x, y in cells
    ]
    codes = [f"41010{1 + at // 72}{at // 12:03}{at:03}" for at in range(len(cells))]
    return CommunityIndex(make_communities(shapes, codes))


def city_of(index, true, population=3000, astray=0.05, column="community_code", seed=1):
    """People at home, and what their records say: points in the true system, some codes wrong."""
    random = np.random.default_rng(seed)
    lon = random.uniform(113, 113 + 12 * SIDE, population)
    lat = random.uniform(34, 34 + 12 * SIDE, population)
    codes = index.communities[column].to_numpy(object)
    stated = codes[index.find(lon, lat)]
    wrong = random.random(population) < astray
    stated[wrong] = random.choice(codes, wrong.sum())
    return from_wgs84(lon, lat, true), pd.Series(stated, dtype="str")


def verdict(index, true, declared, **how):
    raw, stated = city_of(index, true, **how)
    readings = {name: to_wgs84(*raw, name) for name in SYSTEMS}
    return best_reading(agreement(readings, stated, index), declared)


@pytest.mark.parametrize("true", SYSTEMS)
@pytest.mark.parametrize("declared", SYSTEMS)
def test_the_right_system_is_named_whatever_is_declared(index, true, declared):
    found = verdict(index, true, declared)
    assert found.best == true
    assert found.tested == 3000
    assert found.agree[true] > 0.94
    assert all(found.agree[other] < 0.7 for other in SYSTEMS if other != true)


@pytest.mark.parametrize("true", SYSTEMS)
@pytest.mark.parametrize("declared", SYSTEMS)
def test_districts_tell_too_though_little_differs(index, true, declared):
    found = verdict(index, true, declared, column="district_code", population=20_000, astray=0.02)
    assert found.best == true


def test_codes_that_have_nothing_to_do_with_the_points_accuse_nobody(index):
    for seed in range(20):
        found = verdict(index, "wgs84", "wgs84", astray=1.0, seed=seed)
        assert found.best == "wgs84"
        assert max(found.agree.values()) < 0.05


def test_a_few_records_prove_nothing(index):
    assert verdict(index, "gcj02", "wgs84", population=29).best == "wgs84"
    assert verdict(index, "gcj02", "wgs84", population=0).tested == 0


def test_codes_nobody_has_are_not_tested(index):
    stated = pd.Series(["410101000000", None, "410101", "410101000", "410101000001"], dtype="str")
    assert code_level(stated, index).tolist() == [0, -1, 2, 1, 0]
    nobody = pd.Series(["999999999999"] * 40, dtype="str")
    at = np.full(40, 113.005), np.full(40, 34.005)
    assert best_reading(agreement({"wgs84": at}, nobody, index), "wgs84").tested == 0


def test_a_point_nowhere_does_not_agree(index):
    stated = pd.Series(["410101000000"], dtype="str")
    agrees = agreement({"wgs84": (np.array([0.0]), np.array([0.0]))}, stated, index)
    assert agrees["wgs84"].tolist() == [False]
