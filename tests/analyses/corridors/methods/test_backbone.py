"""The disparity filter: published values, the rule for k = 1, and what must always hold."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.corridors.methods.backbone import Edges, Rule, backbone, disparity, stability

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
    return rule.kept(Edges.of(flows), flows["flow"].to_numpy(np.float64), pairs)


def test_small_flows_are_kept_by_no_p():
    flows = pd.DataFrame({"origin": ["a"] * 3, "destination": list("xyz"), "flow": [9, 0, 0]})
    flows = pd.concat([flows, flows.assign(origin="b", flow=[90, 1, 1])], ignore_index=True)
    assert kept(flows, p_limit=1.0).tolist() == [False, False, False, True, False, False]
    assert kept(flows, p_limit=0.0).sum() == 0


def test_noise_is_the_same_in_every_run_and_flips_only_what_is_local_the_limit():
    random = np.random.default_rng(1)
    rows = [(o, d, int(n)) for o in range(20) for d, n in enumerate(random.lognormal(4, 1, 20))]
    flows = pd.DataFrame(rows, columns=["origin", "destination", "flow"])
    pairs, rule = np.arange(len(flows)), Rule(0.05, 10)
    told = stability(flows, pairs, rule, 10, 50)
    again = stability(flows, pairs, rule, 10, 50)
    assert told.selection_frequency.tolist() == again.selection_frequency.tolist()
    p = backbone(flows)["p_value"].to_numpy()
    assert (told.selection_frequency[p > 0.12] == 0).all()
    assert (told.selection_frequency[p < 0.02] == 1).all()
    local = (told.selection_frequency > 0) & (told.selection_frequency < 1)
    assert local.any()
    assert told.unstable_mean > 0
    none = stability(flows, pairs, rule, 0, 5)
    assert none.unstable_mean == 0
    assert set(none.selection_frequency) <= {0.0, 1.0}


def test_nothing_at_all():
    nothing = pd.DataFrame({"origin": [], "destination": [], "flow": []})
    assert backbone(nothing).empty
    assert (
        len(
            stability(
                nothing, np.zeros(0, dtype=np.int64), Rule(0.05, 10), 10, 3
            ).selection_frequency
        )
        == 0
    )
