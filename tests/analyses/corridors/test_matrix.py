"""Matrices of origins and destinations lose nobody, in either direction, whatever there is room for."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.corridors.matrix import BY_CLUSTER, OTHER, TOTAL, matrices

ROWS = [
    # partner, local, inflow, expected, outflow, expected
    ("a", "x", 60, 50.0, 7, 5.0),
    ("a", "y", 30, 40.0, None, None),
    ("b", "x", 20, 30.0, 9, None),
    ("c", "x", 5, 4.0, None, None),
    ("c", "y", 5, 6.0, 0, None),
]
ALL = (10, 10)


def frame(rows=ROWS):
    ends = ["partner_code", "local_code"]
    counted = ["inflow", "expected_inflow", "outflow", "expected_outflow"]
    corridors = pd.DataFrame(rows, columns=[*ends, *counted])
    corridors = corridors.astype(dict.fromkeys(counted[::2], "Int64"))
    corridors = corridors.astype(dict.fromkeys(counted[1::2], "Float64"))
    for way in ("in", "out"):
        corridors[f"{way}flow_ratio"] = corridors[f"{way}flow"] / corridors[f"expected_{way}flow"]
    corridors["flow"] = corridors["inflow"].fillna(0) + corridors["outflow"].fillna(0)
    names = {f"{end}_name": corridors[f"{end}_code"].str.upper() for end in ("partner", "local")}
    named = corridors["partner_code"] + "-" + corridors["local_code"]
    return corridors.assign(corridor=named, state="missing", **names)


def cells(matrix, of="flow"):
    """Return the cells that have something, by origin and destination."""
    return {
        (origin, destination): value
        for origin, row in getattr(matrix, of).to_dict("index").items()
        for destination, value in row.items()
        if pd.notna(value)
    }


def test_each_direction_has_its_own_cells_and_totals():
    into, out = matrices(frame(), ALL)
    assert (into.direction, out.direction) == ("in", "out")
    assert list(into.flow.index) == [TOTAL, "a", "b", "c"]  # 97, 29 and 10 people
    assert list(into.flow.columns) == [TOTAL, "x", "y"]
    assert cells(into) == {
        ("a", "x"): 60, ("a", "y"): 30, ("b", "x"): 20, ("c", "x"): 5, ("c", "y"): 5,
        ("a", TOTAL): 90, ("b", TOTAL): 20, ("c", TOTAL): 10,
        (TOTAL, "x"): 85, (TOTAL, "y"): 35, (TOTAL, TOTAL): 120,
    }  # fmt: skip
    assert cells(out) == {
        ("x", "a"): 7, ("x", "b"): 9, (TOTAL, "a"): 7, (TOTAL, "b"): 9,
        ("x", TOTAL): 16, (TOTAL, TOTAL): 16,
    }  # fmt: skip
    assert cells(out, "corridor") == {("x", "a"): "a-x", ("x", "b"): "b-x"}
    assert set(cells(into, "corridor").values()) == set(frame()["corridor"])
    assert into.names["a"] == "A"


def test_ratios_are_of_what_is_expected_of_each_direction():
    into, out = matrices(frame(), ALL)
    assert cells(into, "flow_ratio")["a", "x"] == pytest.approx(60 / 50)
    assert cells(into, "flow_ratio")["a", TOTAL] == pytest.approx(90 / 90)
    # Of the nine to b nothing is expected: they are in no ratio.
    assert cells(out, "flow_ratio") == {
        ("x", "a"): pytest.approx(1.4), (TOTAL, "a"): pytest.approx(1.4),
        ("x", TOTAL): pytest.approx(1.4), (TOTAL, TOTAL): pytest.approx(1.4),
    }  # fmt: skip


def test_what_is_beyond_is_summed_up_last():
    into, out = matrices(frame(), (1, 1))
    assert list(into.flow.index) == [TOTAL, "a", OTHER]
    assert cells(into) == {
        ("a", "x"): 60, ("a", OTHER): 30, (OTHER, "x"): 25, (OTHER, OTHER): 5,
        ("a", TOTAL): 90, (OTHER, TOTAL): 30, (TOTAL, "x"): 85, (TOTAL, OTHER): 35,
        (TOTAL, TOTAL): 120,
    }  # fmt: skip
    assert cells(into, "corridor") == {("a", "x"): "a-x"}
    assert cells(out)["x", OTHER] == 9


def test_between_regions_there_is_one_square():
    regions = frame([("a", "b", 10, 10.0, 4, 10.0), ("c", "b", 1, 1.0, None, None)])
    (square,) = matrices(regions, ALL, between=True)
    assert list(square.flow.index) == [TOTAL, "b", "a", "c"]
    assert list(square.flow.columns) == [TOTAL, "b", "a"]  # nobody went to c
    assert cells(square)["a", "b"] == 10
    assert cells(square)["b", "a"] == 4
    assert cells(square, "corridor")["b", "a"] == "a-b"


def test_clusters_stand_together():
    rows = [
        ("a", "x", 90, None, None, None),
        ("b", "y", 80, None, None, None),
        ("c", "x", 70, None, None, None),
        ("d", "y", 60, None, None, None),
        ("a", "y", 1, None, None, None),
    ]
    (into,) = matrices(frame(rows), ALL, order=BY_CLUSTER)
    assert list(into.flow.index) == [TOTAL, "a", "c", "b", "d"]
    assert into.clusters == {"a": 1, "c": 1, "x": 1, "b": 2, "d": 2, "y": 2}


@settings(max_examples=12)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("wxyz")),
        st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
        min_size=1,
    ),
    st.tuples(st.integers(0, 7), st.integers(0, 5)),
    st.sampled_from(["flow", "cluster"]),
)
def test_nobody_is_lost_and_totals_are_those_of_pandas(flows, most, order):
    corridors = frame([(*pair, a, 1.0, b, 1.0) for pair, (a, b) in flows.items()])
    made = {matrix.direction: matrix for matrix in matrices(corridors, most, order=order)}
    assert set(made) == {way for way in ("in", "out") if corridors[f"{way}flow"].sum()}
    for direction, matrix in made.items():
        inner = matrix.flow.drop(index=TOTAL, columns=TOTAL)
        assert inner.sum().sum() == matrix.flow.loc[TOTAL, TOTAL]
        assert inner.sum().sum() == corridors[f"{direction}flow"].sum()
        side = "partner_code" if direction == "in" else "local_code"
        expected = corridors.groupby(side)[f"{direction}flow"].sum()
        for code, total in matrix.flow[TOTAL].drop([TOTAL, OTHER], errors="ignore").items():
            assert total == expected[code]
        sizes = most if direction == "in" else most[::-1]
        assert [length <= size + 1 for length, size in zip(inner.shape, sizes, strict=True)]
