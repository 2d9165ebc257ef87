"""Kept lending is that of the same need; what nobody could lend is found anew."""

from fractions import Fraction

import numpy as np
import pytest

from geo.analyses.sharing.kept_lending import LENDING, kept_lending
from geo.analyses.sharing.methods.lending import Need, lend
from geo.core.artifacts import ArtifactStore

NEED = Need(
    source=np.array([0, 0, 1]),
    sink=np.array([0, 1, 1]),
    distance_m=np.array([500.0, 300.0, 200.0]),
    posts=np.array([6, 2]),
    persons=np.array([[3, 1], [0, 2]]),
    unanswered=np.array([850, 700]),
    weight=(2, 1),
    people_per_unit=Fraction(250),
)


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path / "kept")


def test_the_second_time_nothing_is_solved(store, monkeypatch):
    assert (kept_lending(store, NEED) == lend(NEED)).all()
    told = lend(NEED).tolist()
    monkeypatch.setattr("geo.analyses.sharing.kept_lending.lend", pytest.fail)
    assert kept_lending(store, NEED).tolist() == told


@pytest.mark.parametrize(
    "other",
    [
        NEED._replace(unanswered=np.array([850, 0])),
        NEED._replace(persons=np.array([[0, 1], [0, 2]])),
        NEED._replace(weight=(1, 1)),
        NEED._replace(people_per_unit=Fraction(500)),
    ],
)
def test_another_need_is_solved_for_itself(store, other):
    kept_lending(store, NEED)
    assert kept_lending(store, other).tolist() == lend(other).tolist()
    assert len(store.artifacts()) == 2


@pytest.mark.parametrize(
    "forged", [[0, 0, 0, 0], [4, 0, 0, 0, 0, 0], [3, 1, 0, 0, 0, 0], [-1, 0, 0, 0, 0, 0]]
)
def test_what_nobody_could_lend_is_found_anew(store, forged):
    told = kept_lending(store, NEED).tolist()
    (kept,) = store.artifacts()
    key = kept.path.stem.removeprefix(f"{LENDING}-")
    store.save(LENDING, key, {"lent": np.array(forged)})
    assert kept_lending(store, NEED).tolist() == told
