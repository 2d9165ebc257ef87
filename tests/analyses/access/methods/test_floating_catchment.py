"""Catchments: published values, the plain sums, and that no supply is made or lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.access.methods.floating_catchment import (
    DECISECONDS_PER_MINUTE,
    ZONES,
    catchment_access,
    site_gain,
    spatial_availability,
    step_weights,
    table_access,
    weight_table,
)
from geo.core import parallel as threads
from geo.network.shortest_paths import Graph, within

CLOSE = {"rtol": 1e-12, "atol": 0}
NODES = 9
LIMIT = max(ZONES) * DECISECONDS_PER_MINUTE


def all_pairs(weights):
    """Place, site and weight of every pair of a table of weights."""
    place, site = np.indices(weights.shape).reshape(2, -1)
    return place, site, weights.ravel()


def plain(weights, population, supply):
    """D = sum of people x weight, A = sum of weight x supply / D, as the papers write them."""
    demand = weights.T @ population
    ratio = np.where(demand > 0, supply / np.where(demand > 0, demand, 1), 0)
    return weights @ ratio, ratio


@st.composite
def tables(draw):
    """Weights, people and supply: sites nobody reaches and places without people among them."""
    places, sites = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    weight = st.sampled_from([0.0, 0.0, 0.22, 0.68, 1.0])
    rows = st.lists(weight, min_size=sites, max_size=sites)
    weights = draw(st.lists(rows, min_size=places, max_size=places))
    population = draw(st.lists(st.integers(0, 5000), min_size=places, max_size=places))
    supply = draw(st.lists(st.integers(0, 30), min_size=sites, max_size=sites))
    return np.array(weights), np.array(population, float), np.array(supply, float)


@st.composite
def streets(draw):
    """One-ways, islands, people anywhere, sites on and off the network."""
    node, long = st.integers(0, NODES - 1), st.integers(0, 12_000)
    edges = draw(st.lists(st.tuples(node, node, long), max_size=30))
    sites = draw(
        st.lists(st.tuples(st.integers(-1, NODES - 1), long, st.integers(0, 30)), max_size=6)
    )
    population = draw(st.lists(st.integers(0, 5000), min_size=NODES, max_size=NODES))
    graph = Graph.of(NODES, *np.array(edges, dtype=int).reshape(-1, 3).T)
    return graph, np.array(population, float), np.array(sites, dtype=int).reshape(-1, 3).T


def test_steps_of_luo_and_qi_hold_up_to_their_limits():
    minutes = [0, 10, np.nextafter(10, 11), 20, 20.01, 30, 30.01, np.inf, np.nan]
    assert step_weights(minutes).tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22, 0, 0, 0]
    table = weight_table()
    assert table[[0, 6000, 6001, 12000, 12001, 18000]].tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22]
    assert len(table) == LIMIT + 1


@pytest.mark.parametrize("many", [1023, 1024, 1025, 3000])
def test_steps_of_many_times(many):
    minutes = np.random.default_rng(many).uniform(0, 40, many)
    wanted = np.array([1, 0.68, 0.22, 0])[np.searchsorted([10, 20, 30], minutes)]
    assert step_weights(minutes).tolist() == wanted.tolist()


def test_steps_may_be_given_in_any_order():
    assert step_weights([5, 15, 25], {20: 0.5, 10: 1.0}).tolist() == [1.0, 0.5, 0.0]
    assert len(weight_table({20: 0.5, 10: 1.0})) == 12_001


def test_a_way_of_just_the_limit_is_inside():
    for time_ds, weight in ((6000, 1.0), (6001, 0.68), (18_000, 0.22), (18_001, 0.0)):
        found = catchment_access(Graph.of(2, [0], [1], [time_ds]), [100, 50], ([1], [0]), [3])
        ratio = 3 / (100 * weight + 50)
        np.testing.assert_allclose(found.e2sfca, [ratio * weight, ratio], **CLOSE)


def test_published_2sfca():
    # The two places that are 80 apart are out of each other's reach: only so the values come out.
    minutes = np.array([[1, 80, 40], [80, 1, 40], [40, 40, 1.0]])
    weights = np.where(minutes < 80, 1 / minutes, 0)
    found = table_access(*all_pairs(weights), [100, 50, 10], [15, 20, 100])
    assert found.e2sfca.round(9).tolist() == [0.331444117, 0.579828132, 7.28641817]


def test_published_spatial_availability():
    minutes = np.array([[15, 30, 100], [30, 15, 100], [100, 100, 15]])
    population, supply = [50_000, 150_000, 10_000], [100_000, 100_000, 10_000]
    found = spatial_availability(*all_pairs(np.exp(-0.1 * minutes)), population, supply)
    assert found.round().tolist() == [66_833, 133_203, 9_963]
    assert found.sum() == pytest.approx(210_000, rel=1e-12)


@settings(max_examples=200, deadline=None)
@given(tables())
def test_a_table_gives_the_sums_of_the_papers(case):
    weights, population, supply = case
    found = table_access(*all_pairs(weights), population, supply)
    e2sfca, ratio = plain(weights, population, supply)
    np.testing.assert_allclose(found.e2sfca, e2sfca, **CLOSE)
    np.testing.assert_allclose(found.ratio, ratio, **CLOSE)


@settings(max_examples=200, deadline=None)
@given(tables())
def test_all_supply_that_anybody_reaches_is_given_out_and_no_more(case):
    weights, population, supply = case
    reached = (weights * population[:, None] > 0).any(axis=0)
    given_out = table_access(*all_pairs(weights), population, supply).e2sfca @ population
    assert given_out == pytest.approx(supply[reached].sum(), rel=1e-12)
    shares = spatial_availability(*all_pairs(weights), population, supply)
    assert shares.sum() == pytest.approx(supply[reached].sum(), rel=1e-12)
    assert (shares[population == 0] == 0).all()


@settings(max_examples=100, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter_nor_do_pairs_of_no_weight(case, random):
    weights, population, supply = case
    place, site, weight = all_pairs(weights)
    order = np.array(random.sample(range(len(place)), len(place)))
    kept = order[weight[order] > 0]
    other = table_access(place[kept], site[kept], weight[kept], population, supply)
    whole = table_access(place, site, weight, population, supply)
    np.testing.assert_allclose(other.e2sfca, whole.e2sfca, **CLOSE)


@settings(max_examples=80, deadline=None)
@given(streets())
def test_streets_give_the_same_as_a_table_of_pairs(case):
    graph, population, (node, leg, supply) = case
    found = catchment_access(graph, population, (node, leg), supply)
    pairs = within(graph, node, leg, LIMIT)
    weights = step_weights(pairs.time_ds / DECISECONDS_PER_MINUTE)
    table = table_access(pairs.node, pairs.site, weights, population, supply)
    np.testing.assert_allclose(found.e2sfca, table.e2sfca, **CLOSE)
    np.testing.assert_allclose(found.ratio, table.ratio, **CLOSE)
    reached = np.unique(pairs.site[population[pairs.node] > 0])
    assert found.e2sfca @ population == pytest.approx(supply[reached].sum(), rel=1e-12)


@settings(max_examples=80, deadline=None)
@given(streets(), st.integers(-1, NODES - 1), st.integers(0, 9000), st.integers(0, 30))
def test_one_more_site_brings_what_two_whole_runs_differ_by(case, node, leg, supply):
    graph, population, (nodes, legs, supplies) = case
    before = catchment_access(graph, population, (nodes, legs), supplies).e2sfca
    more = (np.append(nodes, node), np.append(legs, leg))
    after = catchment_access(graph, population, more, np.append(supplies, supply)).e2sfca
    at, gain = site_gain(graph, population, (node, leg), supply)
    assert len(np.unique(at)) == len(at)
    told = before.copy()
    told[at] += gain
    np.testing.assert_allclose(told, after, rtol=1e-12, atol=1e-15)


def test_the_same_to_the_last_bit_on_any_number_of_processors(monkeypatch):
    rng = np.random.default_rng(2)
    nodes = 400
    ends = rng.integers(0, nodes, (2, 1600))
    graph = Graph.of(nodes, *ends, rng.integers(0, 9000, 1600))
    sites = rng.integers(0, nodes, 70), rng.integers(0, 900, 70)
    population, supply = rng.integers(0, 900, nodes), rng.random(70)
    told = []
    for count in (1, 2, 5):
        monkeypatch.setattr(threads, "threads", lambda count=count: count)
        told.append(catchment_access(graph, population, sites, supply))
    assert (told[0].e2sfca > 0).sum() > nodes / 2
    for other in told[1:]:
        assert other.e2sfca.tobytes() == told[0].e2sfca.tobytes()
        assert other.ratio.tobytes() == told[0].ratio.tobytes()


def test_other_weights_may_be_given():
    weights = np.exp(-np.arange(3001) / 1000)
    graph = Graph.of(3, [0, 1], [1, 2], [2000, 2000])
    found = catchment_access(graph, [10, 20, 30], ([2], [0]), [5], weights)
    near = np.exp(-2)
    ratio = 5 / (30 + 20 * near)
    np.testing.assert_allclose(found.e2sfca, [0, ratio * near, ratio], **CLOSE)


def test_supply_that_nobody_reaches_goes_to_nobody():
    found = catchment_access(Graph.of(2, [], [], []), [0, 7], ([0, -1, 1], [0, 0, 0]), [5, 6, 14])
    assert found.e2sfca.tolist() == [0, 2]
    assert found.ratio.tolist() == [0, 0, 2]
    assert table_access([], [], [], [3], [4]).e2sfca.tolist() == [0]


@pytest.mark.parametrize(
    ("population", "supply", "told"),
    [
        ([1, -1], [1], "must be 0 or more"),
        ([1, np.nan], [1], "must be 0 or more"),
        ([1, 1], [np.inf], "must be 0 or more"),
        ([1], [1], "2 amounts were to be given, not 1"),
        ([1, 1], [1, 1], "1 amounts were to be given, not 2"),
    ],
)
def test_amounts_that_cannot_be_are_refused(population, supply, told):
    with pytest.raises(ValueError, match=told):
        catchment_access(Graph.of(2, [0], [1], [9]), population, ([1], [0]), supply)


@pytest.mark.parametrize("pair", [(2, 0), (0, 1), (-1, 0), (0, -1)])
def test_pairs_of_what_is_not_there_are_refused(pair):
    with pytest.raises(ValueError, match="that is not there"):
        table_access([pair[0]], [pair[1]], [1.0], [5, 5], [1])
    with pytest.raises(ValueError, match="one place and one site"):
        table_access([0, 1], [0], [1.0, 1.0], [5, 5], [1])


@pytest.mark.parametrize("weight", [-0.1, float("nan"), float("inf")])
def test_weights_that_cannot_be_are_refused(weight):
    with pytest.raises(ValueError, match="a weight must be 0 or more"):
        step_weights([1], {10: weight})
