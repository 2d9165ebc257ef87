"""Expected flows: margins are met, nothing stays where it is, and what cannot be met is told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.corridors.methods.spatial_interaction import DOUBLY, SINGLY, expected_flows


def long(matrix, names=None):
    names = names or range(len(matrix))
    flows = [
        (o, d, w)
        for o, row in zip(names, matrix, strict=True)
        for d, w in zip(names, row, strict=True)
        if w
    ]
    return pd.DataFrame(flows, columns=["origin", "destination", "flow"])


def by_hand(matrix, rounds=5000):
    """Fit a whole matrix with an empty diagonal, cell by cell."""
    target = np.array(matrix, dtype=float)
    fitted = 1.0 - np.eye(len(target))
    for _ in range(rounds):
        fitted *= (target.sum(axis=1) / fitted.sum(axis=1))[:, None]
        fitted *= target.sum(axis=0) / fitted.sum(axis=0)
    return fitted


def test_a_square_table_with_an_empty_diagonal():
    matrix = [[0, 40, 20, 10], [30, 0, 25, 15], [10, 35, 0, 30], [20, 10, 15, 0]]
    found = expected_flows(long(matrix))
    assert (found.model, found.converged) == (DOUBLY, True)
    table = np.zeros((4, 4))
    table[~np.eye(4, dtype=bool)] = found.flow
    assert table == pytest.approx(by_hand(matrix), rel=1e-8)
    assert table.sum(axis=1) == pytest.approx(np.sum(matrix, axis=1))
    assert table.sum(axis=0) == pytest.approx(np.sum(matrix, axis=0))


def test_two_sets_of_places_need_no_fitting():
    flows = pd.DataFrame(
        {"origin": list("aabb"), "destination": list("xyxy"), "flow": [30, 10, 20, 40]}
    )
    assert expected_flows(flows).flow.tolist() == pytest.approx([20, 20, 30, 30])


def test_one_destination_alone_is_dealt_out_evenly():
    flows = pd.DataFrame({"origin": list("abc"), "destination": "x", "flow": [70, 20, 30]})
    found = expected_flows(flows)
    assert found.model == SINGLY
    assert found.flow.tolist() == [40, 40, 40]


def test_what_does_not_settle_is_told():
    star = pd.DataFrame(
        {"origin": list("hhab"), "destination": list("abhh"), "flow": [100, 50, 70, 20]}
    )
    found = expected_flows(star)
    assert not found.converged
    assert found.flow.tolist() == pytest.approx(star["flow"].tolist(), rel=1e-3)
    beside = pd.DataFrame({"origin": ["a"], "destination": ["b"], "flow": [1]})
    assert expected_flows(pd.concat([star, beside], ignore_index=True)).converged


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 6), st.integers(2, 6), st.data())
def test_sums_are_those_of_the_data(rows, columns, data):
    cells = st.lists(st.integers(1, 1000), min_size=columns, max_size=columns)
    matrix = data.draw(st.lists(cells, min_size=rows, max_size=rows))
    flows = pd.DataFrame(
        [(f"o{i}", f"d{j}", w) for i, row in enumerate(matrix) for j, w in enumerate(row)],
        columns=["origin", "destination", "flow"],
    )
    told = flows.assign(flow=expected_flows(flows).flow)
    for end in ("origin", "destination"):
        sums = [frame.groupby(end)["flow"].sum().to_numpy() for frame in (told, flows)]
        assert sums[0] == pytest.approx(sums[1], rel=1e-8)
