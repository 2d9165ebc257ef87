"""Pairs out of directed flows: which end is near, what chance makes of them, which goes first."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.corridors.methods.ranking import directed, in_order, measured, numbered
from geo.core.standards import Standards

NORM = Standards()


def flows(*rows):
    return pd.DataFrame(rows, columns=["direction", "partner_code", "local_code", "flow"])


def triples(told):
    return told[["origin", "destination", "flow"]].to_numpy().tolist()


def test_who_came_and_who_left_are_two_flows_of_one_pair():
    told = directed(flows(("in", "a", "x", 5), ("out", "a", "x", 2), ("in", "b", "x", 0)))
    assert triples(told) == [["a", "x", 5.0], ["x", "a", 2.0]]
    pairs, pair = numbered(told)
    assert pairs.to_numpy().tolist() == [["a", "x"]]
    assert pair.tolist() == [0, 0]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_of_two_regions_the_one_more_flow_went_to_is_local(order):
    between = flows(("between", "a", "b", 5), ("between", "b", "a", 9)).iloc[order]
    told = directed(between)
    assert set(zip(told["direction"], told["partner_code"], told["local_code"], strict=True)) == {
        ("in", "b", "a"),
        ("out", "b", "a"),
    }
    assert sorted(triples(told)) == [["a", "b", 5.0], ["b", "a", 9.0]]
    even = directed(between.assign(flow=7))
    assert set(even["local_code"]) == {"b"}  # of equals the later code


REGIONS = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")).filter(lambda of: of[0] != of[1]),
    st.integers(0, 900),
    max_size=10,
)


@settings(max_examples=25, deadline=None)
@given(REGIONS)
def test_turning_pairs_loses_no_flow(given_flows):
    rows = [("between", partner, local, volume) for (partner, local), volume in given_flows.items()]
    told = directed(
        flows(*rows).astype({"partner_code": "str", "local_code": "str", "flow": "int64"})
    )
    got = {(o, d): volume for o, d, volume in triples(told)}
    assert got == {ends: volume for ends, volume in given_flows.items() if volume}
    assert len(numbered(told)[0]) == len({frozenset(ends) for ends in got})


def test_what_is_not_known_of_a_way_is_missing_and_not_nothing():
    told, expected, _ = measured(directed(flows(("in", "a", "x", 50))), NORM, ("in",), 0)
    row = told.iloc[0]
    assert (row["inflow"], row["flow"]) == (50, 50)
    assert told[["outflow", "net_migration", "outflow_ratio"]].isna().all(axis=None)
    assert set(expected) == {"in"}
    both, *_ = measured(directed(flows(("in", "a", "x", 50))), NORM, ("in", "out"), 0)
    assert both[["outflow", "net_migration"]].to_numpy().tolist() == [[0, 50]]


def test_the_smaller_p_of_both_ways_decides():
    # In: a deals 100 out to two. Out: x deals 100 out to three, 96 of them to a.
    told, *_ = measured(
        directed(
            flows(
                ("in", "a", "x", 50), ("in", "a", "y", 50),
                ("out", "a", "x", 96), ("out", "b", "x", 2), ("out", "c", "x", 2),
            )
        ),
        NORM, ("in", "out"), 0,
    )  # fmt: skip
    row = told.set_index(["partner_code", "local_code"]).loc[("a", "x")]
    assert row["p_value_partner"] == pytest.approx(0.5)
    assert row["p_value_local"] == pytest.approx(0.04**2)
    assert row["p_value"] == row["p_value_local"]
    assert row["p_value_adjusted"] == pytest.approx(0.04**2 * 5)  # the least of five tests
    assert row["significant"]


def test_fewer_than_the_least_count_are_no_corridor():
    rows = [("in", "a", "x", 9), ("in", "a", "y", 0.1), ("in", "a", "z", 0.1)]
    told, *_ = measured(directed(flows(*rows)), NORM, ("in",), 0)
    assert told["p_value"].iloc[0] < NORM.corridor_p_value
    assert not told["significant"].any()
    more = [(*row[:3], row[3] * 2) for row in rows]
    told, *_ = measured(directed(flows(*more)), NORM, ("in",), 0)
    assert told["significant"].tolist() == [True, False, False]


def test_without_draws_nothing_flips():
    told, _, tried = measured(directed(flows(("in", "a", "x", 50))), NORM, ("in",), 0)
    assert tried is None
    assert told["selection_frequency"].isna().all()
    assert not told["rank_unstable"].any()


def test_what_is_recommended_goes_before_the_score_and_every_factor_is_shown():
    pairs = pd.DataFrame(
        {
            "partner_code": list("abcd"),
            "local_code": list("xyxz"),
            "flow": [100, 100, 900, 100],
            "recommended": [True, True, False, True],
        }
    )
    shortage = pd.Series({"x": 0.5, "y": 1.0})
    inaccessible = pd.Series({"x": 0.5, "y": np.nan})
    told = in_order(pairs, shortage, inaccessible)
    assert told["partner_code"].tolist() == ["a", "b", "d", "c"]
    assert told["rank"].tolist() == [1, 2, 3, 4]
    assert told["score"].tolist() == [225, 200, 100, 2025]
    factors = told[["factor_flow", "factor_shortfall", "factor_accessibility"]]
    assert told["score"].tolist() == factors.prod(axis=1).tolist()


def test_corridors_that_are_equal_stand_in_order_of_the_codes_of_both_ends():
    codes = {"partner_code": list("baba"), "local_code": list("yyxx")}
    pairs = pd.DataFrame(codes).assign(flow=1, recommended=False)
    nothing = pd.Series(dtype="float64")
    ordered = in_order(pairs, nothing, nothing)
    assert (ordered["partner_code"] + ordered["local_code"]).tolist() == ["ax", "ay", "bx", "by"]


def test_nothing_at_all():
    told, expected, tried = measured(directed(flows()), NORM, ("in", "out"), 3)
    assert told.empty
    assert all(model.flow.empty for of in expected.values() for model in of)
    assert tried.unstable_mean == 0
