"""Kept times are those of the search, of these streets and sites; what is broken is made anew."""

import numpy as np
import pytest

from geo.core.artifacts import ArtifactStore
from geo.network import kept_times
from geo.network.kept_times import TIMES, kept_nearest_k
from geo.network.routing_graph import Graph
from geo.network.shortest_paths import nearest_k

STREET = Graph.of(3, [0, 1, 2, 1], [1, 2, 1, 0], [600, 300, 300, 500])
SITES = np.array([2, 0])
GROUPS = np.array([[True, True], [False, True]])


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path / "kept")


def never(*asked):
    raise AssertionError(asked)


def test_the_second_time_nothing_is_searched(store, monkeypatch):
    searched = nearest_k(STREET, (SITES, np.zeros(2)), GROUPS, 2)
    first = kept_nearest_k(store, STREET, SITES, GROUPS, 2)
    monkeypatch.setattr(kept_times, "nearest_k", never)
    second = kept_nearest_k(store, STREET, SITES, GROUPS, 2)
    for of, once, again in zip(searched, first, second, strict=True):
        np.testing.assert_array_equal(once, of)
        np.testing.assert_array_equal(again, of)
        assert not once.flags.writeable
        assert not again.flags.writeable


@pytest.mark.parametrize(
    "asked",
    [
        (Graph.of(3, [0, 1, 2, 1], [1, 2, 1, 0], [600, 300, 301, 500]), SITES, GROUPS, 2),
        (STREET, SITES[::-1].copy(), GROUPS, 2),
        (STREET, SITES, GROUPS[::-1].copy(), 2),
        (STREET, SITES, GROUPS.T.copy(), 1),
    ],
)
def test_other_streets_sites_or_groups_are_searched_for_themselves(store, asked):
    kept_nearest_k(store, STREET, SITES, GROUPS, 2)
    graph, sites, groups, count = asked
    for kept, of in zip(
        kept_nearest_k(store, *asked),
        nearest_k(graph, (sites, np.zeros(2)), groups, count),
        strict=True,
    ):
        np.testing.assert_array_equal(kept, of)


def test_what_is_broken_or_cannot_be_of_these_sites_is_made_anew(store):
    told = kept_nearest_k(store, STREET, SITES, GROUPS, 2)
    (kept,) = store.artifacts()
    key = kept.path.stem.removeprefix(f"{TIMES}-")
    forged = np.zeros(12, np.int32)
    for time_ds, site in ((forged - 1, forged), (forged, forged + 2), (forged[1:], forged[1:])):
        store.save(TIMES, key, {"time_ds": time_ds, "site": site})
        np.testing.assert_array_equal(kept_nearest_k(store, STREET, SITES, GROUPS, 2), told)
    kept.path.write_bytes(kept.path.read_bytes()[:-1] + b"x")
    np.testing.assert_array_equal(kept_nearest_k(store, STREET, SITES, GROUPS, 2), told)
