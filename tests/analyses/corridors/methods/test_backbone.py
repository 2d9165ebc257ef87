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
        [(i, j, people) for i, row in enumerate(matrix) for j, people in enumerate(row)],
        columns=["origin", "destination", "people"],
    )


def test_the_published_matrix():
    p = backbone(long(PUBLISHED))["p"].to_numpy().reshape(4, 4)
    assert p.round(3).tolist() == ANSWER


def test_an_end_with_one_flow_says_nothing_and_the_other_end_decides():
    flows = pd.DataFrame({"origin": list("abc"), "destination": ["x"] * 3, "people": [98, 1, 1]})
    told = backbone(flows)
    assert (told["p_origin"] == 1).all()
    assert told["p_destination"].round(4).tolist() == [0.0004, 0.9801, 0.9801]
    assert told["p"].tolist() == told["p_destination"].tolist()


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
).map(lambda rows: pd.DataFrame(rows, columns=["origin", "destination", "people"]))


@settings(max_examples=100, deadline=None)
@given(FLOWS)
def test_the_same_as_a_graph_walked_node_by_node(flows):
    assert backbone(flows)["p"].tolist() == pytest.approx(by_networkx(flows), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(FLOWS, st.randoms(use_true_random=False), st.integers(2, 9))
def test_neither_order_nor_unit_matters(flows, random, times):
    order = list(flows.index)
    random.shuffle(order)
    shuffled = backbone(flows.loc[order].assign(people=lambda of: of["people"] * times))
    pd.testing.assert_frame_equal(shuffled.sort_index(), backbone(flows), atol=1e-12)


def kept(flows, p_limit=0.05, min_people=10):
    rule = Rule(p_limit, min_people)
    pairs = np.arange(len(flows))
    return rule.kept(Edges.of(flows), flows["people"].to_numpy(np.float64), pairs)


def test_small_flows_are_kept_by_no_p():
    flows = pd.DataFrame({"origin": ["a"] * 3, "destination": list("xyz"), "people": [9, 0, 0]})
    flows = pd.concat([flows, flows.assign(origin="b", people=[90, 1, 1])], ignore_index=True)
    assert kept(flows, p_limit=1.0).tolist() == [False, False, False, True, False, False]
    assert kept(flows, p_limit=0.0).sum() == 0


def test_noise_is_the_same_in_every_run_and_flips_only_what_is_near_the_limit():
    random = np.random.default_rng(1)
    rows = [(o, d, int(n)) for o in range(20) for d, n in enumerate(random.lognormal(4, 1, 20))]
    flows = pd.DataFrame(rows, columns=["origin", "destination", "people"])
    pairs, rule = np.arange(len(flows)), Rule(0.05, 10)
    told = stability(flows, pairs, rule, 10, 50)
    again = stability(flows, pairs, rule, 10, 50)
    assert told.kept_share.tolist() == again.kept_share.tolist()
    p = backbone(flows)["p"].to_numpy()
    assert (told.kept_share[p > 0.12] == 0).all()
    assert (told.kept_share[p < 0.02] == 1).all()
    near = (told.kept_share > 0) & (told.kept_share < 1)
    assert near.any()
    assert told.flips_mean > 0
    none = stability(flows, pairs, rule, 0, 5)
    assert none.flips_mean == 0
    assert set(none.kept_share) <= {0.0, 1.0}


def test_nothing_at_all():
    nothing = pd.DataFrame({"origin": [], "destination": [], "people": []})
    assert backbone(nothing).empty
    assert (
        len(stability(nothing, np.zeros(0, dtype=np.int64), Rule(0.05, 10), 10, 3).kept_share) == 0
    )
