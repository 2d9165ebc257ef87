"""Strongly connected parts, as scipy finds them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.core.graph_parts import strong_parts


@st.composite
def graphs(draw):
    nodes = draw(st.integers(1, 9))
    node = st.integers(0, nodes - 1)
    edges = draw(st.lists(st.tuples(node, node), max_size=25))
    graph = np.zeros((nodes, nodes), np.int8)
    for tail, head in edges:
        graph[tail, head] = 1
    return graph


@given(graphs())
def test_the_parts_are_those_of_scipy(dense):
    graph = csr_array(dense)
    ours = strong_parts(graph.indptr, graph.indices)
    _, theirs = connected_components(graph, directed=True, connection="strong")
    pairs = set(zip(ours.tolist(), theirs.tolist(), strict=True))
    assert len(pairs) == len(set(ours.tolist())) == len(set(theirs.tolist()))
    assert set(ours.tolist()) == set(range(len(pairs)))


@given(graphs())
def test_where_edges_go_both_ways_parts_are_in_the_order_of_their_nodes(dense):
    graph = csr_array(dense | dense.T)
    _, theirs = connected_components(graph, directed=False)
    assert strong_parts(graph.indptr, graph.indices).tolist() == theirs.tolist()


def test_a_long_way_needs_no_deep_stack():
    nodes = 200_000
    first, head = np.arange(nodes + 1), np.append(np.arange(1, nodes), 0)
    assert not strong_parts(first, head).any()
    assert strong_parts(first[:-1], head[: nodes - 2]).max() == nodes - 2
