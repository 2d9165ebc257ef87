"""The disparity filter: published values, the rule for k = 1, and what must always hold."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.corridors.methods.backbone import (
    Edges,
    Rule,
    adjusted,
    backbone,
    disparity,
    stability,
)
from geo.core.false_discovery import BH, BY, CORRECTIONS

# DESIGN.md, "Numbers to check against".
PUBLISHED = [[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1], [1, 1, 0, 1]]
ANSWER = [[0.444, 1, 0.444, 0.444], [1, 0.5, 1, 1], [0.444, 1, 1, 0.444], [0.444, 0.444, 1, 0.444]]


def long(matrix):
    return pd.DataFrame(
        [(i, j, volume) for i, row in enumerate(matrix) for j, volume in enumerate(row)],
        columns=["origin", "destination", "flow"],
    )


def test_the_published_matrix():
    p = backbone(long(PUBLISHED))["p_value"].to_numpy().reshape(4, 4)
    assert p.round(3).tolist() == ANSWER


def test_an_end_with_one_flow_says_nothing_and_the_other_end_decides():
    flows = pd.DataFrame({"origin": list("abc"), "destination": ["x"] * 3, "flow": [98, 1, 1]})
    told = backbone(flows)
    assert (told["p_value_origin"] == 1).all()
    assert told["p_value_destination"].round(4).tolist() == [0.0004, 0.9801, 0.9801]
    assert told["p_value"].tolist() == told["p_value_destination"].tolist()


def test_no_flow_is_no_neighbour():
    assert disparity(np.array([5.0, 0.0]), np.array([0, 0])).tolist() == [1.0, 1.0]


def by_networkx(flows):
    """The filter as its authors describe it: node by node, on a graph."""
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(
        (("o", o), ("d", d), w) for o, d, w in flows.itertuples(index=False) if w > 0
    )
    told = []
    for o, d, w in flows.itertuples(index=False):
        smallest = 1.0
        for degree, strength in (
            (
                (graph.out_degree(("o", o)), graph.out_degree(("o", o), weight="weight")),
                (graph.in_degree(("d", d)), graph.in_degree(("d", d), weight="weight")),
            )
            if w > 0
            else ()
        ):
            if degree > 1:
                smallest = min(smallest, (1 - w / strength) ** (degree - 1))
        told.append(smallest)
    return told


FLOWS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 10_000)),
    min_size=1,
    max_size=40,
    unique_by=lambda flow: flow[:2],
).map(lambda rows: pd.DataFrame(rows, columns=["origin", "destination", "flow"]))


@settings(max_examples=100, deadline=None)
@given(FLOWS)
def test_the_same_as_a_graph_walked_node_by_node(flows):
    assert backbone(flows)["p_value"].tolist() == pytest.approx(by_networkx(flows), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(FLOWS, st.randoms(use_true_random=False), st.integers(2, 9))
def test_neither_order_nor_unit_matters(flows, random, times):
    order = list(flows.index)
    random.shuffle(order)
    shuffled = backbone(flows.loc[order].assign(flow=lambda of: of["flow"] * times))
    pd.testing.assert_frame_equal(shuffled.sort_index(), backbone(flows), atol=1e-12)


def kept(flows, p_limit=0.05, min_flow=10):
    rule = Rule(p_limit, min_flow)
    pairs = np.arange(len(flows))
    return rule.kept(Edges.of(flows), flows["flow"].to_numpy(np.float64), pairs, len(pairs))


def test_small_flows_are_kept_by_no_p():
    flows = pd.DataFrame({"origin": ["a"] * 3, "destination": list("xyz"), "flow": [9, 0, 0]})
    flows = pd.concat([flows, flows.assign(origin="b", flow=[90, 1, 1])], ignore_index=True)
    assert kept(flows, p_limit=1.0).tolist() == [False, False, False, True, False, False]
    assert kept(flows, p_limit=0.0).sum() == 0


def test_noise_is_the_same_in_every_run_and_flips_only_what_is_local_the_limit():
    random = np.random.default_rng(1)
    rows = [(o, d, int(n)) for o in range(20) for d, n in enumerate(random.lognormal(4, 1, 20))]
    flows = pd.DataFrame(rows, columns=["origin", "destination", "flow"])
    pairs, rule = np.arange(len(flows)), Rule(0.14, 10)
    told = stability(flows, pairs, rule, 10, 50, len(pairs))
    again = stability(flows, pairs, rule, 10, 50, len(pairs))
    assert told.selection_frequency.tolist() == again.selection_frequency.tolist()
    edges, volume = Edges.of(flows), flows["flow"].to_numpy(np.float64)
    p = rule.smallest(edges, volume, pairs, len(pairs))
    assert (told.selection_frequency[p > 0.3] == 0).all()
    assert (told.selection_frequency[p < 0.01] == 1).all()
    local = (told.selection_frequency > 0) & (told.selection_frequency < 1)
    assert local.any()
    assert told.unstable_mean > 0
    none = stability(flows, pairs, rule, 0, 5, len(pairs))
    assert none.unstable_mean == 0
    assert set(none.selection_frequency) <= {0.0, 1.0}


def step_up(p_values, penalty):
    """Adjust p-values one by one, as Benjamini and Hochberg 1995 say in words."""
    tests = sorted(p for p in p_values if p < 1)
    told = {}
    for p in set(tests):
        ranks = [(rank, q) for rank, q in enumerate(tests, 1) if q >= p]
        told[p] = min(1.0, *(penalty * len(tests) * q / rank for rank, q in ranks), 1.0)
    return [told.get(p, 1.0) for p in p_values]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=12))
def test_adjusted_as_the_papers_have_it_and_a_p_of_1_is_no_test(p_values):
    harmonic = sum(1 / k for k in range(1, sum(p < 1 for p in p_values) + 1))
    for correction, penalty in ((BH, 1.0), (BY, harmonic)):
        found = adjusted(np.array(p_values, dtype=float), correction)
        assert found.tolist() == pytest.approx(step_up(p_values, penalty), abs=1e-12)


def noise(random, partners=60, units=8):
    """Return a table of the null of the filter: every sum split at random, both ways."""
    ends = [(f"p{i}", f"u{j}") for i in range(partners) for j in range(units)]
    both = [*ends, *(pair[::-1] for pair in ends)]
    flows = pd.DataFrame(both, columns=["origin", "destination"])
    return flows.assign(flow=1000 * random.exponential(size=len(both))), len(ends)


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_of_pure_noise_at_most_a_twentieth_is_kept(correction):
    random, kept_shares, uncorrected = np.random.default_rng(7), [], []
    any_kept = 0
    for _ in range(40):
        flows, count = noise(random)
        pairs = np.tile(np.arange(count), 2)
        edges, volume = Edges.of(flows), flows["flow"].to_numpy()
        kept = Rule(0.05, 10, correction).kept(edges, volume, pairs, count)
        kept_shares.append(kept.mean())
        any_kept += kept.any()
        least = np.ones(count)
        np.minimum.at(least, pairs, backbone(flows)["p_value"].to_numpy())
        uncorrected.append((least < 0.05).mean())
    assert np.mean(uncorrected) > 0.12  # four tests a pair, each at 5 %
    assert max(kept_shares) <= 0.05
    assert np.mean(kept_shares) < 0.001
    assert any_kept <= 6  # of 40 tables: all is noise, so one kept is a false discovery


def test_nothing_at_all():
    nothing = pd.DataFrame({"origin": [], "destination": [], "flow": []})
    assert backbone(nothing).empty
    assert (
        len(
            stability(
                nothing, np.zeros(0, dtype=np.int64), Rule(0.05, 10), 10, 3, 0
            ).selection_frequency
        )
        == 0
    )
